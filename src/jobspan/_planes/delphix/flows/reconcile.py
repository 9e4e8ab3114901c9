"""After a lost reply: did DCT start the job? Compared with what was there before the request went out."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar

from jobspan._core.call import call
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.convert import missing_rows
from jobspan._core.effects import Flow, wall_clock
from jobspan._core.reconcile import (
    Before,
    Confirmed,
    Finding,
    NotDone,
    Reconcile,
    Unknown,
    look_before,
    looking,
    newcomer,
)
from jobspan._planes.delphix.filters import Filter, field
from jobspan._planes.delphix.flows.account import OurAccount
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.masking_jobs import JobStarted
from jobspan._planes.delphix.models.shared import Account, plain_word
from jobspan._planes.delphix.operations.jobs import SEARCH_JOBS
from jobspan.jobs import Phase

T = TypeVar("T")

NEWEST: Final = 50
"""How many of the newest jobs are compared."""

_VERBS: Final = frozenset(
    {"COPY", "MIGRATE", "EXECUTE", "DELETE", "UPDATE", "IMPORT", "CREATE", "REFRESH", "RESTART", "CLEANUP"}
)
CLOCKS_DIFFER_BY: Final = 600.0
"""Seconds by which the clock of DCT may be behind ours."""


@frozen(kw_only=True)
class Expected:
    """The job that a request should have started.

    ``since`` is our clock just before it was sent, ``after`` the start of the newest job before, by DCT's clock.
    """

    verb: str
    target_id: str
    engine_id: str | None
    since: float
    after: datetime | None

    def is_like(self, job: Job) -> bool:
        """Whether what DCT says of the work itself fits: about what, what kind, where, when.

        DCT does not publish the types of its jobs, so only a type that plainly is another kind of work counts against it.
        """
        kinds = {each for each in _VERBS if each in plain_word(job.type or "")}
        engines = job.all_engine_ids
        return (
            job.target_id == self.target_id
            and (not kinds or self.verb in kinds)
            and (self.engine_id is None or not engines or self.engine_id in engines)
            and (job.start_time is None or self._began_late_enough(job.start_time))
        )

    def _began_late_enough(self, start: datetime) -> bool:
        return start.timestamp() > self.since - CLOCKS_DIFFER_BY and (self.after is None or start >= self.after)


def is_of(account: Account | None, job: Job) -> bool | None:
    """Whether an account started a job; ``None`` when that cannot be told."""
    return is_account(account, job.account_id, job.account_name)


def is_account(account: Account | None, id: int | None, name: str | None) -> bool | None:
    """Whether an account is the one of this id or, where that is not told, of this name; ``None``: it cannot be told."""
    if account is None:
        return None
    if account.account_id is not None and id is not None:
        return account.account_id == id
    if name and account.username and name.casefold() == account.username.casefold():
        return True
    return None


def jobs_on_engine(engine_id: str) -> Filter:
    return field("engines").has(field("engine_id").eq(engine_id))


@frozen(kw_only=True)
class JobsBefore:
    """The newest jobs about something, just before a request was sent, and when the last of them began."""

    jobs: Before[Job]
    newest: datetime | None


def jobs_before(ctx: PlaneContext, about: Filter) -> Flow[JobsBefore]:
    """Remember which jobs about something there are."""
    seen: list[Job] = []

    def read() -> Flow[tuple[Job, ...]]:
        jobs = yield from newest_jobs(ctx, about)
        seen.extend(jobs)
        return jobs

    before = yield from look_before(read, key=lambda job: job.id)
    newest = max((job.start_time for job in seen if job.start_time is not None), default=None)
    return JobsBefore(jobs=before, newest=newest)


def adoption(
    ctx: PlaneContext,
    before: JobsBefore,
    verb: str,
    target_id: str,
    answer: Callable[[Job], T],
    engine_id: str | None = None,
) -> Flow[Reconcile[T]]:
    """What finds the one new job that can only be ours. It never says that nothing happened: DCT may be slow."""
    since = yield from wall_clock()
    expected = Expected(verb=verb, target_id=target_id, engine_id=engine_id, since=since, after=before.newest)

    account = OurAccount(ctx)

    def look() -> Flow[Finding[T]]:
        ours = yield from account.known()
        find = newcomer(
            before.jobs,
            ours=lambda job: is_of(ours, job) if expected.is_like(job) else False,
            value=answer,
            name="DCT job",
        )
        return (yield from find())

    return looking(look)


def deletion(ctx: PlaneContext, target_id: str) -> Reconcile[JobStarted]:
    """What finds the job of a deletion: whoever started it, what was to be deleted is deleted by it."""

    def look() -> Flow[Finding[JobStarted]]:
        jobs = yield from newest_jobs(ctx, field("target_id").eq(target_id))
        deleting = [job for job in jobs if "DELETE" in plain_word(job.type or "") and job.phase in _GOING_WELL]
        if deleting:
            return Confirmed(JobStarted(job=deleting[0]))
        return Unknown("No job that deletes it is visible so far.")

    return looking(look)


_GOING_WELL: Final = (Phase.QUEUED, Phase.RUNNING, Phase.PAUSED, Phase.SUCCEEDED)


def ended_as(read: Callable[[], Flow[str | None]], wanted: str, active: tuple[str, ...], value: T) -> Reconcile[T]:
    """What tells whether something was stopped: it is in the state that was asked for, or it ended in another one.

    ``value``: what the lost reply would have said.
    """

    def look() -> Flow[Finding[T]]:
        state = plain_word((yield from read()) or "")
        if state == wanted:
            return Confirmed(value)
        if not state or state in active:
            return Unknown(f"Its state is {state or 'not known'} so far.")
        return NotDone()

    return looking(look)


def newest_jobs(ctx: PlaneContext, about: Filter) -> Flow[tuple[Job, ...]]:
    query, body = {"limit": NEWEST, "sort": "-start_time"}, {"filter_expression": str(about)}
    return (yield from call(ctx, SEARCH_JOBS, query=query, body=body, lacks=missing_rows)).items
