"""Replace a job, since the API cannot update one: create the new job, verify it, delete the old one.

At every moment at least one of them exists. The id, the history of runs and the job's place in schedules are lost.
"""

from typing import Final

from jobspan._core.call import perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, now, sleep
from jobspan._core.interruption import noting
from jobspan._core.proposal import Proposal, Step
from jobspan._core.rules import propose, rules_apply
from jobspan._core.validation import validating
from jobspan._planes.groupid.errors import GroupIDError, NotVerified
from jobspan._planes.groupid.flows import jobs, reads
from jobspan._planes.groupid.flows.details import content, made
from jobspan._planes.groupid.flows.reconcile import says_too_little
from jobspan._planes.groupid.models.copies import as_new
from jobspan._planes.groupid.models.diff import differences, differences_from_sent
from jobspan._planes.groupid.models.documents import CODEC
from jobspan._planes.groupid.models.enums import JobType
from jobspan._planes.groupid.models.jobs import Job
from jobspan._planes.groupid.operations.jobs import CREATE_JOB, DELETE_JOBS
from jobspan.errors import NotFound, OperationError
from jobspan.hooks import StepStarted
from jobspan.models import Verdict

_FIRST_PAUSE: Final = 1.0
"""Seconds before the second look at a new job; they double from look to look."""


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
    verdicts: tuple[Verdict, ...] = ()
    if rules_apply(ctx):
        namesakes = yield from jobs.namesakes_of(ctx, new.name)
        verdicts = yield from jobs.evaluate(ctx, new, allow_duplicate_name=False, besides=job_id, namesakes=namesakes)
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
    find_it = yield from jobs.look_before_creation(ctx, new)
    yield from emit(StepStarted(plane=ctx.plane, journey="replace", step=f"create {new.name!r}"))
    try:
        reply = yield from perform(ctx, CREATE_JOB, creation, reconcile=find_it, lacks=made)
    except GroupIDError as refused:
        raise refused.with_hint(f"Job {job_id} is untouched." + "".join(_about_name(old, new))) from refused.__cause__
    except OperationError as failed:
        raise failed.with_hint(f"Job {job_id} is untouched.") from failed.__cause__
    created = content(ctx, CREATE_JOB, reply)
    yield from emit(StepStarted(plane=ctx.plane, journey="replace", step=f"verify job {created}"))
    with noting(
        lambda: f"Job {created} was created in the place of job {job_id}, which was kept. Delete one of the two."
    ):
        yield from _verify(ctx, new, created, job_id)
    yield from emit(StepStarted(plane=ctx.plane, journey="replace", step=f"delete job {job_id}"))
    done = f"Job {created} was created in the place of job {job_id}, and reads back as it was sent."
    done = f"{done} What remains is to delete job {job_id}, if it still exists."
    try:
        with noting(lambda: done):
            yield from perform(
                ctx,
                DELETE_JOBS,
                deletion,
                reconcile=jobs.of_deletion(ctx, [job_id]),
                lacks=says_too_little,
            )
    except OperationError as failed:
        raise failed.with_hint(done) from failed.__cause__
    return created


def _verify(ctx: PlaneContext, sent: Job, created: int, original: int) -> Flow[None]:
    """Read the new job back and compare it. The server may show it a moment later."""
    try:
        read = yield from once_it_shows(ctx, created)
    except OperationError as failed:
        raise NotVerified(
            message=f"Job {created} was created, but could not be read back; job {original} was kept. {failed.message}",
            hint=f"Look at job {created}, then delete one of the two.",
            created=created,
            original=original,
        ) from failed
    unlike = differences_from_sent(sent, read)
    if unlike:
        raise NotVerified(
            message=f"Job {created} was created, but reads back differently from what was sent; job {original} was kept.",
            hint="Compare them, then delete one.",
            created=created,
            original=original,
            differences=unlike,
        )


def once_it_shows(ctx: PlaneContext, created: int) -> Flow[Job]:
    """Read a new job. The server may show it a moment later."""
    began = yield from now()
    pause = _FIRST_PAUSE
    while True:
        try:
            return (yield from reads.job(ctx, created))
        except NotFound:
            if (yield from now()) - began + pause > ctx.policy.grace:
                raise
        yield from sleep(pause)
        pause *= 2


def _stands_alone(job: Job) -> None:
    """Refuse a copy in a collection: its replacement would stand alone, and the collection would lose it."""
    with validating("data_sync_jobs.replace") as problems:
        if job.job_info.type == JobType.IN_COLLECTION:
            problems.add("job_id", f"{job.id} is a copy in a collection: change it with groupid.collections.update()")


def _about_name(old: Job, new: Job) -> tuple[str, ...]:
    if old.name != new.name:
        return ()
    return (" Both have the same name for a moment: a server that keeps names unique refuses the new one.",)
