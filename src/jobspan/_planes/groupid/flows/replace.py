"""Replace a job, since the API cannot update one: create the new job, verify it, delete the old one.

At every moment at least one of them exists. The id, the history of runs and the job's place in schedules are lost.
"""

from jobspan._core.call import perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.proposal import Proposal, Step
from jobspan._core.rules import propose, rules_apply
from jobspan._core.validation import validating
from jobspan._planes.groupid.errors import GroupIDError, NotVerified
from jobspan._planes.groupid.flows import jobs, reads, reconcile
from jobspan._planes.groupid.flows.details import content
from jobspan._planes.groupid.models.copies import as_new
from jobspan._planes.groupid.models.diff import differences
from jobspan._planes.groupid.models.documents import CODEC
from jobspan._planes.groupid.models.enums import JobType
from jobspan._planes.groupid.models.jobs import Job
from jobspan._planes.groupid.operations.jobs import CREATE_JOB, DELETE_JOBS
from jobspan.hooks import StepStarted
from jobspan.models import Verdict


def replace(ctx: PlaneContext, job_id: int, job: Job) -> Flow[int]:
    """Put another job in the place of one; returns the new id.

    Raises:
        ValidationError: the old job is a copy in a collection, or the new document is not valid.
        NotVerified: the new job reads back differently; both still exist.
        GroupIDError: the server refuses the new job; the old one is untouched.
    """
    new = as_new(job, name=job.name)
    jobs.check_document("data_sync_jobs.replace", new)
    old = yield from reads.job(ctx, job_id)
    _stands_alone(old)
    namesakes = yield from reads.jobs_named(ctx, new.name)
    verdicts: tuple[Verdict, ...] = ()
    if rules_apply(ctx):
        verdicts = yield from jobs.evaluate(ctx, new, allow_duplicate_name=False, besides=job_id)
    creation = prepare(ctx, CREATE_JOB, body=CODEC.write(new))
    deletion = prepare(ctx, DELETE_JOBS, query={"jobids": [job_id]})
    yield from propose(
        ctx,
        Proposal(
            title=f"Replace the job {job_id} ({old.name!r})",
            plane=ctx.plane,
            operation=CREATE_JOB.id,
            steps=(
                Step(operation=CREATE_JOB.id, request=creation),
                Step(operation=DELETE_JOBS.id, request=deletion),
            ),
            verdicts=verdicts,
            notes=(
                *(differences(old, new) or ("The documents are equal.",)),
                "The new job is read back before the old one is deleted; if it differs, both stay.",
                f"Job {job_id} loses its id, the history of its runs and its place in schedules.",
                *_about_name(old, new),
            ),
        ),
    )
    settle = reconcile.created(reads.ids_named(ctx, new.name), {info.job_id for info in namesakes})
    yield from emit(StepStarted(plane=ctx.plane, journey="replace", step=f"create {new.name!r}"))
    try:
        created = content(ctx, CREATE_JOB, (yield from perform(ctx, CREATE_JOB, creation, settle=settle)))
    except GroupIDError as refused:
        raise refused.with_hint(f"Job {job_id} is untouched." + "".join(_about_name(old, new))) from refused.__cause__
    yield from emit(StepStarted(plane=ctx.plane, journey="replace", step=f"verify job {created}"))
    unlike = differences(new, (yield from reads.job(ctx, created)))
    if unlike:
        raise NotVerified(
            message=f"Job {created} was created, but reads back differently from what was sent; job {job_id} was kept.",
            hint="Compare them, then delete one.",
            created=created,
            original=job_id,
            differences=unlike,
        )
    yield from emit(StepStarted(plane=ctx.plane, journey="replace", step=f"delete job {job_id}"))

    def left() -> Flow[frozenset[int]]:
        return (yield from jobs.remaining(ctx, [job_id]))

    yield from perform(ctx, DELETE_JOBS, deletion, settle=reconcile.gone(left, {job_id}))
    return created


def _stands_alone(job: Job) -> None:
    """Refuse a copy in a collection: its replacement would stand alone, and the collection would lose it."""
    with validating("data_sync_jobs.replace") as problems:
        if job.job_info.type == JobType.IN_COLLECTION:
            problems.add("job_id", f"{job.id} is a copy in a collection: change it with groupid.collections.update()")


def _about_name(old: Job, new: Job) -> tuple[str, ...]:
    if old.name != new.name:
        return ()
    return (" Both have the same name for a moment: a server that keeps names unique refuses the new one.",)
