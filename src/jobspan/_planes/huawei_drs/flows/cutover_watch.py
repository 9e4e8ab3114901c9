"""Before a cut-over: whether targets have caught up, and whether anything was left behind."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, now, sleep
from jobspan._core.paginate import Listing
from jobspan._core.words import seconds
from jobspan._planes.huawei_drs.errors import NotOffered
from jobspan._planes.huawei_drs.flows import monitor
from jobspan._planes.huawei_drs.flows.cutover_stalls import Standstill, position
from jobspan._planes.huawei_drs.flows.cutover_state import Case
from jobspan._planes.huawei_drs.flows.reads import read_each, states_of
from jobspan._planes.huawei_drs.models.cutover import CutoverOutcome
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.operations import reads as op
from jobspan.errors import AuthError, OperationError
from jobspan.hooks import LookFailed

READINGS: Final = 3
"""So many readings in a row must be good: a single one may be luck."""
APART: Final = 10.0
"""Seconds between readings."""
UNSEEN: Final = 120.0
"""Seconds that a task is looked at when no look tells its delay: a look that fails, or a word that is not known, says nothing."""
RISING: Final = 10
"""A delay that grows over so many readings does not come down while the source is written to like that."""


def caught_up(
    ctx: PlaneContext,
    cases: Sequence[Case],
    *,
    lag: float,
    timeout: float,
    stalled_after: float,
    readings: int = READINGS,
) -> Flow[None]:
    """Wait until the delay of each task is small, and stays so. Tasks for which it is not, or that stand still, are stopped."""
    still = {case.job_id: Standstill(limit=stalled_after) for case in cases}
    good = dict.fromkeys((case.job_id for case in cases), 0)
    rises = dict.fromkeys((case.job_id for case in cases), 0)
    pending = list(cases)
    began = yield from now()
    while pending:
        readings_now = yield from _readings(ctx, [case.job_id for case in pending])
        elapsed = (yield from now()) - began
        for case in pending:
            status, delay = readings_now.get(case.job_id, (None, None))
            if status is not None and not status.is_known:
                status = delay = None
            if status is not None and status != JobStatus.INCRE_TRANSFER_STARTED:
                case.stop(CutoverOutcome.NOT_CAUGHT_UP, f"it is {status}: {_advice(status)}")
                continue
            risen = delay is not None and case.delay is not None and delay > case.delay
            rises[case.job_id] = rises[case.job_id] + 1 if risen else 0
            small = status is not None and delay is not None and delay <= lag
            good[case.job_id] = good[case.job_id] + 1 if small else 0
            case.delay = delay
            if delay is not None and not small:
                yield from still[case.job_id].look(delay, partial(position, ctx, case.job_id))
            if rises[case.job_id] >= RISING:
                case.stop(CutoverOutcome.NOT_CAUGHT_UP, f"the delay has grown over {RISING} readings, to {delay:g} s")
            elif still[case.job_id].over:
                case.stop(CutoverOutcome.STALLED, _stalled(delay, stalled_after))
            elif good[case.job_id] < readings and elapsed >= (timeout if delay is not None else max(timeout, UNSEEN)):
                shown = "not known" if delay is None else f"{delay:g} s"
                case.stop(CutoverOutcome.NOT_CAUGHT_UP, f"after {seconds(elapsed)} the delay is {shown}")
        pending = [case for case in pending if case.outcome is None and good[case.job_id] < readings]
        if pending:
            yield from sleep(APART)


def _stalled(delay: float | None, after: float) -> str:
    return (
        f"it is stalled: for {seconds(after)} the delay was {delay:g} s, and nothing was seen to be applied. See whether the "
        "target takes writes and has room for them, and what drs.monitor.timeline() and drs.monitor.ddls(alarms=True) tell; "
        "pause and resume it to let it connect again"
    )


def _advice(status: JobStatus) -> str:
    if status == JobStatus.INCRE_TRANSFER_FAILED:
        return "resume it first"
    return "a cut-over needs the incremental phase"


def _readings(ctx: PlaneContext, ids: Sequence[str]) -> Flow[dict[str, tuple[JobStatus | None, float | None]]]:
    """State and delay of each task. A look that fails counts as none, good or bad."""
    try:
        states = yield from states_of(ctx, ids)
        answers = yield from read_each(ctx, op.PROGRESS, ids)
    except AuthError:
        raise
    except OperationError as failed:
        yield from emit(LookFailed(plane=ctx.plane, operation=failed.operation, error=str(failed)))
        return {}
    delays = {row.job_id: row.delay for row in answers.rows}
    return {id: (state.status, delays.get(id)) for id, state in states.items()}


def left_over(ctx: PlaneContext, cases: Sequence[Case], *, accept: bool) -> Flow[None]:
    """Records that could not be applied, and statements with an alarm, where the region can tell."""
    for case in cases:
        for what, listing in (
            ("records that could not be applied", _dirty(ctx, case)),
            ("statements on the structure with an alarm", _alarms(ctx, case)),
        ):
            try:
                count = yield from _count(listing)
            except AuthError:
                raise
            except NotOffered:
                case.notes.append(f"not checked, for this region has no such call: {what}")
                continue
            except OperationError as failed:
                if not accept:
                    case.doubt(f"{what} could not be read: {failed.message}")
                    break
                case.notes.append(f"accepted, though not read: {what}: {failed.message}")
                continue
            if count and accept:
                case.notes.append(f"accepted: {count} {what}")
            elif count:
                case.stop(CutoverOutcome.DIFFERS, f"there are {count} {what}")
                break


def _dirty(ctx: PlaneContext, case: Case) -> Listing[Any]:
    return monitor.dirty_data(ctx, case.job_id, page_size=1)


def _alarms(ctx: PlaneContext, case: Case) -> Listing[Any]:
    return monitor.ddls(ctx, case.job_id, alarms=True, page_size=1)


def _count(listing: Listing[Any]) -> Flow[int]:
    page = yield from listing.fetch(None)
    return page.total or len(page.items) + page.unreadable
