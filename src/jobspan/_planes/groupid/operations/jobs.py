"""Operations of DataSyncJobs."""

from jobspan._planes.groupid.models.jobs import Job, JobInfo, JobName
from jobspan._planes.groupid.models.replies import BareList, DetailResult, Envelope, ListResult
from jobspan._planes.groupid.operations.table import DATA_SYNC_JOBS
from jobspan._planes.groupid.rules import CONTAINER_DOMAIN, JOB_RULES, STORED_AS_COMPARED, rule_ids

CREATE_JOB = DATA_SYNC_JOBS.guarded(
    "create_job",
    "POST /DataSyncJobs",
    call="data_sync_jobs.create",
    page="Create a New Job",
    reason="a new id under the job's name tells whether it was created; creating a job runs nothing",
    returns=Envelope[int],
    rules=(*rule_ids(*JOB_RULES, CONTAINER_DOMAIN), STORED_AS_COMPARED.id),
    check="Look for a job of this name with data_sync_jobs.search().",
)
LIST_JOBS = DATA_SYNC_JOBS.read(
    "list_jobs",
    "GET /DataSyncJobs",
    call="data_sync_jobs.list",
    page="Get Jobs",
    returns=ListResult[JobInfo],
)
GET_JOB = DATA_SYNC_JOBS.read(
    "get_job",
    "GET /DataSyncJobs/{jobId}/Details",
    call="data_sync_jobs.get",
    page="Get a Job Details",
    returns=DetailResult[Job],
)
JOB_NAMES = DATA_SYNC_JOBS.read(
    "job_names",
    "GET /DataSyncJobs/Names",
    call="data_sync_jobs.names",
    page="Get Jobs Names",
    returns=BareList[JobName],
)
DELETE_JOBS = DATA_SYNC_JOBS.guarded(
    "delete_jobs",
    "DELETE /DataSyncJobs",
    call="data_sync_jobs.delete",
    page="Delete Jobs",
    reason="the list of jobs tells which are left; what is gone stays gone",
    returns=Envelope[object],
    removes=True,
    check="See with data_sync_jobs.list() which of the jobs are left.",
)
