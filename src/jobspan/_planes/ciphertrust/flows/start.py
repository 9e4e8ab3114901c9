"""Starting a synchronization, once: look for running jobs, start, and after a lost reply look for the job it made."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import attrs

from jobspan._core.call import Confirmed, Settled, Unknown, perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, sleep, wall_clock
from jobspan._core.jobs import Started, started
from jobspan._core.paginate import Walk, collect
from jobspan._core.rules import propose_one, rules_apply
from jobspan._planes.ciphertrust.flows.listing import NEWEST_FIRST
from jobspan._planes.ciphertrust.flows.reads import list_jobs
from jobspan._planes.ciphertrust.flows.sync_requests import CONTAINERS, SyncRequest, WhenRunning
from jobspan._planes.ciphertrust.job_kinds import SYNC_KINDS
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus
from jobspan._planes.ciphertrust.operations.sync_jobs import SYNC_OPERATIONS
from jobspan._planes.ciphertrust.rules import NO_SYNC_RUNNING, RunningSyncs
from jobspan.errors import Conflict
from jobspan.models import Verdict

LOOKS: Final = (0.0, 1.0, 2.0, 4.0)
"""Seconds before each look for a job after a lost reply: cluster nodes learn of each other's jobs with a delay."""


def start_job(ctx: PlaneContext, request: SyncRequest, when_running: WhenRunning) -> Flow[Started[SyncJob, SyncJob]]:
    """Start a job; or, with ``when_running="join"``, take the one that already does the same.

    Raises:
        RuleViolation: a synchronization of the same containers is running.
        Conflict: the plane refuses it, because one was started in the meantime.
        AmbiguousOutcomeError: the reply was lost, and the list shows no single job that the request could have made.
    """
    operation = SYNC_OPERATIONS[request.family.key].start
    known = {job.id for job in (yield from _newest(ctx, request))}
    running: Sequence[SyncJob] = ()
    if when_running == "join" or rules_apply(ctx):
        running = yield from _running(ctx, request)
        known |= {job.id for job in running}
    if when_running == "join" and (doing_it := _covering(request, running)):
        return (yield from _started(ctx, request, doing_it))

    to_send = prepare(ctx, operation, body=request.body())
    verdicts = _verdicts(ctx, request, running, when_running)
    yield from propose_one(ctx, operation, to_send, request.title, verdicts=verdicts)
    try:
        job = yield from perform(ctx, operation, to_send, settle=lambda: _find_new(ctx, request, known))
    except Conflict as refused:
        job = yield from _already_running(ctx, request, refused, when_running)
    return (yield from _started(ctx, request, job))


def _already_running(
    ctx: PlaneContext, request: SyncRequest, refused: Conflict, when_running: WhenRunning
) -> Flow[SyncJob]:
    """The job for which the plane refused a start, if it can be joined."""
    doing_it = _covering(request, (yield from _running(ctx, request))) if when_running == "join" else None
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


def _newest(ctx: PlaneContext, request: SyncRequest) -> Flow[tuple[SyncJob, ...]]:
    """The first page of the family's jobs, whatever their state and containers, the newest first."""
    page = yield from Walk(list_jobs(ctx, request.family, sort=NEWEST_FIRST)).step()
    return page.items


def _covering(request: SyncRequest, running: Sequence[SyncJob]) -> SyncJob | None:
    return next((job for job in running if request.is_covered_by(job)), None)


def _verdicts(
    ctx: PlaneContext, request: SyncRequest, running: Sequence[SyncJob], when_running: WhenRunning
) -> tuple[Verdict, ...]:
    if not rules_apply(ctx):
        return ()
    rule = attrs.evolve(NO_SYNC_RUNNING, advisory=when_running == "start")
    return (rule.judge(request.family.title, RunningSyncs(jobs=tuple(running))),)


def _find_new(ctx: PlaneContext, request: SyncRequest, known: set[str]) -> Flow[Settled[SyncJob]]:
    """The one job that is new since a start whose reply was lost. Never ``NotDone``: the appliance may be slow."""
    for pause in LOOKS:
        if pause:
            yield from sleep(pause)
        new = [job for job in (yield from _newest(ctx, request)) if job.id not in known]
        fitting = [job for job in new if request.may_have_made(job)]
        if len(fitting) == 1:
            return Confirmed(fitting[0])
        if new:
            ids = ", ".join(job.id for job in new)
            return Unknown(f"These jobs are new, but none of them is certain to be the requested one: {ids}.")
    return Unknown("No new job is listed yet.")


def _started(ctx: PlaneContext, request: SyncRequest, job: SyncJob) -> Flow[Started[SyncJob, SyncJob]]:
    begun = started(ctx, SYNC_KINDS[request.family.key], job.id, job)
    created = datetime.fromtimestamp((yield from wall_clock()), UTC)
    return attrs.evolve(begun, ref=attrs.evolve(begun.ref, created=created))
