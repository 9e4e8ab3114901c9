"""Cancelling a run of a job collection. DCT answers once it was asked; it is done when the run is marked so."""

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.validation import validating
from jobspan._planes.delphix.flows.change import change
from jobspan._planes.delphix.flows.collection_runs import read_execution
from jobspan._planes.delphix.flows.reconcile import ended_as
from jobspan._planes.delphix.models.executions import ACTIVE_EXECUTION
from jobspan._planes.delphix.models.job_collections import CollectionJob, JobCollectionExecution
from jobspan._planes.delphix.models.shared import plain_word
from jobspan._planes.delphix.operations.job_collection_executions import CANCEL_JOB_COLLECTION_EXECUTION


def ask_to_cancel(ctx: PlaneContext, execution_id: str) -> Flow[JobCollectionExecution]:
    """The run as it was just before; one that is over is left alone, and nothing is sent."""
    with validating(CANCEL_JOB_COLLECTION_EXECUTION) as problems:
        problems.text("execution_id", execution_id)
    execution = yield from read_execution(ctx, execution_id)
    if execution.phase.is_terminal:
        return execution

    def state() -> Flow[str | None]:
        latest = yield from read_execution(ctx, execution_id)
        return plain_word(latest.status) if latest.status else None

    yield from change(
        ctx,
        CANCEL_JOB_COLLECTION_EXECUTION,
        execution_id,
        path={"jobCollectionExecutionId": execution_id},
        then=("wait until the run is marked as cancelled",),
        notes=("Jobs of the collection that have not begun do not begin.",),
        reconcile=ended_as(state, "CANCELLED", ACTIVE_EXECUTION, CollectionJob(execution_id=execution_id)),
    )
    return execution
