"""Putting something on an engine that may be busy: one at a time within a client, and again when the engine refused it.

No look at an engine is atomic. Calls of this client take turns; another client may still be faster, and then DCT's job ends with
the engine's refusal, after which nothing is changed on the engine (a failed import is rolled back).
Source: https://dct.delphix.com/docs/ (Copy job; Engine synchronization).
"""

from collections.abc import Callable
from typing import Final, TypeVar

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, guarded, now, sleep
from jobspan._core.poll import Interval
from jobspan._planes.delphix.flows.engines import engine_load, lane_of, wait_until_idle
from jobspan._planes.delphix.flows.reads import read_job
from jobspan._planes.delphix.models.engines import WhenBusy
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.operations.jobs import GET_JOB_BY_ID
from jobspan.errors import OperationError, RuleViolation
from jobspan.hooks import LookFailed, StepStarted
from jobspan.jobs import Phase

A = TypeVar("A")


@frozen(kw_only=True)
class Busy:
    """What to do when an engine is busy. ``timeout`` is seconds."""

    engine_id: str | None
    when: WhenBusy
    timeout: float


def place(ctx: PlaneContext, busy: Busy, send: Callable[[], Flow[A]], job_of: Callable[[A], Job]) -> Flow[A]:
    """Send what puts something on an engine; when asked to wait, once the engine is idle, and until it takes it.

    Raises:
        RuleViolation: the engine is still busy when the time is up, and nothing was sent.
    """
    engine_id = busy.engine_id
    if engine_id is None:
        return (yield from send())
    if busy.when != "wait":
        return (yield from _in_lane(ctx, engine_id, send, job_of))
    began = yield from now()
    answer = yield from _once_idle(ctx, engine_id, busy.timeout, send, job_of)
    while (yield from _was_refused_as_busy(ctx, engine_id, job_of(answer))):
        left = busy.timeout - ((yield from now()) - began)
        if left <= 0:
            break
        refused = job_of(answer).id
        yield from emit(
            StepStarted(plane=ctx.plane, journey=_JOURNEY, step=f"engine {engine_id}: it refused job {refused}")
        )
        try:
            answer = yield from _once_idle(ctx, engine_id, left, send, job_of)
        except RuleViolation:
            break
    return answer


_JOURNEY: Final = "waiting for an idle engine"


def _once_idle(
    ctx: PlaneContext, engine_id: str, timeout: float, send: Callable[[], Flow[A]], job_of: Callable[[A], Job]
) -> Flow[A]:
    """Wait outside of the queue, each call within its own time; look and send inside."""
    began = yield from now()

    def look_and_send() -> Flow[list[A]]:
        if (yield from _is_busy(ctx, engine_id)):
            return []
        return [(yield from _sent(ctx, engine_id, send, job_of))]

    while True:
        waited = (yield from now()) - began
        yield from _wait_if_readable(ctx, engine_id, max(0.0, timeout - waited))
        sent = yield from guarded(lane_of(ctx, engine_id).mutex, look_and_send)
        if sent:
            return sent[0]


def _wait_if_readable(ctx: PlaneContext, engine_id: str, timeout: float) -> Flow[None]:
    """Wait until the engine is idle. An account that may not look leaves that to DCT."""
    try:
        yield from wait_until_idle(ctx, engine_id, timeout)
    except OperationError as failed:
        yield from emit(LookFailed(plane=ctx.plane, operation="wait_until_idle", error=str(failed)))


def _is_busy(ctx: PlaneContext, engine_id: str) -> Flow[bool]:
    try:
        load = yield from engine_load(ctx, engine_id)
    except OperationError:
        return False
    return load.busy_with is not None


def _in_lane(ctx: PlaneContext, engine_id: str, send: Callable[[], Flow[A]], job_of: Callable[[A], Job]) -> Flow[A]:
    return (yield from guarded(lane_of(ctx, engine_id).mutex, lambda: _sent(ctx, engine_id, send, job_of)))


def _sent(ctx: PlaneContext, engine_id: str, send: Callable[[], Flow[A]], job_of: Callable[[A], Job]) -> Flow[A]:
    answer = yield from send()
    lane_of(ctx, engine_id).put(job_of(answer).id, (yield from now()))
    return answer


def _was_refused_as_busy(ctx: PlaneContext, engine_id: str, job: Job) -> Flow[bool]:
    """Follow the first steps of a job, in which the engine takes it in or refuses it. A look that fails leaves it at that."""
    began = yield from now()
    interval = Interval(ctx.policy)
    try:
        while job.phase in (Phase.QUEUED, Phase.RUNNING, Phase.UNKNOWN):
            taken_in = job.is_waiting_for_telemetry or job.execution_id is not None
            if taken_in or (yield from now()) - began >= ctx.policy.grace:
                return False
            yield from sleep(interval.take(moved=False))
            job = yield from read_job(ctx, job.id)
        if job.phase is not Phase.FAILED:
            return False
        return speaks_of_busy(job) or (yield from _is_busy(ctx, engine_id))
    except OperationError as failed:
        yield from emit(LookFailed(plane=ctx.plane, operation=GET_JOB_BY_ID.id, error=str(failed)))
        return False


def speaks_of_busy(job: Job) -> bool:
    """Only decides whether to try again what is known to have failed."""
    text = (job.error_details or "").casefold()
    return any(word in text for word in ("busy", "in progress", "while it is idle", "is running"))
