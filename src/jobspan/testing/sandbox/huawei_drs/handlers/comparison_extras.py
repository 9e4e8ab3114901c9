"""API v5 around comparisons. Only pairs of MySQL show progress, and pause."""

from __future__ import annotations

from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.comparison_runs import FOLLOWING, SUCCESSFUL, Run
from jobspan.testing.sandbox.huawei_drs.errors import invalid, missing, refusal
from jobspan.testing.sandbox.huawei_drs.handlers.routes import v5_route
from jobspan.testing.sandbox.huawei_drs.paging import offset_page
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.tasks import Task
from jobspan.testing.sandbox.routing import Route

_CANNOT_PAUSE = "DRS.M10018"
_DEFAULT_PAGE = 10


class ComparisonExtras:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        health = "/jobs/{job_id}/health-compare-jobs"
        return (
            v5_route("show_compare_progress", "GET /jobs/{job_id}/compare-progress/{compare_job_id}", self.progress),
            v5_route("pause_compare_jobs", "POST /jobs/{job_id}/compare/pause", self.pause),
            v5_route("restart_compare_jobs", "POST /jobs/{job_id}/compare/restart", self.restart),
            v5_route("show_compare_policy", "GET /jobs/{job_id}/compare-policy", self.policy),
            v5_route("update_compare_policy", "PUT /jobs/{job_id}/compare-policy", self.set_policy),
            v5_route("show_health_compare_job_list", f"GET {health}", self.health),
            v5_route("show_health_compare_job_detail", f"GET {health}/{{compare_job_id}}", self.health_detail),
            v5_route(
                "show_health_object_compare_job_overview",
                f"GET {health}/object/{{compare_job_id}}",
                self.health_objects,
            ),
            v5_route("show_compare_users_detail", "GET /jobs/{job_id}/compare/users/{compare_job_id}", self.accounts),
        )

    def progress(self, call: Call) -> Reply:
        run = self._run(self._state.of_v5(call), call.params["compare_job_id"])
        document: dict[str, Any] = {"global_info": {"src_speed": "5"}}
        document["full_info"] = {"progress": 100.0 * run.timeline.portion, "src_speed": "5", "recheck_entities": 0}
        if run.status == FOLLOWING:
            document["incre_info"] = {"delay": 0.0, "src_speed": "0", "rps": 0, "recheck_entities": 0}
        return Reply.of_json(document)

    def pause(self, call: Call) -> Reply:
        for run in self._named(call):
            run.timeline.hold()
        return Reply.of_json({"request_id": self._state.world.new_uuid()}, 202)

    def restart(self, call: Call) -> Reply:
        for run in self._named(call):
            run.go()
        return Reply.of_json({"request_id": self._state.world.new_uuid()}, 202)

    def policy(self, call: Call) -> Reply:
        return Reply.of_json(self._state.of_v5(call).comparison_policy or {"status": "CLOSED"})

    def set_policy(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        body = dict(call.json or {})
        action = body.pop("action", None)
        if action not in ("open", "close"):
            raise invalid("action") if action else missing("action")
        task.comparison_policy = {"status": "OPEN", **body} if action == "open" else {"status": "CLOSED"}
        return Reply.of_json({})

    def health(self, call: Call) -> Reply:
        wanted = call.query.get("status")
        rows = [each for each in map(_health, self._state.of_v5(call).runs) if wanted in (None, each["status"])]
        return Reply.of_json({"count": len(rows), "compare_jobs": offset_page(call, rows, _DEFAULT_PAGE)})

    def health_detail(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        return Reply.of_json(_health(self._run(task, call.params["compare_job_id"])) | {"job_name": task.name})

    def health_objects(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        self._run(task, call.params["compare_job_id"])
        tables = sum(len(each) for each in task.databases.values())
        row = {"type": "TABLE", "source_count": tables, "target_count": tables, "status": 2}
        return Reply.of_json({"compare_result": [row]})

    def accounts(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        run = self._run(task, call.params["compare_job_id"])
        at = run.start_time.strftime("%Y-%m-%dT%H:%M:%SZ")
        row = {
            "id": "1",
            "src_user_name": "'shop'@'%'",
            "tar_user_name": "'shop'@'%'",
            "src_privileges": "SELECT",
            "tar_privileges": "SELECT",
            "is_target_existed": True,
            "compare_result": 2,
            "created_at": at,
            "updated_at": at,
        }
        return Reply.of_json({"total_count": 1, "user_compare_info": offset_page(call, [row], _DEFAULT_PAGE)})

    def _named(self, call: Call) -> list[Run]:
        task = self._state.of_v5(call)
        ids = (call.json or {}).get("compare_job_ids")
        if not ids:
            raise missing("compare_job_ids")
        if task.source.get("db_type", "mysql") != "mysql":
            raise refusal(_CANNOT_PAUSE, "This version cannot pause or restart a comparison.")
        return [self._run(task, id) for id in ids]

    def _run(self, task: Task, id: str) -> Run:
        for run in task.runs:
            if run.id == id:
                return run
        raise invalid("compare_job_id")


def _health(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "type": run.type,
        "status": run.status,
        "start_time": run.start_time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "end_time": None if run.status != SUCCESSFUL else run.start_time.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
