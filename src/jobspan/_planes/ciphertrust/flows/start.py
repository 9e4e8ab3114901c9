"""Starting a synchronization, once: look for running jobs, start, and after a lost reply look for the job it made."""

from collections.abc import Iterable, Sequence

import attrs

from jobspan._core.change import afterwards, change
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started, started
from jobspan._core.paginate import collect
from jobspan._core.reconcile import Reconcile, look_before, looking, newcomer
from jobspan._core.rules import evaluate
from jobspan._planes.ciphertrust.flows.reads import list_jobs, newest_jobs
from jobspan._planes.ciphertrust.flows.sync_requests import CONTAINERS, SyncRequest, WhenRunning
from jobspan._planes.ciphertrust.job_kinds import SYNC_KINDS
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus
from jobspan._planes.ciphertrust.operations.sync_jobs import SYNC_OPERATIONS
from jobspan._planes.ciphertrust.rules import NO_SYNC_RUNNING, RunningSyncs
from jobspan.errors import Conflict


def start_job(ctx: PlaneContext, request: SyncRequest, when_running: WhenRunning) -> Flow[Started[SyncJob, SyncJob]]:
    """Start a job; or, with ``when_running="join"``, take the one that already does the same.

    Raises:
        RuleViolation: a synchronization of the same containers is running.
        Conflict: the plane refuses it, because one was started in the meantime.
        AmbiguousOutcomeError: the reply was lost, and the list shows no single job that the request could have made.
    """
    operation = SYNC_OPERATIONS[request.family.key].start
    running: Sequence[SyncJob] | None = None
    if when_running == "join":
        running = yield from _running_if_readable(ctx, request)
        if doing_it := _covering(request, running or ()):
            return (yield from started(ctx, SYNC_KINDS[request.family.key], doing_it.id, doing_it))

    def read() -> Flow[RunningSyncs]:
        jobs = running if running is not None else (yield from _running(ctx, request))
        return RunningSyncs(jobs=tuple(jobs))

    rule = attrs.evolve(NO_SYNC_RUNNING, advisory=when_running == "start")
    verdicts = yield from evaluate(ctx, rule, request.family.title, read)
    try:
        job = yield from change(
            ctx,
            operation,
            request.title,
            body=request.body(),
            verdicts=verdicts,
            before=lambda: _look_before(ctx, request),
            lacks=_lacks_an_id,
        )
    except Conflict as refused:
        job = yield from _already_running(ctx, request, refused, when_running)
    return (yield from started(ctx, SYNC_KINDS[request.family.key], job.id, job))


def _already_running(
    ctx: PlaneContext, request: SyncRequest, refused: Conflict, when_running: WhenRunning
) -> Flow[SyncJob]:
    """The job for which the plane refused a start, if it can be joined."""
    running = (yield from _running_if_readable(ctx, request)) if when_running == "join" else None
    doing_it = _covering(request, running or ())
    if doing_it is None:
        raise refused
    return doing_it


def _running(ctx: PlaneContext, request: SyncRequest) -> Flow[list[SyncJob]]:
    """The jobs in progress that work on the same containers."""
    family = request.family
    lists = {CONTAINERS: request.containers} if family.filter_field else None
    found = yield from collect(list_jobs(ctx, family, lists, status=SyncStatus.IN_PROGRESS))
    running = [job for job in found if job.status == SyncStatus.IN_PROGRESS]
    return running if family.filter_field else [job for job in running if request.touches(job)]


def _running_if_readable(ctx: PlaneContext, request: SyncRequest) -> Flow[list[SyncJob] | None]:
    """The same, or ``None`` when it cannot be known: that does not stop a start, which the plane judges for itself."""
    operation = SYNC_OPERATIONS[request.family.key].list
    return (yield from afterwards(ctx, operation, lambda: _running(ctx, request), None))


def _covering(request: SyncRequest, running: Sequence[SyncJob]) -> SyncJob | None:
    return next((job for job in running if request.is_covered_by(job)), None)


def _look_before(ctx: PlaneContext, request: SyncRequest) -> Flow[Reconcile[SyncJob]]:
    """What jobs there are, so that after a lost reply the one that is new since can be told: it is later than all of them."""
    newest: list[SyncJob] = []

    def read() -> Flow[Iterable[SyncJob]]:
        newest[:] = yield from newest_jobs(ctx, request.family)
        return newest

    before = yield from look_before(read, key=lambda job: job.id)
    last = max((job.began_at for job in newest if job.began_at is not None), default=None)
    look = newcomer(
        before,
        ours=lambda job: request.may_have_made(job, after=last),
        value=lambda job: job,
        name="job",
    )
    return looking(look)


def _lacks_an_id(job: SyncJob) -> str | None:
    return None if job.id else "it does not name the job"
