"""Waiting for jobs: intervals, ends, time limits, batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.jobs import JobKind, referenced, started
from jobspan._core.poll import Interval, Memory, wait_for_end, wait_until
from jobspan._core.watch import Watch, Watched, results
from jobspan.batches import BatchResult
from jobspan.errors import (
    AmbiguousOutcomeError,
    ApiError,
    AuthError,
    DecodeError,
    JobFailed,
    NotFound,
    OperationError,
    PartialFailure,
    PermissionDenied,
    RateLimited,
    SendPhase,
    ServerError,
    TransportError,
    WaitTimeout,
)
from jobspan.hooks import JobChanged, LookFailed, UnexpectedData
from jobspan.jobs import JobRef, Phase, Progress
from jobspan.policy import Policy

if TYPE_CHECKING:
    from tests.core.conftest import Hand

PHASES = {
    "WAITING": Phase.QUEUED,
    "TURNING": Phase.RUNNING,
    "HELD": Phase.PAUSED,
    "DONE": Phase.SUCCEEDED,
    "SCRATCHED": Phase.PARTIAL,
    "BROKEN": Phase.FAILED,
    "STOPPED": Phase.CANCELLED,
}


@attrs.frozen
class View:
    state: str
    share: float | None = None


class Lathe:
    """Jobs that go through a script of states, one step a look; the last state stays."""

    def __init__(self, *script: str | View, scripts: Mapping[str, Sequence[str | View]] | None = None) -> None:
        self.scripts = {id: list(states) for id, states in (scripts or {"1": script}).items()}
        self.reads: list[tuple[str, ...]] = []
        self.read_many_asked = 0
        self.absent: set[str] = set()
        self.broken: set[str] = set()

    def look(self, id: str) -> View:
        states = self.scripts[id]
        state = states.pop(0) if len(states) > 1 else states[0]
        return View(state) if isinstance(state, str) else state

    def kind(self, *, batch: int | None = None, **changes: Any) -> JobKind[View, str]:
        def read(ctx: PlaneContext, ref: JobRef) -> Flow[View]:
            self.reads.append((ref.id,))
            if ref.id in self.broken:
                raise NotFound(message=f"no job {ref.id}", plane="lathe", operation="get", status=404)
            return pure(self.look(ref.id))

        def read_many(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, View]]:
            self.reads.append(tuple(ref.id for ref in refs))
            return pure({ref.id: self.look(ref.id) for ref in refs if ref.id not in self.absent})

        def result(ctx: PlaneContext, ref: JobRef, view: View) -> Flow[str]:
            return pure(f"{ref.id} is {view.state}")

        about: dict[str, Any] = {
            "name": "lathe.part",
            "title": "part",
            "read": read,
            "phase": lambda view: PHASES.get(view.state, Phase.UNKNOWN),
            "state": lambda view: view.state,
            "result": result,
            "explain": lambda view: "the chisel broke." if view.state == "BROKEN" else "",
            "progress": lambda view: Progress(fraction=view.share),
        }
        if batch is not None:
            about |= {"read_many": read_many, "batch": batch}
        return JobKind(**(about | changes))


def ref_of(ctx: PlaneContext, kind: JobKind[View, str], id: str = "1") -> JobRef:
    return referenced(ctx, kind, id).ref


def watch_of(
    ctx: PlaneContext, kind: JobKind[View, str], ids: Sequence[str], timeout: float | None = None
) -> tuple[Watch, list[Watched]]:
    jobs = [Watched(ctx, kind, ref_of(ctx, kind, id)) for id in ids]
    return Watch(jobs, ctx.policy, timeout), jobs


class TestOneJob:
    def test_the_result_of_a_job_that_succeeds(self, hand: type[Hand], ctx: PlaneContext) -> None:
        lathe = Lathe("WAITING", "TURNING", "DONE")
        world = hand()
        assert world.run(wait_for_end(ctx, lathe.kind(), ref_of(ctx, lathe.kind()))) == "1 is DONE"
        assert [(event.state, event.phase, event.changed) for event in world.heard(JobChanged)] == [
            ("WAITING", Phase.QUEUED, True),
            ("TURNING", Phase.RUNNING, True),
            ("DONE", Phase.SUCCEEDED, True),
        ]

    def test_intervals_grow_while_nothing_moves_and_start_again_when_something_does(
        self, hand: type[Hand], context: Callable[..., PlaneContext]
    ) -> None:
        ctx = context(policy=Policy(poll_first=2.0, poll_cap=5.0))
        lathe = Lathe(*["WAITING"] * 5, View("TURNING", 0.1), View("TURNING", 0.1), View("TURNING", 0.2), "DONE")
        world = hand()
        world.run(wait_for_end(ctx, lathe.kind(), ref_of(ctx, lathe.kind())))
        assert world.slept == [2.0, 3.0, 4.5, 5.0, 5.0, 2.0, 3.0, 2.0]

    @pytest.mark.parametrize("state", ["SCRATCHED", "BROKEN", "STOPPED"])
    def test_an_end_that_is_no_success_raises(self, state: str, hand: type[Hand], ctx: PlaneContext) -> None:
        kind = Lathe("TURNING", state).kind()
        with pytest.raises(JobFailed) as caught:
            hand().run(wait_for_end(ctx, kind, ref_of(ctx, kind)))
        assert caught.value.view == View(state)
        assert caught.value.phase is PHASES[state]
        assert caught.value.ref.id == "1"
        assert f"lathe part 1 ended {PHASES[state].value} ({state})" in str(caught.value)

    def test_the_plane_says_why(self, hand: type[Hand], ctx: PlaneContext) -> None:
        kind = Lathe("BROKEN").kind()
        with pytest.raises(JobFailed, match=r"ended failed \(BROKEN\): the chisel broke\. error\.view"):
            hand().run(wait_for_end(ctx, kind, ref_of(ctx, kind)))

    def test_a_reason_that_is_the_state_is_not_said_twice(self, hand: type[Hand], ctx: PlaneContext) -> None:
        kind = attrs.evolve(Lathe("BROKEN").kind(), explain=lambda view: "BROKEN.")
        with pytest.raises(JobFailed, match=r"ended failed \(BROKEN\)\. error\.view") as caught:
            hand().run(wait_for_end(ctx, kind, ref_of(ctx, kind)))
        assert caught.value.reason == "BROKEN."

    def test_unless_told_otherwise(self, hand: type[Hand], ctx: PlaneContext) -> None:
        kind = Lathe("BROKEN").kind()
        flow = wait_for_end(ctx, kind, ref_of(ctx, kind), raise_on_failure=False)
        assert hand().run(flow) == View("BROKEN"), "a job that failed has no result to look for"

    @pytest.mark.parametrize("state", ["ADDED_BY_THE_VENDOR", "HELD", "TURNING"])
    def test_only_an_end_ends(self, state: str, hand: type[Hand], ctx: PlaneContext) -> None:
        kind = Lathe(state).kind()
        world = hand()
        with pytest.raises(WaitTimeout) as caught:
            world.run(wait_for_end(ctx, kind, ref_of(ctx, kind), timeout=100.0))
        assert caught.value.view == View(state)
        assert caught.value.ref == ref_of(ctx, kind).__class__.from_json(caught.value.ref.to_json())
        assert caught.value.waited == 100.0
        assert sum(world.slept) == 100.0, "it looks once more when the time is up, and not later"
        assert "client.resume(error.ref)" in str(caught.value)

    def test_a_state_of_the_future_is_waited_through(self, hand: type[Hand], ctx: PlaneContext) -> None:
        kind = Lathe("TURNING", "POLISHING", "DONE").kind()
        assert hand().run(wait_for_end(ctx, kind, ref_of(ctx, kind))) == "1 is DONE"

    def test_no_time_at_all_is_one_look(self, hand: type[Hand], ctx: PlaneContext) -> None:
        lathe = Lathe("TURNING")
        with pytest.raises(WaitTimeout):
            hand().run(wait_for_end(ctx, lathe.kind(), ref_of(ctx, lathe.kind()), timeout=0.0))
        assert len(lathe.reads) == 1

    def test_every_wait_is_finite(self, hand: type[Hand], context: Callable[..., PlaneContext]) -> None:
        ctx = context(policy=Policy(wait_timeout=600.0))
        kind = Lathe("TURNING").kind()
        with pytest.raises(WaitTimeout) as caught:
            hand().run(wait_for_end(ctx, kind, ref_of(ctx, kind)))
        assert caught.value.waited == 600.0

    def test_until_something_else(self, hand: type[Hand], ctx: PlaneContext) -> None:
        kind = Lathe(View("TURNING", 0.1), View("TURNING", 0.6), "DONE").kind()
        seen: list[View] = []
        flow = wait_until(ctx, kind, ref_of(ctx, kind), ended=lambda view: (view.share or 0) > 0.5, seen=seen.append)
        assert hand().run(flow).view == View("TURNING", 0.6)
        assert seen == [View("TURNING", 0.1), View("TURNING", 0.6)]


def test_no_interval_is_longer_than_the_cap() -> None:
    interval = Interval(Policy(poll_first=3.0, poll_cap=1.0))
    assert [interval.take(moved) for moved in (True, False, True)] == [1.0, 1.0, 1.0]


class TestManyJobs:
    def test_ten_thousand_jobs_cost_pages_of_reads(
        self, hand: type[Hand], context: Callable[..., PlaneContext]
    ) -> None:
        ids = [str(number) for number in range(10_000)]
        lathe = Lathe(scripts={id: ["TURNING", "DONE"] for id in ids})
        ctx = context(policy=Policy(concurrency=4))
        watch, jobs = watch_of(ctx, lathe.kind(batch=100), ids)
        world = hand()
        over = world.run(watch.step())
        assert len(lathe.reads) == 200
        assert world.most_side_by_side == 4
        assert over == jobs
        assert all(job.view == View("DONE") and job.error is None for job in jobs)
        assert world.run(watch.step()) == []

    def test_jobs_come_as_they_end_and_are_not_read_again(self, hand: type[Hand], ctx: PlaneContext) -> None:
        lathe = Lathe(scripts={"1": ["TURNING", "TURNING", "DONE"], "2": ["BROKEN"], "3": ["TURNING", "DONE"]})
        watch, (first, second, third) = watch_of(ctx, lathe.kind(batch=10), ["1", "2", "3"])
        world = hand()
        assert world.run(watch.step()) == [second]
        assert world.run(watch.step()) == [third]
        assert world.run(watch.step()) == [first]
        assert world.run(watch.step()) == []
        assert lathe.reads == [("1", "2", "3"), ("1", "3"), ("1",)]

    def test_without_a_batched_read_they_are_read_side_by_side(self, hand: type[Hand], ctx: PlaneContext) -> None:
        lathe = Lathe(scripts={"1": ["DONE"], "2": ["DONE"]})
        watch, jobs = watch_of(ctx, lathe.kind(), ["1", "2"])
        world = hand()
        assert world.run(watch.step()) == jobs
        assert lathe.reads == [("1",), ("2",)]
        assert world.most_side_by_side == 2

    def test_planes_and_kinds_are_read_apart(self, hand: type[Hand], context: Callable[..., PlaneContext]) -> None:
        lathe = Lathe(scripts={id: ["DONE"] for id in "abcd"})
        here, there = context(), context()
        kind, other = lathe.kind(batch=10), lathe.kind(batch=10, name="lathe.tool")
        jobs = [
            Watched(ctx, each, ref_of(ctx, each, id))
            for ctx, each, id in ((here, kind, "a"), (there, kind, "b"), (here, other, "c"), (here, kind, "d"))
        ]
        hand().run(Watch(jobs, here.policy).step())
        assert sorted(lathe.reads) == [("a", "d"), ("b",), ("c",)]

    def test_a_job_that_is_missing_from_a_batch_is_waited_for(self, hand: type[Hand], ctx: PlaneContext) -> None:
        lathe = Lathe(scripts={"1": ["DONE"], "2": ["DONE"]})
        lathe.absent.add("2")
        watch, (first, second) = watch_of(ctx, lathe.kind(batch=10), ["1", "2"], timeout=60.0)
        world = hand()
        assert world.run(watch.step()) == [first]
        lathe.absent.clear()
        assert world.run(watch.step()) == [second]
        assert second.error is None

    def test_a_job_that_cannot_be_read_does_not_hold_up_the_others(self, hand: type[Hand], ctx: PlaneContext) -> None:
        lathe = Lathe(scripts={"1": ["DONE"], "2": ["DONE"]})
        lathe.broken.add("2")
        watch, (first, second) = watch_of(ctx, lathe.kind(), ["1", "2"])
        assert hand().run(watch.step()) == [first, second]
        assert isinstance(second.error, NotFound)
        assert second.over

    def test_the_time_limit_is_for_all_together(self, hand: type[Hand], ctx: PlaneContext) -> None:
        lathe = Lathe(scripts={"1": ["TURNING"], "2": ["TURNING", "DONE"]})
        watch, (first, second) = watch_of(ctx, lathe.kind(batch=10), ["1", "2"], timeout=60.0)
        world = hand()
        assert world.run(watch.step()) == [second]
        assert world.run(watch.step()) == [first]
        assert isinstance(first.error, WaitTimeout)
        assert first.error.view == View("TURNING")
        assert sum(world.slept) == 60.0
        assert watch.open == []

    def test_views_reach_the_hooks(self, hand: type[Hand], ctx: PlaneContext) -> None:
        lathe = Lathe(scripts={"1": ["TURNING", "TURNING", "DONE"]})
        watch, _ = watch_of(ctx, lathe.kind(batch=10), ["1"])
        world = hand()
        world.run(watch.step())
        assert [(event.state, event.changed) for event in world.heard(JobChanged)] == [
            ("TURNING", True),
            ("TURNING", False),
            ("DONE", True),
        ]


def test_a_reference_leaves_absent_things_out_and_is_of_now(hand: type[Hand], ctx: PlaneContext) -> None:
    kind, world = Lathe("DONE").kind(), hand()
    begun = world.run(started(ctx, kind, "7", View("DONE"), engine="2", run=None))
    assert begun.ref.created == datetime.fromtimestamp(world.wall, UTC)
    assert begun.ref.about == {"engine": "2"}
    assert (begun.ref.plane, begun.ref.kind, begun.ref.endpoint) == ("lathe", "lathe.part", ctx.fingerprint)


def lost(kind: type[OperationError], **about: Any) -> OperationError:
    fields = {"message": "gone.", "plane": "lathe", "operation": "get"} | about
    return kind(**fields)


PASSING = {
    "no route": lost(TransportError, phase=SendPhase.NOT_SENT),
    "no reply": lost(TransportError, phase=SendPhase.SENT_NO_REPLY),
    "500": lost(ServerError, status=500),
    "503": lost(ServerError, status=503),
    "throttled": lost(RateLimited, status=429),
    "a renewal whose reply was lost": lost(AmbiguousOutcomeError, check="look"),
    "another document": lost(DecodeError),
    "408": lost(ApiError, status=408),
}
FINAL = {
    "credentials": lost(AuthError, status=401),
    "rights": lost(PermissionDenied, status=403),
    "a certificate": lost(TransportError, phase=SendPhase.NOT_SENT, permanent=True),
    "400": lost(ApiError, status=400),
    "no such job": lost(NotFound, status=404),
}


class Shaky(Lathe):
    """Looks fail in turn before they see the script."""

    def __init__(self, *script: str, failures: Sequence[Exception]) -> None:
        super().__init__(*script)
        self.failures = list(failures)

    def look(self, id: str) -> View:
        if self.failures:
            raise self.failures.pop(0)
        return super().look(id)


class TestLooksThatFail:
    """A failed look is not a failed job."""

    @pytest.mark.parametrize("failure", PASSING.values(), ids=PASSING)
    def test_the_wait_goes_on(self, failure: OperationError, hand: type[Hand], ctx: PlaneContext) -> None:
        kind = Shaky("TURNING", "DONE", failures=[failure] * 8).kind()
        world = hand()
        assert world.run(wait_for_end(ctx, kind, ref_of(ctx, kind))) == "1 is DONE"
        assert [event.ref and event.ref.id for event in world.heard(LookFailed)] == ["1"] * 8

    @pytest.mark.parametrize("failure", FINAL.values(), ids=FINAL)
    def test_what_is_certain_ends_it_and_names_the_job(
        self, failure: OperationError, hand: type[Hand], ctx: PlaneContext
    ) -> None:
        kind = Shaky("DONE", failures=[failure]).kind()
        with pytest.raises(type(failure)) as caught:
            hand().run(wait_for_end(ctx, kind, ref_of(ctx, kind)))
        assert isinstance(caught.value, OperationError)
        assert caught.value.ref is not None
        assert caught.value.ref.id == "1"

    def test_a_job_that_was_just_started_may_be_late(self, hand: type[Hand], ctx: PlaneContext) -> None:
        missing = FINAL["no such job"]
        kind, world = Shaky("DONE", failures=[missing] * 3).kind(), hand()
        ref = attrs.evolve(ref_of(ctx, kind), created=datetime.fromtimestamp(world.wall, UTC))
        assert world.run(wait_for_end(ctx, kind, ref)) == "1 is DONE"
        kind = Shaky("DONE", failures=[missing] * 3).kind()
        with pytest.raises(NotFound):
            hand().run(wait_for_end(ctx, kind, referenced(ctx, kind, "1").ref))

    @pytest.mark.parametrize("together", [False, True])
    def test_a_look_that_waits_for_a_throttled_plane_does_not_outlast_the_wait(
        self, hand: type[Hand], ctx: PlaneContext, operation: Any, reply: Any, together: bool
    ) -> None:
        def read(ctx: PlaneContext, ref: JobRef) -> Flow[View]:
            return View((yield from call(ctx, operation(), path={"partId": ref.id})).state or "")

        def read_many(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, View]]:
            return {refs[0].id: (yield from read(ctx, refs[0]))}

        more: Any = {"batch": 2, "read_many": read_many} if together else {}
        kind, world = Lathe("DONE").kind(read=read, **more), hand(*[reply(429)] * 200)
        watch, (job,) = watch_of(ctx, kind, ["1"], timeout=30.0)
        began = world.time
        if together:
            world.run(watch.step())
            assert isinstance(job.error, WaitTimeout)
        else:
            with pytest.raises(WaitTimeout, match="429"):
                world.run(wait_for_end(ctx, kind, ref_of(ctx, kind), timeout=30.0))
        assert world.time - began <= 30.0 + ctx.policy.request_timeout

    def test_the_time_limit_holds_all_the_same_and_says_what_failed(self, hand: type[Hand], ctx: PlaneContext) -> None:
        kind = Shaky("DONE", failures=[PASSING["503"]] * 1000).kind()
        world = hand()
        with pytest.raises(WaitTimeout, match=r"not seen yet\)\. The last look failed: gone\.") as caught:
            world.run(wait_for_end(ctx, kind, ref_of(ctx, kind), timeout=600.0))
        assert caught.value.waited == 600.0

    def test_something_else_that_answers_there_is_not_waited_for_all_day(
        self, hand: type[Hand], ctx: PlaneContext
    ) -> None:
        kind = Shaky("DONE", failures=[PASSING["another document"]] * 1000).kind()
        world = hand()
        with pytest.raises(DecodeError):
            world.run(wait_for_end(ctx, kind, ref_of(ctx, kind)))
        assert sum(world.slept) < 300

    def test_an_outage_costs_none_of_many(self, hand: type[Hand], ctx: PlaneContext) -> None:
        shaky = Shaky("DONE", failures=[PASSING["503"], PASSING["no route"]])
        watch, jobs = watch_of(ctx, shaky.kind(batch=10), ["1"] * 3)
        world = hand()
        while world.run(watch.step()):
            pass
        assert [job.error for job in jobs] == [None] * 3
        assert all(job.ended is not None for job in jobs)

    def test_what_is_wrong_with_one_of_a_batch_costs_that_one(self, hand: type[Hand], ctx: PlaneContext) -> None:
        lathe = Lathe(scripts={id: ["DONE"] for id in "123"})
        lathe.broken = {"2"}

        def read_many(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, View]]:
            raise lost(NotFound, status=404)
            yield

        watch, jobs = watch_of(ctx, lathe.kind(batch=10, read_many=read_many), ["1", "2", "3"])
        world = hand()
        while world.run(watch.step()):
            pass
        assert [type(job.error) for job in jobs] == [type(None), NotFound, type(None)]
        assert isinstance(jobs[1].error, OperationError)
        assert jobs[1].error.ref == jobs[1].ref

    def test_a_job_that_batches_leave_out_is_asked_for_by_itself(self, hand: type[Hand], ctx: PlaneContext) -> None:
        lathe = Lathe(scripts={"1": ["TURNING"] * 5 + ["DONE"], "2": ["DONE"]})
        lathe.absent = {"2"}
        watch, _ = watch_of(ctx, lathe.kind(batch=10), ["1", "2"])
        assert [job.ref.id for job in hand().run(watch.step())] == ["2"]
        assert lathe.reads == [("1", "2"), ("1", "2"), ("1",), ("2",)]


class TestTails:
    """What a plane still collects for a job that is over is not waited for for ever."""

    def tail(self, state: str, without: Phase) -> JobKind[View, str]:
        return Lathe(state).kind(phase_without_tail=lambda view: without if view.state == state else None)

    def test_a_success(self, hand: type[Hand], ctx: PlaneContext) -> None:
        kind, world = self.tail("COLLECTING", Phase.SUCCEEDED), hand()
        assert world.run(wait_for_end(ctx, kind, ref_of(ctx, kind))) == "1 is COLLECTING"
        assert ctx.policy.tail_timeout <= sum(world.slept) < ctx.policy.tail_timeout + 60
        assert len(world.heard(UnexpectedData)) == 1

    def test_a_failure(self, hand: type[Hand], ctx: PlaneContext) -> None:
        kind = self.tail("COLLECTING", Phase.FAILED)
        with pytest.raises(JobFailed, match="ended failed"):
            hand().run(wait_for_end(ctx, kind, ref_of(ctx, kind)))

    def test_many(self, hand: type[Hand], ctx: PlaneContext) -> None:
        watch, jobs = watch_of(ctx, self.tail("COLLECTING", Phase.SUCCEEDED), ["1"])
        world = hand()
        while world.run(watch.step()):
            pass
        assert jobs[0].ended is not None
        assert jobs[0].ended.phase is Phase.SUCCEEDED


class TestResults:
    def test_the_work_at_the_end_is_done_once(self, hand: type[Hand], ctx: PlaneContext) -> None:
        done: list[str] = []

        def result(ctx: PlaneContext, ref: JobRef, view: View) -> Flow[str]:
            done.append(ref.id)
            raise PartialFailure(message="one of two.", result=BatchResult(()))
            yield

        kind, memory = Lathe("DONE").kind(result=result), Memory[str]()
        for _ in range(3):
            with pytest.raises(PartialFailure):
                hand().run(wait_for_end(ctx, kind, ref_of(ctx, kind), raise_on_failure=True, memory=memory))
        assert done == ["1"]

    def test_a_read_that_failed_is_no_end(self, hand: type[Hand], ctx: PlaneContext) -> None:
        tries: list[Exception] = [PASSING["no reply"]]

        def result(ctx: PlaneContext, ref: JobRef, view: View) -> Flow[str]:
            if tries:
                raise tries.pop()
            return pure("found")

        kind, memory = Lathe("DONE").kind(result=result), Memory[str]()
        with pytest.raises(TransportError):
            hand().run(wait_for_end(ctx, kind, ref_of(ctx, kind), raise_on_failure=True, memory=memory))
        assert not memory.known
        assert hand().run(wait_for_end(ctx, kind, ref_of(ctx, kind), raise_on_failure=True, memory=memory)) == "found"

    def test_each_job_has_one_outcome_and_errors_stand_in_place(self, hand: type[Hand], ctx: PlaneContext) -> None:
        lathe = Lathe(scripts={"1": ["DONE"], "2": ["BROKEN"], "3": ["DONE"], "4": ["DONE"]})
        lathe.broken = {"3"}
        watch, jobs = watch_of(ctx, lathe.kind(), ["1", "2", "3", "4"])
        world = hand()
        while world.run(watch.step()):
            pass
        outcomes = world.run(results(jobs, ctx.policy, raise_on_failure=True))
        assert [outcome if isinstance(outcome, str) else type(outcome) for outcome in outcomes] == [
            "1 is DONE", JobFailed, NotFound, "4 is DONE",
        ]  # fmt: skip
        assert world.run(results(jobs, ctx.policy, raise_on_failure=False))[1] == View("BROKEN")

    def test_they_are_read_together_where_the_plane_can(self, hand: type[Hand], ctx: PlaneContext) -> None:
        asked: list[int] = []

        def together(ctx: PlaneContext, jobs: Sequence[tuple[JobRef, View]]) -> Flow[Mapping[str, str]]:
            asked.append(len(jobs))
            return pure({ref.id: "together" for ref, _ in jobs if ref.id != "7"})

        lathe = Lathe(scripts={str(id): ["DONE"] for id in range(20)})
        watch, jobs = watch_of(ctx, lathe.kind(results=together), [str(id) for id in range(20)])
        world = hand()
        while world.run(watch.step()):
            pass
        outcomes = world.run(results(jobs, ctx.policy, raise_on_failure=True))
        assert asked == [20]
        assert outcomes[7] == "7 is DONE", "what is left out is read by itself"
        assert set(outcomes) == {"together", "7 is DONE"}


class TestAbsence:
    """A job that is left out of a success is not known; one that was seen and stays away is gone."""

    @staticmethod
    def kind(*looks: str | None, gone: bool = True) -> JobKind[View, str]:
        left = list(looks)

        def read(ctx: PlaneContext, ref: JobRef) -> Flow[View]:
            state = left.pop(0) if len(left) > 1 else left[0]
            if state is None:
                raise NotFound(message="not shown", plane="lathe", operation="get", status=200)
            return pure(View(state))

        more: dict[str, Any] = {"gone": lambda view: View("STOPPED")} if gone else {}
        return Lathe().kind(read=read, **more)

    def test_one_look_without_it_ends_nothing(self, hand: type[Hand], ctx: PlaneContext) -> None:
        kind = self.kind("TURNING", None, "TURNING", None, "DONE")
        assert hand().run(wait_for_end(ctx, kind, ref_of(ctx, kind))) == "1 is DONE"

    def test_after_it_was_seen_it_is_gone_at_the_second_look(self, hand: type[Hand], ctx: PlaneContext) -> None:
        kind = self.kind("TURNING", None, None)
        with pytest.raises(JobFailed) as ended:
            hand().run(wait_for_end(ctx, kind, ref_of(ctx, kind)))
        assert ended.value.view == View("STOPPED")

    def test_one_that_was_started_a_moment_ago_is_not_gone_though_some_server_showed_it(
        self, hand: type[Hand], ctx: PlaneContext
    ) -> None:
        kind, world = self.kind("TURNING", None, None, None, "DONE"), hand()
        begun = world.run(started(ctx, kind, "1"))
        assert world.run(wait_for_end(ctx, kind, begun.ref)) == "1 is DONE"
        kind = self.kind("TURNING", None)
        with pytest.raises(JobFailed):
            world.run(wait_for_end(ctx, kind, world.run(started(ctx, kind, "1")).ref))

    @pytest.mark.parametrize("gone", [True, False])
    def test_before_it_was_seen_it_is_not_found(self, hand: type[Hand], ctx: PlaneContext, gone: bool) -> None:
        kind = self.kind(None, gone=gone)
        with pytest.raises(NotFound) as missing:
            hand().run(wait_for_end(ctx, kind, referenced(ctx, kind, "1").ref))
        assert missing.value.ref is not None

    def test_among_many_it_costs_itself(self, hand: type[Hand], ctx: PlaneContext) -> None:
        kind = self.kind("TURNING", "TURNING", None, "DONE", None)
        watch, _ = watch_of(ctx, kind, ["1", "2"])
        assert [job.ended.phase for job in hand().run(watch.step()) if job.ended] == [Phase.SUCCEEDED]
        assert [job.ended.phase for job in hand().run(watch.step()) if job.ended] == [Phase.CANCELLED]
