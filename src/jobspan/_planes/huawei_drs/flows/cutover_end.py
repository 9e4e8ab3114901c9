"""The end of a cut-over: positions in the source's log are stored, then tasks are paused or terminated, and looked at again."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.jobs import referenced
from jobspan._core.poll import wait_for_end
from jobspan._planes.huawei_drs.flows import lifecycle, monitor
from jobspan._planes.huawei_drs.flows.batch_call import BatchCall, run_call
from jobspan._planes.huawei_drs.flows.cutover_state import JOURNEY, Case
from jobspan._planes.huawei_drs.flows.features import offered
from jobspan._planes.huawei_drs.flows.reads import details_of
from jobspan._planes.huawei_drs.job_kinds import JOB
from jobspan._planes.huawei_drs.models.cutover import CutoverOutcome
from jobspan._planes.huawei_drs.models.jobs import MigrationJob, UseType
from jobspan._planes.huawei_drs.rules.actions import PAUSE, TERMINATE, ActionRules
from jobspan.batches import ItemStatus
from jobspan.errors import AuthError, OperationError, RuleViolation, WaitTimeout
from jobspan.hooks import StepStarted

T = TypeVar("T")

ENDS_WITHIN: Final = 1800.0
"""Seconds in which a task that was told to pause or to end is to be seen to."""


@frozen(kw_only=True)
class Ending:
    """What is done with tasks of which everything is the same.

    Attributes:
        step: in words.
        until: the goal that shows that it is done.
        outcome: what became of the task then.
        keeps: its positions must be known before.
    """

    rules: ActionRules
    step: str
    until: str
    outcome: CutoverOutcome
    keeps: bool = False


THEN: Final[Mapping[str, Ending | None]] = {
    "report": None,
    "pause": Ending(rules=PAUSE, step="pause", until="paused", outcome=CutoverOutcome.PAUSED),
    "terminate": Ending(
        rules=TERMINATE, step="terminate", until="terminated", outcome=CutoverOutcome.TERMINATED, keeps=True
    ),
}


def end(ctx: PlaneContext, cases: Sequence[Case], then: str) -> Flow[None]:
    """Pause or terminate the tasks, and see that it happened."""
    ending = THEN[then]
    if ending is None or not cases:
        return
    yield from emit(StepStarted(plane=ctx.plane, journey=JOURNEY, step=f"{ending.step} {len(cases)} tasks"))
    details = yield from _details(ctx, cases)
    for case in cases:
        case.positions = yield from _positions(ctx, case, details.get(case.job_id))
        if ending.keeps and not case.positions:
            case.doubt("its position in the source's log could not be read, so it was not terminated")
    ready = [case for case in cases if case.outcome is None]
    if not ready:
        return
    yield from _ended(ctx, ready, ending, details)
    after = yield from _details(ctx, ready)
    for case in ready:
        case.positions_after = yield from _positions(ctx, case, after.get(case.job_id))


def _ended(ctx: PlaneContext, cases: Sequence[Case], ending: Ending, details: Mapping[str, MigrationJob]) -> Flow[None]:
    by_id = {case.job_id: case for case in cases}
    try:
        result = yield from run_call(ctx, _call(ending, details), list(by_id), skip_invalid=True)
    except AuthError:
        raise
    except (OperationError, RuleViolation) as failed:
        for case in cases:
            case.stop(CutoverOutcome.NOT_ENDED, f"could not {ending.step}: {failed.message}")
        return
    for item in result:
        case = by_id[item.item]
        if item.status is not ItemStatus.ACCEPTED:
            case.stop(CutoverOutcome.NOT_ENDED, f"{ending.step}: {item.status.value}: {item.message or item.code}")
            continue
        started = referenced(ctx, JOB, case.job_id, until=ending.until)
        try:
            view = yield from wait_for_end(ctx, JOB, started.ref, timeout=ENDS_WITHIN, raise_on_failure=False)
        except (WaitTimeout, OperationError) as failed:
            case.stop(CutoverOutcome.NOT_ENDED, f"{ending.step} was accepted, and not seen: {failed.message}")
            continue
        if view.reached:
            case.stop(ending.outcome)
        else:
            case.stop(CutoverOutcome.NOT_ENDED, f"{ending.step} was accepted, and the task is {view.status}")


def _call(ending: Ending, details: Mapping[str, MigrationJob]) -> BatchCall[str]:
    if ending.rules is PAUSE:
        return lifecycle.pause()
    return lifecycle.terminate(breakpoints_of=frozenset(id for id, job in details.items() if _reads_binlog(job)))


def _reads_binlog(job: MigrationJob) -> bool:
    """Whether the source is MySQL, for which alone DRS shows the breakpoint of an ended task."""
    source = job.source_endpoint.db_type if job.source_endpoint else None
    return (source or "").lower() == "mysql"


def _details(ctx: PlaneContext, cases: Sequence[Case]) -> Flow[dict[str, MigrationJob]]:
    try:
        answers = yield from details_of(ctx, [case.job_id for case in cases])
    except AuthError:
        raise
    except OperationError as failed:
        for case in cases:
            case.notes.append(f"its details could not be read: {failed.message}")
        return {}
    return {row.id: row for row in answers.rows if row.id is not None}


def _positions(ctx: PlaneContext, case: Case, job: MigrationJob | None) -> Flow[dict[str, str]]:
    """All that tells where a task is in the source's log, by where it was read."""
    found: dict[str, str | None] = {}
    if job is not None:
        found |= {"incre_start_position": job.incre_start_position, "gtid": job.gtid}
    components = yield from _known(case, lambda: monitor.components(ctx, case.job_id))
    for part in (components.components or ()) if components is not None else ():
        found[f"{part.type}.current_point"] = part.current_point
    data = yield from _known(case, lambda: monitor.live_data(ctx, case.job_id))
    if data is not None:
        found |= {"src_offset": data.src_offset, "dst_offset": data.dst_offset}
    if job is not None and job.db_use_type == UseType.DISASTER_RECOVERY:
        point = yield from _known(case, lambda: monitor.switchover(ctx, case.job_id))
        if point is not None:
            found |= {
                "increment_check_point": point.increment_check_point,
                "target_safe_point": point.target_safe_point,
            }
    return {name: value for name, value in found.items() if value}


def _known(case: Case, look: Callable[[], Flow[T]]) -> Flow[T | None]:
    """What a look brings; ``None`` where there is no such call, or it fails."""
    try:
        return (yield from offered(look))
    except AuthError:
        raise
    except OperationError as failed:
        case.notes.append(f"a position could not be read: {failed.message}")
        return None
