"""Is an engine idle? An engine refuses to take in a job while it runs one, so copy, migrate and execute look first.

Source: https://dct.delphix.com/docs/ (Copy job; Continuous Compliance workflows).
"""

from typing import Any, TypeVar

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, gather, now, sleep
from jobspan._core.operation import Operation
from jobspan._core.poll import Interval
from jobspan._core.validation import validating
from jobspan._planes.delphix.filters import Filter, field
from jobspan._planes.delphix.models.engines import EngineLoad
from jobspan._planes.delphix.models.executions import ACTIVE_EXECUTION
from jobspan._planes.delphix.models.jobs import ACTIVE_JOB
from jobspan._planes.delphix.operations.engines import GET_REGISTERED_ENGINE
from jobspan._planes.delphix.operations.executions import SEARCH_EXECUTIONS
from jobspan._planes.delphix.operations.jobs import SEARCH_JOBS
from jobspan._planes.delphix.rules import TARGET_ENGINE_IDLE
from jobspan.errors import RuleViolation
from jobspan.hooks import StepStarted

T = TypeVar("T")


def engine_load(ctx: PlaneContext, engine_id: str) -> Flow[EngineLoad]:
    """Three reads.

    Raises:
        ValidationError: the id is empty.
        NotFound: DCT has no engine of this id.
    """
    with validating("delphix.engines") as problems:
        problems.text("engine_id", engine_id)
    engine = yield from call(ctx, GET_REGISTERED_ENGINE, path={"engineId": engine_id})
    runs = field("engine_id").eq(engine_id) & field("status").any_of(ACTIVE_EXECUTION)
    syncs = field("engines").has(field("engine_id").eq(engine_id)) & field("status").any_of(ACTIVE_JOB)

    def ids(operation: Operation[Any], filter: Filter) -> Flow[tuple[str, ...]]:
        page = yield from call(ctx, operation, query={"limit": 10}, body={"filter_expression": str(filter)})
        return (*(item.id for item in page.items), *[_UNREADABLE] * page.unreadable)

    found = yield from gather((lambda: ids(SEARCH_EXECUTIONS, runs), lambda: ids(SEARCH_JOBS, syncs)), limit=2)
    executions, jobs = (_or_raise(each) for each in found)
    return EngineLoad(engine=engine, executions=executions, jobs=jobs)


_UNREADABLE = "(one that cannot be read)"


def _or_raise(outcome: T | Exception) -> T:
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def wait_until_idle(ctx: PlaneContext, engine_id: str, timeout: float) -> Flow[None]:
    """Look until nothing keeps the engine busy. Another client may still be faster: no look is atomic.

    Raises:
        RuleViolation: it is still busy after ``timeout`` seconds.
    """
    began = yield from now()
    interval = Interval(ctx.policy)
    told = None
    while True:
        load = yield from engine_load(ctx, engine_id)
        if load.busy_with is None:
            return
        if load.busy_with != told:
            told = load.busy_with
            step = f"engine {engine_id}: {told}"
            yield from emit(StepStarted(plane=ctx.plane, journey="waiting for an idle engine", step=step))
        waited = (yield from now()) - began
        if waited >= timeout:
            raise RuleViolation(
                message=f"Engine {engine_id} is still busy after {waited:.0f} s; nothing was sent.",
                plane=ctx.plane,
                operation="wait_until_idle",
                verdicts=(TARGET_ENGINE_IDLE.judge(f"engine {engine_id}", load),),
            )
        yield from sleep(min(interval.take(moved=False), timeout - waited))
