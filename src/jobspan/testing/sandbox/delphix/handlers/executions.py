"""The operations on executions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from jobspan.testing.sandbox.delphix.bodies import Body, choice
from jobspan.testing.sandbox.delphix.dct_jobs import start_job
from jobspan.testing.sandbox.delphix.entities import Component, Execution
from jobspan.testing.sandbox.delphix.errors import refusal
from jobspan.testing.sandbox.delphix.filterable import COMPONENTS, DISCOVERY_RESULTS, EVENTS, EXECUTIONS
from jobspan.testing.sandbox.delphix.paging import Collection, View, page_of
from jobspan.testing.sandbox.delphix.runs import cancel_run, start_run
from jobspan.testing.sandbox.delphix.state import State
from jobspan.testing.sandbox.delphix.views import component_view, execution_view, job_view
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route

_CANCEL = Body({"expected_status": choice("QUEUED", "RUNNING")})
MAX_LOG_BYTES = 100 * 1024
MAX_LOG_LINES = 1000


class ExecutionHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        one = "/executions/{executionId}"
        component = f"{one}/execution-components/{{executionComponentId}}"
        return (
            Route("get_executions", "GET", "/executions", self.find),
            Route("search_executions", "POST", "/executions/search", self.find),
            Route("get_execution_by_id", "GET", one, self.get),
            Route("cancel_execution", "POST", f"{one}/cancel", self.cancel),
            Route("restart_execution", "POST", f"{one}/restart", self.restart),
            Route("cleanup_execution", "POST", f"{one}/cleanup", self.cleanup),
            Route("get_execution_log", "GET", f"{one}/log", self.log),
            Route("get_execution_events", "GET", f"{one}/events", self.events),
            Route("search_execution_events", "POST", f"{one}/events/search", self.events),
            Route("get_execution_components", "GET", f"{one}/execution-components", self.components),
            Route("search_execution_components", "POST", f"{one}/execution-components/search", self.components),
            Route("get_execution_component_by_id", "GET", component, self.component),
            Route("get_execution_component_log", "GET", f"{component}/log", self.component_log),
            Route("get_discovery_results", "GET", f"{one}/discovery-results", self.discoveries),
            Route("search_discovery_results", "POST", f"{one}/discovery-results/search", self.discoveries),
        )

    def find(self, call: Call) -> Reply:
        runs = self._state.executions
        page = page_of(call, (execution_view(self._state, run) for run in runs.values()), EXECUTIONS)
        for item in page.items:
            runs[item["id"]].timeline.polled()
        return Reply.of_json(page.document())

    def get(self, call: Call) -> Reply:
        run = self._run(call)
        reply = Reply.of_json(execution_view(self._state, run))
        run.timeline.polled()
        return reply

    def cancel(self, call: Call) -> Reply:
        run, expected = self._run(call), _CANCEL.read(call).get("expected_status")
        if expected is not None and run.status != expected:
            raise refusal(409, f"The execution is {run.status}, not {expected}")
        if not run.active and run.status != "CANCELLED":
            raise refusal(409, f"The execution is {run.status} already")
        cancel_run(run)
        return Reply()

    def restart(self, call: Call) -> Reply:
        run = self._hyperscale_run(call)
        if run.active or run.status == "SUCCEEDED":
            raise refusal(409, f"An execution that is {run.status} cannot be restarted")
        return self._task(call, run, "EXECUTION_RESTART", restart=True)

    def cleanup(self, call: Call) -> Reply:
        run = self._hyperscale_run(call)
        if run.active:
            raise refusal(409, f"An execution that is {run.status} cannot be cleaned up")
        return self._task(call, run, "EXECUTION_CLEANUP", restart=False)

    def log(self, call: Call) -> Reply:
        run = self._collected_run(call)
        return Reply.of_json(
            {
                "id": f"{run.engine_id}-LOG-{run.number}",
                "execution_id": run.id,
                "masking_job_id": run.masking_job_id,
                "status": run.status,
                **_log_block(run.log),
            }
        )

    def events(self, call: Call) -> Reply:
        run = self._run(call)
        return _listed(call, run.events if self._readable(run) else (), EVENTS)

    def components(self, call: Call) -> Reply:
        run = self._run(call)
        return _listed(call, (component_view(run, component) for component in run.components), COMPONENTS)

    def component(self, call: Call) -> Reply:
        run = self._run(call)
        return Reply.of_json(component_view(run, _component(run, call)))

    def component_log(self, call: Call) -> Reply:
        run = self._collected_run(call)
        component = _component(run, call)
        lines = [f"INFO {component.name}: {component.rows_total} rows", *run.log]
        return Reply.of_json({"execution_component_id": component.id, **_log_block(lines)})

    def discoveries(self, call: Call) -> Reply:
        run = self._run(call)
        return _listed(call, run.discoveries if run.collected else (), DISCOVERY_RESULTS)

    def _run(self, call: Call) -> Execution:
        return self._state.execution(call.params["executionId"])

    def _collected_run(self, call: Call) -> Execution:
        run = self._run(call)
        if not self._readable(run):
            raise refusal(404, "The log is not available yet")
        return run

    def _readable(self, run: Execution) -> bool:
        return run.collected or self._state.shows_logs_early

    def _hyperscale_run(self, call: Call) -> Execution:
        run = self._run(call)
        if run.hyperscale_instance_id is None:
            raise refusal(400, "Only a HYPERSCALE execution allows this")
        return run

    def _task(self, call: Call, run: Execution, type: str, *, restart: bool) -> Reply:
        job = start_job(
            self._state,
            type,
            account_id=self._state.access.caller_id(call),
            target_id=run.id,
            engine_ids=run.engine_ids,
            work=lambda task: start_run(self._state, run) if restart else None,
        )
        job.execution_id = run.id if restart else None
        return Reply.of_json({"job": job_view(self._state, job)})


def _listed(call: Call, views: Iterable[View], collection: Collection) -> Reply:
    return Reply.of_json(page_of(call, views, collection).document())


def _component(run: Execution, call: Call) -> Component:
    wanted = call.params["executionComponentId"]
    for component in run.components:
        if component.id == wanted:
            return component
    raise refusal(404, f"There is no component {wanted!r} in execution {run.id}")


def _log_block(lines: list[str]) -> View:
    """Up to 100 KB whole; beyond that as many of the last 1000 lines as fit."""
    whole = "\n".join(lines)
    size = len(whole.encode())
    shown, truncated = whole, size > MAX_LOG_BYTES
    if truncated:
        kept = lines[-MAX_LOG_LINES:]
        while kept and len("\n".join(kept).encode()) > MAX_LOG_BYTES:
            kept = kept[len(kept) // 10 + 1 :]
        shown = "\n".join(kept)
    return {
        "log": shown,
        "download_status": "COLLECTED",
        "file_size": size,
        "is_truncated": truncated,
        "file_download_id": hashlib.sha256(whole.encode()).hexdigest()[:32],
    }
