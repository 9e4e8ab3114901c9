"""Tasks as API v5 shows them: one part at a time, in a form of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jobspan.testing.sandbox.huawei_drs.tasks import Task
from jobspan.testing.sandbox.huawei_drs.views import actions_of, millis, progress_view


def list_view(task: Task, children: list[Task]) -> dict[str, Any]:
    view = {
        "id": task.id,
        "name": task.name,
        "status": task.status,
        "description": task.description,
        "create_time": millis(task.created_at),
        "engine_type": task.engine,
        "net_type": task.net,
        "charging_mode": "on_demand",
        "billing_tag": False,
        "job_direction": task.direction,
        "job_type": task.use,
        "task_type": task.task_type,
        "enterprise_project_id": task.enterprise_project,
        "job_mode": "dual" if task.multi_write else "single",
        "is_multi_az": False,
        "node_new_framework": False,
        "job_action": {"available_actions": actions_of(task), "unavailable_actions": []},
    }
    if children:
        view["children"] = [list_view(child, []) for child in children]
    return view


def aspect_view(task: Task, type: str, query: Mapping[str, str]) -> dict[str, Any]:
    """What is asked for of a task; the names of other parts are not there."""
    view = {"id": task.id, "status": task.status, "create_time": millis(task.created_at)}
    return view | _ASPECTS[type](task, query)


def _base(task: Task) -> dict[str, Any]:
    return {
        "base_info": {
            "name": task.name,
            "job_type": task.use,
            "multi_write": task.multi_write,
            "engine_type": task.engine,
            "job_direction": task.direction,
            "task_type": task.task_type,
            "net_type": task.net,
            "charging_mode": "on_demand",
            "description": task.description,
        }
    }


def _detail(task: Task, query: Mapping[str, str]) -> dict[str, Any]:
    return _base(task) | {
        "source_endpoint": [_end(task.source, "so")],
        "target_endpoint": [_end(task.target, "ta")],
        "speed_limit": task.speed,
    }


def _end(end: dict[str, Any], role: str) -> dict[str, Any]:
    where = {
        "id": f"{role}-1",
        "ip": end.get("ip"),
        "db_port": None if end.get("db_port") is None else str(end["db_port"]),
        "db_user": end.get("db_user"),
        "db_password": end.get("db_password"),
        "instance_id": end.get("inst_id"),
    }
    return {
        "db_type": end.get("db_type", "mysql"),
        "endpoint_type": "cloud" if end.get("inst_id") else "offline",
        "endpoint_role": role,
        "endpoint": {key: value for key, value in where.items() if value is not None},
    }


def _network(task: Task, query: Mapping[str, str]) -> dict[str, Any]:
    return {"network_results": [{"ip": "192.0.2.10", "success": True, "result": "success", "status": "success"}]}


def _precheck(task: Task, query: Mapping[str, str]) -> dict[str, Any]:
    done = task.prechecked
    return {
        "precheck_result": {
            "result": done,
            "process": "100%" if done else "0%",
            "total_passed_rate": "100%" if done else "0%",
            "precheck_results": [],
        }
    }


def _progress(task: Task, query: Mapping[str, str]) -> dict[str, Any]:
    shown = progress_view(task)
    names = {"incre_trans_delay": "incr_trans_delay", "incre_trans_delay_millis": "incr_trans_delay_millis"}
    return {"progress_info": {names.get(key, key): value for key, value in shown.items() if key != "job_id"}}


def _log(task: Task, query: Mapping[str, str]) -> dict[str, Any]:
    states = task.entered or [(task.status, task.created_at)]
    rows = [{"level": "INFO", "message": f"The task is {state}.", "create_time": millis(at)} for state, at in states]
    if task.error is not None:
        rows.append({"level": "ERROR", "message": task.error[1], "create_time": millis(task.timeline.changed_at)})
    wanted = query.get("log_level")
    rows = [row for row in rows if not wanted or row["level"] == wanted.upper()]
    offset, limit = int(query.get("offset", 0)), int(query.get("limit", 10))
    return {"logs": rows[offset : offset + limit], "total_count": len(rows)}


def _compare(task: Task, query: Mapping[str, str]) -> dict[str, Any]:
    wanted, id = query.get("compare_type"), query.get("compare_task_id")
    rows = [
        {
            "id": each["compare_task_id"],
            "type": each["compare_type"],
            "status": each["compare_task_status"],
        }
        for each in task.comparisons
        if wanted in (None, each["compare_type"]) and id in (None, each["compare_task_id"])
    ]
    return {"compare_result": {"data_compare_task_list": rows}, "total_count": len(rows)}


def _overview(task: Task, query: Mapping[str, str]) -> dict[str, Any]:
    return _base(task)


_ASPECTS: Mapping[str, Callable[[Task, Mapping[str, str]], dict[str, Any]]] = {
    "overview": _overview,
    "detail": _detail,
    "network": _network,
    "precheck": _precheck,
    "progress": _progress,
    "log": _log,
    "compare": _compare,
}
ASPECTS = tuple(_ASPECTS)
