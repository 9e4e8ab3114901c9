"""API v5: actions by name. Some regions and engine pairs offer it; others answer that the API does not exist."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._core.reconcile import Confirmed, Finding, Unknown, looking
from jobspan._core.redact import mask_json
from jobspan._core.validation import present, validating
from jobspan._planes.huawei_drs.errors import GONE
from jobspan._planes.huawei_drs.flows.batch import Batch, run_batch
from jobspan._planes.huawei_drs.flows.entries import Entry
from jobspan._planes.huawei_drs.flows.item_results import Evidence, is_stated, no_evidence
from jobspan._planes.huawei_drs.flows.job_ids import check_id, check_joined_ids, checked_id, checked_ids
from jobspan._planes.huawei_drs.flows.reads import project, states_of
from jobspan._planes.huawei_drs.flows.reconcile_by_state import BEFORE_END, BEFORE_PAUSE, BEFORE_RESUME, BEFORE_START
from jobspan._planes.huawei_drs.flows.single import change_outcome
from jobspan._planes.huawei_drs.models.actions import JobListItem, NameCheck, NamedAction
from jobspan._planes.huawei_drs.models.jobs import JobAction
from jobspan._planes.huawei_drs.models.replies import JobResults, Outcome
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.operations import actions as op
from jobspan._planes.huawei_drs.rules.actions import (
    DELETE,
    PAUSE,
    PRECHECK,
    PRECHECK_AGAIN,
    RESET,
    RESUME,
    SET_UP,
    START,
    TERMINATE,
    ActionRules,
)
from jobspan.batches import BatchResult

_ACTIONS: Final = (
    "network precheck start stop restart reset terminate skip_precheck create_compare cancel_compare column_limit"
    " reload_parameters bind_eip unbind_eip set_writable cloud_connection set_readonly diagnosis start_repair stop_repair"
)
NAMES: Final = tuple(_ACTIONS.split())
_RULES: Final[Mapping[str, ActionRules]] = {
    "precheck": PRECHECK,
    "start": START,
    "stop": PAUSE,
    "restart": RESUME,
    "reset": RESET,
    "terminate": TERMINATE,
}
_LEAVES: Final[Mapping[str, frozenset[JobStatus]]] = {
    "start": BEFORE_START,
    "stop": BEFORE_PAUSE,
    "restart": BEFORE_RESUME,
    "reset": BEFORE_RESUME,
    "terminate": BEFORE_END,
}
_GOES_ON: Final = is_stated("query_id")
"""What goes on in the background is answered with an id to ask for, and without a status."""


def available(ctx: PlaneContext, job_id: str) -> Flow[JobAction]:
    id = checked_id(op.SHOW_ACTIONS.call, job_id)
    reply = yield from call(ctx, op.SHOW_ACTIONS, path=project(ctx, job_id=id))
    return reply.job_action or JobAction()


def run(ctx: PlaneContext, job_id: str, name: str, params: Mapping[str, Any] | None = None) -> Flow[Outcome]:
    with validating(op.RUN_ACTION) as problems:
        check_id(problems, "job_id", job_id)
        problems.text("name", name)
    action = NamedAction(job_id=job_id, action_name=name, action_params=dict(params) if params else None)
    return (
        yield from change_outcome(
            ctx,
            op.RUN_ACTION,
            job_id,
            title=f"{name} {job_id}",
            rules=_rules_of(action),
            body={"job": _body(action)},
            evidence=_GOES_ON,
            notes=_notes_on([action]),
            leaves=_LEAVES.get(name, frozenset()),
        )
    )


def run_many(ctx: PlaneContext, actions: Iterable[NamedAction]) -> Flow[BatchResult[NamedAction]]:
    items = list(actions)
    with validating(op.RUN_ACTIONS) as problems:
        if not items:
            problems.add("items", "must not be empty")
        for index, each in enumerate(items):
            check_id(problems, f"items[{index}].job_id", each.job_id)
            problems.text(f"items[{index}].action_name", each.action_name)
    entries = [
        Entry(
            item=each,
            job_id=each.job_id,
            body=_body(each),
            rules=_rules_of(each),
            leaves=_LEAVES.get(each.action_name, frozenset()),
        )
        for each in items
    ]
    title = f"run {len(items)} actions"
    return (yield from _batch(ctx, op.RUN_ACTIONS, entries, title, evidence=_GOES_ON, notes=_notes_on(items)))


def stop(ctx: PlaneContext, job_id: str, *, force: bool = False) -> Flow[Outcome]:
    id = checked_id(op.STOP_JOB.call, job_id)
    body = {"is_force_stop": force}
    return (
        yield from change_outcome(
            ctx, op.STOP_JOB, id, title=f"stop {id}", rules=TERMINATE, body=body, leaves=BEFORE_END
        )
    )


def stop_many(ctx: PlaneContext, job_ids: str | Iterable[str], *, force: bool = False) -> Flow[BatchResult[str]]:
    ids = checked_ids(op.STOP_JOBS.call, job_ids)
    entries = [
        Entry(item=id, job_id=id, body={"job_id": id, "is_force_stop": force}, rules=TERMINATE, leaves=BEFORE_END)
        for id in ids
    ]
    return (yield from _batch(ctx, op.STOP_JOBS, entries, f"stop {len(ids)} tasks"))


def delete(ctx: PlaneContext, job_id: str) -> Flow[Outcome]:
    id = checked_id(op.DELETE_JOB.call, job_id)

    def look() -> Flow[Finding[Outcome]]:
        state = (yield from states_of(ctx, [id])).get(id)
        if state is None or state.status != JobStatus.DELETED:
            return Unknown(f"The state is {state.status if state else 'not shown'}.")
        return Confirmed(Outcome(id=id, status="success"))

    return (
        yield from change_outcome(
            ctx,
            op.DELETE_JOB,
            id,
            title=f"delete {id}",
            rules=DELETE,
            body=None,
            evidence=_empty,
            reconcile=looking(look),
        )
    )


def _empty(outcome: Outcome) -> bool:
    """The reference documents a reply without content."""
    return outcome == Outcome()


def delete_many(ctx: PlaneContext, job_ids: str | Iterable[str]) -> Flow[BatchResult[str]]:
    ids = checked_ids(op.DELETE_JOBS.call, job_ids)
    entries = [Entry(item=id, job_id=id, body=id, rules=DELETE) for id in ids]
    return (yield from _batch(ctx, op.DELETE_JOBS, entries, f"delete {len(ids)} tasks", harmless=GONE))


def update(ctx: PlaneContext, job_id: str, type: str, params: Mapping[str, Any]) -> Flow[Outcome]:
    id = checked_id(op.UPDATE_ASPECT.call, job_id)
    with validating(op.UPDATE_ASPECT.call) as problems:
        problems.text("type", type)
    body = {"job": {"type": type, "params": dict(params)}}
    return (
        yield from change_outcome(
            ctx,
            op.UPDATE_ASPECT,
            id,
            title=f"update {type} of {id}",
            rules=SET_UP,
            body=body,
            evidence=is_stated("query_id"),
        )
    )


def inspect(ctx: PlaneContext, job_id: str, type: str, query: Mapping[str, Any]) -> Flow[dict[str, Any]]:
    id = checked_id(op.SHOW_ASPECT.call, job_id)
    with validating(op.SHOW_ASPECT.call) as problems:
        problems.text("type", type)
        problems.whole("limit", query.get("limit"), 1, 1000)
        problems.whole("offset", query.get("offset"), 0, 10**9)
    aspect = yield from call(ctx, op.SHOW_ASPECT, path=project(ctx, job_id=id), query={"type": type, **query})
    shown: dict[str, Any] = mask_json(aspect.job or {})
    return shown


def check_name(ctx: PlaneContext, name: str, type: str = "trans") -> Flow[NameCheck]:
    with validating(op.CHECK_NAME.call) as problems:
        problems.text("name", name, shortest=4, longest=50)
    return (yield from call(ctx, op.CHECK_NAME, path=project(ctx), body={"name": name, "type": type}))


def search(
    ctx: PlaneContext,
    job_type: str,
    *,
    name: str | None = None,
    status: str | None = None,
    engine_type: str | None = None,
    net_type: str | None = None,
    enterprise_project_id: str | None = None,
    instance_ids: Sequence[str] = (),
    instance_ip: str | None = None,
    sort_key: str | None = None,
    sort_dir: str | None = None,
    limit: int = 100,
) -> Listing[JobListItem]:
    with validating(op.SEARCH_JOBS.call) as problems:
        problems.within("page_size", limit, 1, 1000)
        if len(instance_ids) > 10:
            problems.add("instance_ids", f"has {len(instance_ids)} entries, at most 10 are allowed")
        check_joined_ids(problems, "name", name, 10)
    filters = {
        "job_type": job_type,
        "name": name,
        "status": status,
        "engine_type": engine_type,
        "net_type": net_type,
        "enterprise_project_id": enterprise_project_id,
        "instance_ids": ",".join(instance_ids) or None,
        "instance_ip": instance_ip,
        "sort_key": sort_key,
        "sort_dir": sort_dir,
    }

    def fetch(position: Any) -> Flow[Page[JobListItem]]:
        offset = 0 if position is None else int(position)
        query = filters | {"offset": offset, "limit": limit}
        page = yield from call(ctx, op.SEARCH_JOBS, path=project(ctx), query=query)
        came = len(page.jobs) + page.unreadable
        after = offset + came
        more = after < page.total_count if page.total_count is not None else came == limit
        follows = after if more and came else None
        return Page(
            items=page.jobs,
            next=follows,
            total=page.total_count,
            complete=follows is not None or not more,
            unreadable=page.unreadable,
        )

    return Listing(
        fetch=fetch, row=JobListItem, key=lambda job: job.id, plane=ctx.plane, operation=op.SEARCH_JOBS.id, exact=True
    )


def _body(action: NamedAction) -> dict[str, Any]:
    return present({"job_id": action.job_id, "action_name": action.action_name, "action_params": action.action_params})


def _rules_of(action: NamedAction) -> ActionRules:
    if action.action_name == "precheck" and (action.action_params or {}).get("precheck_mode") == "forRetryJob":
        return PRECHECK_AGAIN
    return _RULES.get(action.action_name, SET_UP)


def _notes_on(actions: Sequence[NamedAction]) -> tuple[str, ...]:
    unknown = sorted({each.action_name for each in actions} - set(NAMES))
    return (f"unknown to this version of jobspan: {', '.join(unknown)}",) if unknown else ()


def _batch(
    ctx: PlaneContext,
    operation: Operation[JobResults[Outcome]],
    entries: Sequence[Entry[Any]],
    title: str,
    *,
    evidence: Evidence = no_evidence,
    harmless: frozenset[str] = frozenset(),
    notes: tuple[str, ...] = (),
) -> Flow[BatchResult[Any]]:
    batch = Batch(
        title=title,
        operation=operation,
        entries=entries,
        size=max(1, len(entries)),
        evidence=evidence,
        harmless=harmless,
        notes=notes,
    )
    return (yield from run_batch(ctx, batch))
