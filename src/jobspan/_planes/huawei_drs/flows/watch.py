"""Tasks and prechecks as jobs to wait for."""

from collections.abc import Iterable

from jobspan._core.context import PlaneContext
from jobspan._core.jobs import Started, referenced
from jobspan._core.validation import validating
from jobspan._planes.huawei_drs.flows.job_ids import checked_ids
from jobspan._planes.huawei_drs.job_kinds import JOB, PRECHECK
from jobspan._planes.huawei_drs.models.checks import Precheck
from jobspan._planes.huawei_drs.models.goals import GOALS
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.models.status import JobStatus


def watch_jobs(
    ctx: PlaneContext, job_ids: str | Iterable[str], *, until: str, lag: float, patient: bool
) -> list[Started[JobWatch, JobWatch]]:
    """
    Raises:
        ValidationError: a malformed id, or an unknown goal.
    """
    ids = checked_ids("migration_jobs.watch", job_ids)
    with validating("migration_jobs.watch") as problems:
        if until not in GOALS and not JobStatus(until).is_known:
            problems.add("until", f"is {until!r}", (*GOALS, *JobStatus))
        problems.within("lag", lag, 0, float("inf"))
    about = {"until": until, "lag": str(lag) if lag else None, "patient": "yes" if patient else None}
    return [referenced(ctx, JOB, id, **about) for id in ids]


def watch_prechecks(ctx: PlaneContext, job_ids: str | Iterable[str]) -> list[Started[Precheck, Precheck]]:
    """
    Raises:
        ValidationError: a malformed id.
    """
    ids = checked_ids("migration_jobs.wait_for_prechecks", job_ids)
    return [referenced(ctx, PRECHECK, id) for id in ids]
