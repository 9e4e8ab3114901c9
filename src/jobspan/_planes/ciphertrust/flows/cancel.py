"""Cancelling a job."""

from jobspan._core.change import afterwards, change
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.reconcile import Confirmed, Finding, NotDone, Reconcile, Unknown, looking
from jobspan._core.rules import evaluate
from jobspan._core.validation import validating
from jobspan._planes.ciphertrust.families import Family
from jobspan._planes.ciphertrust.flows.reads import get_job
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus
from jobspan._planes.ciphertrust.operations.sync_jobs import SYNC_OPERATIONS
from jobspan._planes.ciphertrust.rules import SYNC_IN_PROGRESS
from jobspan.errors import StateConflict


def cancel_job(ctx: PlaneContext, of: Family, id: str) -> Flow[SyncJob]:
    """Ask a job to stop. It is still in progress in the answer, and ends a little later.

    Raises:
        RuleViolation: the job is over.
        StateConflict: it ended by itself in the meantime.
    """
    operations = SYNC_OPERATIONS[of.key]
    with validating(operations.cancel) as problems:
        problems.text("id", id)

    def state() -> Flow[SyncStatus | None]:
        return (yield from get_job(ctx, of, id)).status

    verdicts = yield from evaluate(ctx, SYNC_IN_PROGRESS, f"job {id}", state)
    try:
        return (
            yield from change(
                ctx,
                operations.cancel,
                f"cancel the synchronization of {of.title} {id}",
                path={"id": id},
                verdicts=verdicts,
                reconcile=_was_asked_to_stop(ctx, of, id),
            )
        )
    except StateConflict:
        # An earlier attempt may have ended it, on a cluster node that the rule's read did not ask.
        job = yield from afterwards(ctx, operations.get, lambda: get_job(ctx, of, id), None)
        if job is None or not job.abort:
            raise
        return job


def _was_asked_to_stop(ctx: PlaneContext, of: Family, id: str) -> Reconcile[SyncJob]:
    """Whether the job shows that it was asked to stop. One that is over without that ended by itself.

    Asking again does no harm and should not wait: the first doubt takes one look. After the second the job gets time to show it.
    """
    doubts = 0

    def look() -> Flow[Finding[SyncJob]]:
        job = yield from get_job(ctx, of, id)
        if job.abort:
            return Confirmed(job)
        return (
            NotDone()
            if job.is_over or doubts == 1
            else Unknown(f"The job {id} does not show that it was asked to stop.")
        )

    def reconcile() -> Flow[Finding[SyncJob]]:
        nonlocal doubts
        doubts += 1
        return (yield from (look() if doubts == 1 else looking(look)()))

    return reconcile
