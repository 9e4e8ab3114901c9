"""The long-running things of DCT, as handles see them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import attrs

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.convert import missing_rows
from jobspan._core.effects import Flow, pure, sleep
from jobspan._core.jobs import JobKind
from jobspan._core.operation import Operation
from jobspan._core.poll import failure
from jobspan._planes.delphix.filters import Filter, field
from jobspan._planes.delphix.models.connectors import Connector
from jobspan._planes.delphix.models.executions import Execution
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.masking_jobs import MaskingJob
from jobspan._planes.delphix.models.shared import ItemsPage
from jobspan._planes.delphix.operations.connectors import GET_CONNECTOR_BY_ID
from jobspan._planes.delphix.operations.executions import CANCEL_EXECUTION, GET_EXECUTION_BY_ID, SEARCH_EXECUTIONS
from jobspan._planes.delphix.operations.jobs import GET_JOB_BY_ID, SEARCH_JOBS
from jobspan._planes.delphix.operations.masking_jobs import (
    COPY_MASKING_JOB,
    GET_MASKING_JOB_BY_ID,
    SEARCH_MASKING_JOB_SOURCE_ENGINES,
    SEARCH_MASKING_JOBS,
)
from jobspan.errors import AmbiguousOutcomeError, NotFound, RuleViolation
from jobspan.models import JobRef, Phase, Progress

T = TypeVar("T")

BATCH: Final = 100
"""DCT takes at most 100 values in one IN list."""


@attrs.frozen(kw_only=True)
class CopyView:
    """A copy under way: the DCT job, the masking job that it makes, and whether that one was there before (a re-sync).

    ``masking_job_id`` is ``None`` when the answer was lost and the job was found again; ``wait()`` finds the copy, too.
    """

    job: Job
    masking_job_id: str | None = None
    resync: bool | None = None


@attrs.frozen(kw_only=True)
class Run:
    """An execution under way: the DCT job that prepares and submits it, and the run itself once it exists."""

    job: Job
    execution: Execution | None = None


def read_job(ctx: PlaneContext, job_id: str) -> Flow[Job]:
    return call(ctx, GET_JOB_BY_ID, path={"jobId": job_id})


def read_jobs(ctx: PlaneContext, job_ids: Sequence[str]) -> Flow[dict[str, Job]]:
    """Up to 100 jobs with one request."""
    jobs = yield from _search(ctx, SEARCH_JOBS, field("id").any_of(job_ids))
    return {job.id: job for job in jobs}


def when_readable(ctx: PlaneContext, operation: Operation[Any], path: Mapping[str, str]) -> Flow[Any]:
    """Read an object that a job just made: DCT's inventory can lag behind, so a 404 is asked again for a while."""
    for pause in (1.0, 2.0, 4.0, 8.0, 15.0):
        try:
            return (yield from call(ctx, operation, path=path))
        except NotFound:
            yield from sleep(pause)
    return (yield from call(ctx, operation, path=path))


def job_state(job: Job) -> str:
    return job.status.value if job.status else ""


def job_reason(job: Job) -> str:
    return job.error_details or job.warning_message or ""


def job_progress(job: Job) -> Progress:
    fraction = None if job.percent_complete is None else job.percent_complete / 100
    return Progress(fraction=fraction, text=job.localized_type or job.type or "")


def _job_view(ctx: PlaneContext, ref: JobRef) -> Flow[Job]:
    return read_job(ctx, ref.id)


def _job_views(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, Job]]:
    return (yield from read_jobs(ctx, [ref.id for ref in refs]))


def _the_job(ctx: PlaneContext, ref: JobRef, view: Job) -> Flow[Job]:
    return pure(view)


def _made(operation: Operation[Any], parameter: str, about: str) -> Callable[[PlaneContext, JobRef, Any], Flow[Any]]:
    """The result of a job is the object it made or changed, read when it shows."""

    def result(ctx: PlaneContext, ref: JobRef, view: Any) -> Flow[Any]:
        return when_readable(ctx, operation, {parameter: ref.about[about]})

    return result


def _kind(name: str, title: str, result: Callable[[PlaneContext, JobRef, Job], Flow[Any]]) -> JobKind[Job, Any]:
    return JobKind(
        name=f"delphix.{name}",
        title=title,
        read=_job_view,
        read_many=_job_views,
        batch=BATCH,
        phase=lambda job: job.phase,
        state=job_state,
        result=result,
        explain=job_reason,
        progress=job_progress,
    )


JOB: Final[JobKind[Job, Job]] = _kind("job", "job", _the_job)
"""Any DCT job; its result is the job itself, with its warnings."""

MIGRATE: Final[JobKind[Job, MaskingJob]] = _kind(
    "migrate", "migrate", _made(GET_MASKING_JOB_BY_ID, "maskingJobId", "masking_job_id")
)
CREATE_MASKING_JOB_KIND: Final[JobKind[Job, MaskingJob]] = _kind(
    "create_masking_job", "creation of masking job", _made(GET_MASKING_JOB_BY_ID, "maskingJobId", "masking_job_id")
)
CREATE_CONNECTOR_KIND: Final[JobKind[Job, Connector]] = _kind(
    "create_connector", "creation of connector", _made(GET_CONNECTOR_BY_ID, "connectorId", "connector_id")
)
UPDATE_CONNECTOR_KIND: Final[JobKind[Job, Connector]] = _kind(
    "update_connector", "update of connector", _made(GET_CONNECTOR_BY_ID, "connectorId", "connector_id")
)


def _copy_view(ref: JobRef, job: Job) -> CopyView:
    resync = ref.about.get("resync")
    return CopyView(
        job=job, masking_job_id=ref.about.get("masking_job_id"), resync=None if resync is None else resync == "true"
    )


def _read_copy(ctx: PlaneContext, ref: JobRef) -> Flow[CopyView]:
    return _copy_view(ref, (yield from read_job(ctx, ref.id)))


def _read_copies(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, CopyView]]:
    jobs = yield from read_jobs(ctx, [ref.id for ref in refs])
    return {ref.id: _copy_view(ref, jobs[ref.id]) for ref in refs if ref.id in jobs}


def _the_copy(ctx: PlaneContext, ref: JobRef, view: CopyView) -> Flow[MaskingJob]:
    copy_id = view.masking_job_id or (yield from _find_copy(ctx, ref, view.job))
    copied: MaskingJob = yield from when_readable(ctx, GET_MASKING_JOB_BY_ID, {"maskingJobId": copy_id})
    return copied


def _find_copy(ctx: PlaneContext, ref: JobRef, job: Job) -> Flow[str]:
    """The copy that a finished job made, when the answer that named it was lost: of the same name, on the target engine.

    Raises:
        AmbiguousOutcomeError: several masking jobs can be it, or none.
    """
    source_id, engine_id = ref.about["source_job_id"], ref.about["engine_id"]
    source = yield from call(ctx, GET_MASKING_JOB_BY_ID, path={"maskingJobId": source_id})
    namesakes = yield from _search(ctx, SEARCH_MASKING_JOBS, field("name").eq(source.name or ""), lacks=missing_rows)
    there = field("source_engine_id").eq(engine_id) & field("masking_job_id").any_of([each.id for each in namesakes])
    owners = yield from _search(ctx, SEARCH_MASKING_JOB_SOURCE_ENGINES, there, lacks=missing_rows)
    on_engine = {each.masking_job_id for each in owners} - {source_id}
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


def _search(
    ctx: PlaneContext,
    operation: Operation[ItemsPage[T]],
    filter: Filter,
    *,
    lacks: Callable[[ItemsPage[T]], str | None] = lambda page: None,
) -> Flow[tuple[T, ...]]:
    """The first page of a search: at most as many rows as an IN list takes."""
    body = {"filter_expression": str(filter)}
    page = yield from call(ctx, operation, query={"limit": BATCH}, body=body, lacks=lacks)
    return page.items


COPY: Final[JobKind[CopyView, MaskingJob]] = JobKind(
    name="delphix.copy",
    title="copy",
    read=_read_copy,
    read_many=_read_copies,
    batch=BATCH,
    phase=lambda view: view.job.phase,
    state=lambda view: job_state(view.job),
    result=_the_copy,
    explain=lambda view: job_reason(view.job),
    progress=lambda view: job_progress(view.job),
)


def _read_run(ctx: PlaneContext, ref: JobRef) -> Flow[Run]:
    job = yield from read_job(ctx, ref.id)
    if not job.execution_id:
        return Run(job=job, execution=(yield from _find_run(ctx, ref, job)))
    try:
        execution = yield from call(ctx, GET_EXECUTION_BY_ID, path={"executionId": job.execution_id})
    except NotFound:  # DCT's inventory lags behind its jobs
        return Run(job=job)
    return Run(job=job, execution=execution)


def _find_run(ctx: PlaneContext, ref: JobRef, job: Job) -> Flow[Execution | None]:
    """The first run submitted after the last one known before, for servers whose jobs do not name their execution.

    A job that failed before it named one started none: a run that is there all the same is somebody else's.
    """
    if job.phase.is_terminal and job.phase is not Phase.SUCCEEDED:
        return None
    about = field("masking_job_id").eq(ref.about["masking_job_id"])
    if "engine_id" in ref.about:
        about = about & field("engine_id").eq(ref.about["engine_id"])
    page = yield from call(
        ctx,
        SEARCH_EXECUTIONS,
        query={"limit": 20, "sort": "-submit_time"},
        body={"filter_expression": str(about)},
        lacks=missing_rows,
    )
    newer: Execution | None = None
    for execution in page.items:
        if execution.id == ref.about.get("after"):
            break
        newer = execution
    return newer


def _read_runs(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, Run]]:
    jobs = yield from read_jobs(ctx, [ref.id for ref in refs])
    named = [job.execution_id for job in jobs.values() if job.execution_id]
    executions: dict[str, Execution] = {}
    if named:
        found = yield from _search(ctx, SEARCH_EXECUTIONS, field("id").any_of(named))
        executions = {execution.id: execution for execution in found}
    runs: dict[str, Run] = {}
    for ref in refs:
        job = jobs.get(ref.id)
        if job is None:
            continue
        execution = executions.get(job.execution_id or "")
        if not job.execution_id and job.phase is Phase.SUCCEEDED:  # an older server: the rest will name theirs in time
            execution = yield from _find_run(ctx, ref, job)
        runs[ref.id] = Run(job=job, execution=execution)
    return runs


def _run_phase(run: Run) -> Phase:
    """The run decides, once it exists; until its log and events are collected, it is not over for us."""
    if run.execution is None:
        return Phase.RUNNING if run.job.phase is Phase.SUCCEEDED else run.job.phase
    phase = run.execution.phase
    if phase.is_terminal and run.execution.data_collection_complete is False:
        return Phase.RUNNING
    return phase


def _run_state(run: Run) -> str:
    if run.execution is None:
        return job_state(run.job)
    return run.execution.status.value if run.execution.status else ""


def _run_reason(run: Run) -> str:
    return job_reason(run.job)


def _run_progress(run: Run) -> Progress:
    execution = run.execution
    if execution is None:
        return Progress(text="preparing")
    rows = execution.rows_masked
    total = execution.rows_total
    text = "" if rows is None else f"{rows:,} rows" + (f" of {total:,}" if total is not None and total >= 0 else "")
    return Progress(fraction=execution.fraction, text=text)


def _the_execution(ctx: PlaneContext, ref: JobRef, run: Run) -> Flow[Execution]:
    if run.execution is None:
        raise failure(EXECUTE, ref, run)
    return pure(run.execution)


def _cancel_run(ctx: PlaneContext, ref: JobRef) -> Flow[None]:
    from jobspan._planes.delphix.flows.executions import cancel

    run = yield from _read_run(ctx, ref)
    if run.execution is None:
        raise RuleViolation(
            message=f"Job {ref.id} has not started a run yet, so there is nothing to cancel.",
            hint="Wait for the run to appear. DCT jobs themselves cannot be cancelled, only abandoned.",
            plane=ctx.plane,
            operation=CANCEL_EXECUTION.id,
        )
    yield from cancel(ctx, run.execution.id, None)


EXECUTE: Final[JobKind[Run, Execution]] = JobKind(
    name="delphix.execute",
    title="execution",
    read=_read_run,
    read_many=_read_runs,
    batch=BATCH,
    phase=_run_phase,
    state=_run_state,
    result=_the_execution,
    explain=_run_reason,
    cancel=_cancel_run,
    progress=_run_progress,
)

KINDS: Final[dict[str, JobKind[Any, Any]]] = {
    kind.name: kind
    for kind in (JOB, COPY, MIGRATE, EXECUTE, CREATE_MASKING_JOB_KIND, CREATE_CONNECTOR_KIND, UPDATE_CONNECTOR_KIND)
}
