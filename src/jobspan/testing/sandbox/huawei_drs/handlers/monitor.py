"""API v5: what happens to a task. Positions are invented, and move with the sandbox's time."""

from __future__ import annotations

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.errors import V5_NOT_FOUND, invalid, refusal
from jobspan.testing.sandbox.huawei_drs.handlers.routes import v5_route
from jobspan.testing.sandbox.huawei_drs.paging import offset_page
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.tasks import DELETED, INCREMENTAL, Task
from jobspan.testing.sandbox.routing import Route

_TYPES = frozenset(
    ["table", "event", "table_structure", "procedure", "view", "function", "database", "trigger", "table_indexs"]
)
_DEFAULT_PAGE = 10


class Monitor:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        return (
            v5_route("show_timeline", "GET /jobs/{job_id}/timelines", self.timeline),
            v5_route("show_dirty_data", "GET /jobs/{job_id}/dirty-data", self.dirty_data),
            v5_route("list_job_ddls", "GET /jobs/{job_id}/ddl", self.ddls),
            v5_route("clean_alarms", "POST /jobs/{job_id}/alarms/{alarm_id}/clean", self.clear_alarm),
            v5_route(
                "show_increment_components_detail", "GET /jobs/{job_id}/increment-components-detail", self.components
            ),
            v5_route("show_monitor_data", "GET /jobs/{job_id}/monitor-data", self.data),
            v5_route("show_progress_data", "GET /jobs/{job_id}/progress-data/{type}", self.objects),
            v5_route("show_switchover_info", "GET /jobs/{job_id}/switchover-info", self.switchover),
            v5_route("show_metering", "GET /jobs/{job_id}/metering", self.metering),
        )

    def timeline(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        seeded = [] if ("create" in [action for action, _, _ in task.history]) else [("create", True, task.created_at)]
        rows = [
            {
                "name": action,
                "status": "success" if worked else "failed",
                "operation_time": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "user_name": "operator",
            }
            for action, worked, at in [*seeded, *task.history]
        ]
        return Reply.of_json({"count": len(rows), "timelines": offset_page(call, rows, _DEFAULT_PAGE)})

    def dirty_data(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        full = call.query.get("task_mode") == "FULL_TRANSFER"
        masked = call.query.get("anonymize_mode") == "true"
        rows = [
            each | ({"error_sql": "INSERT INTO ... VALUES (?)"} if masked else {})
            for each in ([] if full else task.dirty_records)
        ]
        return Reply.of_json({"count": len(rows), "dirty_data_list": offset_page(call, rows, _DEFAULT_PAGE)})

    def ddls(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        wanted = call.query.get("status")
        first = int(call.query.get("start_seq_no", 0))
        last = int(call.query.get("end_seq_no", 2**31))
        rows = [each for each in task.ddls if wanted in (None, str(each["status"])) and first <= each["seqno"] <= last]
        return Reply.of_json({"count": len(rows), "ddl_list": offset_page(call, rows, _DEFAULT_PAGE)})

    def clear_alarm(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        found = next((each for each in task.ddls if str(each["seqno"]) == call.params["alarm_id"]), None)
        if found is None:
            raise invalid("alarm_id")
        found |= {"status": 0, "clean_time": int(self._state.world.now().timestamp() * 1000)}
        return Reply.of_json({})

    def components(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        word = "STARTED" if task.status == INCREMENTAL else "STOPPED"
        parts = [
            {
                "type": kind,
                "status": word,
                "start_time": str(int(task.created_at.timestamp() * 1000)),
                "start_point": "mysql-bin.000001:154",
                "current_point": (kind == "apply" and task.stands_at) or self._position(task, lag),
                "delay": str(task.delay),
            }
            for kind, lag in (("capture", 0), ("apply", task.delay))
        ]
        now = str(int(self._state.world.now().timestamp() * 1000))
        return Reply.of_json({"update_time": now, "increment_components_list": parts})

    def data(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        return Reply.of_json(
            {
                "bandwidth": "0.1",
                "is_src_normal": True,
                "is_dst_normal": True,
                "src_offset": self._position(task, 0),
                "node_offset": self._position(task, 0),
                "dst_offset": self._position(task, task.delay),
                "src_delay": 0,
                "dst_delay": task.delay,
                "update_time": str(int(self._state.world.now().timestamp() * 1000)),
            }
        )

    def objects(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        kind = call.params["type"]
        if kind not in _TYPES:
            raise invalid("type")
        rows = [
            {"src_db": database, "src_tb": name, "dst_db": database, "dst_tb": name, "progress": 100}
            for database, tables in task.databases.items()
            for name in tables
            if kind == "table" and call.query.get("search_name", "") in name
        ]
        return Reply.of_json({"count": len(rows), "flow_compare_data": offset_page(call, rows, _DEFAULT_PAGE)})

    def switchover(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        point = self._position(task, task.delay)
        return Reply.of_json({"increment_check_point": self._position(task, 0), "target_safe_point": point})

    def metering(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        product = {
            "id": task.id,
            "cloud_service_type": "hws.service.type.drs",
            "resource_type": "hws.resource.type.drs",
        }
        return Reply.of_json({"product_info_list": [product]})

    def _position(self, task: Task, lag: int) -> str:
        written = int((self._state.world.now() - task.created_at).total_seconds())
        return f"mysql-bin.000001:{154 + 100 * max(0, written - lag)}"

    def _task(self, call: Call) -> Task:
        task = self._state.tasks.get(call.params["job_id"])
        if task is None or task.status == DELETED:
            raise refusal(V5_NOT_FOUND, "Job does not exist, please check job ID")
        return task
