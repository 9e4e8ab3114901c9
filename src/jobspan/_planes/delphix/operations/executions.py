"""Operations of Executions."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.delphix.models.executions import (
    ComponentLog,
    DiscoveryResult,
    Execution,
    ExecutionComponent,
    ExecutionEvent,
    ExecutionLog,
)
from jobspan._planes.delphix.models.masking_jobs import JobStarted
from jobspan._planes.delphix.models.shared import ItemsPage
from jobspan._planes.delphix.operations.base import operation

GET_EXECUTIONS: Operation[ItemsPage[Execution]] = operation(
    "Executions",
    "get_executions",
    "GET /executions",
    RetryClass.READ,
    call="delphix.executions.list",
    reason="side-effect free",
    returns=ItemsPage[Execution],
)
SEARCH_EXECUTIONS: Operation[ItemsPage[Execution]] = operation(
    "Executions",
    "search_executions",
    "POST /executions/search",
    RetryClass.READ,
    call="delphix.executions.search",
    reason="side-effect free",
    returns=ItemsPage[Execution],
)
GET_EXECUTION_BY_ID: Operation[Execution] = operation(
    "Executions",
    "get_execution_by_id",
    "GET /executions/{executionId}",
    RetryClass.READ,
    call="delphix.executions.get",
    reason="side-effect free",
    returns=Execution,
)
CANCEL_EXECUTION: Operation[None] = operation(
    "Executions",
    "cancel_execution",
    "POST /executions/{executionId}/cancel",
    RetryClass.IDEMPOTENT,
    call="delphix.executions.cancel",
    reason="a run is cancelled once",
    rules=("execution-active",),
)
RESTART_EXECUTION: Operation[JobStarted] = operation(
    "Executions",
    "restart_execution",
    "POST /executions/{executionId}/restart",
    RetryClass.NEVER,
    call="delphix.executions.restart",
    reason="each call may start another run",
    returns=JobStarted,
    check="Look at executions.get() and jobs.search().",
)
CLEANUP_EXECUTION: Operation[JobStarted] = operation(
    "Executions",
    "cleanup_execution",
    "POST /executions/{executionId}/cleanup",
    RetryClass.IDEMPOTENT,
    call="delphix.executions.cleanup",
    reason="what is cleaned up stays clean",
    returns=JobStarted,
    check="Look at jobs.search().",
)
GET_EXECUTION_EVENTS: Operation[ItemsPage[ExecutionEvent]] = operation(
    "Executions",
    "get_execution_events",
    "GET /executions/{executionId}/events",
    RetryClass.READ,
    call="delphix.executions.events",
    reason="side-effect free",
    returns=ItemsPage[ExecutionEvent],
)
SEARCH_EXECUTION_EVENTS: Operation[ItemsPage[ExecutionEvent]] = operation(
    "Executions",
    "search_execution_events",
    "POST /executions/{executionId}/events/search",
    RetryClass.READ,
    call="delphix.executions.search_events",
    reason="side-effect free",
    returns=ItemsPage[ExecutionEvent],
)
GET_EXECUTION_LOG: Operation[ExecutionLog] = operation(
    "Executions",
    "get_execution_log",
    "GET /executions/{executionId}/log",
    RetryClass.READ,
    call="delphix.executions.log",
    reason="side-effect free",
    returns=ExecutionLog,
)
GET_EXECUTION_COMPONENTS: Operation[ItemsPage[ExecutionComponent]] = operation(
    "Executions",
    "get_execution_components",
    "GET /executions/{executionId}/execution-components",
    RetryClass.READ,
    call="delphix.executions.components",
    reason="side-effect free",
    returns=ItemsPage[ExecutionComponent],
)
SEARCH_EXECUTION_COMPONENTS: Operation[ItemsPage[ExecutionComponent]] = operation(
    "Executions",
    "search_execution_components",
    "POST /executions/{executionId}/execution-components/search",
    RetryClass.READ,
    call="delphix.executions.search_components",
    reason="side-effect free",
    returns=ItemsPage[ExecutionComponent],
)
GET_EXECUTION_COMPONENT_BY_ID: Operation[ExecutionComponent] = operation(
    "Executions",
    "get_execution_component_by_id",
    "GET /executions/{executionId}/execution-components/{executionComponentId}",
    RetryClass.READ,
    call="delphix.executions.component",
    reason="side-effect free",
    returns=ExecutionComponent,
)
GET_EXECUTION_COMPONENT_LOG: Operation[ComponentLog] = operation(
    "Executions",
    "get_execution_component_log",
    "GET /executions/{executionId}/execution-components/{executionComponentId}/log",
    RetryClass.READ,
    call="delphix.executions.component_log",
    reason="side-effect free",
    returns=ComponentLog,
)
GET_DISCOVERY_RESULTS: Operation[ItemsPage[DiscoveryResult]] = operation(
    "Executions",
    "get_discovery_results",
    "GET /executions/{executionId}/discovery-results",
    RetryClass.READ,
    call="delphix.executions.discovery_results",
    reason="side-effect free",
    returns=ItemsPage[DiscoveryResult],
)
SEARCH_DISCOVERY_RESULTS: Operation[ItemsPage[DiscoveryResult]] = operation(
    "Executions",
    "search_discovery_results",
    "POST /executions/{executionId}/discovery-results/search",
    RetryClass.READ,
    call="delphix.executions.search_discovery_results",
    reason="side-effect free",
    returns=ItemsPage[DiscoveryResult],
)
