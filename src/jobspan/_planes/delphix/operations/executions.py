"""Operations of Executions."""

from jobspan._core.operation import Operation
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
from jobspan._planes.delphix.operations.table import EXECUTIONS

GET_EXECUTIONS: Operation[ItemsPage[Execution]] = EXECUTIONS.read(
    "get_executions", "GET /executions", call="delphix.executions.list", returns=ItemsPage[Execution]
)
SEARCH_EXECUTIONS: Operation[ItemsPage[Execution]] = EXECUTIONS.read(
    "search_executions", "POST /executions/search", call="delphix.executions.search", returns=ItemsPage[Execution]
)
GET_EXECUTION_BY_ID: Operation[Execution] = EXECUTIONS.read(
    "get_execution_by_id", "GET /executions/{executionId}", call="delphix.executions.get", returns=Execution
)
CANCEL_EXECUTION: Operation[None] = EXECUTIONS.idempotent(
    "cancel_execution",
    "POST /executions/{executionId}/cancel",
    call="delphix.executions.cancel",
    reason="a run is cancelled once",
    rules=("execution-active",),
)
RESTART_EXECUTION: Operation[JobStarted] = EXECUTIONS.never(
    "restart_execution",
    "POST /executions/{executionId}/restart",
    call="delphix.executions.restart",
    reason="each call may start another run",
    returns=JobStarted,
    check="Look at executions.get() and jobs.search().",
)
CLEANUP_EXECUTION: Operation[JobStarted] = EXECUTIONS.idempotent(
    "cleanup_execution",
    "POST /executions/{executionId}/cleanup",
    call="delphix.executions.cleanup",
    reason="what is cleaned up stays clean",
    returns=JobStarted,
    check="Look at jobs.search().",
)
GET_EXECUTION_EVENTS: Operation[ItemsPage[ExecutionEvent]] = EXECUTIONS.read(
    "get_execution_events",
    "GET /executions/{executionId}/events",
    call="delphix.executions.events",
    returns=ItemsPage[ExecutionEvent],
)
SEARCH_EXECUTION_EVENTS: Operation[ItemsPage[ExecutionEvent]] = EXECUTIONS.read(
    "search_execution_events",
    "POST /executions/{executionId}/events/search",
    call="delphix.executions.search_events",
    returns=ItemsPage[ExecutionEvent],
)
GET_EXECUTION_LOG: Operation[ExecutionLog] = EXECUTIONS.read(
    "get_execution_log", "GET /executions/{executionId}/log", call="delphix.executions.log", returns=ExecutionLog
)
GET_EXECUTION_COMPONENTS: Operation[ItemsPage[ExecutionComponent]] = EXECUTIONS.read(
    "get_execution_components",
    "GET /executions/{executionId}/execution-components",
    call="delphix.executions.components",
    returns=ItemsPage[ExecutionComponent],
)
SEARCH_EXECUTION_COMPONENTS: Operation[ItemsPage[ExecutionComponent]] = EXECUTIONS.read(
    "search_execution_components",
    "POST /executions/{executionId}/execution-components/search",
    call="delphix.executions.search_components",
    returns=ItemsPage[ExecutionComponent],
)
GET_EXECUTION_COMPONENT_BY_ID: Operation[ExecutionComponent] = EXECUTIONS.read(
    "get_execution_component_by_id",
    "GET /executions/{executionId}/execution-components/{executionComponentId}",
    call="delphix.executions.component",
    returns=ExecutionComponent,
)
GET_EXECUTION_COMPONENT_LOG: Operation[ComponentLog] = EXECUTIONS.read(
    "get_execution_component_log",
    "GET /executions/{executionId}/execution-components/{executionComponentId}/log",
    call="delphix.executions.component_log",
    returns=ComponentLog,
)
GET_DISCOVERY_RESULTS: Operation[ItemsPage[DiscoveryResult]] = EXECUTIONS.read(
    "get_discovery_results",
    "GET /executions/{executionId}/discovery-results",
    call="delphix.executions.discovery_results",
    returns=ItemsPage[DiscoveryResult],
)
SEARCH_DISCOVERY_RESULTS: Operation[ItemsPage[DiscoveryResult]] = EXECUTIONS.read(
    "search_discovery_results",
    "POST /executions/{executionId}/discovery-results/search",
    call="delphix.executions.search_discovery_results",
    returns=ItemsPage[DiscoveryResult],
)
