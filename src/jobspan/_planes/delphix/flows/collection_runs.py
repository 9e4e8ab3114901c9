"""Reads behind the kinds of collection runs: the DCT job that starts one, and the run itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._planes.delphix.filters import field
from jobspan._planes.delphix.flows.reads import read_job, read_jobs
from jobspan._planes.delphix.models.executions import Execution
from jobspan._planes.delphix.models.job_collections import JobCollectionExecution
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.views import CollectionRun
from jobspan._planes.delphix.operations.executions import SEARCH_EXECUTIONS
from jobspan._planes.delphix.operations.job_collection_executions import (
    GET_JOB_COLLECTION_EXECUTION_BY_ID,
    SEARCH_JOB_COLLECTION_EXECUTIONS,
)
from jobspan._planes.delphix.operations.job_collections import GET_JOB_COLLECTION_BY_ID
from jobspan.errors import JobspanError, NotFound, OperationError
from jobspan.jobs import JobRef, Phase

_MOST_ROWS: Final = 1000
_MEMBERS_TOLD: Final = 5


def read_execution(ctx: PlaneContext, execution_id: str) -> Flow[JobCollectionExecution]:
    return call(ctx, GET_JOB_COLLECTION_EXECUTION_BY_ID, path={"jobCollectionExecutionId": execution_id})


def read_collection_run(ctx: PlaneContext, ref: JobRef) -> Flow[CollectionRun]:
    """A run that is known by itself, or the one that a DCT job started."""
    if "execution_id" in ref.about:
        return CollectionRun(execution=(yield from read_execution(ctx, ref.about["execution_id"])))
    job = yield from read_job(ctx, ref.id)
    rows = yield from runs_of_collections(ctx, [ref.about["collection_id"]])
    return (yield from _with_its_run(ctx, ref, job, rows))


def read_collection_runs(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, CollectionRun]]:
    """Many at once: their DCT jobs with one request, the runs of their collections with another."""
    by_job = [ref for ref in refs if "execution_id" not in ref.about]
    views = yield from _known_runs(ctx, [ref for ref in refs if "execution_id" in ref.about])
    jobs = (yield from read_jobs(ctx, [ref.id for ref in by_job])) if by_job else {}
    seen = [ref for ref in by_job if ref.id in jobs]
    if seen:
        rows = yield from runs_of_collections(ctx, sorted({ref.about["collection_id"] for ref in seen}))
        for ref in seen:
            views[ref.id] = yield from _with_its_run(ctx, ref, jobs[ref.id], rows)
    return views


def _known_runs(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[dict[str, CollectionRun]]:
    if not refs:
        return {}
    wanted = field("id").any_of([ref.about["execution_id"] for ref in refs])
    found = {run.id: run for run in (yield from _search(ctx, str(wanted)))}
    ids = {ref.id: ref.about["execution_id"] for ref in refs}
    return {id: CollectionRun(execution=found[run]) for id, run in ids.items() if run in found}


def runs_of_collections(ctx: PlaneContext, ids: Sequence[str]) -> Flow[tuple[JobCollectionExecution, ...]]:
    """The newest runs of some collections, the newest first."""
    return _search(ctx, str(field("compliance_job_collection_id").any_of(ids)))


def _search(ctx: PlaneContext, expression: str) -> Flow[tuple[JobCollectionExecution, ...]]:
    query, body = {"limit": _MOST_ROWS, "sort": "-start_time"}, {"filter_expression": expression}
    page: Any = yield from call(ctx, SEARCH_JOB_COLLECTION_EXECUTIONS, query=query, body=body)
    items: tuple[JobCollectionExecution, ...] = page.items
    return () if page.unreadable else items


def _with_its_run(
    ctx: PlaneContext, ref: JobRef, job: Job, rows: Sequence[JobCollectionExecution]
) -> Flow[CollectionRun]:
    collection_id = ref.about["collection_id"]
    candidates = [run for run in rows if run.compliance_job_collection_id == collection_id and run.start_time]
    run = _earliest(each for each in candidates if _may_belong(ref, job, each))
    if run is None:
        run = yield from _named_by_its_collection(ctx, ref, job)
    return CollectionRun(job=job, execution=run)


def _named_by_its_collection(ctx: PlaneContext, ref: JobRef, job: Job) -> Flow[JobCollectionExecution | None]:
    """A run that has not begun has no time to be found by, and its collection names it all the same."""
    try:
        path = {"complianceJobCollectionId": ref.about["collection_id"]}
        collection = yield from call(ctx, GET_JOB_COLLECTION_BY_ID, path=path)
        if collection.last_execution_id is None or collection.last_execution_id == ref.about.get("after"):
            return None
        run = yield from read_execution(ctx, collection.last_execution_id)
    except NotFound:  # a collection may be deleted while it runs, and the inventory may lag behind
        return None
    return run if _may_belong(ref, job, run) else None


def _may_belong(ref: JobRef, job: Job, run: JobCollectionExecution) -> bool:
    """Whether nothing that DCT says of a run speaks against its being the one that the job started.

    A job that failed before it started a run has none: a run that began after its end is somebody else's. Where it is not
    known which runs there were before, time has to speak for it.
    """
    if run.id == ref.about.get("after"):
        return False
    if run.execute_account_id is not None and job.account_id is not None and run.execute_account_id != job.account_id:
        return False
    if run.start_time is None or job.start_time is None:
        return "after_unread" not in ref.about and _ended_well_or_not_at_all(job)
    if run.start_time < job.start_time:
        return False
    return _ended_well_or_not_at_all(job) or job.ended_at is None or run.start_time <= job.ended_at


def _ended_well_or_not_at_all(job: Job) -> bool:
    return not job.phase.is_terminal or job.phase is Phase.SUCCEEDED


def _earliest(runs: Iterable[JobCollectionExecution]) -> JobCollectionExecution | None:
    """The one that began first: one that was started later is another."""
    return min(runs, key=lambda run: (run.start_time is None, run.start_time), default=None)


def last_run_before(ctx: PlaneContext, collection_id: str) -> Flow[dict[str, str]]:
    """The last run of a collection so far, to recognise the next one by: what a reference keeps of it."""
    try:
        path = {"complianceJobCollectionId": collection_id}
        collection = yield from call(ctx, GET_JOB_COLLECTION_BY_ID, path=path)
    except OperationError:
        return {"after_unread": "true"}
    return {} if collection.last_execution_id is None else {"after": collection.last_execution_id}


def failed_members(ctx: PlaneContext, run: CollectionRun) -> Flow[tuple[str, ...]]:
    """The jobs of a run that did not end well, one a line; nothing where they cannot be read."""
    if run.execution is None:
        return ()
    body = {"filter_expression": str(field("collection_execution_id").eq(run.execution.id))}
    try:
        page: Any = yield from call(ctx, SEARCH_EXECUTIONS, query={"limit": 100}, body=body)
    except JobspanError:
        return ()
    bad = [each for each in page.items if each.phase.is_terminal and each.phase is not Phase.SUCCEEDED]
    return tuple(_in_words(each) for each in bad[:_MEMBERS_TOLD])


def _in_words(run: Execution) -> str:
    head = f"{run.masking_job_name or run.masking_job_id} ended {run.status} (execution {run.id})"
    return f"{head}: {run.reason}" if run.reason else head
