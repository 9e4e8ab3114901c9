"""Cancelling a job."""

from jobspan._core.call import Confirmed, NotDone, Settled, perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.rules import propose_one, rules_apply
from jobspan._core.validation import validating
from jobspan._planes.ciphertrust.families import Family
from jobspan._planes.ciphertrust.flows.reads import get_job
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob
from jobspan._planes.ciphertrust.operations.sync_jobs import SYNC_OPERATIONS
from jobspan._planes.ciphertrust.rules import SYNC_IN_PROGRESS
from jobspan.errors import StateConflict
from jobspan.models import Verdict


def cancel_job(ctx: PlaneContext, of: Family, id: str) -> Flow[SyncJob]:
    """Ask a job to stop. It is still in progress in the answer, and ends a little later.

    Raises:
        RuleViolation: the job is over.
    """
    operation = SYNC_OPERATIONS[of.key].cancel
    with validating(operation) as problems:
        problems.text("id", id)
    verdicts: tuple[Verdict, ...] = ()
    if rules_apply(ctx):
        job = yield from get_job(ctx, of, id)
        verdicts = (SYNC_IN_PROGRESS.judge(f"job {id}", job.status),)
    request = prepare(ctx, operation, path={"id": id})
    title = f"cancel the synchronization of {of.title} {id}"
    yield from propose_one(ctx, operation, request, title, verdicts=verdicts)

    def read_it() -> Flow[Settled[SyncJob]]:
        job = yield from get_job(ctx, of, id)
        return Confirmed(job) if job.abort or job.is_over else NotDone()

    try:
        return (yield from perform(ctx, operation, request, settle=read_it))
    except StateConflict:
        # An earlier attempt may have ended it, on a cluster node that the rule's read did not ask.
        job = yield from get_job(ctx, of, id)
        if not job.abort:
            raise
        return job
