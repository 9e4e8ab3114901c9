"""API v5: tags of tasks, and tasks by their tags."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.backup_migrations import BackupMigration
from jobspan.testing.sandbox.huawei_drs.errors import V5_NOT_FOUND, invalid, missing, refusal
from jobspan.testing.sandbox.huawei_drs.handlers.routes import v5_route
from jobspan.testing.sandbox.huawei_drs.paging import offset_page
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.subscriptions import Subscription
from jobspan.testing.sandbox.huawei_drs.tasks import DELETED, Task
from jobspan.testing.sandbox.routing import Route

Tagged: TypeAlias = Task | Subscription | BackupMigration

_TYPES = frozenset(["migration", "sync", "cloudDataGuard", "subscription", "backupMigration", "replay"])
_MOST = 20
_LONGEST_KEY, _LONGEST_VALUE = 128, 255


class Tags:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        one = "/{resource_type}/{resource_id}/tags"
        return (
            v5_route("batch_create_tags", f"POST {one}/create", self.create),
            v5_route("batch_delete_tags", f"POST {one}/delete", self.delete),
            v5_route("list_instance_tags", f"GET {one}", self.of_one),
            v5_route("list_tags", "GET /{resource_type}/tags", self.in_use),
            v5_route("list_instance_by_tags", "POST /{resource_type}/resource-instances/filter", self.find),
            v5_route("count_instance_by_tags", "POST /{resource_type}/resource-instances/count", self.count),
        )

    def create(self, call: Call) -> Reply:
        task, asked = self._task(call), _asked(call)
        tags = _pairs(task) | {tag["key"]: tag.get("value", "") for tag in asked}
        if len(tags) > _MOST:
            raise invalid("tags")
        task.tags = [{"key": key, "value": value} for key, value in tags.items()]
        return Reply.of_json({})

    def delete(self, call: Call) -> Reply:
        task, asked = self._task(call), {tag["key"] for tag in _asked(call)}
        task.tags = [tag for tag in task.tags if tag["key"] not in asked]
        return Reply.of_json({})

    def of_one(self, call: Call) -> Reply:
        return Reply.of_json({"tags": self._task(call).tags})

    def in_use(self, call: Call) -> Reply:
        found: dict[str, set[str]] = {}
        for task in self._tasks(call):
            for key, value in _pairs(task).items():
                found.setdefault(key, set()).add(value)
        return Reply.of_json({"tags": [{"key": key, "values": sorted(values)} for key, values in found.items()]})

    def find(self, call: Call) -> Reply:
        rows = [
            {"resource_id": task.id, "resource_name": task.name, "tags": task.tags} for task in self._matching(call)
        ]
        return Reply.of_json({"total_count": len(rows), "resources": offset_page(call, rows, 1000)})

    def count(self, call: Call) -> Reply:
        return Reply.of_json({"total_count": len(self._matching(call))})

    def _matching(self, call: Call) -> list[Tagged]:
        wanted = call.json or {}
        names = {each["value"] for each in wanted.get("matches") or () if each["key"] == "resource_name"}
        return [
            task
            for task in self._tasks(call)
            if (not wanted.get("without_any_tag") or not task.tags)
            and (not names or task.name in names)
            and all(_has(task, each) for each in wanted.get("tags") or ())
        ]

    def _tasks(self, call: Call) -> Iterable[Tagged]:
        match _type(call):
            case "subscription":
                return self._state.subscriptions.values()
            case "backupMigration":
                return self._state.backup_migrations.values()
            case use:
                return [task for task in self._state.tasks.values() if task.use == use and task.status != DELETED]

    def _task(self, call: Call) -> Tagged:
        for task in self._tasks(call):
            if task.id == call.params["resource_id"]:
                return task
        raise refusal(V5_NOT_FOUND, "Job does not exist, please check job ID")


def _type(call: Call) -> str:
    type = call.params["resource_type"]
    if type not in _TYPES:
        raise invalid("resource_type")
    return type


def _asked(call: Call) -> list[dict[str, Any]]:
    tags: list[dict[str, Any]] = (call.json or {}).get("tags") or []
    if not tags:
        raise missing("tags")
    for tag in tags:
        key, value = str(tag.get("key", "")), str(tag.get("value", ""))
        if not key or key != key.strip() or key.startswith("_sys_") or len(key) > _LONGEST_KEY:
            raise invalid("key")
        if len(value) > _LONGEST_VALUE:
            raise invalid("value")
    return tags


def _pairs(task: Tagged) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in task.tags}


def _has(task: Tagged, wanted: dict[str, Any]) -> bool:
    value = _pairs(task).get(wanted["key"])
    return value is not None and (not wanted.get("values") or value in wanted["values"])
