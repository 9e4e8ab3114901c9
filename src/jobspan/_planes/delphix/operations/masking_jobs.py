"""Operations of MaskingJobs."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.delphix.models.connectors import JobConnectors
from jobspan._planes.delphix.models.masking_jobs import CopyStarted, CreateStarted, JobStarted, MaskingJob, SourceEngine
from jobspan._planes.delphix.models.shared import ItemsPage, Tags
from jobspan._planes.delphix.operations.base import operation

GET_MASKING_JOBS: Operation[ItemsPage[MaskingJob]] = operation(
    "MaskingJobs",
    "get_masking_jobs",
    "GET /masking-jobs",
    RetryClass.READ,
    call="masking_jobs.list",
    reason="side-effect free",
    returns=ItemsPage[MaskingJob],
)
CREATE_MASKING_JOB: Operation[CreateStarted] = operation(
    "MaskingJobs",
    "create_masking_job",
    "POST /masking-jobs",
    RetryClass.NEVER,
    call="masking_jobs.create",
    reason="each call makes another job; names are not unique",
    returns=CreateStarted,
    check="Look for a job of this name with masking_jobs.search().",
)
SEARCH_MASKING_JOBS: Operation[ItemsPage[MaskingJob]] = operation(
    "MaskingJobs",
    "search_masking_jobs",
    "POST /masking-jobs/search",
    RetryClass.READ,
    call="masking_jobs.search",
    reason="side-effect free",
    returns=ItemsPage[MaskingJob],
)
GET_MASKING_JOB_SOURCE_ENGINES: Operation[ItemsPage[SourceEngine]] = operation(
    "MaskingJobs",
    "get_masking_job_source_engines",
    "GET /masking-jobs/source-engines",
    RetryClass.READ,
    call="masking_jobs.source_engines",
    reason="side-effect free",
    returns=ItemsPage[SourceEngine],
)
SEARCH_MASKING_JOB_SOURCE_ENGINES: Operation[ItemsPage[SourceEngine]] = operation(
    "MaskingJobs",
    "search_masking_job_source_engines",
    "POST /masking-jobs/source-engines/search",
    RetryClass.READ,
    call="masking_jobs.search_source_engines",
    reason="side-effect free",
    returns=ItemsPage[SourceEngine],
)
GET_MASKING_JOB_BY_ID: Operation[MaskingJob] = operation(
    "MaskingJobs",
    "get_masking_job_by_id",
    "GET /masking-jobs/{maskingJobId}",
    RetryClass.READ,
    call="masking_jobs.get",
    reason="side-effect free",
    returns=MaskingJob,
)
UPDATE_MASKING_JOB_BY_ID: Operation[MaskingJob] = operation(
    "MaskingJobs",
    "update_masking_job_by_id",
    "PATCH /masking-jobs/{maskingJobId}",
    RetryClass.IDEMPOTENT,
    call="masking_jobs.update",
    reason="the same fields end with the same values",
    returns=MaskingJob,
)
DELETE_MASKING_JOB: Operation[JobStarted] = operation(
    "MaskingJobs",
    "delete_masking_job",
    "DELETE /masking-jobs/{maskingJobId}",
    RetryClass.IDEMPOTENT,
    call="masking_jobs.delete",
    reason="what is deleted stays deleted",
    returns=JobStarted,
    rules=("masking-job-not-running",),
    check="Look at jobs.search(target_id == the masking job's id), and whether masking_jobs.get() still finds it.",
)
COPY_MASKING_JOB: Operation[CopyStarted] = operation(
    "MaskingJobs",
    "copy_masking_job",
    "POST /masking-jobs/{maskingJobId}/copy",
    RetryClass.GUARDED,
    call="masking_jobs.copy",
    reason="two copies to one place at once collide; the job it started can be looked up",
    returns=CopyStarted,
    rules=("target-engine-idle",),
    check="Look at jobs.search() for a copy job of this time on the target engine before copying again.",
    page="Copy job",
)
MIGRATE_MASKING_JOB: Operation[JobStarted] = operation(
    "MaskingJobs",
    "migrate_masking_job",
    "POST /masking-jobs/{maskingJobId}/migrate",
    RetryClass.GUARDED,
    call="masking_jobs.migrate",
    reason="a second move would collide with the first; the job it started can be looked up",
    returns=JobStarted,
    rules=("target-engine-idle",),
    check="Look at jobs.search() for a migrate job, and at masking_jobs.search_source_engines(), before migrating again.",
    page="Migrate job",
)
GET_MASKING_JOB_CONNECTORS: Operation[JobConnectors] = operation(
    "MaskingJobs",
    "get_masking_job_connectors",
    "GET /masking-jobs/{maskingJobId}/connectors",
    RetryClass.READ,
    call="masking_jobs.connectors",
    reason="side-effect free",
    returns=JobConnectors,
    page="Copy job",
)
EXECUTE_MASKING_JOB: Operation[JobStarted] = operation(
    "MaskingJobs",
    "execute_masking_job",
    "POST /masking-jobs/{maskingJobId}/execute",
    RetryClass.GUARDED,
    call="masking_jobs.execute",
    reason="each call starts another run; the one it started can be looked up",
    returns=JobStarted,
    rules=("target-engine-idle", "engine-named"),
    check="Look at executions.search() for a run of this masking job submitted since, before executing again.",
    page="Execute job",
)
RE_IMPORT_MASKING_JOB: Operation[JobStarted] = operation(
    "MaskingJobs",
    "re_import_masking_job",
    "POST /masking-jobs/{maskingJobId}/re-import",
    RetryClass.IDEMPOTENT,
    call="masking_jobs.re_import",
    reason="the end state is the same",
    returns=JobStarted,
    rules=("hyperscale-only",),
    check="Look at jobs.search() for a re-import job of this masking job.",
)
ADD_ENGINE_TO_MASKING_JOB: Operation[JobStarted] = operation(
    "MaskingJobs",
    "add_engine_to_masking_job",
    "POST /masking-jobs/{maskingJobId}/add-engine",
    RetryClass.IDEMPOTENT,
    call="masking_jobs.add_engine",
    reason="an engine is added once",
    returns=JobStarted,
    rules=("hyperscale-only",),
    check="Look at engine_ids of masking_jobs.get().",
)
REMOVE_ENGINE_FROM_MASKING_JOB: Operation[JobStarted] = operation(
    "MaskingJobs",
    "remove_engine_from_masking_job",
    "POST /masking-jobs/{maskingJobId}/remove-engine",
    RetryClass.IDEMPOTENT,
    call="masking_jobs.remove_engine",
    reason="an engine is removed once",
    returns=JobStarted,
    rules=("hyperscale-only",),
    check="Look at engine_ids of masking_jobs.get().",
)
GET_MASKING_JOB_TAG: Operation[Tags] = operation(
    "MaskingJobs",
    "get_masking_job_tag",
    "GET /masking-jobs/{maskingJobId}/tags",
    RetryClass.READ,
    call="masking_jobs.tags",
    reason="side-effect free",
    returns=Tags,
)
CREATE_MASKING_JOB_TAG: Operation[Tags] = operation(
    "MaskingJobs",
    "create_masking_job_tag",
    "POST /masking-jobs/{maskingJobId}/tags",
    RetryClass.IDEMPOTENT,
    call="masking_jobs.add_tags",
    reason="an object has each pair of key and value once",
    returns=Tags,
)
DELETE_MASKING_JOB_TAG: Operation[None] = operation(
    "MaskingJobs",
    "delete_masking_job_tag",
    "POST /masking-jobs/{maskingJobId}/tags/delete",
    RetryClass.IDEMPOTENT,
    call="masking_jobs.delete_tags",
    reason="what is gone stays gone",
)
