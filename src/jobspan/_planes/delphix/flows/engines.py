"""Is an engine idle? An engine refuses to take in a job while it runs one, so copy, migrate and execute look first.

Source: https://dct.delphix.com/docs/ (Copy job; Continuous Compliance workflows).
"""

import math
from typing import Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, consult, emit, gather, now, sleep, wall_clock
from jobspan._core.lanes import Lane
from jobspan._core.looks import Looks
from jobspan._core.paginate import collect
from jobspan._core.poll import Interval
from jobspan._core.validation import validating
from jobspan._core.words import seconds
from jobspan._planes.delphix.filters import field
from jobspan._planes.delphix.flows.listing import listing
from jobspan._planes.delphix.flows.reads import read_job
from jobspan._planes.delphix.models.engines import Engine, EngineLoad
from jobspan._planes.delphix.models.executions import ACTIVE_EXECUTION
from jobspan._planes.delphix.models.jobs import ACTIVE_JOB
from jobspan._planes.delphix.operations.engines import GET_REGISTERED_ENGINE
from jobspan._planes.delphix.operations.executions import SEARCH_EXECUTIONS
from jobspan._planes.delphix.operations.jobs import SEARCH_JOBS
from jobspan._planes.delphix.rules import TARGET_ENGINE_IDLE
from jobspan.errors import ApiError, AuthError, NotFound, OperationError, PermissionDenied, RuleViolation
from jobspan.hooks import StepStarted
from jobspan.jobs import JobRef

_A_PAGE: Final = 200
"""Unfinished jobs a request. Those that are not imports may be many: an engine can do both kinds of work."""


def lane_of(ctx: PlaneContext, engine_id: str) -> Lane:
    """The queue of what this client puts on an engine."""
    return ctx.lanes.lane(f"{ctx.plane} engine {engine_id}")


def engine_load(ctx: PlaneContext, engine_id: str) -> Flow[EngineLoad]:
    """Three reads, and one more for a job that this client put there and that DCT does not list yet.

    What is known to keep the engine busy counts, even when one of the reads fails.

    Raises:
        NotFound: DCT has no engine of this id.
        OperationError: nothing is known to keep it busy, and not everything could be read.
    """
    runs = field("engine_id").eq(engine_id) & field("status").any_of(ACTIVE_EXECUTION)
    unfinished = field("engines").has(field("engine_id").eq(engine_id)) & field("status").any_of(ACTIVE_JOB)

    def reported() -> Flow[EngineLoad]:
        engine: Engine = yield from call(ctx, GET_REGISTERED_ENGINE, path={"engineId": engine_id})
        return EngineLoad(reported=engine.masking_jobs_running)

    def executions() -> Flow[EngineLoad]:
        found = yield from collect(listing(ctx, SEARCH_EXECUTIONS, limit=10, filter=runs), limit=10)
        return EngineLoad(executions=tuple(run.id for run in found))

    def imports() -> Flow[EngineLoad]:
        found = yield from collect(listing(ctx, SEARCH_JOBS, limit=_A_PAGE, filter=unfinished))
        listed = tuple(job.id for job in found if job.occupies_engines)
        own = yield from _own_job(ctx, engine_id, listed)
        return EngineLoad(jobs=(*listed, *own))

    outcomes = yield from gather((reported, executions, imports), limit=3)
    failed = [each for each in outcomes if isinstance(each, Exception)]
    parts = [each for each in outcomes if isinstance(each, EngineLoad)]
    for error in failed:
        if isinstance(error, AuthError) or (error is outcomes[0] and isinstance(error, NotFound)):
            raise error
    load = EngineLoad(
        executions=sum((part.executions for part in parts), ()),
        jobs=sum((part.jobs for part in parts), ()),
        reported=next((part.reported for part in parts if part.reported is not None), None),
    )
    if failed and load.busy_with is None:
        raise _about_the_look(failed[0])
    return load


def _about_the_look(failed: Exception) -> Exception:
    """That a search is not there says nothing of the engine."""
    if not isinstance(failed, NotFound):
        return failed
    return ApiError(message=failed.message, plane=failed.plane, operation=failed.operation, status=failed.status)


def _own_job(ctx: PlaneContext, engine_id: str, listed: tuple[str, ...]) -> Flow[tuple[str, ...]]:
    """The job that this client put on the engine last, if it is not over."""
    lane = lane_of(ctx, engine_id)
    last: str | None = yield from consult(f"the last job on engine {engine_id}", lambda: lane.last)
    if last is None or last in listed:
        return ()
    try:
        job = yield from read_job(ctx, last)
    except NotFound:
        if (yield from now()) - lane.since < ctx.policy.grace:
            return (last,)
    except PermissionDenied:
        pass
    else:
        if not job.phase.is_terminal:
            return (last,)
    lane.clear(last)
    return ()


def busy_with(ctx: PlaneContext, engine_id: str) -> Flow[str | None]:
    """What keeps an engine busy, in words; ``None`` when it is idle as far as DCT knows.

    Raises:
        ValidationError: the id is empty.
        NotFound: DCT has no engine of this id.
    """
    with validating("delphix.engines.busy_with") as problems:
        problems.text("engine_id", engine_id)
    load = yield from engine_load(ctx, engine_id)
    return load.busy_with


def wait_until_idle(ctx: PlaneContext, engine_id: str, timeout: float) -> Flow[None]:
    """Look until nothing keeps the engine busy. Another client may still be faster: no look is atomic.

    A look that fails in an outage is published and made again within ``timeout``.

    Raises:
        ValidationError: the id is empty.
        RuleViolation: it is still busy after ``timeout`` seconds.
        OperationError: it cannot be looked at, now or later.
    """
    with validating("delphix.engines.wait_until_idle") as problems:
        problems.text("engine_id", engine_id)
        problems.within("timeout", timeout, 0, math.inf)
    began = yield from now()
    interval = Interval(ctx.policy)
    looks = Looks(ctx, "delphix.engine")
    ref = JobRef(plane=ctx.plane, kind="delphix.engine", id=engine_id, endpoint=ctx.fingerprint, created=None)
    reported = None
    while True:
        load: EngineLoad | None = None
        try:
            load = yield from engine_load(ctx, engine_id)
        except OperationError as failed:
            waited = (yield from now()) - began
            if waited >= timeout or not looks.may_pass(failed, ref, (yield from wall_clock())):
                raise
            yield from looks.failed(failed, None, waited)
        else:
            looks.succeeded()
            if load.busy_with is None:
                return
            if load.busy_with != reported:
                reported = load.busy_with
                step = f"engine {engine_id}: {reported}"
                yield from emit(StepStarted(plane=ctx.plane, journey="waiting for an idle engine", step=step))
        waited = (yield from now()) - began
        if load is not None and waited >= timeout:
            raise RuleViolation(
                message=f"Engine {engine_id} is still busy after {seconds(waited)}; nothing was sent.",
                plane=ctx.plane,
                operation="wait_until_idle",
                verdicts=(TARGET_ENGINE_IDLE.judge(f"engine {engine_id}", load),),
            )
        yield from sleep(min(interval.take(moved=False), max(0.0, timeout - waited)))
