"""API v5: actions by name, which answer in capitals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.errors import (
    INVALID,
    NAME_EXISTS,
    V5_NOT_FOUND,
    ItemFailed,
    flat,
    invalid,
    missing,
    refusal,
)
from jobspan.testing.sandbox.huawei_drs.handlers.routes import v5_route
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.tasks import Task
from jobspan.testing.sandbox.huawei_drs.views import actions_of, answers_to, is_visible
from jobspan.testing.sandbox.huawei_drs.views_v5 import ASPECTS, aspect_view, list_view
from jobspan.testing.sandbox.routing import Route

_ASYNCHRONOUS = ("network", "precheck", "diagnosis")
_ACTIONS = frozenset(
    [
        "network",
        "precheck",
        "start",
        "stop",
        "restart",
        "reset",
        "terminate",
        "skip_precheck",
        "create_compare",
        "cancel_compare",
        "column_limit",
        "reload_parameters",
        "bind_eip",
        "unbind_eip",
        "set_writable",
        "cloud_connection",
        "set_readonly",
        "diagnosis",
        "start_repair",
        "stop_repair",
    ]
)
_SORTS: dict[str, Callable[[Task], Any]] = {
    "name": lambda task: task.name,
    "status": lambda task: task.status,
    "create_time": lambda task: task.created_at,
    "net_type": lambda task: task.net,
    "job_direction": lambda task: task.direction,
    "pay_mode": lambda task: 0,
}
_TYPES = ("migration", "sync", "cloudDataGuard", "replay")


class Actions:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        return (
            v5_route("execute_job_action", "POST /jobs/{job_id}/action", self.run),
            v5_route("batch_execute_job_actions", "POST /jobs/action", self.run_many),
            v5_route("show_actions", "GET /jobs/{job_id}/actions", self.available),
            v5_route("stop_job_action", "POST /jobs/{job_id}/stop", self.stop),
            v5_route("batch_stop_jobs_action", "POST /jobs/batch-stop", self.stop_many),
            v5_route("list_jobs", "GET /jobs", self.find),
            v5_route("show_job_detail", "GET /jobs/{job_id}", self.inspect),
            v5_route("update_job", "PUT /jobs/{job_id}", self.update),
            v5_route("validate_job_name", "POST /jobs/name-validation", self.check_name),
            v5_route("delete_job", "DELETE /jobs/{job_id}", self.delete),
            v5_route("batch_delete_jobs_by_id", "DELETE /jobs", self.delete_many),
        )

    def run(self, call: Call) -> Reply:
        task = self._task(call.params["job_id"])
        name = ((call.json or {}).get("job") or {}).get("action_name")
        if not name:
            raise missing("action_name")
        if name not in _ACTIONS:
            raise invalid("action_name")
        if name in _ASYNCHRONOUS:
            return Reply.of_json({"query_id": self._state.world.new_uuid()}, 202)
        try:
            self._act(task, name)
        except ItemFailed as failed:
            return flat(400, failed.code, str(failed))
        return Reply.of_json({"id": task.id, "name": task.name, "status": "success"})

    def run_many(self, call: Call) -> Reply:
        items = self._items(call)
        if all(item.get("action_name") in _ASYNCHRONOUS for item in items):
            started = [{"id": item["job_id"], "query_id": self._state.world.new_uuid()} for item in items]
            return Reply.of_json({"jobs": started}, 202)
        return Reply.of_json({"jobs": [self._result(item["job_id"], item.get("action_name", "")) for item in items]})

    def available(self, call: Call) -> Reply:
        task = self._task(call.params["job_id"])
        return Reply.of_json({"job_action": {"available_actions": actions_of(task), "unavailable_actions": []}})

    def stop(self, call: Call) -> Reply:
        task = self._task(call.params["job_id"])
        self._act(task, "terminate")
        return Reply.of_json({"status": "success"})

    def stop_many(self, call: Call) -> Reply:
        return Reply.of_json({"jobs": [self._result(item["job_id"], "terminate") for item in self._items(call)]})

    def find(self, call: Call) -> Reply:
        if call.query.get("job_type") not in _TYPES:
            raise invalid("job_type")
        rows = [
            task
            for task in self._state.tasks.values()
            if task.use == call.query["job_type"] and is_visible(task) and task.parent is None
            if answers_to(task, call.query)
        ]
        names = set(filter(None, call.query.get("name", "").split(",")))
        rows = [task for task in rows if not names or names & {task.id, task.name}]
        key = call.query.get("sort_key")
        if key is not None:
            if key not in _SORTS:
                raise invalid("sort_key")
            rows.sort(key=_SORTS[key], reverse=call.query.get("sort_dir", "desc") == "desc")
        offset, limit = int(call.query.get("offset", 0)), int(call.query.get("limit", 10))
        shown = rows[offset : offset + limit]
        jobs = [list_view(task, [self._state.tasks[id] for id in task.children]) for task in shown]
        return Reply.of_json({"jobs": jobs, "total_count": len(rows)})

    def inspect(self, call: Call) -> Reply:
        task = self._task(call.params["job_id"])
        wanted = call.query.get("type")
        if not wanted:
            raise missing("type")
        if wanted not in ASPECTS:
            raise invalid("type")
        return Reply.of_json({"job": aspect_view(task, wanted, call.query)})

    def update(self, call: Call) -> Reply:
        task = self._task(call.params["job_id"])
        job = (call.json or {}).get("job") or {}
        match job:
            case {"type": "name", "params": {"base_info": {"name": str(name)}}}:
                task.name = name
            case {"type": "description", "params": {"base_info": {"description": str(text)}}}:
                task.description = text
            case {"type": "notify", "params": {"alarm_notify": dict(alarms)}}:
                task.alarms = alarms
            case {"type": str(), "params": dict()}:
                raise invalid("params")
            case _:
                raise missing("type")
        return Reply.of_json({"id": task.id, "name": task.name, "status": "success"})

    def check_name(self, call: Call) -> Reply:
        name = (call.json or {}).get("name")
        if not name:
            raise missing("name")
        if any(task.name.lower() == name.lower() for task in self._state.tasks.values() if is_visible(task)):
            raise refusal(NAME_EXISTS, "The task name already exists.", 422)
        return Reply.of_json({"is_valid": True})

    def delete(self, call: Call) -> Reply:
        task = self._task(call.params["job_id"])
        try:
            self._act(task, "delete")
        except ItemFailed as failed:
            return flat(400, failed.code, str(failed))
        return Reply.of_json({"id": task.id, "status": "success"})

    def delete_many(self, call: Call) -> Reply:
        return Reply.of_json({"jobs": [self._result(id, "delete") for id in self._state.ids(call)]})

    def _items(self, call: Call) -> list[dict[str, Any]]:
        items = (call.json or {}).get("jobs") or []
        if not items:
            raise missing("jobs")
        return [dict(item) for item in items]

    def _task(self, id: str) -> Task:
        task = self._state.tasks.get(id)
        if task is None or not is_visible(task):
            raise refusal(V5_NOT_FOUND, "Job does not exist, please check job ID")
        return task

    def _result(self, id: str, action: str) -> dict[str, Any]:
        task = self._state.tasks.get(id)
        if task is None or not is_visible(task):
            text = "Job does not exist, please check job ID"
            return {"id": id, "status": "Failed", "error_code": V5_NOT_FOUND, "error_msg": text}
        try:
            self._act(task, action)
        except ItemFailed as failed:
            entry = {"id": id, "name": task.name, "status": "Failed"}
            return entry | {"error_code": failed.code, "error_msg": str(failed)}
        return {"id": id, "name": task.name, "status": "Success"}

    def _act(self, task: Task, action: str) -> None:
        match action:
            case "start":
                self._state.check(task, "start")
                task.start()
            case "stop":
                self._state.check(task, "pause")
                task.pause("target")
            case "restart" | "reset":
                self._state.check(task, "resume")
                task.resume()
            case "terminate":
                self._state.check(task, "terminate", subtasks_only=False, parents_only=True)
                task.end()
            case "delete":
                self._state.check(task, "delete", subtasks_only=False, parents_only=True)
                task.delete()
            case _ if action in _ACTIONS:
                task.actions.append(action)
            case _:
                raise ItemFailed(INVALID, f"The action {action} is unknown.")
