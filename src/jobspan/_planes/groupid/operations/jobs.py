"""Operations of DataSyncJobs."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.groupid.models.jobs import Job, JobInfo, JobName
from jobspan._planes.groupid.models.shared import DetailResult, Envelope, ListResult
from jobspan._planes.groupid.operations.base import operation
from jobspan._planes.groupid.rule_ids import ADVISORY_JOB_RULES, DOCUMENTED_JOB_RULES

CREATE_JOB: Operation[Envelope[int]] = operation(
    "DataSyncJobs",
    "create_job",
    "POST /DataSyncJobs",
    RetryClass.GUARDED,
    call="data_sync_jobs.create",
    page="Create a New Job",
    reason="a new id under the job's name tells whether it was created; creating a job runs nothing",
    returns=Envelope[int],
    rules=(*DOCUMENTED_JOB_RULES, *ADVISORY_JOB_RULES),
    check="Look for a job of this name with data_sync_jobs.search().",
)
LIST_JOBS: Operation[ListResult[JobInfo]] = operation(
    "DataSyncJobs",
    "list_jobs",
    "GET /DataSyncJobs",
    RetryClass.READ,
    call="data_sync_jobs.list",
    page="Get Jobs",
    returns=ListResult[JobInfo],
)
GET_JOB: Operation[DetailResult[Job]] = operation(
    "DataSyncJobs",
    "get_job",
    "GET /DataSyncJobs/{jobId}/Details",
    RetryClass.READ,
    call="data_sync_jobs.get",
    page="Get a Job Details",
    returns=DetailResult[Job],
)
JOB_NAMES: Operation[tuple[JobName, ...]] = operation(
    "DataSyncJobs",
    "job_names",
    "GET /DataSyncJobs/Names",
    RetryClass.READ,
    call="data_sync_jobs.names",
    page="Get Jobs Names",
    returns=tuple[JobName, ...],
)
DELETE_JOBS: Operation[Envelope[object]] = operation(
    "DataSyncJobs",
    "delete_jobs",
    "DELETE /DataSyncJobs",
    RetryClass.GUARDED,
    call="data_sync_jobs.delete",
    page="Delete Jobs",
    reason="the list of jobs tells which are left; what is gone stays gone",
    returns=Envelope[object],
    check="See with data_sync_jobs.list() which of the jobs are left.",
)
