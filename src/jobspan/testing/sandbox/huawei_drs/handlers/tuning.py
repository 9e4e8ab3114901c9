"""Parameters that tune a task, and where its log goes."""

from __future__ import annotations

from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.errors import invalid, missing
from jobspan.testing.sandbox.huawei_drs.handlers.routes import project_route
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.tasks import Task
from jobspan.testing.sandbox.routing import Route

_DEFAULTS = {
    "full_sync": {"fullSyncParallelism": "4"},
    "incre_capture": {"captureBatchSize": "1000"},
    "incre_apply": {"applyParallelism": "8"},
    "incre_relay": {"slotAdvanceInterval": "60"},
}


class Tuning:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        return (
            project_route("query_tuning_params", "GET /job/{job_id}/tuning-params/query-params", self.read),
            project_route("update_tuning_params", "PUT /job/{job_id}/tuning-params/modify-params", self.write),
            project_route("select_group_and_stream", "GET /jobs/{job_id}/lts-log-switch", self.read_stream),
            project_route("modify_group_and_stream", "PUT /jobs/{job_id}/lts-log-switch", self.write_stream),
        )

    def read(self, call: Call) -> Reply:
        return Reply.of_json(_view(self._state.one(call.params["job_id"])))

    def write(self, call: Call) -> Reply:
        task = self._state.one(call.params["job_id"])
        body = call.json or {}
        if body.get("recovery"):
            task.tuning = {phase: dict(values) for phase, values in _DEFAULTS.items()}
            return Reply.of_json(_view(task) | {"modify_result": "success"})
        if not task.tuning:
            raise missing("recovery")
        for phase, values in body.items():
            if phase not in _DEFAULTS or any(name not in task.tuning[phase] for name in values):
                raise invalid(phase)
            task.tuning[phase] |= values
        return Reply.of_json(_view(task) | {"modify_result": "success"})

    def read_stream(self, call: Call) -> Reply:
        task = self._state.one(call.params["job_id"])
        return Reply.of_json({"job": task.log_stream or {"lts_enabled": False}})

    def write_stream(self, call: Call) -> Reply:
        task = self._state.one(call.params["job_id"])
        job = (call.json or {}).get("job") or {}
        if job.get("lts_enabled"):
            for name in ("log_group_id", "log_stream_id"):
                if not job.get(name):
                    raise missing(name)
        task.log_stream = job
        return Reply(200)


def _view(task: Task) -> dict[str, Any]:
    return {
        phase: [
            {"param_name": name, "param_value": value, "availability": "true", "range": "1-100000"}
            for name, value in task.tuning.get(phase, {}).items()
        ]
        for phase in _DEFAULTS
    }
