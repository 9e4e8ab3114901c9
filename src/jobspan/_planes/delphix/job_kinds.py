"""The long-running things of DCT, as handles see them."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, pure
from jobspan._core.jobs import JobKind
from jobspan._core.operation import Operation
from jobspan._planes.delphix.flows.evidence import reported
from jobspan._planes.delphix.flows.executions import cancel
from jobspan._planes.delphix.flows.reads import (
    BATCH,
    find_copy,
    read_all,
    read_copies,
    read_copy,
    read_job,
    read_jobs,
    read_run,
    read_runs,
    when_readable,
)
from jobspan._planes.delphix.models.executions import Execution
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.masking_jobs import MaskingJob
from jobspan._planes.delphix.models.shared import ItemsPage
from jobspan._planes.delphix.models.views import CopyView, Run
from jobspan._planes.delphix.operations.connectors import GET_CONNECTOR_BY_ID, SEARCH_CONNECTORS
from jobspan._planes.delphix.operations.executions import CANCEL_EXECUTION
from jobspan._planes.delphix.operations.masking_jobs import (
    EXECUTE_MASKING_JOB,
    GET_MASKING_JOB_BY_ID,
    SEARCH_MASKING_JOBS,
)
from jobspan.errors import AmbiguousOutcomeError, OperationError, RuleViolation
from jobspan.hooks import UnexpectedData
from jobspan.jobs import JobRef, Phase, Progress

if TYPE_CHECKING:
    from jobspan._core.logs import LogSource

T = TypeVar("T")


def _job_log() -> "LogSource":
    from jobspan._planes.delphix.flows.logs import JobLog

    return JobLog()


def _run_log() -> "LogSource":
    from jobspan._planes.delphix.flows.logs import RunLog

    return RunLog()


def job_state(job: Job) -> str:
    return job.status.value if job.status else ""


def job_reason(job: Job) -> str:
    return job.error_details or job.warning_message or ""


def job_progress(job: Job) -> Progress:
    fraction = None if job.percent_complete is None else job.percent_complete / 100
    return Progress(fraction=fraction, text=job.localized_type or job.type or "")


def job_phase_without_tail(job: Job) -> Phase | None:
    """While a job only waits for DCT's inventory, its work is done and it cannot fail any more."""
    return Phase.SUCCEEDED if job.is_waiting_for_telemetry and not job.phase.is_terminal else None


def _job_view(ctx: PlaneContext, ref: JobRef) -> Flow[Job]:
    return read_job(ctx, ref.id)


def _job_views(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, Job]]:
    return (yield from read_jobs(ctx, [ref.id for ref in refs]))


def _the_job(ctx: PlaneContext, ref: JobRef, view: Job) -> Flow[Job]:
    return pure(view)


def made(operation: Operation[T], parameter: str, about: str) -> Callable[[PlaneContext, JobRef, Job], Flow[T]]:
    """The result of a job is the object it made or changed, read when it shows."""

    def result(ctx: PlaneContext, ref: JobRef, view: Job) -> Flow[T]:
        return when_readable(ctx, operation, {parameter: ref.about[about]}, ref)

    return result


def _all_made(
    search: Operation[ItemsPage[T]], made_by: Callable[[JobRef, Any], str | None]
) -> Callable[[PlaneContext, Sequence[tuple[JobRef, Any]]], Flow[Mapping[str, T]]]:
    """Results of many jobs, a hundred a request. What does not show is left out, and read by itself."""

    def results(ctx: PlaneContext, jobs: Sequence[tuple[JobRef, Any]]) -> Flow[Mapping[str, T]]:
        wanted = {ref.id: id for ref, view in jobs if (id := made_by(ref, view)) is not None}
        found = yield from read_all(ctx, search, sorted(set(wanted.values())))
        return {job_id: found[id] for job_id, id in wanted.items() if id in found}

    return results


def job_kind(
    name: str,
    title: str,
    result: Callable[[PlaneContext, JobRef, Job], Flow[T]],
    results: Callable[[PlaneContext, Sequence[tuple[JobRef, Job]]], Flow[Mapping[str, T]]] | None = None,
) -> JobKind[Job, T]:
    return JobKind(
        name=f"delphix.{name}",
        title=title,
        read=_job_view,
        read_many=_job_views,
        batch=BATCH,
        phase=lambda job: job.phase,
        state=job_state,
        result=result,
        results=results,
        explain=job_reason,
        progress=job_progress,
        phase_without_tail=job_phase_without_tail,
        log=_job_log,
    )


JOB: Final = job_kind("job", "job", _the_job)
"""Any DCT job; its result is the job itself, with its warnings."""

_MASKING_JOB: Final = made(GET_MASKING_JOB_BY_ID, "maskingJobId", "masking_job_id")
_MASKING_JOBS: Final = _all_made(SEARCH_MASKING_JOBS, lambda ref, view: ref.about["masking_job_id"])
_CONNECTOR: Final = made(GET_CONNECTOR_BY_ID, "connectorId", "connector_id")
_CONNECTORS: Final = _all_made(SEARCH_CONNECTORS, lambda ref, view: ref.about["connector_id"])

MIGRATE: Final = job_kind("migrate", "migrate", _MASKING_JOB, _MASKING_JOBS)
CREATE_MASKING_JOB_KIND: Final = job_kind("create_masking_job", "creation of masking job", _MASKING_JOB, _MASKING_JOBS)
CREATE_CONNECTOR_KIND: Final = job_kind("create_connector", "creation of connector", _CONNECTOR, _CONNECTORS)
UPDATE_CONNECTOR_KIND: Final = job_kind("update_connector", "update of connector", _CONNECTOR, _CONNECTORS)


def _the_copy(ctx: PlaneContext, ref: JobRef, view: CopyView) -> Flow[MaskingJob]:
    try:
        copy_id = view.masking_job_id or (yield from find_copy(ctx, ref, view.job))
    except OperationError as failed:
        failed.ref = ref
        raise
    return (yield from when_readable(ctx, GET_MASKING_JOB_BY_ID, {"maskingJobId": copy_id}, ref))


COPY: Final[JobKind[CopyView, MaskingJob]] = JobKind(
    name="delphix.copy",
    title="copy",
    read=read_copy,
    read_many=read_copies,
    batch=BATCH,
    phase=lambda view: view.job.phase,
    state=lambda view: job_state(view.job),
    result=_the_copy,
    results=_all_made(SEARCH_MASKING_JOBS, lambda ref, view: view.masking_job_id),
    explain=lambda view: job_reason(view.job),
    progress=lambda view: job_progress(view.job),
    phase_without_tail=lambda view: job_phase_without_tail(view.job),
    log=_job_log,
)


def _run_phase(run: Run) -> Phase:
    """The run decides, once it exists; until its log and events are collected, it is not over for us."""
    if run.execution is None:
        return Phase.RUNNING if run.job.phase is Phase.SUCCEEDED else run.job.phase
    phase = run.execution.phase
    if phase.is_terminal and run.execution.data_collection_complete is False:
        return Phase.RUNNING
    return phase


def _run_phase_without_tail(run: Run) -> Phase | None:
    """Logs and events may never come, when the engine is gone; nor may the run of a job that is done."""
    if run.execution is None:
        return run.job.phase if run.job.phase is Phase.SUCCEEDED else job_phase_without_tail(run.job)
    return run.execution.phase if run.execution.phase.is_terminal else None


def _run_state(run: Run) -> str:
    if run.execution is None:
        return job_state(run.job)
    return run.execution.status.value if run.execution.status else ""


def _run_progress(run: Run) -> Progress:
    execution = run.execution
    if execution is None:
        return Progress(text="" if run.job.phase.is_terminal else "preparing")
    rows = execution.rows_masked
    total = execution.rows_total
    text = "" if rows is None else f"{rows:,} rows" + (f" of {total:,}" if total is not None and total >= 0 else "")
    return Progress(fraction=execution.fraction, text=text)


def _the_execution(ctx: PlaneContext, ref: JobRef, run: Run) -> Flow[Execution]:
    if run.execution is None:
        raise AmbiguousOutcomeError(
            message=f"Job {ref.id} is {job_state(run.job) or 'over'}, and DCT shows no run that it started: what became of the "
            "run is not known.",
            hint="Look at executions.search() for a run of this masking job.",
            plane=ctx.plane,
            operation=EXECUTE_MASKING_JOB.id,
            ref=ref,
            check="Look at executions.search() for a run of this masking job.",
        )
    if run.execution.unmasked:
        what = f"the run is {run.execution.status} and masked {run.execution.rows_masked:,} of {run.execution.rows_total:,} rows"
        yield from emit(
            UnexpectedData(plane=ctx.plane, operation=EXECUTE.name, path=f"{run.execution.id}.rows_masked", what=what)
        )
    return run.execution


def _run_reason(run: Run) -> str:
    reasons = (job_reason(run.job), run.execution.reason if run.execution else "")
    return "; ".join(filter(None, reasons))


def _run_advice(run: Run) -> str:
    return f"client.delphix.executions.log({run.execution.id!r}) has its log." if run.execution else ""


def _cancel_run(ctx: PlaneContext, ref: JobRef) -> Flow[None]:
    run = yield from read_run(ctx, ref)
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
    read=read_run,
    read_many=read_runs,
    batch=BATCH,
    phase=_run_phase,
    state=_run_state,
    result=_the_execution,
    explain=_run_reason,
    evidence=reported,
    advice=_run_advice,
    cancel=_cancel_run,
    progress=_run_progress,
    phase_without_tail=_run_phase_without_tail,
    log=_run_log,
)

KINDS: Final[dict[str, JobKind[Any, Any]]] = {
    kind.name: kind
    for kind in (JOB, COPY, MIGRATE, EXECUTE, CREATE_MASKING_JOB_KIND, CREATE_CONNECTOR_KIND, UPDATE_CONNECTOR_KIND)
}
