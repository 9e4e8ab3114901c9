"""Operations of ComplianceJobs."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.delphix.models.connectors import JobConnectors
from jobspan._planes.delphix.models.masking_jobs import ComplianceJob, ComplianceJobUpdate, CreateStarted, JobStarted
from jobspan._planes.delphix.models.shared import ItemsPage, Tags
from jobspan._planes.delphix.operations.base import operation

GET_COMPLIANCE_JOBS: Operation[ItemsPage[ComplianceJob]] = operation(
    "ComplianceJobs",
    "get_compliance_jobs",
    "GET /compliance-jobs",
    RetryClass.READ,
    call="delphix.compliance_jobs.list",
    reason="side-effect free",
    returns=ItemsPage[ComplianceJob],
)
CREATE_COMPLIANCE_JOB: Operation[CreateStarted] = operation(
    "ComplianceJobs",
    "create_compliance_job",
    "POST /compliance-jobs",
    RetryClass.NEVER,
    call="delphix.compliance_jobs.create",
    reason="each call makes another job",
    returns=CreateStarted,
    check="Look for a job of this name with compliance_jobs.search().",
)
SEARCH_COMPLIANCE_JOBS: Operation[ItemsPage[ComplianceJob]] = operation(
    "ComplianceJobs",
    "search_compliance_jobs",
    "POST /compliance-jobs/search",
    RetryClass.READ,
    call="delphix.compliance_jobs.search",
    reason="side-effect free",
    returns=ItemsPage[ComplianceJob],
)
GET_COMPLIANCE_JOB_BY_ID: Operation[ComplianceJob] = operation(
    "ComplianceJobs",
    "get_compliance_job_by_id",
    "GET /compliance-jobs/{complianceJobId}",
    RetryClass.READ,
    call="delphix.compliance_jobs.get",
    reason="side-effect free",
    returns=ComplianceJob,
)
UPDATE_COMPLIANCE_JOB: Operation[ComplianceJobUpdate] = operation(
    "ComplianceJobs",
    "update_compliance_job",
    "PATCH /compliance-jobs/{complianceJobId}",
    RetryClass.IDEMPOTENT,
    call="delphix.compliance_jobs.update",
    reason="the same fields end with the same values",
    returns=ComplianceJobUpdate,
    check="Read compliance_jobs.get() before updating again.",
)
DELETE_COMPLIANCE_JOB: Operation[JobStarted] = operation(
    "ComplianceJobs",
    "delete_compliance_job",
    "DELETE /compliance-jobs/{complianceJobId}",
    RetryClass.IDEMPOTENT,
    call="delphix.compliance_jobs.delete",
    reason="what is deleted stays deleted",
    returns=JobStarted,
    check="See whether compliance_jobs.get() still finds it.",
)
GET_COMPLIANCE_JOB_CONNECTORS: Operation[JobConnectors] = operation(
    "ComplianceJobs",
    "get_compliance_job_connectors",
    "GET /compliance-jobs/{complianceJobId}/connectors",
    RetryClass.READ,
    call="delphix.compliance_jobs.connectors",
    reason="side-effect free",
    returns=JobConnectors,
)
EXECUTE_COMPLIANCE_JOB: Operation[JobStarted] = operation(
    "ComplianceJobs",
    "execute_compliance_job",
    "POST /compliance-jobs/{complianceJobId}/execute",
    RetryClass.GUARDED,
    call="delphix.compliance_jobs.execute",
    reason="each call starts another run; the one it started can be looked up",
    returns=JobStarted,
    check="Look at executions.search() for a run submitted since, before executing again.",
)
GET_COMPLIANCE_JOB_TAG: Operation[Tags] = operation(
    "ComplianceJobs",
    "get_compliance_job_tag",
    "GET /compliance-jobs/{complianceJobId}/tags",
    RetryClass.READ,
    call="delphix.compliance_jobs.tags",
    reason="side-effect free",
    returns=Tags,
)
CREATE_COMPLIANCE_JOB_TAG: Operation[Tags] = operation(
    "ComplianceJobs",
    "create_compliance_job_tag",
    "POST /compliance-jobs/{complianceJobId}/tags",
    RetryClass.IDEMPOTENT,
    call="delphix.compliance_jobs.add_tags",
    reason="an object has each pair of key and value once",
    returns=Tags,
)
DELETE_COMPLIANCE_JOB_TAG: Operation[None] = operation(
    "ComplianceJobs",
    "delete_compliance_job_tag",
    "POST /compliance-jobs/{complianceJobId}/tags/delete",
    RetryClass.IDEMPOTENT,
    call="delphix.compliance_jobs.delete_tags",
    reason="what is gone stays gone",
)
