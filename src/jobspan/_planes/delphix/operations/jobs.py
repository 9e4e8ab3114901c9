"""Operations of Jobs."""

from jobspan._core.operation import Operation
from jobspan._planes.delphix.models.jobs import Job, JobResult
from jobspan._planes.delphix.models.shared import ItemsPage, Tags
from jobspan._planes.delphix.operations.table import JOBS

GET_JOBS: Operation[ItemsPage[Job]] = JOBS.read(
    "get_jobs", "GET /jobs", call="delphix.jobs.list", returns=ItemsPage[Job]
)
SEARCH_JOBS: Operation[ItemsPage[Job]] = JOBS.read(
    "search_jobs", "POST /jobs/search", call="delphix.jobs.search", returns=ItemsPage[Job]
)
GET_JOB_BY_ID: Operation[Job] = JOBS.read("get_job_by_id", "GET /jobs/{jobId}", call="delphix.jobs.get", returns=Job)
GET_JOB_RESULT: Operation[JobResult] = JOBS.read(
    "get_job_result", "GET /jobs/{jobId}/result", call="delphix.jobs.result", returns=JobResult
)
ABANDON_JOB: Operation[None] = JOBS.idempotent(
    "abandon_job",
    "POST /jobs/{jobId}/abandon",
    call="delphix.jobs.abandon",
    reason="a job is abandoned once",
    rules=("job-unfinished",),
)
GET_JOB_TAGS: Operation[Tags] = JOBS.read(
    "get_job_tags", "GET /jobs/{jobId}/tags", call="delphix.jobs.tags", returns=Tags
)
CREATE_JOB_TAGS: Operation[Tags] = JOBS.idempotent(
    "create_job_tags",
    "POST /jobs/{jobId}/tags",
    call="delphix.jobs.add_tags",
    reason="an object has each pair of key and value once",
    returns=Tags,
)
DELETE_JOB_TAG: Operation[None] = JOBS.idempotent(
    "delete_job_tag",
    "POST /jobs/{jobId}/tags/delete",
    call="delphix.jobs.delete_tags",
    reason="what is gone stays gone",
    removes=True,
)
