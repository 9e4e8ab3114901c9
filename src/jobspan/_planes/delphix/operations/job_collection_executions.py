"""Operations of JobCollectionExecutions."""

from jobspan._core.operation import Operation
from jobspan._planes.delphix.models.job_collections import CollectionJob, JobCollectionExecution
from jobspan._planes.delphix.models.shared import ItemsPage
from jobspan._planes.delphix.operations.table import JOB_COLLECTION_EXECUTIONS

GET_JOB_COLLECTION_EXECUTIONS: Operation[ItemsPage[JobCollectionExecution]] = JOB_COLLECTION_EXECUTIONS.read(
    "get_job_collection_executions",
    "GET /job-collection-executions",
    call="delphix.job_collection_executions.list",
    returns=ItemsPage[JobCollectionExecution],
)
SEARCH_JOB_COLLECTION_EXECUTIONS: Operation[ItemsPage[JobCollectionExecution]] = JOB_COLLECTION_EXECUTIONS.read(
    "search_job_collection_executions",
    "POST /job-collection-executions/search",
    call="delphix.job_collection_executions.search",
    returns=ItemsPage[JobCollectionExecution],
)
GET_JOB_COLLECTION_EXECUTION_BY_ID: Operation[JobCollectionExecution] = JOB_COLLECTION_EXECUTIONS.read(
    "get_job_collection_execution_by_id",
    "GET /job-collection-executions/{jobCollectionExecutionId}",
    call="delphix.job_collection_executions.get",
    returns=JobCollectionExecution,
)
CANCEL_JOB_COLLECTION_EXECUTION: Operation[CollectionJob] = JOB_COLLECTION_EXECUTIONS.idempotent(
    "cancel_job_collection_execution",
    "POST /job-collection-executions/{jobCollectionExecutionId}/cancel",
    call="delphix.job_collection_executions.cancel",
    reason="a run of a collection is cancelled once",
    returns=CollectionJob,
    check="Look at the status of job_collection_executions.get().",
)
