"""DCT jobs: abandon."""

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.rules import evaluate
from jobspan._core.validation import validating
from jobspan._planes.delphix.flows.change import change
from jobspan._planes.delphix.flows.reads import read_job
from jobspan._planes.delphix.flows.reconcile import ended_as
from jobspan._planes.delphix.job_kinds import job_state
from jobspan._planes.delphix.models.jobs import ACTIVE_JOB
from jobspan._planes.delphix.models.shared import plain_word
from jobspan._planes.delphix.operations.jobs import ABANDON_JOB
from jobspan._planes.delphix.rules import JOB_UNFINISHED


def abandon(ctx: PlaneContext, job_id: str) -> Flow[None]:
    """Stop DCT from tracking a job; the work goes on."""
    with validating(ABANDON_JOB) as problems:
        problems.text("job_id", job_id)

    def state() -> Flow[str | None]:
        job = yield from read_job(ctx, job_id)
        return plain_word(job_state(job)) or None

    verdicts = yield from evaluate(ctx, JOB_UNFINISHED, f"job {job_id}", state)
    notes = ("Abandoning does not stop the work: to stop a run, cancel its execution.",)
    yield from change(
        ctx,
        ABANDON_JOB,
        job_id,
        path={"jobId": job_id},
        verdicts=verdicts,
        notes=notes,
        reconcile=ended_as(state, "ABANDONED", ACTIVE_JOB, None),
    )
