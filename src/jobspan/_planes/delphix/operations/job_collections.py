"""Operations of ComplianceJobCollections."""

from jobspan._core.operation import Operation
from jobspan._planes.delphix.models.compliance_jobs import ComplianceJob
from jobspan._planes.delphix.models.job_collections import CollectionJob, ComplianceJobCollection
from jobspan._planes.delphix.models.masking_jobs import CreateStarted, JobStarted
from jobspan._planes.delphix.models.shared import ItemsPage, Tags
from jobspan._planes.delphix.operations.table import COMPLIANCE_JOB_COLLECTIONS

GET_JOB_COLLECTIONS: Operation[ItemsPage[ComplianceJobCollection]] = COMPLIANCE_JOB_COLLECTIONS.read(
    "get_compliance_job_collections",
    "GET /compliance-job-collections",
    call="delphix.job_collections.list",
    returns=ItemsPage[ComplianceJobCollection],
)
CREATE_JOB_COLLECTION: Operation[CreateStarted] = COMPLIANCE_JOB_COLLECTIONS.guarded(
    "create_compliance_job_collection",
    "POST /compliance-job-collections",
    call="delphix.job_collections.create",
    reason="each call makes another collection; the one it made can be looked up by its name and members",
    returns=CreateStarted,
    check="Look for a collection of this name with job_collections.search() before creating it again.",
)
SEARCH_JOB_COLLECTIONS: Operation[ItemsPage[ComplianceJobCollection]] = COMPLIANCE_JOB_COLLECTIONS.read(
    "search_compliance_job_collections",
    "POST /compliance-job-collections/search",
    call="delphix.job_collections.search",
    returns=ItemsPage[ComplianceJobCollection],
)
GET_JOB_COLLECTION_BY_ID: Operation[ComplianceJobCollection] = COMPLIANCE_JOB_COLLECTIONS.read(
    "get_compliance_job_collection_by_id",
    "GET /compliance-job-collections/{complianceJobCollectionId}",
    call="delphix.job_collections.get",
    returns=ComplianceJobCollection,
)
UPDATE_JOB_COLLECTION: Operation[JobStarted] = COMPLIANCE_JOB_COLLECTIONS.idempotent(
    "update_compliance_job_collection",
    "PATCH /compliance-job-collections/{complianceJobCollectionId}",
    call="delphix.job_collections.update",
    reason="the same fields, the whole list of members among them, end with the same values",
    returns=JobStarted,
    check="Read job_collections.get() before updating again.",
)
DELETE_JOB_COLLECTION: Operation[JobStarted] = COMPLIANCE_JOB_COLLECTIONS.idempotent(
    "delete_compliance_job_collection",
    "DELETE /compliance-job-collections/{complianceJobCollectionId}",
    call="delphix.job_collections.delete",
    reason="what is deleted stays deleted",
    returns=JobStarted,
    removes=True,
    check="See whether job_collections.get() still finds it.",
)
EXECUTE_JOB_COLLECTION: Operation[CollectionJob] = COMPLIANCE_JOB_COLLECTIONS.guarded(
    "execute_compliance_job_collection",
    "POST /compliance-job-collections/{complianceJobCollectionId}/execute",
    call="delphix.job_collections.execute",
    reason="each call runs all jobs again; the execution that it started can be looked up",
    returns=CollectionJob,
    rules=("collection-idle", "collection-complete", "collection-needs-no-connector"),
    check="Look at job_collection_executions.search() for a run of this collection since, before executing it again.",
)
GET_JOB_COLLECTION_JOBS: Operation[ItemsPage[ComplianceJob]] = COMPLIANCE_JOB_COLLECTIONS.read(
    "get_compliance_job_collection_jobs",
    "GET /compliance-job-collections/{complianceJobCollectionId}/jobs",
    call="delphix.job_collections.jobs",
    returns=ItemsPage[ComplianceJob],
)
SEARCH_JOB_COLLECTION_JOBS: Operation[ItemsPage[ComplianceJob]] = COMPLIANCE_JOB_COLLECTIONS.read(
    "search_compliance_job_collection_jobs",
    "POST /compliance-job-collections/{complianceJobCollectionId}/jobs/search",
    call="delphix.job_collections.search_jobs",
    returns=ItemsPage[ComplianceJob],
)
GET_JOB_COLLECTION_TAGS: Operation[Tags] = COMPLIANCE_JOB_COLLECTIONS.read(
    "get_compliance_job_collection_tags",
    "GET /compliance-job-collections/{complianceJobCollectionId}/tags",
    call="delphix.job_collections.tags",
    returns=Tags,
)
CREATE_JOB_COLLECTION_TAGS: Operation[Tags] = COMPLIANCE_JOB_COLLECTIONS.idempotent(
    "create_compliance_job_collection_tags",
    "POST /compliance-job-collections/{complianceJobCollectionId}/tags",
    call="delphix.job_collections.add_tags",
    reason="an object has each pair of key and value once",
    returns=Tags,
)
DELETE_JOB_COLLECTION_TAGS: Operation[None] = COMPLIANCE_JOB_COLLECTIONS.idempotent(
    "delete_compliance_job_collection_tags",
    "POST /compliance-job-collections/{complianceJobCollectionId}/tags/delete",
    call="delphix.job_collections.delete_tags",
    reason="what is gone stays gone",
    removes=True,
)
