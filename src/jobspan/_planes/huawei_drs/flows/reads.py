"""Batched reads: pages of tasks side by side, put together in the order asked for."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import attrs

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, gather
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._core.validation import present, validating
from jobspan._planes.huawei_drs.errors import GONE
from jobspan._planes.huawei_drs.flows.ids import DETAIL_BATCH, READ_BATCH, batches, checked_ids
from jobspan._planes.huawei_drs.models.catalog import NodeType, Quota, Zone
from jobspan._planes.huawei_drs.models.checks import Precheck
from jobspan._planes.huawei_drs.models.jobs import JobState, JobSummary, MigrationJob
from jobspan._planes.huawei_drs.models.progress import (
    Monitoring,
    RecoveryObjectives,
    StructureProgress,
    TransferProgress,
)
from jobspan._planes.huawei_drs.models.replies import Results
from jobspan._planes.huawei_drs.models.settings import JobParameters, SourceUsers
from jobspan._planes.huawei_drs.operations import reads as op
from jobspan._planes.huawei_drs.operations.setup import GET_PARAMETERS, LIST_USERS
from jobspan._planes.huawei_drs.states import JobStatus
from jobspan.errors import DecodeError, NotFound

T = TypeVar("T")

_EVERYTHING = {"cur_page": 1, "per_page": 0}
"""Without it DRS answers for the first five tasks only, and says nothing of the rest."""


def project(ctx: PlaneContext, **more: str) -> dict[str, str]:
    """The arguments of a path."""
    return {"project_id": ctx.settings.project_id, **more}


def all_of(ctx: PlaneContext, flows: Sequence[Callable[[], Flow[T]]]) -> Flow[list[T]]:
    """Flows side by side; the first failure is raised. One goes ahead: wrong keys side by side would lock the key."""
    if not flows:
        return []
    values = [(yield from flows[0]())]
    for each in (yield from gather(flows[1:], ctx.policy.concurrency)):
        if isinstance(each, Exception):
            raise each
        values.append(each)
    return values


def read_pages(
    ctx: PlaneContext,
    operation: Operation[Results[T]],
    ids: Sequence[str],
    *,
    paged: bool = False,
    size: int = READ_BATCH,
    **path: str,
) -> Flow[list[T]]:
    """Everything that a batched read says of these tasks, in pages of ``size``."""
    found = yield from read_results(ctx, operation, ids, paged=paged, size=size, **path)
    return [entry for results in found for entry in results.results]


def read_results(
    ctx: PlaneContext,
    operation: Operation[Results[T]],
    ids: Sequence[str],
    *,
    paged: bool = False,
    size: int = READ_BATCH,
    **path: str,
) -> Flow[list[Results[T]]]:
    """The replies of a batched read, page by page."""

    def page(batch: list[str]) -> Callable[[], Flow[Results[T]]]:
        body: dict[str, Any] = {"jobs": batch} | ({"page_req": _EVERYTHING} if paged else {})
        return lambda: call(ctx, operation, path=project(ctx, **path), body=body)

    return (yield from all_of(ctx, [page(batch) for batch in batches(ids, size)]))


def states_of(ctx: PlaneContext, ids: Sequence[str]) -> Flow[dict[str, JobState]]:
    """The state of each task that DRS has one of; tasks that are gone read as ``DELETED``, and a task whose entry cannot be
    read has no state.

    A page with a task that is gone may be refused as a whole, naming that task; the others are then asked for again, as long
    as there are answers.
    """
    known: dict[str, JobState] = {}
    missing = list(dict.fromkeys(ids))
    while missing:
        replies = yield from read_results(ctx, op.STATUS, missing, paged=True)
        for reply in replies:
            known |= {entry.id: _gone_or_as_it_is(entry) for entry in reply.results}
        left = [each for each in missing if each not in known]
        if len(left) == len(missing):
            if any(reply.unreadable for reply in replies):
                known |= {each: JobState(id=each) for each in left}
            break
        missing = left
    return known


def _gone_or_as_it_is(entry: JobState) -> JobState:
    return attrs.evolve(entry, status=JobStatus.DELETED) if entry.error_code in GONE else entry


def status(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[JobState]]:
    """The states in the order asked for; a task that DRS does not answer for has none."""
    ids = checked_ids("migration_jobs.status", job_ids)
    known = yield from states_of(ctx, ids)
    return [known.get(each) or JobState(id=each, status=JobStatus.DELETED) for each in ids]


def details_of(ctx: PlaneContext, ids: Sequence[str]) -> Flow[dict[str, MigrationJob]]:
    """The details of tasks; those that are gone are left out.

    Raises:
        DecodeError: an entry that may be the one of a missing task cannot be read.
    """
    told: dict[str, MigrationJob] = {}
    missing = list(dict.fromkeys(ids))
    while missing:
        replies = yield from read_results(ctx, op.DETAILS, missing, paged=True, size=DETAIL_BATCH)
        told |= {entry.id: entry for reply in replies for entry in reply.results if entry.id is not None}
        left = [each for each in missing if each not in told]
        if len(left) == len(missing):
            if any(reply.unreadable for reply in replies):
                raise _unreadable(ctx, op.DETAILS, left)
            break
        missing = left
    return {id: entry for id, entry in told.items() if entry.error_code not in GONE}


def _unreadable(ctx: PlaneContext, operation: Operation[Any], ids: Sequence[str]) -> DecodeError:
    return DecodeError(
        message=f"huawei_drs {operation.id}: what DRS says of {', '.join(ids)} cannot be read.",
        plane=ctx.plane,
        operation=operation.id,
        path="$.results",
        status=200,
    )


def get(ctx: PlaneContext, job_id: str) -> Flow[MigrationJob]:
    """
    Raises:
        NotFound: DRS has no such task.
    """
    (job,) = yield from get_many(ctx, job_id)
    return job


def get_many(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[MigrationJob]]:
    """
    Raises:
        NotFound: DRS does not have one of them.
    """
    ids = checked_ids("migration_jobs.get", job_ids)
    known = yield from details_of(ctx, ids)
    absent = [each for each in ids if each not in known]
    if absent:
        raise NotFound(
            message=f"huawei_drs: there is no task {', '.join(absent)}.",
            hint="It may have been deleted; migration_jobs.list() shows what there is.",
            plane=ctx.plane,
            operation=op.DETAILS.id,
            status=200,
        )
    return [known[each] for each in ids]


def listing(
    ctx: PlaneContext,
    db_use_type: str,
    *,
    name: str | None = None,
    status: str | None = None,
    engine_type: str | None = None,
    net_type: str | None = None,
    enterprise_project_id: str | None = None,
    instance_ids: Sequence[str] = (),
    instance_ip: str | None = None,
    tags: dict[str, str] | None = None,
    per_page: int = 100,
) -> Listing[JobSummary]:
    with validating("migration_jobs.list") as problems:
        problems.text("db_use_type", db_use_type)
        problems.within("per_page", per_page, 1, 100)
        if len(instance_ids) > 10:
            problems.add("instance_ids", f"has {len(instance_ids)} entries, at most 10 are allowed")
    filters = present(
        {
            "db_use_type": db_use_type,
            "name": name,
            "status": status,
            "engine_type": engine_type,
            "net_type": net_type,
            "enterprise_project_id": enterprise_project_id,
            "instance_ids": list(instance_ids) or None,
            "instance_ip": instance_ip,
            "tags": tags,
        }
    )

    def fetch(position: Any) -> Flow[Page[JobSummary]]:
        number = 1 if position is None else int(position)
        body = filters | {"cur_page": number, "per_page": per_page}
        page = yield from call(ctx, op.LIST, path=project(ctx), body=body)
        total = page.total_record
        came = len(page.jobs) + page.unreadable
        more = number * per_page < total if total is not None else came == per_page
        return Page(
            items=page.jobs, next=number + 1 if more and came else None, total=total, unreadable=page.unreadable
        )

    return Listing(fetch=fetch, key=lambda job: job.id, plane=ctx.plane, operation=op.LIST.id)


def progress(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[TransferProgress]]:
    return (yield from read_pages(ctx, op.PROGRESS, checked_ids("migration_jobs.progress", job_ids)))


def rpo_rto(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[RecoveryObjectives]]:
    return (yield from read_pages(ctx, op.RPO_RTO, checked_ids("migration_jobs.rpo_rto", job_ids)))


def monitoring(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[Monitoring]]:
    return (yield from read_pages(ctx, op.MONITORING, checked_ids("migration_jobs.monitoring", job_ids)))


def structure_progress(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[StructureProgress]]:
    ids = checked_ids("migration_jobs.structure_progress", job_ids)
    return (yield from read_pages(ctx, op.STRUCTURES, ids, paged=True))


_STRUCTURES = [
    "database",
    "schema",
    "table",
    "view",
    "procedure",
    "trigger",
    "index",
    "table_indexs",
    "table_structure",
]


def structure_details(ctx: PlaneContext, job_ids: str | Sequence[str], type: str) -> Flow[list[StructureProgress]]:
    ids = checked_ids("migration_jobs.structure_details", job_ids)
    with validating("migration_jobs.structure_details") as problems:
        problems.one_of("type", type, _STRUCTURES)
    return (yield from read_pages(ctx, op.STRUCTURE_DETAILS, ids, paged=True, type=type))


def precheck_results(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[Precheck]]:
    """
    Raises:
        NotFound: DRS does not have one of the tasks.
        DecodeError: the reply has fewer or more entries than tasks, and does not say whose they are.
    """
    ids = checked_ids("migration_jobs.precheck_results", job_ids)
    found = yield from read_pages(ctx, op.PRECHECK_RESULTS, ids, size=10)
    if len(found) != len(ids):
        raise DecodeError(
            message=f"huawei_drs {op.PRECHECK_RESULTS.id}: {len(found)} results for {len(ids)} tasks.",
            hint="Ask for the tasks one by one: the results do not say which task they are of.",
            plane=ctx.plane,
            operation=op.PRECHECK_RESULTS.id,
            status=200,
        )
    return found


def users(ctx: PlaneContext, job_id: str) -> Flow[SourceUsers]:
    (id,) = checked_ids("migration_jobs.users", job_id)
    return (yield from call(ctx, LIST_USERS, path=project(ctx, job_id=id)))


def parameters(ctx: PlaneContext, job_ids: str | Sequence[str], *, refresh: bool = True) -> Flow[list[JobParameters]]:
    ids = checked_ids("migration_jobs.parameters", job_ids)

    def page(batch: list[str]) -> Callable[[], Flow[tuple[JobParameters, ...]]]:
        def read() -> Flow[tuple[JobParameters, ...]]:
            body = {"jobs": batch, "refresh": "1" if refresh else "0"}
            return (yield from call(ctx, GET_PARAMETERS, path=project(ctx), body=body)).params_list

        return read

    found = yield from all_of(ctx, [page(batch) for batch in batches(ids, 10)])
    return [entry for page in found for entry in page]


def quotas(ctx: PlaneContext) -> Flow[list[Quota]]:
    return list((yield from call(ctx, op.QUOTAS, path=project(ctx))).quotas.values())


def node_types(
    ctx: PlaneContext,
    *,
    engine_type: str,
    db_use_type: str,
    job_direction: str,
    multi_write: bool | None = None,
    with_sold_out: bool | None = None,
) -> Flow[list[NodeType]]:
    query = {
        "engine_type": engine_type,
        "db_use_type": db_use_type,
        "job_direction": job_direction,
        "is_use_sellout_info": with_sold_out,
        "is_multi_write": multi_write,
    }
    return list((yield from call(ctx, op.NODE_TYPES, path=project(ctx), query=query)).node_types)


def zones(
    ctx: PlaneContext,
    *,
    engine_type: str,
    db_use_type: str,
    job_direction: str,
    node_type: str,
    multi_write: bool | None = None,
) -> Flow[list[Zone]]:
    body = present(
        {
            "engine_type": engine_type,
            "db_use_type": db_use_type,
            "job_direction": job_direction,
            "node_type": node_type,
            "multi_write": multi_write,
        }
    )
    return list((yield from call(ctx, op.ZONES, path=project(ctx), body=body)).az_infos)
