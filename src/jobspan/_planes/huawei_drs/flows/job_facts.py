"""Read what rules need to know about tasks: their states, and which of them belong to dual-active pairs.

States come from the batched status read. The list, filtered by up to 100 ids and by disaster recovery, shows at little cost which
tasks need more than that; only those are read in detail.
"""

from collections.abc import Callable, Sequence
from typing import Final

import attrs

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._planes.huawei_drs.flows.job_ids import batches
from jobspan._planes.huawei_drs.flows.reads import all_of, details_of, project, read_pages, states_of
from jobspan._planes.huawei_drs.models.jobs import JobSummary, MigrationJob, UseType
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.operations.reads import LIST, RPO_RTO
from jobspan._planes.huawei_drs.rules.actions import ActionRules
from jobspan._planes.huawei_drs.rules.facts import JobFacts, Sibling

_IDS_PER_FILTER: Final = 100


def facts_of(ctx: PlaneContext, ids: Sequence[str], rules: ActionRules) -> Flow[dict[str, JobFacts]]:
    """What is known of each task, read in batches."""
    states = yield from states_of(ctx, ids)
    facts = {
        each: JobFacts(
            id=each,
            status=states[each].status if each in states else None,
            exists=each in states and states[each].status != JobStatus.DELETED,
        )
        for each in ids
    }
    if not rules.needs_details:
        return facts
    recovery = yield from _recovery_tasks(ctx, [each for each in facts if facts[each].exists])
    if not recovery:
        return facts
    details = yield from details_of(ctx, list(recovery))
    for id in recovery:
        detail = details.get(id)
        facts[id] = attrs.evolve(
            facts[id],
            is_disaster_recovery=True,
            is_parent=detail is not None and detail.is_dual_active_parent,
            is_child=detail is not None and detail.multi_write is True and bool(detail.parent_id),
        )
    forwards = yield from _forwards(ctx, {id: details[id] for id in recovery if facts[id].is_child})
    siblings = yield from _siblings(ctx, sorted(set(forwards.values())), rules)
    for id, forward in forwards.items():
        facts[id] = attrs.evolve(facts[id], forward=siblings[forward])
    return facts


def _recovery_tasks(ctx: PlaneContext, ids: Sequence[str]) -> Flow[set[str]]:
    """Which of these are disaster recovery, subtasks included."""
    found = yield from _list_recovery(ctx, ids)
    wanted = set(ids)
    listed = {job.id for job in found} | {child.id for job in found for child in job.children or () if child.id}
    return wanted & listed


def _list_recovery(ctx: PlaneContext, ids: Sequence[str]) -> Flow[list[JobSummary]]:
    def page(batch: list[str]) -> Callable[[], Flow[tuple[JobSummary, ...]]]:
        def read() -> Flow[tuple[JobSummary, ...]]:
            body = {
                "cur_page": 1,
                "per_page": _IDS_PER_FILTER,
                "db_use_type": UseType.DISASTER_RECOVERY.value,
                "name": ",".join(batch),
            }
            return (yield from call(ctx, LIST, path=project(ctx), body=body)).jobs

        return read

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
    objectives = {}
    if rules.needs_objectives:
        for entry in (yield from read_pages(ctx, RPO_RTO, ids)):
            objectives[entry.job_id] = entry
    return {
        id: Sibling(
            id=id,
            status=states[id].status if id in states else None,
            rpo=objectives[id].rpo if id in objectives else None,
            rto=objectives[id].rto if id in objectives else None,
        )
        for id in ids
    }
