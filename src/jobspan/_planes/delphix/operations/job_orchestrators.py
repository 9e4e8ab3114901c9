"""Operations of JobOrchestrators: who they are, and what waits for them."""

from jobspan._core.operation import Operation
from jobspan._planes.delphix.models.orchestrators import JobOrchestrator, QueuedOperation
from jobspan._planes.delphix.models.shared import ItemsPage
from jobspan._planes.delphix.operations.table import JOB_ORCHESTRATORS

GET_JOB_ORCHESTRATORS: Operation[ItemsPage[JobOrchestrator]] = JOB_ORCHESTRATORS.read(
    "get_job_orchestrators",
    "GET /job-orchestrators",
    call="delphix.job_orchestrators.list",
    returns=ItemsPage[JobOrchestrator],
)
SEARCH_JOB_ORCHESTRATORS: Operation[ItemsPage[JobOrchestrator]] = JOB_ORCHESTRATORS.read(
    "search_job_orchestrators",
    "POST /job-orchestrators/search",
    call="delphix.job_orchestrators.search",
    returns=ItemsPage[JobOrchestrator],
)
GET_JOB_ORCHESTRATOR_BY_ID: Operation[JobOrchestrator] = JOB_ORCHESTRATORS.read(
    "get_job_orchestrator_by_id",
    "GET /job-orchestrators/{jobOrchestratorId}",
    call="delphix.job_orchestrators.get",
    returns=JobOrchestrator,
)
GET_QUEUED_OPERATIONS: Operation[ItemsPage[QueuedOperation]] = JOB_ORCHESTRATORS.read(
    "get_job_orchestrator_queued_operations",
    "GET /job-orchestrators/{jobOrchestratorId}/queued-operations",
    call="delphix.job_orchestrators.queue",
    returns=ItemsPage[QueuedOperation],
)
SEARCH_QUEUED_OPERATIONS: Operation[ItemsPage[QueuedOperation]] = JOB_ORCHESTRATORS.read(
    "search_job_orchestrator_queued_operations",
    "POST /job-orchestrators/{jobOrchestratorId}/queued-operations/search",
    call="delphix.job_orchestrators.search_queue",
    returns=ItemsPage[QueuedOperation],
)
