"""Looking at tasks that are waited for, many at once: pages of states, and of progress for those that transfer."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.validation import Validator
from jobspan._planes.huawei_drs.flows.reads import read_pages, states_of
from jobspan._planes.huawei_drs.goals import GOALS, JobWatch, goal_of
from jobspan._planes.huawei_drs.models.jobs import JobState
from jobspan._planes.huawei_drs.models.progress import RecoveryObjectives, TransferProgress
from jobspan._planes.huawei_drs.operations.reads import PROGRESS, RPO_RTO
from jobspan._planes.huawei_drs.states import JobStatus
from jobspan.errors import NotFound
from jobspan.models import JobRef

T = TypeVar("T")

_WITH_PROGRESS: Final = frozenset(
    {JobStatus.FULL_TRANSFER_STARTED, JobStatus.FULL_TRANSFER_COMPLETE, JobStatus.INCRE_TRANSFER_STARTED}
)


def look_at(ctx: PlaneContext, ref: JobRef) -> Flow[JobWatch]:
    """One task."""
    return (yield from look_at_many(ctx, [ref]))[ref.id]


def look_at_many(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, JobWatch]]:
    """Many tasks: one read of states, and one each of what only some of them have."""
    states = yield from states_of(ctx, [ref.id for ref in refs])
    status = {ref.id: _status_of(states.get(ref.id)) for ref in refs}
    moving = [id for id, each in status.items() if each in _WITH_PROGRESS]
    transfers: dict[str, TransferProgress] = {}
    if moving:
        transfers = {each.job_id: each for each in (yield from _unless_gone(read_pages(ctx, PROGRESS, moving)))}
    guarded = [
        ref.id
        for ref in refs
        if goal_of(_until(ref)).needs_objectives and status[ref.id] == JobStatus.INCRE_TRANSFER_STARTED
    ]
    recoveries: dict[str, RecoveryObjectives] = {}
    if guarded:
        recoveries = {each.job_id: each for each in (yield from _unless_gone(read_pages(ctx, RPO_RTO, guarded)))}
    return {
        ref.id: JobWatch(
            id=ref.id,
            until=_until(ref),
            status=status[ref.id],
            lag=float(ref.about.get("lag", 0.0)),
            patient=ref.about.get("patient") == "yes",
            transfer=transfers.get(ref.id),
            recovery=recoveries.get(ref.id),
            reason=states[ref.id].reason if ref.id in states else None,
        )
        for ref in refs
    }


def _unless_gone(read: Flow[list[T]]) -> Flow[list[T]]:
    """Nothing, when a task went between two reads: the next look at the states will show which."""
    try:
        return (yield from read)
    except NotFound:
        return []


def _status_of(state: JobState | None) -> JobStatus:
    """A task that DRS does not answer for is gone; one without a state is not known."""
    if state is None:
        return JobStatus.DELETED
    return state.status or JobStatus("UNKNOWN")


def _until(ref: JobRef) -> str:
    return ref.about.get("until", "running")


def check_goal(problems: Validator, until: str, lag: float) -> None:
    """A goal, or a state that DRS knows."""
    if until not in GOALS and not JobStatus(until).is_known:
        problems.add("until", f"is {until!r}", (*GOALS, *JobStatus))
    problems.within("lag", lag, 0, float("inf"))
