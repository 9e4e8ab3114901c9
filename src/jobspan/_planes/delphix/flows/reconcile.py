"""After a lost reply: did DCT start the job? Compared with what was there before the request went out."""

from collections.abc import Callable
from typing import Final, TypeVar

import attrs

from jobspan._core.call import Confirmed, Settle, Settled, Unknown, call
from jobspan._core.context import PlaneContext
from jobspan._core.convert import missing_rows
from jobspan._core.effects import Flow, sleep
from jobspan._planes.delphix.filters import Filter, field
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.operations.jobs import SEARCH_JOBS
from jobspan.errors import JobspanError

T = TypeVar("T")

NEWEST: Final = 50
"""How many of the newest jobs are compared."""

LOOKS: Final = (0.0, 1.0, 2.0, 4.0)
"""Seconds before each look: DCT may still be at work on the request when its reply is lost."""

_VERBS: Final = frozenset({"COPY", "MIGRATE", "EXECUTE", "DELETE", "UPDATE", "IMPORT"})


@attrs.frozen(kw_only=True)
class JobsBefore:
    """The newest jobs about something, just before a request was sent."""

    about: Filter
    ids: frozenset[str]


def jobs_on_engine(engine_id: str) -> Filter:
    return field("engines").has(field("engine_id").eq(engine_id))


def look_before(ctx: PlaneContext, about: Filter) -> Flow[JobsBefore]:
    """Remember which jobs there are."""
    jobs = yield from _newest(ctx, about)
    return JobsBefore(about=about, ids=frozenset(job.id for job in jobs))


def adopt(ctx: PlaneContext, before: JobsBefore, verb: str, target_id: str, answer: Callable[[Job], T]) -> Settle[T]:
    """A settle flow: adopt the one new job that can only be ours. It never says that nothing happened: DCT may be slow."""

    def settle() -> Flow[Settled[T]]:
        new: list[Job] = []
        for pause in LOOKS:
            yield from sleep(pause)
            try:
                jobs = yield from _newest(ctx, before.about)
            except JobspanError as unreadable:
                return Unknown(f"Looking for the job failed as well: {unreadable}")
            new = [job for job in jobs if job.id not in before.ids]
            ours = [job for job in new if _can_be(job, verb, target_id)]
            if len(ours) == 1:
                return Confirmed(answer(ours[0]))
            if ours:
                break
        if not new:
            return Unknown("No new job is to be seen so far.")
        return Unknown(f"New jobs since: {', '.join(job.id for job in new)}; none can only be this one.")

    return settle


def _can_be(job: Job, verb: str, target_id: str) -> bool:
    """About the same masking job, and not plainly another kind of work. DCT does not publish the types of its jobs."""
    kind = (job.type or "").upper()
    named = {each for each in _VERBS if each in kind}
    return job.target_id == target_id and (not named or verb in named)


def _newest(ctx: PlaneContext, about: Filter) -> Flow[tuple[Job, ...]]:
    page = yield from call(
        ctx,
        SEARCH_JOBS,
        query={"limit": NEWEST, "sort": "-start_time"},
        body={"filter_expression": str(about)},
        lacks=missing_rows,
    )
    return page.items
