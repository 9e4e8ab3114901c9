"""Operations of API v5, which some regions and engine pairs have."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models.actions import ActionMatrix, JobAspect, JobListPage, NameCheck
from jobspan._planes.huawei_drs.models.replies import JobResults, Outcome
from jobspan._planes.huawei_drs.operations.table import V5

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

RUN_ACTION: Operation[Outcome] = V5.never(
    "v5.execute_job_action",
    "POST /jobs/{job_id}/action",
    call="drs.actions.run",
    reason="what a repeat does depends on the action",
    page="drs_03_0178",
    returns=Outcome,
    rules=_ACTION_RULES,
    check="Read drs.actions.available() and migration_jobs.status().",
)
RUN_ACTIONS: Operation[JobResults[Outcome]] = V5.never(
    "v5.batch_execute_job_actions",
    "POST /jobs/action",
    call="drs.actions.run_many",
    reason="what a repeat does depends on the action",
    page="drs_03_0179",
    returns=JobResults[Outcome],
    rules=_ACTION_RULES,
    check="Read drs.actions.available() and migration_jobs.status().",
)
SHOW_ACTIONS: Operation[ActionMatrix] = V5.read(
    "v5.show_actions",
    "GET /jobs/{job_id}/actions",
    call="drs.actions.available",
    page="drs_03_0195",
    returns=ActionMatrix,
)
STOP_JOB: Operation[Outcome] = V5.never(
    "v5.stop_job_action",
    "POST /jobs/{job_id}/stop",
    call="drs.actions.stop",
    reason="the stop may run on",
    page="drs_03_0201",
    returns=Outcome,
    rules=_TERMINATE_RULES,
    check="Read migration_jobs.status() before stopping again.",
)
STOP_JOBS: Operation[JobResults[Outcome]] = V5.never(
    "v5.batch_stop_jobs_action",
    "POST /jobs/batch-stop",
    call="drs.actions.stop_many",
    reason="the stops may run on",
    page="drs_03_0201",
    returns=JobResults[Outcome],
    rules=_TERMINATE_RULES,
    check="Read migration_jobs.status() before stopping again.",
)
SEARCH_JOBS: Operation[JobListPage] = V5.read(
    "v5.list_jobs",
    "GET /jobs",
    call="drs.actions.search",
    page="drs_03_0159",
    returns=JobListPage,
)
SHOW_ASPECT: Operation[JobAspect] = V5.read(
    "v5.show_job_detail",
    "GET /jobs/{job_id}",
    call="drs.actions.inspect",
    page="drs_03_0159",
    returns=JobAspect,
)
UPDATE_ASPECT: Operation[Outcome] = V5.never(
    "v5.update_job",
    "PUT /jobs/{job_id}",
    call="drs.actions.update",
    reason="re-creating and ordering are among the updates",
    page="drs_03_0159",
    returns=Outcome,
    rules=("job-exists",),
    check="Read drs.actions.inspect() before updating again.",
)
CHECK_NAME: Operation[NameCheck] = V5.read(
    "v5.validate_job_name",
    "POST /jobs/name-validation",
    call="drs.actions.check_name",
    page="drs_03_0159",
    returns=NameCheck,
)
DELETE_JOB: Operation[Outcome] = V5.idempotent(
    "v5.delete_job",
    "DELETE /jobs/{job_id}",
    call="drs.actions.delete",
    reason="what is gone stays gone",
    page="drs_03_0159",
    returns=Outcome,
    rules=_DELETE_RULES,
    removes=True,
    may_answer_nothing=True,
    check="Read migration_jobs.status().",
)
DELETE_JOBS: Operation[JobResults[Outcome]] = V5.idempotent(
    "v5.batch_delete_jobs_by_id",
    "DELETE /jobs",
    call="drs.actions.delete_many",
    reason="what is gone stays gone",
    page="drs_03_0159",
    returns=JobResults[Outcome],
    rules=_DELETE_RULES,
    removes=True,
    check="Read migration_jobs.status().",
)
