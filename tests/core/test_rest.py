"""What is left of a batch that failed in part: which argument has its entries, what is kept, and what cannot be told."""

import pickle
from collections.abc import Sequence
from typing import Any

import pytest

from jobspan._core.canonical import canonical
from jobspan._core.effects import Flow, pure
from jobspan._core.once import KeyedCall
from jobspan._core.rest import Past, Rest, is_batch, rest_of
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.errors import JournalError

ACCEPTED, FAILED, SKIPPED = ItemStatus.ACCEPTED, ItemStatus.FAILED, ItemStatus.SKIPPED


class Owner:
    """Methods of which the signatures are looked at; nobody calls them."""

    def pause(self, ids: str | Sequence[str], *, mode: str = "target") -> BatchResult[str]:
        raise NotImplementedError

    def pair(self, ids: Sequence[str], others: Sequence[str]) -> BatchResult[str]:
        raise NotImplementedError

    def one(self, id: str) -> str:
        raise NotImplementedError


def result(*items: tuple[str, ItemStatus]) -> BatchResult[str]:
    return BatchResult(tuple(ItemResult(item=item, status=status) for item, status in items))


def called(method: str, *args: Any, **kwargs: Any) -> KeyedCall:
    arguments = canonical(getattr(Owner, method), Owner(), args, kwargs, lambda secret: "digest")
    return KeyedCall(key="k", plane="p", method=method, endpoint="e", arguments=arguments)


def past(known: object, method: str, *args: Any, over: bool = True, **kwargs: Any) -> Past:
    return Past(call=called(method, *args, **kwargs), over=over, result=pickle.dumps(known))


def rest(before: Past, method: str, *args: Any, **kwargs: Any) -> Rest | None:
    return rest_of(before, called(method, *args, **kwargs), getattr(Owner, method), Owner(), args, kwargs)


def whole(left: Rest, answer: BatchResult[str]) -> BatchResult[str]:
    def start() -> Flow[Any]:
        return pure(answer)

    try:
        next(left.completed(start))
    except StopIteration as end:
        value: BatchResult[str] = end.value
        return value
    raise AssertionError("it asks for something")


def test_what_was_not_accepted_is_left_whatever_its_order_and_its_way_of_being_given() -> None:
    before = past(result(("a", ACCEPTED), ("b", FAILED), ("c", SKIPPED), ("d", ACCEPTED)), "pause", list("abcd"))
    left = rest(before, "pause", ids=("d", "x", "a", "c"))
    assert left is not None
    assert (left.args, left.kwargs) == ((["x", "c"],), {})
    again = whole(left, result(("x", FAILED), ("c", ACCEPTED)))
    assert again == result(("d", ACCEPTED), ("x", FAILED), ("a", ACCEPTED), ("c", ACCEPTED))


def test_nothing_is_sent_where_all_of_it_was_accepted() -> None:
    before = past(result(("a", ACCEPTED), ("b", FAILED)), "pause", ["a", "b"])
    left = rest(before, "pause", ["a"])
    assert left is not None
    assert whole(left, result(("never", FAILED))) == result(("a", ACCEPTED))


def test_entries_that_the_call_joins_lose_no_result() -> None:
    before = past(result(("a", ACCEPTED), ("b", FAILED)), "pause", ["a", "b"])
    left = rest(before, "pause", ["b", "a", "b"])
    assert left is not None
    assert whole(left, result(("b", ACCEPTED))) == result(("a", ACCEPTED), ("b", ACCEPTED))


def test_entries_that_are_alike_are_not_sent_again_once_one_was_accepted() -> None:
    before = past(result(("a", ACCEPTED), ("b", FAILED), ("a", ACCEPTED)), "pause", ["a", "b", "a"])
    left = rest(before, "pause", ["a", "b", "a"])
    assert left is not None
    assert left.args == (["b"],)
    with pytest.raises(JournalError, match="cannot be told"):
        rest(past(result(("a", ACCEPTED), ("a", FAILED)), "pause", ["a", "a"]), "pause", ["a", "a"])


@pytest.mark.parametrize(
    "before",
    [
        past(result(("a", FAILED), ("b", FAILED)), "pause", ["a", "b"]),
        past(result(("a", ACCEPTED), ("b", FAILED)), "pause", ["a", "b"], over=False),
        past(None, "pause", ["a", "b"]),
        past("another result", "pause", ["a", "b"]),
    ],
)
def test_where_nothing_is_known_to_be_accepted_nothing_is_left_out(before: Past) -> None:
    assert rest(before, "pause", ["a", "b"]) is None


@pytest.mark.parametrize(
    ("args", "kwargs", "says"),
    [
        ((["b"],), {}, "a was accepted"),
        ((["a", "b"],), {"mode": "all"}, "mode is not the same"),
        (("a",), {}, "cannot be told"),
    ],
)
def test_what_was_accepted_stays(args: Any, kwargs: Any, says: str) -> None:
    before = past(result(("a", ACCEPTED), ("b", FAILED)), "pause", ["a", "b"])
    with pytest.raises(JournalError, match=says):
        rest(before, "pause", *args, **kwargs)


def test_entries_of_which_it_cannot_be_told_where_they_are() -> None:
    known = result(("a", ACCEPTED), ("b", FAILED))
    with pytest.raises(JournalError, match="1 of its entries were accepted before"):
        rest(past(known, "pair", ["a", "b"], ["a", "b"]), "pair", ["a", "b"], ["a", "b"])
    left = rest(past(known, "pair", ["a", "b"], ["c", "d"]), "pair", ["a", "b"], ["c", "d"])
    assert left is not None
    assert left.args == (["b"], ["c", "d"])


def test_batches_are_known_by_what_they_return() -> None:
    assert [is_batch(each) for each in (Owner.pause, Owner.pair, Owner.one)] == [True, True, False]
