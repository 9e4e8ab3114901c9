"""The operations that move a task through its life."""

from __future__ import annotations

from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.errors import (
    INVALID_REQUEST,
    STATE,
    WRONG_CREDENTIALS,
    ItemFailed,
    invalid,
    missing,
)
from jobspan.testing.sandbox.huawei_drs.handlers.routes import project_route
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.tasks import FULL, INCREMENTAL, NEVER_ENDED_AGAIN, Task
from jobspan.testing.sandbox.routing import Route

_ITEMS = ("network", "db_version", "db_user_privilege", "db_disk_size", "db_params")
_SECOND = 1000
_AT_ONCE_WITHIN = 300.0


class Lifecycle:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        return (
            project_route("batch_check_jobs", "POST /jobs/batch-precheck", self.precheck),
            project_route("batch_check_results", "POST /jobs/batch-precheck-result", self.precheck_results),
            project_route("batch_start_jobs", "POST /jobs/batch-starting", self.start),
            project_route("batch_stop_jobs", "POST /jobs/batch-pause-task", self.pause),
            project_route("batch_restore_task", "POST /jobs/batch-retry-task", self.resume),
            project_route("batch_reset_password", "PUT /jobs/batch-modify-pwd", self.modify_passwords),
            project_route("batch_switchover", "POST /jobs/batch-switchover", self.switch_over),
            project_route("create_compare_task", "POST /jobs/create-compare-task", self.compare),
            project_route("list_compare_result", "POST /jobs/query-compare-result", self.compare_results),
            project_route("batch_delete_jobs", "DELETE /jobs/batch-jobs", self.end),
        )

    def precheck(self, call: Call) -> Reply:
        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task = self._state.tasks[entry["job_id"]]
            again = entry.get("precheck_mode") == "forRetryJob"
            self._state.check(task, "precheck_again" if again else "precheck")
            if not again and not (task.tested >= {"so", "ta"} and task.configured):
                raise ItemFailed(INVALID_REQUEST, "Test both connections and store them first.")
            task.precheck_id = self._state.world.new_uuid()
            task.precheck = self._state.world.timeline(["0%", "50%", "100%"])
            task.precheck.start()
            task.prechecked = True
            return {"id": task.id, "precheck_id": task.precheck_id, "status": "success"}

        return self._state.batch(call, self._state.entries(call), work)

    def precheck_results(self, call: Call) -> Reply:
        results: list[dict[str, Any]] = []
        for task in self._state.known(self._state.ids(call)):
            if task.precheck is None:
                results.append({"error_code": INVALID_REQUEST, "error_msg": f"Task {task.id} was not prechecked."})
                continue
            done = task.precheck.state == "100%"
            items = [{"item": each, "result": "PASSED", "group": each} for each in _ITEMS] if done else []
            results.append(
                {
                    "precheck_id": task.precheck_id,
                    "result": done,
                    "process": task.precheck.state,
                    "total_passed_rate": "100%" if done else "0%",
                    "job_direction": task.direction,
                    "precheck_result": items,
                }
            )
            task.precheck.polled()
        return Reply.of_json({"results": results, "count": len(results)})

    def start(self, call: Call) -> Reply:
        now = self._state.world.now().timestamp()

        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task = self._state.tasks[entry["job_id"]]
            self._state.check(task, "start")
            self._check_order(task)
            if not task.prechecked:
                raise ItemFailed(INVALID_REQUEST, "The precheck has not passed.")
            start = int(entry["start_time"]) / _SECOND if entry.get("start_time") else now
            if start - now >= _AT_ONCE_WITHIN:
                task.wait_until(self._state.world.moment + start - now)
            else:
                task.start()
            return {"id": task.id, "status": "success"}

        return self._state.batch(call, self._state.entries(call), work, status=202)

    def _check_order(self, task: Task) -> None:
        """Of a dual-active pair the forward task comes first."""
        if not task.multi_write or task.parent is None:
            return
        parent = self._state.tasks[task.parent]
        if task.direction == parent.direction:
            return
        forward = next(
            each for each in map(self._state.tasks.__getitem__, parent.children) if each.direction == parent.direction
        )
        if forward.status != INCREMENTAL or max(forward.rpo_millis, forward.rto_millis) >= 60 * _SECOND:
            raise ItemFailed(STATE, "The forward task is not in step.")

    def pause(self, call: Call) -> Reply:
        def work(entry: dict[str, Any]) -> dict[str, Any]:
            if entry.get("pause_mode") not in ("target", "all"):
                raise invalid("pause_mode")
            task = self._state.tasks[entry["job_id"]]
            self._state.check(task, "pause")
            task.pause(entry["pause_mode"])
            return {"id": task.id, "status": "success"}

        return self._state.batch(call, self._state.entries(call), work)

    def resume(self, call: Call) -> Reply:
        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task = self._state.tasks[entry["job_id"]]
            self._state.check(task, "resume")
            task.resume()
            return {"id": task.id, "status": "success"}

        return self._state.batch(call, self._state.entries(call), work)

    def modify_passwords(self, call: Call) -> Reply:
        entries = self._state.entries(call)
        for entry in entries:
            if not entry.get("db_password"):
                raise missing("db_password")
            if entry.get("end_point_type") not in ("so", "ta"):
                raise invalid("end_point_type")
        self._state.distinct([(entry["job_id"], entry["end_point_type"]) for entry in entries])
        self._state.refuse_together([entry["job_id"] for entry in entries], "modify_password")
        quiet: set[str] = set()

        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task, end = self._state.tasks[entry["job_id"]], entry["end_point_type"]
            if task.id in quiet:
                task.last_write = None
            self._state.check(task, "modify_password")
            quiet.add(task.id)
            task.passwords[end] = entry["db_password"]
            task.kerberos[end] = entry.get("kerberos")
            if entry["db_password"] in self._state.wrong_passwords and task.status in (FULL, INCREMENTAL):
                task.fail(WRONG_CREDENTIALS, "The username or password is incorrect.")
            return {"id": task.id, "status": "success", "end_point_type": end}

        reply = self._state.batch(call, entries, work)
        document = reply.json()
        for entry, result in zip(entries, document["results"], strict=True):
            result.setdefault("end_point_type", entry["end_point_type"])
        return reply.with_json(document)

    def switch_over(self, call: Call) -> Reply:
        results = []
        for task in self._state.known(self._state.ids(call)):
            entry: dict[str, Any] = {"job_id": task.id}
            try:
                if task.use != "cloudDataGuard" or task.multi_write:
                    raise ItemFailed(INVALID_REQUEST, "The task does not support switchover.")
                self._state.check(task, "switchover")
            except ItemFailed as failed:
                results.append(entry | {"error_code": failed.code, "error_msg": str(failed)})
                continue
            task.direction = "down" if task.direction == "up" else "up"
            task.source, task.target = task.target, task.source
            moment = self._state.world.now().strftime("%Y-%m-%dT%H:%M:%SZ")
            ends = {"source_db": {**task.source, "db_password": "********"}, "target_db": {**task.target}}
            results.append(entry | ends | {"updated_at": moment, "job_direction": task.direction})
        return Reply.of_json({"results": results, "count": len(results)}, 202)

    def compare(self, call: Call) -> Reply:
        body = call.json or {}
        task = self._state.one(body.get("job_id") or "")
        reply: dict[str, Any] = {"job_id": task.id}
        if not body.get("object_level_compare_type") and not body.get("data_level_compare_info"):
            raise missing("object_level_compare_type")
        self._state.check(task, "compare")
        parts = (("object_level", "object_level_compare_type"), ("data_level", "data_level_compare_info"))
        for name, key in parts:
            if not body.get(key):
                continue
            id = self._state.world.new_uuid()
            kind = "object_comparison" if name == "object_level" else body[key]["compare_type"]
            task.comparisons.append({"compare_task_id": id, "compare_type": kind, "compare_task_status": "SUCCESSFUL"})
            reply[f"{name}_compare_create_result"] = {"compare_task_id": id}
        return Reply.of_json(reply)

    def compare_results(self, call: Call) -> Reply:
        body = call.json or {}
        for name in ("current_page", "per_page"):
            if body.get(name) is None:
                raise missing(name)
        task = self._state.one(body.get("job_id") or "")
        reply: dict[str, Any] = {
            "job_id": task.id,
            "compare_task_list_results": {
                "compare_task_list": task.comparisons,
                "compare_task_list_count": len(task.comparisons),
            },
        }
        if body.get("object_level_compare_id"):
            row = {"object_type": "TABLE", "object_compare_result": "CONSISTENT", "source_count": 6, "target_count": 6}
            reply["object_level_compare_results"] = {
                "compare_task_id": body["object_level_compare_id"],
                "object_compare_overview": [row],
            }
        return Reply.of_json(reply)

    def end(self, call: Call) -> Reply:
        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task = self._state.tasks[entry["job_id"]]
            match entry.get("delete_type"):
                case "delete":
                    self._state.check(task, "delete", subtasks_only=False, parents_only=True)
                    task.delete()
                case "terminate" | "force_terminate":
                    self._state.check(task, "terminate", subtasks_only=False, parents_only=True)
                    if task.status in NEVER_ENDED_AGAIN:
                        raise ItemFailed(STATE)
                    if entry.get("is_show_breakpoint_position"):
                        if task.source.get("db_type") != "mysql":
                            raise invalid("is_show_breakpoint_position")
                        written = int((self._state.world.now() - task.created_at).total_seconds())
                        task.breakpoint = f"mysql-bin.000001:{154 + 100 * written}"
                    for each in (task, *(self._state.tasks[id] for id in task.children)):
                        each.end()
                case _:
                    raise invalid("delete_type")
            return {"id": task.id, "status": "success"}

        return self._state.batch(call, self._state.entries(call), work, status=202)
