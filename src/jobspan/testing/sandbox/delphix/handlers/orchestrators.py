"""The operations on job orchestrators and their queues."""

from __future__ import annotations

from jobspan.testing.sandbox.delphix.collection_views import orchestrator_view, queued_operation_view, waiting_runs
from jobspan.testing.sandbox.delphix.filterable import ORCHESTRATORS, QUEUED_OPERATIONS
from jobspan.testing.sandbox.delphix.paging import page_of
from jobspan.testing.sandbox.delphix.state import State
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route


def orchestrator_routes(state: State) -> tuple[Route, ...]:
    def find(call: Call) -> Reply:
        views = (orchestrator_view(state, each) for each in state.orchestrators.values())
        return Reply.of_json(page_of(call, views, ORCHESTRATORS).document())

    def get(call: Call) -> Reply:
        return Reply.of_json(orchestrator_view(state, state.orchestrator(call.params["jobOrchestratorId"])))

    def queue(call: Call) -> Reply:
        orchestrator = state.orchestrator(call.params["jobOrchestratorId"])
        views = (queued_operation_view(state, orchestrator, run) for run in waiting_runs(state, orchestrator))
        return Reply.of_json(page_of(call, views, QUEUED_OPERATIONS).document())

    base = "/job-orchestrators"
    one = f"{base}/{{jobOrchestratorId}}"
    return (
        Route("get_job_orchestrators", "GET", base, find),
        Route("search_job_orchestrators", "POST", f"{base}/search", find),
        Route("get_job_orchestrator_by_id", "GET", one, get),
        Route("get_job_orchestrator_queued_operations", "GET", f"{one}/queued-operations", queue),
        Route("search_job_orchestrator_queued_operations", "POST", f"{one}/queued-operations/search", queue),
    )
