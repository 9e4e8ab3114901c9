"""Read what rules need to know about tasks: their states, and which of them belong to dual-active pairs.

States come from the batched status read. The list, filtered by up to 100 ids and by disaster recovery, shows at little cost which
tasks need more than that; only those are read in detail.
"""

from collections.abc import Callable, Sequence
from typing import Final

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.paginate import collect
from jobspan._planes.huawei_drs.flows.job_ids import batches
from jobspan._planes.huawei_drs.flows.reads import all_of, details_of, listing, read_each, states_of
from jobspan._planes.huawei_drs.models.jobs import JobState, JobSummary, MigrationJob, UseType
from jobspan._planes.huawei_drs.models.progress import RecoveryObjectives
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.operations.reads import RPO_RTO
from jobspan._planes.huawei_drs.rules.actions import ActionRules
from jobspan._planes.huawei_drs.rules.facts import JobFacts, Sibling
from jobspan.errors import AuthError, NotFound, OperationError
from jobspan.hooks import LookFailed

_IDS_PER_FILTER: Final = 100


def facts_of(ctx: PlaneContext, ids: Sequence[str], rules: ActionRules) -> Flow[dict[str, JobFacts]]:
    """What is known of each task, read in batches. What cannot be read stays unknown, with the reason: an account that may
    not look may still be allowed to act.

    Raises:
        AuthError, NotFound: the credentials are refused, or the service is not there.
    """
    try:
        states = yield from states_of(ctx, ids)
    except OperationError as failed:
        why = yield from _why_unread(ctx, failed)
        return {each: JobFacts(id=each, unread=why, unplaced=why) for each in ids}
    facts = {each: _facts_in(each, states.get(each)) for each in ids}
    if not rules.needs_details:
        return facts
    present = [each for each in facts if facts[each].exists]
    try:
        placed = yield from _placed(ctx, {each: facts[each] for each in present}, rules)
    except OperationError as failed:
        why = yield from _why_unread(ctx, failed)
        placed = {each: attrs.evolve(facts[each], unplaced=why) for each in present}
    return facts | placed


def _why_unread(ctx: PlaneContext, failed: OperationError) -> Flow[str]:
    if isinstance(failed, AuthError | NotFound):
        raise failed
    yield from emit(LookFailed(plane=ctx.plane, operation=failed.operation, error=str(failed)))
    return failed.message


def _facts_in(id: str, state: JobState | None) -> JobFacts:
    """A task that DRS does not mention is unknown, not absent."""
    if state is None:
        return JobFacts(id=id, unread="DRS does not mention it.")
    return JobFacts(id=id, status=state.status, exists=state.status != JobStatus.DELETED, unread=state.reason)


def _placed(ctx: PlaneContext, facts: dict[str, JobFacts], rules: ActionRules) -> Flow[dict[str, JobFacts]]:
    """The facts with what tasks are for, and their places in dual-active pairs."""
    recovery = yield from _recovery_tasks(ctx, list(facts))
    uncertain = set(facts) - recovery if rules.needs_use else set()
    if not recovery and not uncertain:
        return facts
    answers = yield from details_of(ctx, [each for each in facts if each in recovery | uncertain])
    details = {each.id: each for each in answers.rows if each.id is not None}
    found = dict(facts)
    for id in recovery | uncertain:
        detail = details.get(id)
        if detail is None:
            why = (
                answers.errors[id].message
                if id in answers.errors
                else "Its details are not among those that were read."
            )
            found[id] = attrs.evolve(found[id], is_disaster_recovery=id in recovery or None, unplaced=why)
            continue
        use = detail.db_use_type
        found[id] = attrs.evolve(
            found[id],
            is_disaster_recovery=id in recovery or (None if use is None else use == UseType.DISASTER_RECOVERY),
            is_parent=detail.is_dual_active_parent,
            is_child=detail.multi_write is True and bool(detail.parent_id),
        )
    forwards = yield from _forwards(ctx, {id: details[id] for id in found if found[id].is_child})
    siblings = yield from _siblings(ctx, sorted(set(forwards.values())), rules)
    for id, forward in forwards.items():
        found[id] = attrs.evolve(found[id], forward=siblings[forward])
    return found


def _recovery_tasks(ctx: PlaneContext, ids: Sequence[str]) -> Flow[set[str]]:
    """Which of these are disaster recovery, subtasks included."""
    found = yield from _list_recovery(ctx, ids)
    wanted = set(ids)
    listed = {job.id for job in found} | {child.id for job in found for child in job.children or () if child.id}
    return wanted & listed


def _list_recovery(ctx: PlaneContext, ids: Sequence[str]) -> Flow[list[JobSummary]]:
    def page(batch: list[str]) -> Callable[[], Flow[list[JobSummary]]]:
        use = UseType.DISASTER_RECOVERY.value
        return lambda: collect(listing(ctx, use, name=",".join(batch), page_size=_IDS_PER_FILTER))

    pages = yield from all_of(ctx, [page(batch) for batch in batches(ids, _IDS_PER_FILTER)])
    return [job for page in pages for job in page]


def _forwards(ctx: PlaneContext, children: dict[str, MigrationJob]) -> Flow[dict[str, str]]:
    """For each backward task its forward one: the subtask whose direction is that of the parent."""
    parents = sorted({child.parent_id for child in children.values() if child.parent_id})
    if not parents:
        return {}
    pairs: dict[str, str] = {}
    for parent in (yield from _list_recovery(ctx, parents)):
        forward = next((c.id for c in parent.children or () if c.job_direction == parent.job_direction and c.id), None)
        for child in parent.children or ():
            if forward is not None and child.id in children and child.id != forward:
                pairs[child.id] = forward
    return pairs


def _siblings(ctx: PlaneContext, ids: Sequence[str], rules: ActionRules) -> Flow[dict[str, Sibling]]:
    if not ids:
        return {}
    states = yield from states_of(ctx, ids)
    objectives: dict[str, RecoveryObjectives] = {}
    if rules.needs_objectives:
        objectives = {each.job_id: each for each in (yield from read_each(ctx, RPO_RTO, ids)).rows}
    return {id: _sibling(id, states.get(id), objectives.get(id), rules) for id in ids}


def _sibling(id: str, state: JobState | None, objectives: RecoveryObjectives | None, rules: ActionRules) -> Sibling:
    status = state.status if state else None
    rpo, rto = (objectives.rpo, objectives.rto) if objectives else (None, None)
    unread = None
    if status is None:
        unread = f"The state of the forward task {id} could not be read."
    elif rules.needs_objectives and status == JobStatus.INCRE_TRANSFER_STARTED and (rpo is None or rto is None):
        unread = f"RPO and RTO of the forward task {id} could not be read."
    return Sibling(id=id, status=status, rpo=rpo, rto=rto, unread=unread)
