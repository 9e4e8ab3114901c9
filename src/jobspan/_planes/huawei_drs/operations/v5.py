"""Operations of API v5, which some regions and engine pairs have."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.huawei_drs.models.actions import ActionMatrix, JobAspect, JobListPage, NameCheck
from jobspan._planes.huawei_drs.models.replies import JobResults, Outcome
from jobspan._planes.huawei_drs.operations.base import operation

_ACTION_RULES = (
    "job-exists",
    "precheck-state",
    "precheck-again-state",
    "start-state",
    "backward-after-forward",
    "pause-state",
    "resume-state",
    "reset-state",
    "terminate-state",
    "not-the-parent",
    "only-the-parent",
)
_TERMINATE_RULES = ("job-exists", "terminate-state", "only-the-parent")
_DELETE_RULES = ("job-exists", "delete-state", "only-the-parent")

RUN_ACTION: Operation[Outcome] = operation(
    "v5.execute_job_action",
    "POST /jobs/{job_id}/action",
    RetryClass.NEVER,
    call="drs.actions.run",
    reason="what a repeat does depends on the action",
    page="drs_03_0178",
    returns=Outcome,
    rules=_ACTION_RULES,
    check="Read drs.actions.available() and migration_jobs.status().",
)
RUN_ACTIONS: Operation[JobResults[Outcome]] = operation(
    "v5.batch_execute_job_actions",
    "POST /jobs/action",
    RetryClass.NEVER,
    call="drs.actions.run_many",
    reason="what a repeat does depends on the action",
    page="drs_03_0179",
    returns=JobResults[Outcome],
    rules=_ACTION_RULES,
    check="Read drs.actions.available() and migration_jobs.status().",
)
SHOW_ACTIONS: Operation[ActionMatrix] = operation(
    "v5.show_actions",
    "GET /jobs/{job_id}/actions",
    RetryClass.READ,
    call="drs.actions.available",
    reason="side-effect free",
    page="drs_03_0195",
    returns=ActionMatrix,
)
STOP_JOB: Operation[Outcome] = operation(
    "v5.stop_job_action",
    "POST /jobs/{job_id}/stop",
    RetryClass.NEVER,
    call="drs.actions.stop",
    reason="the stop may run on",
    page="drs_03_0201",
    returns=Outcome,
    rules=_TERMINATE_RULES,
    check="Read migration_jobs.status() before stopping again.",
)
STOP_JOBS: Operation[JobResults[Outcome]] = operation(
    "v5.batch_stop_jobs_action",
    "POST /jobs/batch-stop",
    RetryClass.NEVER,
    call="drs.actions.stop_many",
    reason="the stops may run on",
    page="drs_03_0201",
    returns=JobResults[Outcome],
    rules=_TERMINATE_RULES,
    check="Read migration_jobs.status() before stopping again.",
)
SEARCH_JOBS: Operation[JobListPage] = operation(
    "v5.list_jobs",
    "GET /jobs",
    RetryClass.READ,
    call="drs.actions.search",
    reason="side-effect free",
    page="drs_03_0159",
    returns=JobListPage,
)
SHOW_ASPECT: Operation[JobAspect] = operation(
    "v5.show_job_detail",
    "GET /jobs/{job_id}",
    RetryClass.READ,
    call="drs.actions.inspect",
    reason="side-effect free",
    page="drs_03_0159",
    returns=JobAspect,
)
UPDATE_ASPECT: Operation[Outcome] = operation(
    "v5.update_job",
    "PUT /jobs/{job_id}",
    RetryClass.NEVER,
    call="drs.actions.update",
    reason="re-creating and ordering are among the updates",
    page="drs_03_0159",
    returns=Outcome,
    rules=("job-exists",),
    check="Read drs.actions.inspect() before updating again.",
)
CHECK_NAME: Operation[NameCheck] = operation(
    "v5.validate_job_name",
    "POST /jobs/name-validation",
    RetryClass.READ,
    call="drs.actions.check_name",
    reason="side-effect free",
    page="drs_03_0159",
    returns=NameCheck,
)
DELETE_JOB: Operation[Outcome] = operation(
    "v5.delete_job",
    "DELETE /jobs/{job_id}",
    RetryClass.IDEMPOTENT,
    call="drs.actions.delete",
    reason="what is gone stays gone",
    page="drs_03_0159",
    returns=Outcome,
    rules=_DELETE_RULES,
)
DELETE_JOBS: Operation[JobResults[Outcome]] = operation(
    "v5.batch_delete_jobs_by_id",
    "DELETE /jobs",
    RetryClass.IDEMPOTENT,
    call="drs.actions.delete_many",
    reason="what is gone stays gone",
    page="drs_03_0159",
    returns=JobResults[Outcome],
    rules=_DELETE_RULES,
)
