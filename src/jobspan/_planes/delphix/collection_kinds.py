"""Collections of jobs and their runs, as handles see them."""

from typing import TYPE_CHECKING, Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import JobKind
from jobspan._planes.delphix.flows.collection_cancel import ask_to_cancel
from jobspan._planes.delphix.flows.collection_runs import (
    failed_members,
    read_collection_run,
    read_collection_runs,
    read_execution,
)
from jobspan._planes.delphix.flows.reads import BATCH
from jobspan._planes.delphix.job_kinds import job_kind, job_phase_without_tail, job_reason, job_state, made
from jobspan._planes.delphix.models.job_collections import ExecutionStatusReason, JobCollectionExecution
from jobspan._planes.delphix.models.views import CollectionRun
from jobspan._planes.delphix.operations.job_collection_executions import CANCEL_JOB_COLLECTION_EXECUTION
from jobspan._planes.delphix.operations.job_collections import EXECUTE_JOB_COLLECTION, GET_JOB_COLLECTION_BY_ID
from jobspan.errors import AmbiguousOutcomeError, RuleViolation
from jobspan.jobs import JobRef, Phase, Progress

if TYPE_CHECKING:
    from jobspan._core.logs import LogSource

_COLLECTION: Final = made(GET_JOB_COLLECTION_BY_ID, "complianceJobCollectionId", "collection_id")

CREATE_COLLECTION: Final = job_kind("create_job_collection", "creation of job collection", _COLLECTION)
UPDATE_COLLECTION: Final = job_kind("update_job_collection", "update of job collection", _COLLECTION)


def _phase(run: CollectionRun) -> Phase:
    """The run decides, once it shows. A job that is done says nothing of the run that it started."""
    if run.execution is None and run.phase is Phase.SUCCEEDED:
        return Phase.RUNNING
    return run.phase


def _phase_without_tail(run: CollectionRun) -> Phase | None:
    """The run of a job that is done may never show."""
    if run.execution is not None or run.job is None:
        return None
    return run.job.phase if run.job.phase is Phase.SUCCEEDED else job_phase_without_tail(run.job)


def _word(execution: JobCollectionExecution | None) -> str:
    return execution.status.value if execution is not None and execution.status else ""


def _state(run: CollectionRun) -> str:
    if run.execution is None and run.job is not None:
        return job_state(run.job)
    return _word(run.execution)


def _reason(run: CollectionRun) -> str:
    reason = run.execution.status_reason if run.execution else None
    telling = None if reason in (None, ExecutionStatusReason.NONE) else str(reason)
    return "; ".join(filter(None, (job_reason(run.job) if run.job else "", telling)))


def _progress(run: CollectionRun) -> Progress:
    if run.execution is None:
        return Progress(text="" if run.phase.is_terminal else "preparing")
    return _progress_of(run.execution)


def _progress_of(execution: JobCollectionExecution) -> Progress:
    done = execution.percent_complete
    begun, planned = execution.actual_execution_count, execution.planned_execution_count
    text = "" if begun is None or planned is None else f"{begun} of {planned} jobs begun"
    return Progress(fraction=None if done is None else done / 100, text=text)


def _the_execution(ctx: PlaneContext, ref: JobRef, run: CollectionRun) -> Flow[JobCollectionExecution]:
    if run.execution is None:
        check = "Look at job_collection_executions.search() for a run of this collection."
        raise AmbiguousOutcomeError(
            message=f"Job {ref.id} is {_state(run) or 'over'}, and DCT shows no run that it started: what became of the run "
            "is not known.",
            hint=check,
            plane=ctx.plane,
            operation=EXECUTE_JOB_COLLECTION.id,
            ref=ref,
            check=check,
        )
    yield from ()
    return run.execution


def _advice(run: CollectionRun) -> str:
    return f"client.delphix.job_collection_executions.runs({run.execution.id!r}) has its jobs." if run.execution else ""


def _cancel(ctx: PlaneContext, ref: JobRef) -> Flow[None]:
    run = yield from read_collection_run(ctx, ref)
    if run.execution is None:
        raise RuleViolation(
            message=f"Job {ref.id} has not started a run yet, so there is nothing to cancel.",
            hint="Wait for the run to appear. DCT jobs themselves cannot be cancelled, only abandoned.",
            plane=ctx.plane,
            operation=CANCEL_JOB_COLLECTION_EXECUTION.id,
        )
    yield from ask_to_cancel(ctx, run.execution.id)


def _log() -> "LogSource":
    from jobspan._planes.delphix.flows.logs import CollectionLog

    return CollectionLog()


COLLECTION_EXECUTION: Final[JobKind[CollectionRun, JobCollectionExecution]] = JobKind(
    name="delphix.job_collection_execution",
    title="run of job collection",
    read=read_collection_run,
    read_many=read_collection_runs,
    batch=BATCH,
    phase=_phase,
    state=_state,
    result=_the_execution,
    explain=_reason,
    evidence=failed_members,
    advice=_advice,
    cancel=_cancel,
    progress=_progress,
    phase_without_tail=_phase_without_tail,
    log=_log,
)


def _cancelled_one(ctx: PlaneContext, ref: JobRef) -> Flow[JobCollectionExecution]:
    return read_execution(ctx, ref.id)


def _over(execution: JobCollectionExecution) -> Phase:
    """A cancellation is over when the run is, however that ended: it may have been faster."""
    return Phase.SUCCEEDED if execution.phase.is_terminal else Phase.RUNNING


def _as_it_is(ctx: PlaneContext, ref: JobRef, execution: JobCollectionExecution) -> Flow[JobCollectionExecution]:
    yield from ()
    return execution


CANCELLATION: Final[JobKind[JobCollectionExecution, JobCollectionExecution]] = JobKind(
    name="delphix.cancel_job_collection_execution",
    title="cancellation of a run of job collection",
    read=_cancelled_one,
    phase=_over,
    state=_word,
    result=_as_it_is,
    explain=lambda execution: "",
    progress=_progress_of,
    instead_of_log="the run that is cancelled has one: delphix.job_collection_executions.watch(id).logs().",
)

COLLECTION_KINDS: Final[dict[str, JobKind[Any, Any]]] = {
    kind.name: kind for kind in (CREATE_COLLECTION, UPDATE_COLLECTION, COLLECTION_EXECUTION, CANCELLATION)
}
