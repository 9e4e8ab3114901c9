"""Read tasks in batches: pages side by side, put together in the order asked for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, gather
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._core.validation import present, validating
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan._planes.huawei_drs.errors import GONE
from jobspan._planes.huawei_drs.flows.job_ids import DETAIL_BATCH, READ_BATCH, batches, checked_ids
from jobspan._planes.huawei_drs.models.checks import Precheck
from jobspan._planes.huawei_drs.models.goals import goal_of
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.models.jobs import JobState, JobSummary, MigrationJob
from jobspan._planes.huawei_drs.models.progress import RecoveryObjectives, TransferProgress
from jobspan._planes.huawei_drs.models.replies import Results
from jobspan._planes.huawei_drs.models.status import TRANSFERRING, JobStatus
from jobspan._planes.huawei_drs.operations import reads as op
from jobspan.errors import DecodeError, NotFound
from jobspan.jobs import JobRef

T = TypeVar("T")

_EVERYTHING = {"cur_page": 1, "per_page": 0}
"""Without it DRS answers for the first five tasks only, without mentioning the rest."""


def project(ctx: PlaneContext, **more: str) -> dict[str, str]:
    """The arguments of a path."""
    return {"project_id": ctx.settings_as(HuaweiSettings).project_id, **more}


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
    """All entries of a batched read of these tasks, in pages of ``size``."""

    def page(batch: list[str]) -> Callable[[], Flow[Results[T]]]:
        body: dict[str, Any] = {"jobs": batch} | ({"page_req": _EVERYTHING} if paged else {})
        return lambda: call(ctx, operation, path=project(ctx, **path), body=body)

    found = yield from all_of(ctx, [page(batch) for batch in batches(ids, size)])
    return [entry for results in found for entry in results.results]


def states_of(ctx: PlaneContext, ids: Sequence[str]) -> Flow[dict[str, JobState]]:
    """The state of each task that DRS has one of; tasks that are gone read as ``DELETED``.

    A page with a task that is gone may be refused as a whole, naming that task; the others are then asked for again, as long
    as there are answers.
    """
    known: dict[str, JobState] = {}
    missing = list(dict.fromkeys(ids))
    while missing:
        for entry in (yield from read_pages(ctx, op.STATUS, missing, paged=True)):
            known[entry.id] = _gone_or_as_it_is(entry)
        left = [each for each in missing if each not in known]
        if len(left) == len(missing):
            break
        missing = left
    return known


def _gone_or_as_it_is(entry: JobState) -> JobState:
    return attrs.evolve(entry, status=JobStatus.DELETED) if entry.error_code in GONE else entry


def status(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[JobState]]:
    """The states in the order asked for; a task that DRS does not answer for counts as deleted."""
    ids = checked_ids("migration_jobs.status", job_ids)
    known = yield from states_of(ctx, ids)
    return [known.get(each) or JobState(id=each, status=JobStatus.DELETED) for each in ids]


def details_of(ctx: PlaneContext, ids: Sequence[str]) -> Flow[dict[str, MigrationJob]]:
    """The details of tasks; those that are gone are left out."""
    found: dict[str, MigrationJob] = {}
    missing = list(dict.fromkeys(ids))
    while missing:
        entries = yield from read_pages(ctx, op.DETAILS, missing, paged=True, size=DETAIL_BATCH)
        found |= {entry.id: entry for entry in entries if entry.id is not None}
        left = [each for each in missing if each not in found]
        if len(left) == len(missing):
            break
        missing = left
    return {id: entry for id, entry in found.items() if entry.error_code not in GONE}


def get(ctx: PlaneContext, job_id: str) -> Flow[MigrationJob]:
    """
    Raises:
        NotFound: there is no such task.
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
            message=f"huawei_drs: no such task: {', '.join(absent)}.",
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
        more = number * per_page < total if total is not None else len(page.jobs) == per_page
        return Page(items=page.jobs, next=number + 1 if more and page.jobs else None, total=total)

    return Listing(fetch=fetch, key=lambda job: job.id)


def precheck_results(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[Precheck]]:
    """
    Raises:
        NotFound: DRS does not have one of the tasks.
        DecodeError: the reply has fewer or more entries than tasks, so whose they are is unknown.
    """
    ids = checked_ids("migration_jobs.precheck_results", job_ids)
    found = yield from read_pages(ctx, op.PRECHECK_RESULTS, ids, size=10)
    if len(found) != len(ids):
        raise DecodeError(
            message=f"huawei_drs {op.PRECHECK_RESULTS.id}: {len(found)} results for {len(ids)} tasks.",
            hint="Ask for the tasks one by one: the results do not name their tasks.",
            plane=ctx.plane,
            operation=op.PRECHECK_RESULTS.id,
            status=200,
        )
    return found


def watched_job(ctx: PlaneContext, ref: JobRef) -> Flow[JobWatch]:
    """A task that is waited for."""
    return (yield from watched_jobs(ctx, [ref]))[ref.id]


def watched_jobs(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, JobWatch]]:
    """Tasks that are waited for: one read of states, and one each of what only some of them have."""
    states = yield from states_of(ctx, [ref.id for ref in refs])
    status = {ref.id: status_in(states.get(ref.id)) for ref in refs}
    transferring = [id for id, each in status.items() if each in TRANSFERRING]
    transfers: dict[str, TransferProgress] = {}
    if transferring:
        transfers = {
            each.job_id: each for each in (yield from _unless_gone(read_pages(ctx, op.PROGRESS, transferring)))
        }
    protected = [
        ref.id
        for ref in refs
        if goal_of(_until(ref)).needs_objectives and status[ref.id] == JobStatus.INCRE_TRANSFER_STARTED
    ]
    recoveries: dict[str, RecoveryObjectives] = {}
    if protected:
        recoveries = {each.job_id: each for each in (yield from _unless_gone(read_pages(ctx, op.RPO_RTO, protected)))}
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
    """Nothing, when a task went between two reads: the next read of the states will show which."""
    try:
        return (yield from read)
    except NotFound:
        return []


def status_in(state: JobState | None) -> JobStatus:
    """The state in an answer of :func:`states_of`: deleted without an answer, unknown when the answer has none."""
    if state is None:
        return JobStatus.DELETED
    return state.status or JobStatus("UNKNOWN")


def _until(ref: JobRef) -> str:
    return ref.about.get("until", "running")
