"""Operations of ComplianceJobs."""

from jobspan._core.operation import Operation
from jobspan._planes.delphix.models.compliance_jobs import ComplianceJob, ComplianceJobUpdate
from jobspan._planes.delphix.models.connectors import JobConnectors
from jobspan._planes.delphix.models.masking_jobs import CreateStarted, JobStarted
from jobspan._planes.delphix.models.shared import ItemsPage, Tags
from jobspan._planes.delphix.operations.table import COMPLIANCE_JOBS

GET_COMPLIANCE_JOBS: Operation[ItemsPage[ComplianceJob]] = COMPLIANCE_JOBS.read(
    "get_compliance_jobs", "GET /compliance-jobs", call="delphix.compliance_jobs.list", returns=ItemsPage[ComplianceJob]
)
CREATE_COMPLIANCE_JOB: Operation[CreateStarted] = COMPLIANCE_JOBS.never(
    "create_compliance_job",
    "POST /compliance-jobs",
    call="delphix.compliance_jobs.create",
    reason="each call makes another job",
    returns=CreateStarted,
    check="Look for a job of this name with compliance_jobs.search().",
)
SEARCH_COMPLIANCE_JOBS: Operation[ItemsPage[ComplianceJob]] = COMPLIANCE_JOBS.read(
    "search_compliance_jobs",
    "POST /compliance-jobs/search",
    call="delphix.compliance_jobs.search",
    returns=ItemsPage[ComplianceJob],
)
GET_COMPLIANCE_JOB_BY_ID: Operation[ComplianceJob] = COMPLIANCE_JOBS.read(
    "get_compliance_job_by_id",
    "GET /compliance-jobs/{complianceJobId}",
    call="delphix.compliance_jobs.get",
    returns=ComplianceJob,
)
UPDATE_COMPLIANCE_JOB: Operation[ComplianceJobUpdate] = COMPLIANCE_JOBS.idempotent(
    "update_compliance_job",
    "PATCH /compliance-jobs/{complianceJobId}",
    call="delphix.compliance_jobs.update",
    reason="the same fields end with the same values",
    returns=ComplianceJobUpdate,
    check="Read compliance_jobs.get() before updating again.",
)
DELETE_COMPLIANCE_JOB: Operation[JobStarted] = COMPLIANCE_JOBS.idempotent(
    "delete_compliance_job",
    "DELETE /compliance-jobs/{complianceJobId}",
    call="delphix.compliance_jobs.delete",
    reason="what is deleted stays deleted",
    returns=JobStarted,
    removes=True,
    check="See whether compliance_jobs.get() still finds it.",
)
GET_COMPLIANCE_JOB_CONNECTORS: Operation[JobConnectors] = COMPLIANCE_JOBS.read(
    "get_compliance_job_connectors",
    "GET /compliance-jobs/{complianceJobId}/connectors",
    call="delphix.compliance_jobs.connectors",
    returns=JobConnectors,
)
EXECUTE_COMPLIANCE_JOB: Operation[JobStarted] = COMPLIANCE_JOBS.guarded(
    "execute_compliance_job",
    "POST /compliance-jobs/{complianceJobId}/execute",
    call="delphix.compliance_jobs.execute",
    reason="each call starts another run; the one it started can be looked up",
    returns=JobStarted,
    check="Look at executions.search() for a run submitted since, before executing again.",
)
GET_COMPLIANCE_JOB_TAG: Operation[Tags] = COMPLIANCE_JOBS.read(
    "get_compliance_job_tag",
    "GET /compliance-jobs/{complianceJobId}/tags",
    call="delphix.compliance_jobs.tags",
    returns=Tags,
)
CREATE_COMPLIANCE_JOB_TAG: Operation[Tags] = COMPLIANCE_JOBS.idempotent(
    "create_compliance_job_tag",
    "POST /compliance-jobs/{complianceJobId}/tags",
    call="delphix.compliance_jobs.add_tags",
    reason="an object has each pair of key and value once",
    returns=Tags,
)
DELETE_COMPLIANCE_JOB_TAG: Operation[None] = COMPLIANCE_JOBS.idempotent(
    "delete_compliance_job_tag",
    "POST /compliance-jobs/{complianceJobId}/tags/delete",
    call="delphix.compliance_jobs.delete_tags",
    reason="what is gone stays gone",
    removes=True,
)
