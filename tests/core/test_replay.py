"""A flow that is stopped anywhere and run again: the same steps, nothing sent twice, and doubts that stay doubts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import pytest

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, consult, emit, gather, now, pure, random, sleep
from jobspan._core.operation import Operation, RetryClass
from jobspan._core.reconcile import Confirmed, Finding, Unknown, looking
from jobspan._core.replay import OPEN, Recording, Step, recorded
from jobspan.errors import AmbiguousOutcomeError, ApiError, JobspanError, JournalDiverged
from jobspan.hooks import RequestStarted, StepStarted

if TYPE_CHECKING:
    from tests.core.conftest import Hand, Part

    Operations = Callable[..., Operation[Part]]


T = TypeVar("T")


class Killed(BaseException):
    """The process ends here."""


class Paper:
    """What is written down."""

    def __init__(self) -> None:
        self.steps: dict[tuple[str, int], Step] = {}
        self.writes = 0

    def recording(self, key: str = "k") -> Recording:
        return Recording(key, self.write, self.steps.values())

    def write(self, steps: tuple[Step, ...]) -> Flow[None]:
        self.writes += 1
        self.steps |= {step.place: step for step in steps}
        return pure(None)


def kept(flow: Flow[T], paper: Paper) -> Flow[T]:
    """Run a flow with its answers recorded, and its end written down, as whoever holds the key does."""
    recording = paper.recording()
    try:
        value = yield from recorded(flow, recording)
    except JobspanError:
        yield from paper.write(recording.take())
        raise
    yield from paper.write(recording.take())
    return value


class Lathe:
    """A plane that counts what it was made to do. It dies, or its caller does, at the given exchange."""

    def __init__(self, reply: Callable[..., Any]) -> None:
        self.reply = reply
        self.parts: list[str] = []
        self.requests: list[str] = []

    def answer(self, request: Any) -> Any:
        self.requests.append(f"{request.method} {request.url.rpartition('/')[2]}")
        if request.method == "POST":
            self.parts.append(f"p{len(self.parts) + 1}")
            return self.reply(200, {"id": self.parts[-1]})
        return self.reply(200, {"id": "shelf", "state": ",".join(self.parts)})


def world_of(hand: type[Hand], lathe: Lathe, dies_at: int = 10_000, after_work: bool = False) -> Hand:
    """A hand that works the lathe; its process ends at the numbered exchange, before the request or after the work."""
    world = hand()
    count = iter(range(100_000))

    def reply(request: Any) -> Any:
        world.sent.append(request)
        last = next(count) == dies_at
        if last and not after_work:
            raise Killed
        answer = lathe.answer(request)
        if last:
            raise Killed
        return answer

    world._reply = reply  # type: ignore[method-assign]  # the hand's script is a plane that remembers
    return world


def turning(ctx: PlaneContext, operation: Operations) -> Flow[tuple[str, str]]:
    """Two parts, each looked for after a doubt; a pause and a roll of the dice between them."""
    shelf = operation(RetryClass.READ)
    turn = operation(RetryClass.GUARDED)

    def count() -> Flow[list[str]]:
        row = yield from call(ctx, shelf, path={"partId": "shelf"})
        return [each for each in (row.state or "").split(",") if each]

    def one() -> Flow[str]:
        before = yield from count()

        def look() -> Flow[Finding[Any]]:
            new = [each for each in (yield from count()) if each not in before]
            return Confirmed(attrs.evolve(blank, id=new[0])) if new else Unknown("nothing new")

        blank = yield from call(ctx, shelf, path={"partId": "shelf"})
        made = yield from call(ctx, turn, path={"partId": "new"}, reconcile=looking(look))
        return str(made.id)

    first = yield from one()
    yield from emit(StepStarted(plane="lathe", journey="turning", step="the second"))
    yield from sleep(60 * (yield from random()))
    yield from now()
    second = yield from one()
    return first, second


@pytest.fixture
def lathe(reply: Callable[..., Any]) -> Lathe:
    return Lathe(reply)


CRASHES = [(exchange, after) for exchange in range(8) for after in (False, True)]


class TestCrashes:
    @pytest.mark.parametrize(("dies_at", "after_work"), CRASHES)
    def test_killed_anywhere_and_run_again(
        self,
        dies_at: int,
        after_work: bool,
        hand: type[Hand],
        ctx: PlaneContext,
        operation: Operations,
        lathe: Lathe,
    ) -> None:
        paper = Paper()
        first = world_of(hand, lathe, dies_at, after_work)
        with pytest.raises(Killed) if dies_at < 6 else nullcontext():
            first.run(recorded(turning(ctx, operation), paper.recording()))
        again = world_of(hand, lathe)
        try:
            made = again.run(recorded(turning(ctx, operation), paper.recording()))
        except AmbiguousOutcomeError:
            assert not after_work, "what was done can be found"
        else:
            assert made == ("p1", "p2")
        assert len(lathe.parts) <= 2, "nothing is made twice"

    def test_what_is_over_is_not_done_again(
        self, hand: type[Hand], ctx: PlaneContext, operation: Operations, lathe: Lathe
    ) -> None:
        paper = Paper()
        world_of(hand, lathe).run(kept(turning(ctx, operation), paper))
        again = world_of(hand, lathe)
        assert again.run(recorded(turning(ctx, operation), paper.recording())) == ("p1", "p2")
        assert again.sent == []
        assert again.slept == []
        past = [event for event in again.told if isinstance(event, StepStarted | RequestStarted)]
        assert past == [], "the past is not published again"

    def test_only_the_moments_that_matter_are_written_down(
        self, hand: type[Hand], ctx: PlaneContext, operation: Operations, lathe: Lathe
    ) -> None:
        paper = Paper()
        world_of(hand, lathe).run(kept(turning(ctx, operation), paper))
        assert paper.writes == 4, "before and after each of two changes, the last time with the end"

    def test_after_an_ambiguous_end_one_can_look_again(
        self, hand: type[Hand], ctx: PlaneContext, operation: Operations, lathe: Lathe
    ) -> None:
        paper = Paper()
        with pytest.raises(Killed):
            world_of(hand, lathe, dies_at=2).run(recorded(turning(ctx, operation), paper.recording()))
        with pytest.raises(AmbiguousOutcomeError):
            world_of(hand, lathe).run(recorded(turning(ctx, operation), paper.recording()))
        lathe.parts.append("late")
        recording = paper.recording()
        recording.look_again()
        world = world_of(hand, lathe)
        assert world.run(recorded(turning(ctx, operation), recording)) == ("late", "p2")


class TestPlaces:
    def test_gathered_parts_are_told_apart_by_their_place(
        self, hand: type[Hand], ctx: PlaneContext, operation: Operations, lathe: Lathe
    ) -> None:
        turn = operation(RetryClass.NEVER)

        def flow() -> Flow[list[Any]]:
            def part(id: str) -> Callable[[], Flow[Any]]:
                return lambda: call(ctx, turn, path={"partId": id})

            return (yield from gather([part(id) for id in "abc"], limit=2))

        paper = Paper()
        with pytest.raises(Killed):
            world_of(hand, lathe, dies_at=1).run(recorded(flow(), paper.recording()))
        outcomes = world_of(hand, lathe).run(recorded(flow(), paper.recording()))
        assert [type(each).__name__ for each in outcomes] == ["Part", "AmbiguousOutcomeError", "Part"]
        assert lathe.requests.count("POST b") == 0
        assert [lathe.requests.count(f"POST {id}") for id in "ac"] == [1, 1]

    def test_what_a_process_remembers_is_an_answer_like_any_other(self, hand: type[Hand]) -> None:
        memory: Iterator[str] = iter(("first way", "second way"))

        def flow() -> Flow[str]:
            way: str = yield from consult("way", lambda: next(memory))
            return way

        paper = Paper()
        recording = paper.recording()
        assert hand().run(recorded(flow(), recording)) == "first way"
        paper.steps |= {step.place: step for step in recording.take()}
        assert hand().run(recorded(flow(), paper.recording())) == "first way"

    def test_a_clock_goes_on_where_the_recorded_one_stopped(self, hand: type[Hand]) -> None:
        def flow(until: int) -> Flow[list[float]]:
            times = []
            for _ in range(until):
                times.append((yield from now()))
                yield from sleep(1.0)
            return times

        paper, world = Paper(), hand()
        recording = paper.recording()
        world.run(recorded(flow(2), recording))
        paper.steps |= {step.place: step for step in recording.take()}
        other = hand()
        other.time = 5.0
        assert other.run(recorded(flow(4), paper.recording())) == [1000.0, 1001.0, 1001.0, 1002.0]

    def test_other_steps_are_noticed_and_what_was_sent_is_told(
        self, hand: type[Hand], ctx: PlaneContext, operation: Operations, lathe: Lathe
    ) -> None:
        paper = Paper()
        world_of(hand, lathe).run(kept(call(ctx, operation(RetryClass.NEVER), path={"partId": "a"}), paper))
        other = call(ctx, operation(RetryClass.NEVER), path={"partId": "b"})
        world = world_of(hand, lathe)
        with pytest.raises(JournalDiverged) as diverged:
            world.run(recorded(other, paper.recording()))
        assert world.sent == []
        assert len(diverged.value.known) == 1
        assert diverged.value.known[0].endswith("HTTP 200")
        assert diverged.value.key == "k"


def test_a_request_that_was_open_is_a_lost_reply_for_those_that_nothing_can_settle(
    hand: type[Hand], ctx: PlaneContext, operation: Operations, lathe: Lathe
) -> None:
    never = operation(RetryClass.NEVER)
    paper = Paper()
    with pytest.raises(Killed):
        world_of(hand, lathe, dies_at=0, after_work=True).run(
            recorded(call(ctx, never, path={"partId": "a"}), paper.recording())
        )
    assert [step.answer for step in paper.steps.values() if step.what.startswith("send!")] == [OPEN]
    world = world_of(hand, lathe)
    with pytest.raises(AmbiguousOutcomeError, match="the process ended before the reply was read"):
        world.run(recorded(call(ctx, never, path={"partId": "a"}), paper.recording()))
    assert world.sent == []


def test_a_refusal_is_replayed_as_one(
    hand: type[Hand], ctx: PlaneContext, operation: Operations, reply: Callable[..., Any]
) -> None:
    paper, refused = Paper(), hand(reply(400, {"oops": "no"}))
    for world in (refused, hand()):
        flow = call(ctx, operation(RetryClass.NEVER), path={"partId": "a"})
        with pytest.raises(ApiError, match="no"):
            world.run(kept(flow, paper))


def test_what_credentials_decided_is_decided_again_without_asking(
    hand: type[Hand], context: Callable[..., PlaneContext], operation: Operations, reply: Callable[..., Any]
) -> None:
    """Another process has other credentials, which nobody refused."""

    class Renews:
        asked = 0

        def authorize(self, ctx: PlaneContext, request: Any) -> Flow[Any]:
            return pure(request)

        def refused(self, ctx: PlaneContext, request: Any, response: Any) -> Flow[bool]:
            self.asked += 1
            return pure(self.asked == 1)

    auth, paper = Renews(), Paper()
    ctx = context(auth=auth)
    first = hand(reply(401, {"oops": "who?"}), reply(200, {"id": "a"}))
    made = first.run(kept(call(ctx, operation(RetryClass.NEVER), path={"partId": "a"}), paper))
    again = hand().run(kept(call(ctx, operation(RetryClass.NEVER), path={"partId": "a"}), paper))
    assert again == made
    assert auth.asked == 1


class TestTheAnswerOfAChange:
    """It is written down before anything else goes out or time passes."""

    def test_before_a_read_and_a_pause(
        self, hand: type[Hand], ctx: PlaneContext, operation: Operations, lathe: Lathe
    ) -> None:
        never, read = operation(RetryClass.NEVER), operation(RetryClass.READ)
        seen: list[int] = []
        paper = Paper()

        def flow() -> Flow[None]:
            yield from call(ctx, never, path={"partId": "a"})
            yield from now()
            seen.append(paper.writes)
            yield from sleep(1)
            seen.append(paper.writes)
            yield from call(ctx, read, path={"partId": "a"})
            seen.append(paper.writes)

        world = world_of(hand, lathe)
        world.run(recorded(flow(), paper.recording()))
        assert seen == [1, 2, 2]

    def test_at_the_end_of_a_gathered_part(
        self, hand: type[Hand], ctx: PlaneContext, operation: Operations, lathe: Lathe
    ) -> None:
        never = operation(RetryClass.NEVER)
        paper = Paper()

        def flow() -> Flow[int]:
            yield from gather([lambda: call(ctx, never, path={"partId": "a"})], limit=1)
            return paper.writes

        assert world_of(hand, lathe).run(recorded(flow(), paper.recording())) == 2
