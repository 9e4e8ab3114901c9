"""API v5: tasks that are created one at a time, and copies."""

from __future__ import annotations

import re
from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.errors import NAME_EXISTS, V5_NOT_FOUND, invalid, missing, refusal
from jobspan.testing.sandbox.huawei_drs.handlers.routes import v5_route
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.tasks import DIRECTIONS, USES, Task
from jobspan.testing.sandbox.huawei_drs.views import is_visible, millis
from jobspan.testing.sandbox.routing import Route

_SUFFIXES = {"migration": "jb101", "sync": "jb201", "cloudDataGuard": "jb502"}
_NEEDED = ("name", "job_type", "engine_type", "job_direction", "task_type", "net_type")


class NewTasks:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        return (
            v5_route("create_job", "POST /jobs", self.create),
            v5_route("copy_job", "POST /jobs/clone", self.copy),
        )

    def create(self, call: Call) -> Reply:
        job = (call.json or {}).get("job") or {}
        base = job.get("base_info") or {}
        for name in _NEEDED:
            if not base.get(name):
                raise missing(f"base_info.{name}")
        if base["job_type"] not in USES or base["job_direction"] not in DIRECTIONS:
            raise invalid("base_info")
        self._check_name(base["name"])
        node = job.get("node_info") or {}
        if not (node.get("spec") or {}).get("node_type"):
            raise missing("node_info.spec.node_type")
        ends = [_end_of(job, name) for name in ("source_endpoint", "target_endpoint")]
        task = self._state.add(
            base["name"],
            suffix=_SUFFIXES[base["job_type"]],
            use=base["job_type"],
            engine=base["engine_type"],
            direction=base["job_direction"],
            net=base["net_type"],
            task_type=base["task_type"],
            node_type=node["spec"]["node_type"],
            subnet_id=(node.get("vpc") or {}).get("subnet_id", ""),
            description=base.get("description", ""),
            enterprise_project=base.get("enterprise_project_id", "0"),
            tags=[dict(tag) for tag in base.get("tags") or ()],
            source=ends[0][0],
            target=ends[1][0],
        )
        task.passwords = {"so": ends[0][1], "ta": ends[1][1]}
        return _begun(task, copied=False)

    def copy(self, call: Call) -> Reply:
        asked = call.json or {}
        original = self._state.tasks.get(asked.get("job_id", ""))
        if original is None or not is_visible(original):
            raise refusal(V5_NOT_FOUND, "Job does not exist, please check job ID")
        if not re.fullmatch(r"[A-Za-z].*", str(asked.get("name", ""))):
            raise invalid("name")
        self._check_name(asked["name"])
        task = self._state.add(
            asked["name"],
            suffix=_SUFFIXES[original.use],
            use=original.use,
            engine=original.engine,
            direction=original.direction,
            net=original.net,
            task_type=original.task_type,
            node_type=original.node_type,
            subnet_id=original.subnet_id,
            description=original.description,
            enterprise_project=original.enterprise_project,
            source=dict(original.source),
            target=dict(original.target),
        )
        task.passwords = dict(original.passwords)
        return _begun(task, copied=True)

    def _check_name(self, name: str) -> None:
        if not re.fullmatch(r"[\w-]{4,50}", name, re.ASCII):
            raise invalid("name")
        if any(task.name.lower() == name.lower() for task in self._state.tasks.values() if is_visible(task)):
            raise refusal(NAME_EXISTS, "The task name already exists.", 422)


def _end_of(job: dict[str, Any], name: str) -> tuple[dict[str, Any], str]:
    """One end, and the password for it, which is kept apart."""
    ends = job.get(name) or []
    if not ends or not (ends[0].get("endpoint") or {}).get("db_password"):
        raise missing(name)
    address = ends[0]["endpoint"]
    end = {
        "db_type": ends[0].get("db_type"),
        "ip": address.get("ip"),
        "db_port": int(address["db_port"]) if address.get("db_port") else None,
        "db_user": address.get("db_user"),
        "inst_id": address.get("instance_id"),
    }
    return {key: value for key, value in end.items() if value is not None}, address["db_password"]


def _begun(task: Task, *, copied: bool) -> Reply:
    task.create()
    return Reply.of_json(
        {
            "id": task.id,
            "name": task.name,
            "status": task.status,
            "create_time": millis(task.created_at),
            "is_clone_job": "true" if copied else "false",
        },
        202,
    )
