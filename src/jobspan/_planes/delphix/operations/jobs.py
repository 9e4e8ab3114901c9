"""Operations of Jobs."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.delphix.models.jobs import Job, JobResult
from jobspan._planes.delphix.models.shared import ItemsPage, Tags
from jobspan._planes.delphix.operations.base import operation

GET_JOBS: Operation[ItemsPage[Job]] = operation(
    "Jobs",
    "get_jobs",
    "GET /jobs",
    RetryClass.READ,
    call="delphix.jobs.list",
    reason="side-effect free",
    returns=ItemsPage[Job],
)
SEARCH_JOBS: Operation[ItemsPage[Job]] = operation(
    "Jobs",
    "search_jobs",
    "POST /jobs/search",
    RetryClass.READ,
    call="delphix.jobs.search",
    reason="side-effect free",
    returns=ItemsPage[Job],
)
GET_JOB_BY_ID: Operation[Job] = operation(
    "Jobs",
    "get_job_by_id",
    "GET /jobs/{jobId}",
    RetryClass.READ,
    call="delphix.jobs.get",
    reason="side-effect free",
    returns=Job,
)
GET_JOB_RESULT: Operation[JobResult] = operation(
    "Jobs",
    "get_job_result",
    "GET /jobs/{jobId}/result",
    RetryClass.READ,
    call="delphix.jobs.result",
    reason="side-effect free",
    returns=JobResult,
)
ABANDON_JOB: Operation[None] = operation(
    "Jobs",
    "abandon_job",
    "POST /jobs/{jobId}/abandon",
    RetryClass.IDEMPOTENT,
    call="delphix.jobs.abandon",
    reason="a job is abandoned once",
    rules=("job-unfinished",),
)
GET_JOB_TAGS: Operation[Tags] = operation(
    "Jobs",
    "get_job_tags",
    "GET /jobs/{jobId}/tags",
    RetryClass.READ,
    call="delphix.jobs.tags",
    reason="side-effect free",
    returns=Tags,
)
CREATE_JOB_TAGS: Operation[Tags] = operation(
    "Jobs",
    "create_job_tags",
    "POST /jobs/{jobId}/tags",
    RetryClass.IDEMPOTENT,
    call="delphix.jobs.add_tags",
    reason="an object has each pair of key and value once",
    returns=Tags,
)
DELETE_JOB_TAG: Operation[None] = operation(
    "Jobs",
    "delete_job_tag",
    "POST /jobs/{jobId}/tags/delete",
    RetryClass.IDEMPOTENT,
    call="delphix.jobs.delete_tags",
    reason="what is gone stays gone",
)
