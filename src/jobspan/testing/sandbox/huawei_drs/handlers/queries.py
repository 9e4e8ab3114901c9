"""The operations that only read."""

from __future__ import annotations

from jobspan.testing.sandbox.http import Call, Refused, Reply
from jobspan.testing.sandbox.huawei_drs.errors import PAGE_LIMIT, invalid, missing
from jobspan.testing.sandbox.huawei_drs.handlers.routes import project_route
from jobspan.testing.sandbox.huawei_drs.paging import page_of
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.tasks import DIRECTIONS, INCREMENTAL, USES
from jobspan.testing.sandbox.huawei_drs.views import (
    answers_to,
    detail_view,
    is_visible,
    list_view,
    millis,
    progress_view,
    recovery_view,
    status_view,
)
from jobspan.testing.sandbox.routing import Route

_STRUCTURES = frozenset(
    ["database", "schema", "table", "view", "procedure", "trigger", "index", "table_indexs", "table_structure"]
)
_NODE_TYPES = ("micro", "small", "medium", "high", "xlarge", "2xlarge")


class Queries:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        return (
            project_route("batch_list_job_status", "POST /jobs/batch-status", self.status),
            project_route("batch_list_job_details", "POST /jobs/batch-detail", self.details),
            project_route("show_job_list", "POST /jobs", self.find),
            project_route("batch_list_progresses", "POST /jobs/batch-progress", self.progress),
            project_route("batch_list_rpos_and_rtos", "POST /jobs/batch-rpo-and-rto", self.recovery),
            project_route("show_monitoring_data", "POST /jobs/disaster-recovery-monitoring-data", self.monitoring),
            project_route("batch_list_struct_process", "POST /jobs/batch-struct-process", self.structures),
            project_route("batch_list_struct_detail", "POST /jobs/{type}/batch-struct-detail", self.structure_details),
            project_route("show_quotas", "GET /quotas", self.quotas),
            project_route("list_available_node_types", "GET /node-type", self.node_types),
            project_route("list_available_zone", "POST /available-zone", self.zones),
        )

    def status(self, call: Call) -> Reply:
        tasks = self._state.known(self._state.page(call, self._state.ids(call)))
        results = [status_view(task) for task in tasks]
        for task in tasks:
            task.timeline.polled()
        return Reply.of_json({"results": results, "count": len(results)})

    def details(self, call: Call) -> Reply:
        tasks = self._state.known(self._state.page(call, self._state.ids(call)))
        results = [detail_view(task) for task in tasks]
        return Reply.of_json({"results": results, "count": len(results)})

    def find(self, call: Call) -> Reply:
        body = call.json or {}
        if not body.get("db_use_type"):
            raise missing("db_use_type")
        if body["db_use_type"] not in USES:
            raise invalid("db_use_type")
        wanted = set(filter(None, str(body.get("name") or "").split(",")))
        if len(wanted) > 100:
            raise invalid("name")
        rows = []
        for task in self._state.tasks.values():
            if task.parent is not None or task.use != body["db_use_type"] or not is_visible(task):
                continue
            family = {task.id, task.name, *task.children}
            if wanted and not wanted & family:
                continue
            if not answers_to(task, body):
                continue
            rows.append(task)
        try:
            shown = page_of(rows, body.get("cur_page", 1), body.get("per_page", 10))
        except Refused as refused:
            if refused.reply.json()["error_code"] != PAGE_LIMIT or body.get("per_page", 10) > 100:
                raise
            shown = []
        jobs = [list_view(task, [self._state.tasks[id] for id in task.children]) for task in shown]
        return Reply.of_json({"jobs": jobs, "total_record": len(rows)})

    def progress(self, call: Call) -> Reply:
        tasks = self._state.known(self._state.ids(call))
        results = [progress_view(task) for task in tasks]
        for task in tasks:
            if task.status == INCREMENTAL and not task.writes:
                task.delay = max(0, task.delay - 4)
        return Reply.of_json({"results": results, "count": len(results)}, 202)

    def recovery(self, call: Call) -> Reply:
        results = [recovery_view(task) for task in self._state.known(self._state.ids(call))]
        return Reply.of_json({"results": results, "count": len(results)}, 202)

    def monitoring(self, call: Call) -> Reply:
        results = [
            {
                "id": task.id,
                "data_guard_minitor": {
                    "bandwidth": "1024",
                    "cpuUsed_percent": "12",
                    "dst_delay": task.delay,
                    "dst_normal": True,
                    "mem_used_inMB": "2048",
                    "node_mem_inMB": 8192,
                    "node_volume_inGB": 100,
                    "src_normal": True,
                    "migration_bytes_per_second": 1048576,
                },
            }
            for task in self._state.known(self._state.ids(call))
        ]
        return Reply.of_json({"results": results, "count": len(results)})

    def structure_details(self, call: Call) -> Reply:
        type = call.params["type"]
        if type not in _STRUCTURES:
            raise invalid("type")
        rows = [
            {"progress": 100, "src_DB": "shop", "src_TB": name, "dst_DB": "shop", "dst_TB": name}
            for name in ("customers", "orders")
        ]
        moment = millis(self._state.world.now())
        results = [
            {"job_id": task.id, "struct_detail": {"total_record": len(rows), "create_time": moment, "list": rows}}
            for task in self._state.known(self._state.page(call, self._state.ids(call)))
        ]
        return Reply.of_json({"results": results, "count": len(results)})

    def structures(self, call: Call) -> Reply:
        moment = int(self._state.world.now().timestamp() * 1000)
        counts = {
            "type": "table",
            "status": 2,
            "src_count": 12,
            "dst_count": 12,
            "start_time": moment,
            "end_time": moment,
        }
        results = [
            {"job_id": task.id, "struct_process": {"create_time": str(moment), "result": [counts]}}
            for task in self._state.known(self._state.page(call, self._state.ids(call)))
        ]
        return Reply.of_json({"results": results, "count": len(results)})

    def quotas(self, call: Call) -> Reply:
        used = sum(map(is_visible, self._state.tasks.values()))
        quota = {"type": "instances", "min": 0, "max": 9999, "quota": 9999, "used": used}
        return Reply.of_json({"quotas": {"resource": quota}})

    def node_types(self, call: Call) -> Reply:
        for name, allowed in (("engine_type", None), ("db_use_type", USES), ("job_direction", DIRECTIONS)):
            value = call.query.get(name)
            if not value:
                raise missing(name)
            if allowed and value not in allowed:
                raise invalid(name)
        return Reply.of_json({"node_types": [{"node_type": each, "is_sellout": False} for each in _NODE_TYPES]})

    def zones(self, call: Call) -> Reply:
        for name in ("engine_type", "db_use_type", "job_direction", "node_type"):
            if not (call.json or {}).get(name):
                raise missing(name)
        zones = [{"code": f"eu-west-101{each}", "name": f"AZ{each}", "status": "ENABLED"} for each in "ab"]
        return Reply.of_json({"az_infos": zones})
