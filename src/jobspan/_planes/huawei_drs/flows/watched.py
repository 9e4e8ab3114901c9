"""Look at tasks that are waited for."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

import attrs

from jobspan._core.begun import is_young
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, now, wall_clock
from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.flows.reads import Answers, details_of, read_each, states_of
from jobspan._planes.huawei_drs.models.goals import goal_of
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.models.jobs import JobState, UseType
from jobspan._planes.huawei_drs.models.progress import RecoveryObjectives, TransferProgress
from jobspan._planes.huawei_drs.models.replies import Results
from jobspan._planes.huawei_drs.models.status import TRANSFERRING, JobStatus
from jobspan._planes.huawei_drs.operations import reads as op
from jobspan.errors import AuthError, NotFound, OperationError, PermissionDenied
from jobspan.hooks import LookFailed
from jobspan.jobs import JobRef

T = TypeVar("T")

_UNREAD = JobStatus("UNKNOWN")
"""The state of a task that DRS answers for without one."""

_USE_OF: Final = "use of {id}"
"""The name under which it is remembered what a task is for."""


@attrs.define(kw_only=True)
class _Views:
    """What was seen of tasks, and for the others, why they could not be looked at."""

    views: dict[str, JobWatch] = attrs.field(factory=dict)
    errors: dict[str, OperationError] = attrs.field(factory=dict)


def watched_job(ctx: PlaneContext, ref: JobRef) -> Flow[JobWatch]:
    """A task that is waited for.

    Raises:
        NotFound: DRS does not show it, or not yet.
    """
    found = yield from _look(ctx, [ref])
    if ref.id in found.errors:
        raise found.errors[ref.id]
    if ref.id not in found.views:
        raise NotFound(
            message=f"huawei_drs: DRS does not show the task {ref.id}.",
            hint="Is it a task of this project and region? migration_jobs.list() shows what there is.",
            plane=ctx.plane,
            operation=op.STATUS.id,
            status=200,
        )
    return found.views[ref.id]


def watched_jobs(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, JobWatch]]:
    """Tasks that are waited for: one read of states, and one each of what only some of them have. Tasks that DRS does not
    show, and those for which the goal cannot be judged, are left out.

    How far a task is, is read while somebody hears of it, once its goal is reached, and once to learn its mode if that can rule
    the goal out. Otherwise each look at thousands of tasks would cost twice as many requests, for nobody.
    """
    return (yield from _look(ctx, refs, all_progress=ctx.heard())).views


def gone(view: JobWatch) -> JobWatch:
    """A task that was seen, and is not shown any more."""
    reason = "DRS does not show it any more"
    return attrs.evolve(view, status=JobStatus.DELETED, transfer=None, recovery=None, reason=reason, settling=False)


def _look(ctx: PlaneContext, refs: Sequence[JobRef], *, all_progress: bool = True) -> Flow[_Views]:
    states = yield from states_of(ctx, [ref.id for ref in refs])
    wall, at = (yield from wall_clock()), (yield from now())
    shown = {ref.id: ref for ref in refs if ref.id in states and not _is_no_end(ctx, ref, states[ref.id], wall)}
    status = {id: states[id].status or _UNREAD for id in shown}
    yield from _learn_uses(ctx, [id for id, ref in shown.items() if goal_of(_until(ref)).needs_objectives])
    lagging = [id for id in shown if goal_of(_until(shown[id])).needs_lag and status[id] in TRANSFERRING]
    others = [
        id
        for id, ref in shown.items()
        if id not in lagging
        and status[id] in TRANSFERRING
        and (all_progress or status[id] in goal_of(_until(ref)).reached or _needs_mode(ctx, ref))
    ]
    protected = [
        id
        for id in shown
        if goal_of(_until(shown[id])).needs_objectives
        and status[id] == JobStatus.INCRE_TRANSFER_STARTED
        and ctx.learnt.get(_USE_OF.format(id=id)) in (None, UseType.DISASTER_RECOVERY)
    ]
    found = _Views()
    transfers: dict[str, TransferProgress] = {}
    recoveries: dict[str, RecoveryObjectives] = {}
    unread: dict[str, OperationError] = {}
    for ids, needed in ((lagging, True), (others, False)):
        answers = yield from _read(ctx, op.PROGRESS, ids, thorough=needed)
        transfers |= {each.job_id: each for each in answers.rows}
        unread |= answers.errors
    ctx.learnt.update({id: each.task_mode for id, each in transfers.items() if each.task_mode is not None})
    objectives = yield from _read(ctx, op.RPO_RTO, protected)
    recoveries = {each.job_id: each for each in objectives.rows}
    unread |= objectives.errors
    yield from _publish(ctx, unread)
    for id, ref in shown.items():
        missed = unread.get(id)
        if id in (*lagging, *protected) and isinstance(missed, AuthError | PermissionDenied):
            found.errors[id] = missed
            continue
        found.views[id] = JobWatch(
            id=id,
            until=_until(ref),
            status=status[id],
            lag=float(ref.about.get("lag", 0.0)),
            patient=ref.about.get("patient") == "yes",
            mode=ctx.learnt.get(id),
            use=ctx.learnt.get(_USE_OF.format(id=id)),
            transfer=transfers.get(id),
            recovery=recoveries.get(id),
            reason=states[id].reason or (missed.message if missed is not None else None),
            settling=_is_settling(ctx, ref, status[id], at),
        )
        if found.views[id].phase.is_terminal:
            ctx.learnt.pop(id, None)
            ctx.learnt.pop(_USE_OF.format(id=id), None)
    return found


def _learn_uses(ctx: PlaneContext, ids: Sequence[str]) -> Flow[None]:
    """What tasks are for, where that can rule the goal out: DRS gives an RPO and RTO for whatever task it is asked for."""
    unknown = [id for id in ids if _USE_OF.format(id=id) not in ctx.learnt]
    if not unknown:
        return
    try:
        details = yield from details_of(ctx, unknown)
    except AuthError as refused:
        yield from _publish(ctx, dict.fromkeys(unknown, refused))
        return
    yield from _publish(ctx, details.errors)
    ctx.learnt.update({_USE_OF.format(id=each.id): each.db_use_type for each in details.rows if each.db_use_type})


def _needs_mode(ctx: PlaneContext, ref: JobRef) -> bool:
    return ref.id not in ctx.learnt and bool(goal_of(_until(ref)).never_for)


def _is_settling(ctx: PlaneContext, ref: JobRef, status: JobStatus, at: float) -> bool:
    """Whether a state may be that from before an action. One that would be the goal is believed only when it cannot be."""
    old = ctx.accepted.is_old(ref.id, status.value, at)
    return old or (status in goal_of(_until(ref)).reached and ctx.accepted.was_left(ref.id, status.value, at))


def _read(
    ctx: PlaneContext, operation: Operation[Results[T]], ids: Sequence[str], *, thorough: bool = True
) -> Flow[Answers[T]]:
    """A read beside that of the states, which must not fail a wait that can do without it."""
    try:
        return (yield from read_each(ctx, operation, ids, thorough=thorough))
    except AuthError as refused:
        return Answers(rows=[], errors=dict.fromkeys(ids, refused))


def _is_no_end(ctx: PlaneContext, ref: JobRef, state: JobState, wall_clock: float) -> bool:
    """Whether a task that DRS denies is not known to be gone: it was created so short a time ago that DRS may not know it
    everywhere yet, or nobody has ever seen it."""
    if state.status != JobStatus.DELETED:
        return False
    known = ref.created is not None or ref.id in ctx.seen
    return not known or is_young(ref.created, wall_clock, ctx.policy.grace)


def _publish(ctx: PlaneContext, unread: Mapping[str, OperationError]) -> Flow[None]:
    """Each failure once, however many tasks it is for."""
    for error in dict.fromkeys(map(str, unread.values())):
        operation = next(each.operation for each in unread.values() if str(each) == error)
        yield from emit(LookFailed(plane=ctx.plane, operation=operation, error=error))


def _until(ref: JobRef) -> str:
    return ref.about.get("until", "running")
