"""Tasks as DRS shows them: four replies, four forms of time, numbers as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jobspan.testing.sandbox.huawei_drs.tasks import (
    DELETED,
    FULL,
    FULL_DONE,
    INCREMENTAL,
    INCREMENTAL_FAILED,
    Task,
)

_ALWAYS = "CREATE CHOOSE_OBJECT PRE_CHECK CHANGE_MODE FREE_RESOURCE MODIFY_DB_CONFIG MODIFY_CONFIGURATION"


def millis(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def plain(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def status_view(task: Task) -> dict[str, Any]:
    view = {"id": task.id, "status": task.status}
    if task.error is not None:
        view |= {"error_code": task.error[0], "error_message": task.error[1]}
    return view


def detail_view(task: Task) -> dict[str, Any]:
    view = {
        **status_view(task),
        "name": task.name,
        "description": task.description,
        "create_time": millis(task.created_at),
        "task_type": task.task_type,
        "source_endpoint": task.source,
        "target_endpoint": task.target,
        "net_type": task.net,
        "inst_info": {"engine_type": task.engine, "inst_type": task.node_type, "start_time": "0", "volume_size": 100},
        "update_time": millis(task.timeline.changed_at),
        "job_direction": task.direction,
        "db_use_type": task.use,
        "need_restart": False,
        "speed_limit": task.speed,
        "multi_write": task.multi_write,
        "subnet_id": task.subnet_id,
        "object_infos": task.objects,
        "data_transformation": {"total_count": len(task.rules)},
    }
    if task.began_at is not None:
        view["actual_start_time"] = millis(task.began_at)
    if task.breakpoint is not None:
        view["incre_start_position"] = task.breakpoint
    if task.tags:
        view["tags"] = task.tags
    if task.parent is not None:
        view["parent_id"] = task.parent
    return view


def list_view(task: Task, children: list[Task]) -> dict[str, Any]:
    view = {
        "id": task.id,
        "name": task.name,
        "status": task.status,
        "description": task.description,
        "create_time": plain(task.created_at),
        "engine_type": task.engine,
        "net_type": task.net,
        "billing_tag": False,
        "job_direction": task.direction,
        "db_use_type": task.use,
        "task_type": task.task_type,
        "node_newFramework": False,
        "job_action": {"available_actions": actions_of(task), "unavailable_actions": [], "current_action": None},
    }
    if task.error is not None:
        view["error_msg"] = task.error[1]
    if children:
        view["children"] = [list_view(child, []) for child in children]
    return view


def actions_of(task: Task) -> list[str]:
    """What DRS offers for a task now."""
    offered = _ALWAYS.split()
    if task.status in (FULL, FULL_DONE, INCREMENTAL, INCREMENTAL_FAILED):
        offered += ["RESET_DB_PWD", "PAUSE"]
    if task.status.endswith("_FAILED") or task.status == "PAUSING":
        offered += ["RETRY", "RESET"]
    if task.status == "CONFIGURATION":
        offered.append("START")
    return offered


def progress_view(task: Task) -> dict[str, Any]:
    share = 1.0 if task.status in (FULL_DONE, INCREMENTAL, INCREMENTAL_FAILED) else task.timeline.share(FULL)
    incremental = task.status == INCREMENTAL
    return {
        "job_id": task.id,
        "progress": f"{share * 100:g}",
        "incre_trans_delay": str(task.delay) if incremental else "-1",
        "incre_trans_delay_millis": str(task.delay * 1000) if incremental else "-1",
        "task_mode": task.task_type,
        "transfer_status": task.status,
        "process_time": millis(task.world.now()),
        "remaining_time": "0" if share == 1.0 else "60",
        "progress_map": {
            part: {"completed": f"{share * 100:g}%", "remaining_time": None} for part in ("struct", "data", "index")
        },
    }


def recovery_view(task: Task) -> dict[str, Any]:
    moment = plain(task.world.now())
    return {
        "job_id": task.id,
        "rpo_info": {"delay": str(task.rpo_millis), "time": moment, "gtid_set": "NA", "check_point": "binlog.1:197"},
        "rto_info": {"delay": str(task.rto_millis), "time": moment, "gtid_set": "NA", "check_point": "binlog.1:197"},
    }


def answers_to(task: Task, wanted: Mapping[str, Any]) -> bool:
    """Whether a task is one of those that a list is asked for. What is empty or absent asks for nothing."""
    ends = (task.source, task.target)
    instances, tags = wanted.get("instance_ids"), {tag["key"]: tag["value"] for tag in task.tags}
    if isinstance(instances, str):
        instances = instances.split(",")
    plain_ones = {
        "engine_type": task.engine,
        "status": task.status,
        "net_type": task.net,
        "enterprise_project_id": task.enterprise_project,
    }
    return (
        all(not wanted.get(name) or wanted[name] == value for name, value in plain_ones.items())
        and (not instances or any(end.get("inst_id") in instances for end in ends))
        and (not wanted.get("instance_ip") or any(end.get("ip") == wanted["instance_ip"] for end in ends))
        and (wanted.get("tags") or {}).items() <= tags.items()
    )


def is_visible(task: Task) -> bool:
    return task.status != DELETED
