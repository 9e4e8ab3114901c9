"""API v5: what is set for a task."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.errors import STATE, ItemFailed, invalid, missing
from jobspan.testing.sandbox.huawei_drs.handlers.routes import v5_route
from jobspan.testing.sandbox.huawei_drs.paging import offset_page
from jobspan.testing.sandbox.huawei_drs.settings import ParameterValue
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.tasks import ENDED, Task
from jobspan.testing.sandbox.huawei_drs.views import millis
from jobspan.testing.sandbox.routing import Route

_SIZES = frozenset({"micro", "small", "medium", "high", "xlarge", "2xlarge"})
_BEFORE_THE_START = frozenset({"CONFIGURATION", "WAITING_FOR_START", "START_JOB_FAILED"})
_POSITION = re.compile(r"[^<>&:\"'/\\]{1,60}\.\d{3,20}:\d{1,20}|\d{1,10}:\d{1,10}", re.ASCII)
_FOUND = "mysql-bin.000277:805"
_TOPICS = ("urn:smn:eu-west-101:sandbox:drs", "urn:smn:eu-west-101:sandbox:night-watch")


class TaskSettings:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        one = "/jobs/{job_id}"
        return (
            v5_route("list_job_parameters", f"GET {one}/configurations", self.parameters),
            v5_route("update_job_configurations", f"PUT {one}/modify-configuration", self.set_parameters),
            v5_route("list_job_history_parameters", f"GET {one}/configuration-histories", self.history),
            v5_route("collect_position_async", f"POST {one}/collect-db-position", self.collect),
            v5_route("show_position_result", f"GET {one}/db-position", self.position),
            v5_route("update_start_position", f"PUT {one}/start-position", self.start_from),
            v5_route("change_job_flavor", f"POST {one}/change-flavor", self.change_size),
            v5_route("change_to_period", "POST /job/{job_id}/change-to-period", self.order),
            v5_route("associate_smn_topic", f"POST {one}/associate-smn-topic", self.set_topic),
            v5_route("show_smn_subscription_detail", f"GET {one}/smn-subscription-detail", self.topic),
            v5_route("show_smn_topic_info", "GET /smn/topic-info", self.topics),
            v5_route("export_operation_info", f"POST {one}/operation-statistics/export", self.export),
        )

    def parameters(self, call: Call) -> Reply:
        wanted = call.query.get("name")
        values = self._state.of_v5(call).settings.parameters.values()
        rows = [_shown(each) for each in values if wanted in (None, each.name)]
        return Reply.of_json({"count": len(rows), "parameter_config_list": offset_page(call, rows, 10)})

    def set_parameters(self, call: Call) -> Reply:
        task = self._alive(call)
        known, asked = task.settings.parameters, (call.json or {}).get("values") or []
        if not asked:
            raise missing("values")
        for each in asked:
            if each.get("parameter_name") not in known or not each.get("parameter_value"):
                raise invalid("values")
        for each in asked:
            self._set(task, known[each["parameter_name"]], each["parameter_value"])
        return Reply.of_json({})

    def _set(self, task: Task, parameter: ParameterValue, value: str) -> None:
        now = millis(self._state.world.now())
        task.settings.parameter_changes.append(
            {
                "name": parameter.name,
                "old_value": parameter.value or parameter.default,
                "new_value": value,
                "is_update_success": True,
                "is_applied": not parameter.needs_restart,
                "update_time": now,
                "apply_time": None if parameter.needs_restart else now,
            }
        )
        parameter.value, parameter.updated_at = value, self._state.world.now().isoformat()

    def history(self, call: Call) -> Reply:
        wanted = call.query
        first, last = int(wanted.get("begin_time", 0)), int(wanted.get("end_time", 1 << 60))
        rows = [
            each
            for each in self._state.of_v5(call).settings.parameter_changes
            if wanted.get("name") in (None, each["name"]) and first <= int(each["update_time"]) <= last
        ]
        return Reply.of_json({"count": len(rows), "parameter_history_config_list": offset_page(call, rows, 10)})

    def collect(self, call: Call) -> Reply:
        task, at = self._state.of_v5(call), (call.json or {}).get("reset_position_time")
        if not at:
            raise missing("reset_position_time")
        try:
            datetime.fromisoformat(at)
        except ValueError:
            raise invalid("reset_position_time") from None
        id = self._state.world.new_uuid()
        search = self._state.world.timeline(["pending", "failed" if task.settings.finds_no_position else "success"])
        task.settings.searches[id] = search
        reply = {"id": id, "status": search.state, "job_id": task.id}
        search.start()
        return Reply.of_json(reply, 202)

    def position(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        search = task.settings.searches.get(call.query.get("query_id", ""))
        if search is None:
            raise invalid("query_id")
        view = {"job_id": task.id, "status": search.state}
        if search.state == "success":
            view["position"] = _FOUND
        search.polled()
        return Reply.of_json(view)

    def start_from(self, call: Call) -> Reply:
        task, body = self._state.of_v5(call), call.json or {}
        if task.status not in _BEFORE_THE_START or task.task_type != "INCR_TRANS":
            raise ItemFailed(STATE)
        if not _POSITION.fullmatch(str(body.get("file_and_position", ""))):
            raise invalid("file_and_position")
        task.settings.start_position, task.settings.gtid_set = body["file_and_position"], body.get("gtid_set")
        return Reply.of_json({})

    def change_size(self, call: Call) -> Reply:
        task, size = self._alive(call), (call.json or {}).get("spec_type")
        if size not in _SIZES or size == task.node_type:
            raise invalid("spec_type")
        if task.settings.next_size is not None:
            raise ItemFailed(STATE)
        task.change_size(size)
        return Reply.of_json({"id": self._state.world.new_uuid()}, 202)

    def order(self, call: Call) -> Reply:
        task, body = self._alive(call), call.json or {}
        if body.get("period_type") not in ("2", "3") or not isinstance(body.get("period_num"), int):
            raise invalid("period_type")
        for name in ("is_auto_renew", "is_auto_pay"):
            if not isinstance(body.get(name), bool):
                raise missing(name)
        order = {"order_id": f"CS{len(task.settings.orders) + 1:010d}", **body}
        task.settings.orders.append(order)
        return Reply.of_json({"order_id": order["order_id"]})

    def set_topic(self, call: Call) -> Reply:
        task, body = self._alive(call), call.json or {}
        if body.get("topic_urn") not in _TOPICS:
            raise invalid("topic_urn")
        if not isinstance(body.get("is_alarm_to_user"), bool):
            raise missing("is_alarm_to_user")
        task.settings.topic = {
            "topic_name": _name_of(body["topic_urn"]),
            "topic_urn": body["topic_urn"],
            "delay_time": body.get("increment_delay_threshold"),
            "rto_delay": body.get("rto_delay_threshold"),
            "rpo_delay": body.get("rpo_delay_threshold"),
            "is_alarm_user": body["is_alarm_to_user"],
        }
        return Reply.of_json({})

    def topic(self, call: Call) -> Reply:
        return Reply.of_json(self._state.of_v5(call).settings.topic or {})

    def topics(self, call: Call) -> Reply:
        rows = [
            {"name": _name_of(urn), "urn": urn, "description": "", "push_policy": "RETRY_ON_FAILURE"} for urn in _TOPICS
        ]
        return Reply.of_json({"topics": rows, "total_count": len(rows)})

    def export(self, call: Call) -> Reply:
        self._state.of_v5(call).settings.exports += 1
        return Reply.of_json({})

    def _alive(self, call: Call) -> Task:
        """The task, if it has not ended."""
        task = self._state.of_v5(call)
        if task.status in ENDED:
            raise ItemFailed(STATE)
        return task


def _shown(parameter: ParameterValue) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "value": parameter.value or parameter.default,
        "default_value": parameter.default,
        "value_range": parameter.range,
        "is_need_restart": parameter.needs_restart,
        "description": parameter.description,
        "updated_at": parameter.updated_at,
    }


def _name_of(urn: str) -> str:
    return urn.rpartition(":")[2]
