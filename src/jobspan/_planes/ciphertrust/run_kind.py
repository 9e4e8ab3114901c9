"""Runs of schedules as jobs, so that handles can wait for them."""

from typing import Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.error_text import words_of
from jobspan._core.jobs import JobKind
from jobspan._planes.ciphertrust.models.schedule_runs import ScheduleRun
from jobspan._planes.ciphertrust.operations.schedules import GET_RUN
from jobspan.jobs import JobRef


def _read(ctx: PlaneContext, ref: JobRef) -> Flow[ScheduleRun]:
    return call(ctx, GET_RUN, path={"id": ref.id})


def _result(ctx: PlaneContext, ref: JobRef, view: ScheduleRun) -> Flow[ScheduleRun]:
    return pure(view)


def _explain(view: ScheduleRun) -> str:
    return words_of(view.extra)


RUN_KIND: Final[JobKind[ScheduleRun, ScheduleRun]] = JobKind(
    name="ciphertrust.schedule_run",
    title="run of a schedule",
    read=_read,
    phase=lambda view: view.phase,
    state=lambda view: str(view.status or "no status"),
    result=_result,
    explain=_explain,
    instead_of_log="ciphertrust.schedules.jobs_of(run_id) names the synchronization jobs that it led to, and those have one.",
)
