"""Operations of Schedules."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.ciphertrust.models.envelopes import Slice
from jobspan._planes.ciphertrust.models.schedules import Schedule, ScheduleRun
from jobspan._planes.ciphertrust.operations.base import operation

_PAGE = "reference/cckmapi/scheduler-apis/sch-sync-apis"
_CONFIGS = "/api/v1/scheduler/job-configs"
_JOBS = "/api/v1/scheduler/jobs"

LIST_SCHEDULES: Operation[Slice[Schedule]] = operation(
    "Schedules",
    "scheduler.job_configs.list",
    f"GET {_CONFIGS}",
    RetryClass.READ,
    call="ciphertrust.schedules.list",
    reason="side-effect free",
    page=_PAGE,
    returns=Slice[Schedule],
)
CREATE_SCHEDULE: Operation[Schedule] = operation(
    "Schedules",
    "scheduler.job_configs.create",
    f"POST {_CONFIGS}",
    RetryClass.GUARDED,
    call="ciphertrust.schedules.create",
    reason="each call makes another schedule; the one it made can be found by its name",
    page=_PAGE,
    returns=Schedule,
    check="Look at ciphertrust.schedules.list(name=...) before creating it again.",
)
GET_SCHEDULE: Operation[Schedule] = operation(
    "Schedules",
    "scheduler.job_configs.get",
    f"GET {_CONFIGS}/{{id}}",
    RetryClass.READ,
    call="ciphertrust.schedules.get",
    reason="side-effect free",
    page=_PAGE,
    returns=Schedule,
)
UPDATE_SCHEDULE: Operation[Schedule] = operation(
    "Schedules",
    "scheduler.job_configs.update",
    f"PATCH {_CONFIGS}/{{id}}",
    RetryClass.IDEMPOTENT,
    call="ciphertrust.schedules.update",
    reason="the same fields end with the same values",
    page=_PAGE,
    returns=Schedule,
)
DELETE_SCHEDULE: Operation[None] = operation(
    "Schedules",
    "scheduler.job_configs.delete",
    f"DELETE {_CONFIGS}/{{id}}",
    RetryClass.IDEMPOTENT,
    call="ciphertrust.schedules.delete",
    reason="what is deleted stays deleted",
    page=_PAGE,
)
RUN_SCHEDULE_NOW: Operation[None] = operation(
    "Schedules",
    "scheduler.job_configs.run_now",
    f"POST {_CONFIGS}/{{id}}/run-now",
    RetryClass.GUARDED,
    call="ciphertrust.schedules.run_now",
    reason="each call leads to another run; the one it led to can be found in the list of runs",
    page=_PAGE,
    check="Look at ciphertrust.schedules.runs(...) for a new run before asking again.",
)
LIST_RUNS: Operation[Slice[ScheduleRun]] = operation(
    "Schedules",
    "scheduler.jobs.list",
    f"GET {_JOBS}",
    RetryClass.READ,
    call="ciphertrust.schedules.runs",
    reason="side-effect free",
    page=_PAGE,
    returns=Slice[ScheduleRun],
)
GET_RUN: Operation[ScheduleRun] = operation(
    "Schedules",
    "scheduler.jobs.get",
    f"GET {_JOBS}/{{id}}",
    RetryClass.READ,
    call="ciphertrust.schedules.run",
    reason="side-effect free",
    page=_PAGE,
    returns=ScheduleRun,
)
