"""Starting a synchronization, once: look what runs, start, and after a lost reply look for the job it made."""

from collections.abc import Sequence
from typing import Final

import attrs

from jobspan._core.call import Confirmed, Settled, Unknown, perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, sleep, wall_clock
from jobspan._core.jobs import Started, started
from jobspan._core.paginate import collect, first_page
from jobspan._core.rules import propose_one, rules_apply
from jobspan._planes.ciphertrust.flows.reading import list_jobs
from jobspan._planes.ciphertrust.flows.requests import SyncRequest, WhenRunning
from jobspan._planes.ciphertrust.flows.slices import NEWEST_FIRST
from jobspan._planes.ciphertrust.job_kinds import SYNC_KINDS, from_epoch
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus
from jobspan._planes.ciphertrust.operations.sync_jobs import SYNC_OPERATIONS
from jobspan._planes.ciphertrust.rules import NO_SYNC_RUNNING, RunningSyncs
from jobspan.errors import Conflict
from jobspan.models import Verdict

LOOKS: Final = (0.0, 1.0, 2.0, 4.0)
"""Seconds before each look for a job whose reply was lost: cluster nodes learn of each other's jobs with a delay."""


def start_job(ctx: PlaneContext, request: SyncRequest, when_running: WhenRunning) -> Flow[Started[SyncJob, SyncJob]]:
    """Start a job; or, with ``when_running="join"``, watch the one that does the same already.

    Raises:
        RuleViolation: a synchronization of the same containers runs.
        Conflict: the plane refuses it, because one began in the meantime.
        AmbiguousOutcomeError: the reply was lost, and the list shows no single job that it could have been about.
    """
    operation = SYNC_OPERATIONS[request.family.key].start
    known = {job.id for job in (yield from _newest(ctx, request))}
    running: Sequence[SyncJob] = ()
    if when_running == "join" or rules_apply(ctx):
        running = yield from _running(ctx, request)
        known |= {job.id for job in running}
    if when_running == "join" and (doing_it := _covering(request, running)):
        return (yield from _watched(ctx, request, doing_it))

    to_send = prepare(ctx, operation, body=request.body())
    yield from propose_one(
        ctx,
        operation,
        to_send,
        request.title,
        verdicts=_judged(ctx, request, running, when_running),
    )

    try:
        job = yield from perform(ctx, operation, to_send, settle=lambda: _find(ctx, request, known))
    except Conflict as refused:
        job = yield from _in_the_way(ctx, request, refused, when_running)
    return (yield from _watched(ctx, request, job))


def _in_the_way(ctx: PlaneContext, request: SyncRequest, refused: Conflict, when_running: WhenRunning) -> Flow[SyncJob]:
    """The job that made the plane refuse a start, if it is one to join."""
    doing_it = _covering(request, (yield from _running(ctx, request))) if when_running == "join" else None
    if doing_it is None:
        raise refused
    return doing_it


def _running(ctx: PlaneContext, request: SyncRequest) -> Flow[list[SyncJob]]:
    """The jobs in progress that work on the same containers."""
    family = request.family
    lists = {family.containers: request.containers} if family.filter_field else None
    found = yield from collect(list_jobs(ctx, family, lists, status=SyncStatus.IN_PROGRESS))
    running = [job for job in found if job.status == SyncStatus.IN_PROGRESS]
    return running if family.filter_field else [job for job in running if request.touches(job)]


def _newest(ctx: PlaneContext, request: SyncRequest) -> Flow[tuple[SyncJob, ...]]:
    """The first page of the family's jobs, whatever their state and containers, the newest first."""
    page = yield from first_page(list_jobs(ctx, request.family, sort=NEWEST_FIRST))
    return page.items


def _covering(request: SyncRequest, running: Sequence[SyncJob]) -> SyncJob | None:
    return next((job for job in running if request.is_covered_by(job)), None)


def _judged(
    ctx: PlaneContext, request: SyncRequest, running: Sequence[SyncJob], when_running: WhenRunning
) -> tuple[Verdict, ...]:
    if not rules_apply(ctx):
        return ()
    rule = attrs.evolve(NO_SYNC_RUNNING, advisory=when_running == "start")
    return (rule.judge(request.family.title, RunningSyncs(jobs=tuple(running))),)


def _find(ctx: PlaneContext, request: SyncRequest, known: set[str]) -> Flow[Settled[SyncJob]]:
    """What became of a start whose reply was lost: the job that is new since. Never that nothing did: it may be slow."""
    for pause in LOOKS:
        if pause:
            yield from sleep(pause)
        new = [job for job in (yield from _newest(ctx, request)) if job.id not in known]
        fitting = [job for job in new if request.may_have_made(job)]
        if len(fitting) == 1:
            return Confirmed(fitting[0])
        if new:
            ids = ", ".join(job.id for job in new)
            return Unknown(f"These jobs are new, and none is surely the one that was asked for: {ids}.")
    return Unknown("No new job is to be seen so far.")


def _watched(ctx: PlaneContext, request: SyncRequest, job: SyncJob) -> Flow[Started[SyncJob, SyncJob]]:
    begun = started(ctx, SYNC_KINDS[request.family.key], job.id, job)
    created = from_epoch((yield from wall_clock()))
    return attrs.evolve(begun, ref=attrs.evolve(begun.ref, created=created))
