"""After a lost reply: looks that confirm, looks that see nothing, and what may not be concluded from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from jobspan._core.effects import Flow, pure
from jobspan._core.reconcile import LOOKS, Confirmed, Finding, NotDone, Unknown, gone, look_before, looking, newcomer
from jobspan.errors import JobspanError, PermissionDenied, SendPhase, TransportError

if TYPE_CHECKING:
    from tests.core.conftest import Hand


@attrs.frozen
class Row:
    id: str
    owner: str | None = "me"


UNREADABLE = TransportError(message="no route", plane="lathe", operation="list", phase=SendPhase.NOT_SENT)


def reads(*answers: Sequence[Row] | JobspanError) -> Callable[[], Flow[Sequence[Row]]]:
    """A list that answers so, one after the other; the last answer stays."""
    left = list(answers)

    def read() -> Flow[Sequence[Row]]:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, JobspanError):
            raise answer
        return pure(answer)

    return read


def find(world: Hand, read: Callable[[], Flow[Sequence[Row]]]) -> Finding[str]:
    """What is found of a row of mine that is new since the first read."""
    before = world.run(look_before(read, lambda row: row.id))
    look = newcomer(
        before,
        ours=lambda row: None if row.owner is None else row.owner == "me",
        value=lambda row: row.id,
        name="row",
    )
    return world.run(looking(look)())


OLD = Row("old")


class TestNewcomers:
    def test_the_one_that_bears_every_mark_is_adopted(self, hand: type[Hand]) -> None:
        assert find(hand(), reads([OLD], [OLD, Row("theirs", "you"), Row("mine")])) == Confirmed("mine")

    def test_it_may_come_late(self, hand: type[Hand]) -> None:
        world = hand()
        assert find(world, reads([OLD], [OLD], UNREADABLE, [OLD, Row("mine")])) == Confirmed("mine")
        assert world.slept == list(LOOKS[1:3])

    @pytest.mark.parametrize(
        ("after", "said"),
        [
            ([OLD], "No new row is visible so far"),
            ([OLD, Row("a"), Row("b")], "a, b"),
            ([OLD, Row("theirs", "you")], "surely not the one: theirs"),
            ([OLD, Row("mine"), Row("whose", None)], "mine, whose"),
            ([OLD, Row("whose", None)], "whose"),
        ],
    )
    def test_nothing_is_adopted_on_a_guess(self, hand: type[Hand], after: list[Row], said: str) -> None:
        found = find(hand(), reads([OLD], after))
        assert isinstance(found, Unknown)
        assert said in found.why

    def test_a_mark_that_could_not_be_read_may_be_there_at_the_next_look(self, hand: type[Hand]) -> None:
        looks = ([OLD, Row("mine", None)], [OLD, Row("mine")])
        assert find(hand(), reads([OLD], *looks)) == Confirmed("mine")
        assert isinstance(find(hand(), reads([OLD], looks[0], [OLD, Row("mine", "you")])), Unknown)

    def test_two_that_fit_are_not_told_apart_by_waiting(self, hand: type[Hand]) -> None:
        world = hand()
        assert isinstance(find(world, reads([OLD], [OLD, Row("a"), Row("b")], [OLD, Row("a")])), Unknown)
        assert world.slept == []

    def test_what_was_there_before_must_be_known(self, hand: type[Hand]) -> None:
        refused = PermissionDenied(message="no", plane="lathe", operation="list", status=403)
        world = hand()
        found = find(world, reads(refused, [Row("mine")]))
        assert isinstance(found, Unknown)
        assert "before could not be read" in found.why
        assert world.slept == [], "looking again would not help"

    def test_a_look_that_fails_each_time_says_why(self, hand: type[Hand]) -> None:
        found = find(hand(), reads([OLD], UNREADABLE))
        assert isinstance(found, Unknown)
        assert "no route" in found.why


class TestDeletions:
    @pytest.mark.parametrize(
        ("left", "finding"), [({"a"}, Confirmed("gone")), ({"a", "b"}, NotDone()), (set(), Confirmed("gone"))]
    )
    def test_what_is_still_there_may_be_deleted_again(self, hand: type[Hand], left: set[str], finding: Any) -> None:
        assert hand().run(looking(gone(lambda: pure(left), {"b"}, "gone"))()) == finding
