"""Reads behind the kinds of jobs: how far a job is, and what came of it."""

from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from typing import Any, Final, TypeVar

import attrs

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, now, sleep, wall_clock
from jobspan._core.looks import Looks
from jobspan._core.operation import Operation
from jobspan._core.paginate import Walk, collect
from jobspan._planes.delphix.filters import Filter, field
from jobspan._planes.delphix.flows.listing import listing
from jobspan._planes.delphix.models.executions import Execution
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.masking_jobs import MaskingJob
from jobspan._planes.delphix.models.shared import ItemsPage
from jobspan._planes.delphix.models.views import CopyView, Run
from jobspan._planes.delphix.operations.executions import GET_EXECUTION_BY_ID, SEARCH_EXECUTIONS
from jobspan._planes.delphix.operations.jobs import GET_JOB_BY_ID, SEARCH_JOBS
from jobspan._planes.delphix.operations.masking_jobs import (
    COPY_MASKING_JOB,
    GET_MASKING_JOB_BY_ID,
    SEARCH_MASKING_JOB_SOURCE_ENGINES,
    SEARCH_MASKING_JOBS,
)
from jobspan.errors import AmbiguousOutcomeError, NotFound, OperationError
from jobspan.jobs import JobRef, Phase

T = TypeVar("T")

BATCH: Final = 100
"""DCT takes at most 100 values in one IN list."""

_MOST_PAGES: Final = 20
"""Pages of runs that are looked through for the one that a job started."""

_PAUSES: Final = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds between looks at what a job made."""


def read_job(ctx: PlaneContext, job_id: str) -> Flow[Job]:
    return call(ctx, GET_JOB_BY_ID, path={"jobId": job_id})


def read_jobs(ctx: PlaneContext, job_ids: Sequence[str]) -> Flow[dict[str, Job]]:
    """Up to 100 jobs with one request."""
    jobs = yield from _first_page(ctx, SEARCH_JOBS, field("id").any_of(job_ids))
    return {job.id: job for job in jobs}


def when_readable(ctx: PlaneContext, operation: Operation[T], path: Mapping[str, str], ref: JobRef) -> Flow[T]:
    """Read an object that a job just made.

    DCT's inventory can lag behind its jobs, so an object that is not there is asked for again for a while. So is one that
    cannot be read in an outage: the job is over and goes on being so.

    Raises:
        OperationError: with the job's reference, when that takes longer than ``Policy.grace`` or ``Policy.tail_timeout``.
    """
    began = yield from now()
    looks = Looks(ctx, operation.id)
    unstarted = attrs.evolve(ref, created=None)
    for pause in chain(_PAUSES, repeat(_PAUSES[-1])):
        try:
            return (yield from call(ctx, operation, path=path))
        except OperationError as failed:
            elapsed = (yield from now()) - began
            lags = isinstance(failed, NotFound)
            passes = lags or looks.may_pass(failed, unstarted, (yield from wall_clock()))
            if not passes or elapsed >= (ctx.policy.grace if lags else ctx.policy.tail_timeout):
                failed.ref = ref
                failed.with_hint(f"Job {ref.id} is over; this is about reading what it made.")
                raise
            yield from looks.failed(failed, ref, elapsed)
            yield from sleep(pause)
    raise AssertionError("the pauses have no end")


def read_all(ctx: PlaneContext, search: Operation[ItemsPage[T]], ids: Sequence[str]) -> Flow[dict[str, T]]:
    """Objects by their ids, a hundred a request. Those that do not show are left out."""
    found: dict[str, T] = {}
    for at in range(0, len(ids), BATCH):
        rows: tuple[Any, ...] = yield from _first_page(ctx, search, field("id").any_of(ids[at : at + BATCH]))
        found |= {row.id: row for row in rows}
    return found


def read_copy(ctx: PlaneContext, ref: JobRef) -> Flow[CopyView]:
    return _copy_view(ref, (yield from read_job(ctx, ref.id)))


def read_copies(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, CopyView]]:
    jobs = yield from read_jobs(ctx, [ref.id for ref in refs])
    return {ref.id: _copy_view(ref, jobs[ref.id]) for ref in refs if ref.id in jobs}


def _copy_view(ref: JobRef, job: Job) -> CopyView:
    resync = ref.about.get("resync")
    return CopyView(
        job=job, masking_job_id=ref.about.get("masking_job_id"), resync=None if resync is None else resync == "true"
    )


def find_copy(ctx: PlaneContext, ref: JobRef, job: Job) -> Flow[str]:
    """The copy that a finished job made, when the answer that named it was lost: of the same name, on the target engine.

    Raises:
        AmbiguousOutcomeError: not exactly one masking job can be it.
    """
    source_id, engine_id = ref.about["source_job_id"], ref.about["engine_id"]
    source = yield from call(ctx, GET_MASKING_JOB_BY_ID, path={"maskingJobId": source_id})
    same_name = field("name").eq(source.name or "")
    namesakes = yield from collect(listing(ctx, SEARCH_MASKING_JOBS, filter=same_name))
    on_engine: set[str] = set()
    for at in range(0, len(namesakes), BATCH):
        ids = [each.id for each in namesakes[at : at + BATCH]]
        there = field("source_engine_id").eq(engine_id) & field("masking_job_id").any_of(ids)
        owners = yield from collect(listing(ctx, SEARCH_MASKING_JOB_SOURCE_ENGINES, filter=there))
        on_engine |= {each.masking_job_id for each in owners if each.source_engine_id == engine_id} - {source_id}
    candidates = [each for each in namesakes if each.id in on_engine]
    made = [each for each in candidates if _made_during(job, each)]
    if len(made or candidates) == 1:
        return (made or candidates)[0].id
    raise AmbiguousOutcomeError(
        message=f"Job {job.id} copied masking job {source_id} to engine {engine_id}, and the answer that named the copy "
        f"was lost; {len(candidates)} masking jobs can be it.",
        plane=ctx.plane,
        operation=COPY_MASKING_JOB.id,
        check=f"Look at masking_jobs.search() for {source.name!r}.",
    )


def _made_during(job: Job, made: MaskingJob) -> bool:
    if made.creation_date is None or job.start_time is None:
        return False
    return made.creation_date >= job.start_time


def read_run(ctx: PlaneContext, ref: JobRef) -> Flow[Run]:
    job = yield from read_job(ctx, ref.id)
    if not job.execution_id:
        return Run(job=job, execution=(yield from _find_execution(ctx, ref, job)))
    try:
        execution = yield from call(ctx, GET_EXECUTION_BY_ID, path={"executionId": job.execution_id})
    except NotFound:  # DCT's inventory lags behind its jobs
        return Run(job=job)
    return Run(job=job, execution=execution)


def read_runs(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, Run]]:
    jobs = yield from read_jobs(ctx, [ref.id for ref in refs])
    named = [job.execution_id for job in jobs.values() if job.execution_id]
    executions: dict[str, Execution] = {}
    if named:
        found = yield from _first_page(ctx, SEARCH_EXECUTIONS, field("id").any_of(named))
        executions = {execution.id: execution for execution in found}
    runs: dict[str, Run] = {}
    for ref in refs:
        job = jobs.get(ref.id)
        if job is None:
            continue
        execution = executions.get(job.execution_id or "")
        if not job.execution_id and job.phase is Phase.SUCCEEDED:  # an older server: the rest will name theirs in time
            execution = yield from _find_execution(ctx, ref, job)
        runs[ref.id] = Run(job=job, execution=execution)
    return runs


def _find_execution(ctx: PlaneContext, ref: JobRef, job: Job) -> Flow[Execution | None]:
    """The first run submitted after the last one known before, for servers whose jobs do not name their execution.

    A job that failed before it named its execution started nothing: a run that exists all the same is somebody else's. So is
    one of another account, and one that was submitted before the job began.
    """
    if job.phase.is_terminal and job.phase is not Phase.SUCCEEDED:
        return None
    about = field("masking_job_id").eq(ref.about["masking_job_id"])
    if "engine_id" in ref.about:
        about = about & field("engine_id").eq(ref.about["engine_id"])
    last_before = ref.about.get("after")
    walk = Walk(listing(ctx, SEARCH_EXECUTIONS, limit=BATCH, sort="-submit_time", filter=about))
    newer: list[Execution] = []
    reached = False
    for _ in range(_MOST_PAGES):
        page = yield from walk.step()
        if walk.unreadable:  # any of them may be the one
            return None
        for run in page.items:
            if run.id == last_before or _older(run, job):
                reached = True
            elif (
                not reached or run.submit_time is not None
            ):  # where its time is known, its place in the list tells nothing
                newer.append(run)
        if reached or walk.done:
            return _first_of(
                [run for run in newer if _may_belong(run, job, unknown_before="after_unread" in ref.about)]
            )
    return None


def _first_of(runs: Sequence[Execution]) -> Execution | None:
    """The one that was submitted first; by their order, newest first, where a time is missing."""
    if not runs:
        return None
    times = {run.id: run.submit_time for run in runs if run.submit_time is not None}
    return min(runs, key=lambda run: times[run.id]) if len(times) == len(runs) else runs[-1]


def _older(run: Execution, job: Job) -> bool:
    return run.submit_time is not None and job.start_time is not None and run.submit_time < job.start_time


def _may_belong(run: Execution, job: Job, *, unknown_before: bool) -> bool:
    """Whether nothing that DCT says of a run speaks against its being the job's. Where it is not known which runs there were
    before, its time has to speak for it."""
    if run.account_id is not None and job.account_id is not None and run.account_id != job.account_id:
        return False
    return not unknown_before or (run.submit_time is not None and job.start_time is not None)


def newest_execution(ctx: PlaneContext, job_id: str) -> Flow[dict[str, str]]:
    """The last run of a masking job so far, to recognise the next one by: what a reference keeps of it."""
    about = field("masking_job_id").eq(job_id)
    newest = listing(ctx, SEARCH_EXECUTIONS, limit=1, sort="-submit_time", filter=about)
    try:
        found = yield from collect(newest, limit=1)
    except OperationError:
        return {"after_unread": "true"}
    return {"after": found[0].id} if found else {}


def _first_page(ctx: PlaneContext, operation: Operation[ItemsPage[T]], filter: Filter) -> Flow[tuple[T, ...]]:
    """The first page of a search: at most as many rows as an IN list takes."""
    page: Any = yield from call(ctx, operation, query={"limit": BATCH}, body={"filter_expression": str(filter)})
    items: tuple[T, ...] = page.items
    return items
