"""Operations of MaskingJobs."""

from jobspan._core.operation import Operation
from jobspan._planes.delphix.models.connectors import JobConnectors
from jobspan._planes.delphix.models.masking_jobs import CopyStarted, CreateStarted, JobStarted, MaskingJob, SourceEngine
from jobspan._planes.delphix.models.shared import ItemsPage, Tags
from jobspan._planes.delphix.operations.table import MASKING_JOBS

GET_MASKING_JOBS: Operation[ItemsPage[MaskingJob]] = MASKING_JOBS.read(
    "get_masking_jobs", "GET /masking-jobs", call="masking_jobs.list", returns=ItemsPage[MaskingJob]
)
CREATE_MASKING_JOB: Operation[CreateStarted] = MASKING_JOBS.never(
    "create_masking_job",
    "POST /masking-jobs",
    call="masking_jobs.create",
    reason="each call makes another job; names are not unique",
    returns=CreateStarted,
    check="Look for a job of this name with masking_jobs.search().",
)
SEARCH_MASKING_JOBS: Operation[ItemsPage[MaskingJob]] = MASKING_JOBS.read(
    "search_masking_jobs", "POST /masking-jobs/search", call="masking_jobs.search", returns=ItemsPage[MaskingJob]
)
GET_MASKING_JOB_SOURCE_ENGINES: Operation[ItemsPage[SourceEngine]] = MASKING_JOBS.read(
    "get_masking_job_source_engines",
    "GET /masking-jobs/source-engines",
    call="masking_jobs.source_engines",
    returns=ItemsPage[SourceEngine],
)
SEARCH_MASKING_JOB_SOURCE_ENGINES: Operation[ItemsPage[SourceEngine]] = MASKING_JOBS.read(
    "search_masking_job_source_engines",
    "POST /masking-jobs/source-engines/search",
    call="masking_jobs.search_source_engines",
    returns=ItemsPage[SourceEngine],
)
GET_MASKING_JOB_BY_ID: Operation[MaskingJob] = MASKING_JOBS.read(
    "get_masking_job_by_id", "GET /masking-jobs/{maskingJobId}", call="masking_jobs.get", returns=MaskingJob
)
UPDATE_MASKING_JOB_BY_ID: Operation[MaskingJob] = MASKING_JOBS.idempotent(
    "update_masking_job_by_id",
    "PATCH /masking-jobs/{maskingJobId}",
    call="masking_jobs.update",
    reason="the same fields end with the same values",
    returns=MaskingJob,
)
DELETE_MASKING_JOB: Operation[JobStarted] = MASKING_JOBS.idempotent(
    "delete_masking_job",
    "DELETE /masking-jobs/{maskingJobId}",
    call="masking_jobs.delete",
    reason="what is deleted stays deleted",
    returns=JobStarted,
    removes=True,
    rules=("masking-job-not-running",),
    check="Look at jobs.search(target_id == the masking job's id), and whether masking_jobs.get() still finds it.",
)
COPY_MASKING_JOB: Operation[CopyStarted] = MASKING_JOBS.guarded(
    "copy_masking_job",
    "POST /masking-jobs/{maskingJobId}/copy",
    call="masking_jobs.copy",
    reason="two copies to one place at once collide; the job it started can be looked up",
    returns=CopyStarted,
    rules=("target-engine-idle",),
    check="Look at jobs.search() for a copy job of this time on the target engine before copying again.",
    page="Copy job",
)
MIGRATE_MASKING_JOB: Operation[JobStarted] = MASKING_JOBS.guarded(
    "migrate_masking_job",
    "POST /masking-jobs/{maskingJobId}/migrate",
    call="masking_jobs.migrate",
    reason="a second move would collide with the first; the job it started can be looked up",
    returns=JobStarted,
    rules=("target-engine-idle",),
    check="Look at jobs.search() for a migrate job, and at masking_jobs.search_source_engines(), before migrating again.",
    page="Migrate job",
)
GET_MASKING_JOB_CONNECTORS: Operation[JobConnectors] = MASKING_JOBS.read(
    "get_masking_job_connectors",
    "GET /masking-jobs/{maskingJobId}/connectors",
    call="masking_jobs.connectors",
    returns=JobConnectors,
    page="Copy job",
)
EXECUTE_MASKING_JOB: Operation[JobStarted] = MASKING_JOBS.guarded(
    "execute_masking_job",
    "POST /masking-jobs/{maskingJobId}/execute",
    call="masking_jobs.execute",
    reason="each call starts another run; the one it started can be looked up",
    returns=JobStarted,
    rules=("target-engine-idle", "engine-named"),
    check="Look at executions.search() for a run of this masking job submitted since, before executing again.",
    page="Execute job",
)
RE_IMPORT_MASKING_JOB: Operation[JobStarted] = MASKING_JOBS.idempotent(
    "re_import_masking_job",
    "POST /masking-jobs/{maskingJobId}/re-import",
    call="masking_jobs.re_import",
    reason="the end state is the same",
    returns=JobStarted,
    rules=("hyperscale-only",),
    check="Look at jobs.search() for a re-import job of this masking job.",
)
ADD_ENGINE_TO_MASKING_JOB: Operation[JobStarted] = MASKING_JOBS.idempotent(
    "add_engine_to_masking_job",
    "POST /masking-jobs/{maskingJobId}/add-engine",
    call="masking_jobs.add_engine",
    reason="an engine is added once",
    returns=JobStarted,
    rules=("hyperscale-only",),
    check="Look at engine_ids of masking_jobs.get().",
)
REMOVE_ENGINE_FROM_MASKING_JOB: Operation[JobStarted] = MASKING_JOBS.idempotent(
    "remove_engine_from_masking_job",
    "POST /masking-jobs/{maskingJobId}/remove-engine",
    call="masking_jobs.remove_engine",
    reason="an engine is removed once",
    returns=JobStarted,
    rules=("hyperscale-only",),
    check="Look at engine_ids of masking_jobs.get().",
)
GET_MASKING_JOB_TAG: Operation[Tags] = MASKING_JOBS.read(
    "get_masking_job_tag", "GET /masking-jobs/{maskingJobId}/tags", call="masking_jobs.tags", returns=Tags
)
CREATE_MASKING_JOB_TAG: Operation[Tags] = MASKING_JOBS.idempotent(
    "create_masking_job_tag",
    "POST /masking-jobs/{maskingJobId}/tags",
    call="masking_jobs.add_tags",
    reason="an object has each pair of key and value once",
    returns=Tags,
)
DELETE_MASKING_JOB_TAG: Operation[None] = MASKING_JOBS.idempotent(
    "delete_masking_job_tag",
    "POST /masking-jobs/{maskingJobId}/tags/delete",
    call="masking_jobs.delete_tags",
    reason="what is gone stays gone",
    removes=True,
)
