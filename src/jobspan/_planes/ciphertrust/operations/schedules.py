"""Operations of Schedules."""

from jobspan._core.operation import Operation
from jobspan._planes.ciphertrust.models.envelopes import OperationNames, Slice
from jobspan._planes.ciphertrust.models.schedule_runs import ScheduleRun
from jobspan._planes.ciphertrust.models.schedules import Schedule
from jobspan._planes.ciphertrust.operations.table import SCHEDULES

_PAGE = "reference/cckmapi/scheduler-apis/sch-sync-apis"
_CONFIGS = "/api/v1/scheduler/job-configs"
_JOBS = "/api/v1/scheduler/jobs"

LIST_SCHEDULES: Operation[Slice[Schedule]] = SCHEDULES.read(
    "scheduler.job_configs.list",
    f"GET {_CONFIGS}",
    call="ciphertrust.schedules.list",
    page=_PAGE,
    returns=Slice[Schedule],
)
CREATE_SCHEDULE: Operation[Schedule] = SCHEDULES.guarded(
    "scheduler.job_configs.create",
    f"POST {_CONFIGS}",
    call="ciphertrust.schedules.create",
    reason="each call makes another schedule; the one it made can be found by its name",
    page=_PAGE,
    returns=Schedule,
    rules=("sync-items-known",),
    check="Look at ciphertrust.schedules.list(name=...) before creating it again.",
)
GET_SCHEDULE: Operation[Schedule] = SCHEDULES.read(
    "scheduler.job_configs.get",
    f"GET {_CONFIGS}/{{id}}",
    call="ciphertrust.schedules.get",
    page=_PAGE,
    returns=Schedule,
)
UPDATE_SCHEDULE: Operation[Schedule] = SCHEDULES.guarded(
    "scheduler.job_configs.update",
    f"PATCH {_CONFIGS}/{{id}}",
    call="ciphertrust.schedules.update",
    reason="the same fields end with the same values, which the schedule shows",
    page=_PAGE,
    returns=Schedule,
    rules=("sync-items-known",),
    check="Look at ciphertrust.schedules.get(...) for the new values.",
)
DELETE_SCHEDULE: Operation[None] = SCHEDULES.idempotent(
    "scheduler.job_configs.delete",
    f"DELETE {_CONFIGS}/{{id}}",
    call="ciphertrust.schedules.delete",
    reason="what is deleted stays deleted",
    page=_PAGE,
    removes=True,
)
RUN_SCHEDULE_NOW: Operation[None] = SCHEDULES.guarded(
    "scheduler.job_configs.run_now",
    f"POST {_CONFIGS}/{{id}}/run-now",
    call="ciphertrust.schedules.run_now",
    reason="each call leads to another run; the one it led to can be found in the list of runs",
    page=_PAGE,
    check="Look at ciphertrust.schedules.runs(...) for a new run before asking again.",
)
LIST_RUNS: Operation[Slice[ScheduleRun]] = SCHEDULES.read(
    "scheduler.jobs.list",
    f"GET {_JOBS}",
    call="ciphertrust.schedules.runs",
    page=_PAGE,
    returns=Slice[ScheduleRun],
)
GET_RUN: Operation[ScheduleRun] = SCHEDULES.read(
    "scheduler.jobs.get",
    f"GET {_JOBS}/{{id}}",
    call="ciphertrust.schedules.run",
    page=_PAGE,
    returns=ScheduleRun,
)
DELETE_RUN: Operation[None] = SCHEDULES.idempotent(
    "scheduler.jobs.delete",
    f"DELETE {_JOBS}/{{id}}",
    call="ciphertrust.schedules.delete_run",
    reason="what is deleted stays deleted",
    page=_PAGE,
    removes=True,
)
LIST_OPERATIONS: Operation[OperationNames] = SCHEDULES.read(
    "scheduler.operations.list",
    "GET /api/v1/scheduler/operations",
    call="ciphertrust.schedules.operations",
    page=_PAGE,
    returns=OperationNames,
)
