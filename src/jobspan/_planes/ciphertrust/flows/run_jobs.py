"""From a run of a schedule to the synchronization jobs it led to.

The vendor documents no link, so each answer says how sure it is.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, wall_clock
from jobspan._core.overview import outcomes_of
from jobspan._core.paginate import Walk
from jobspan._planes.ciphertrust.families import BY_KEY, Family
from jobspan._planes.ciphertrust.flows.listing import NEWEST_FIRST
from jobspan._planes.ciphertrust.flows.reads import get_job, list_jobs
from jobspan._planes.ciphertrust.flows.schedule_runs import get_run
from jobspan._planes.ciphertrust.models.schedule_runs import RunJob, RunMatch, ScheduleRun
from jobspan._planes.ciphertrust.models.schedules import ScheduledOperation, ScheduledSync, SyncItem
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob
from jobspan._planes.ciphertrust.models.times import set_time
from jobspan._planes.ciphertrust.operations.schedules import GET_SCHEDULE
from jobspan._planes.ciphertrust.scheduled_clouds import BY_CLOUD_NAME, ITEM_FAMILIES
from jobspan._planes.ciphertrust.words import FamilyName
from jobspan.errors import JobspanError, NotFound

_NEWEST: Final = 100
_BEFORE: Final = timedelta(seconds=5)
_AFTER: Final = timedelta(seconds=60)
_NAMING: Final = re.compile(r"sync|job_id|resource_id|details", re.IGNORECASE)
"""Members of a run that may name a job."""


def jobs_of(ctx: PlaneContext, id: str) -> Flow[tuple[RunJob, ...]]:
    """The jobs of a run, one for each family that its schedule synchronizes; none for runs of other operations.

    Raises:
        NotFound: the run is unknown, or its schedule is not there any more.
        JobspanError: the jobs of none of the families could be read; the first reason.
    """
    run = yield from get_run(ctx, id)
    if run.operation not in (None, ScheduledOperation.SYNCHRONIZATION) or run.job_config_id is None:
        return ()
    schedule = yield from call(ctx, GET_SCHEDULE, path={"id": run.job_config_id})
    if schedule.sync is None:
        return ()
    wall = datetime.fromtimestamp((yield from wall_clock()), UTC)
    looks = [(key, partial(_job_of, ctx, BY_KEY[key], run, schedule.sync, wall)) for key in _families(schedule.sync)]
    return tuple(
        RunJob(family=key, match=RunMatch.NONE, unread=str(outcome)) if isinstance(outcome, JobspanError) else outcome
        for key, outcome in (yield from outcomes_of(ctx, looks))
    )


def _families(sync: ScheduledSync) -> tuple[FamilyName, ...]:
    target = BY_CLOUD_NAME.get(sync.cloud_name or "")
    if target is None:
        return ()
    if not target.refinable or not sync.sync_items:
        return target.families
    if SyncItem.ALL in sync.sync_items:
        return tuple(ITEM_FAMILIES.values())
    return tuple(ITEM_FAMILIES[item] for item in sync.sync_items if item in ITEM_FAMILIES)


def _job_of(ctx: PlaneContext, of: Family, run: ScheduleRun, sync: ScheduledSync, wall: datetime) -> Flow[RunJob]:
    named = frozenset(_named_ids(run.extra))
    jobs = (yield from Walk(list_jobs(ctx, of, sort=NEWEST_FIRST, limit=_NEWEST)).step()).items
    exact = next((job for job in jobs if job.id in named), None) or (yield from _read_one_of(ctx, of, named))
    if exact is not None:
        return RunJob(family=of.key, match=RunMatch.EXACT, job=exact, candidates=(exact,))
    fitting = tuple(job for job in jobs if _began_within(job, run, wall) and _works_on(job, sync))
    if len(fitting) == 1:
        return RunJob(family=of.key, match=RunMatch.PROBABLE, job=fitting[0], candidates=fitting)
    return RunJob(family=of.key, match=RunMatch.NONE, candidates=fitting)


def _read_one_of(ctx: PlaneContext, of: Family, ids: Collection[str]) -> Flow[SyncJob | None]:
    """The job of one of these ids, if the family has one: it may be older than what was listed."""
    for id in sorted(ids):
        try:
            return (yield from get_job(ctx, of, id))
        except NotFound:
            continue
    return None


def _named_ids(members: Any, naming: bool = False) -> Iterator[str]:
    """Texts in members that may name a job, and in what is nested there."""
    if isinstance(members, dict):
        for name, value in members.items():
            yield from _named_ids(value, naming or bool(_NAMING.search(str(name))))
    elif isinstance(members, list | tuple):
        for value in members:
            yield from _named_ids(value, naming)
    elif naming and isinstance(members, str) and _ID.fullmatch(members):
        yield members


_ID: Final = re.compile(r"[0-9A-Za-z_-]{8,64}")


def _began_within(job: SyncJob, run: ScheduleRun, wall: datetime) -> bool:
    begin, end = set_time(run.created_at), set_time(run.updated_at)
    if job.began_at is None or begin is None:
        return False
    return begin - _BEFORE <= job.began_at <= (end if end and run.phase.is_terminal else wall) + _AFTER


def _works_on(job: SyncJob, sync: ScheduledSync) -> bool:
    """Whether a job lists the containers of a schedule, or any where the schedule means all."""
    return bool(sync.synchronize_all) or _same(job.containers, sync.containers)


def _same(some: Sequence[str], others: Sequence[str]) -> bool:
    return bool(some) and set(some) == set(others)
