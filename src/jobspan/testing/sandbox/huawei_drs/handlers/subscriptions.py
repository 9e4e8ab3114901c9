"""API v5: subscriptions to the changes of a database."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.errors import (
    MESSAGES,
    NAME_EXISTS,
    STATE,
    V5_NOT_FOUND,
    invalid,
    missing,
    refusal,
)
from jobspan.testing.sandbox.huawei_drs.handlers.routes import v5_route
from jobspan.testing.sandbox.huawei_drs.paging import offset_page
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.subscriptions import CONFIGURATION, STARTED, Subscription, millis
from jobspan.testing.sandbox.routing import Route

_NAME = re.compile(r"[0-9A-Za-z_-]{4,50}")


class Subscriptions:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        act, one = "/subscription/{job_id}", "/subscriptions/{job_id}"
        return (
            v5_route("create_subscription", "POST /subscription", self.create),
            v5_route("show_subscription_lists", "POST /subscriptions", self.list),
            v5_route("show_subscription_detail", f"GET {one}", self.show),
            v5_route("start_subscription", f"POST {act}/start", self.start),
            v5_route("update_subscription_info", f"PUT {one}/info", self.update),
            v5_route("retry_subscription", f"POST {act}/retry", self.retry),
            v5_route("reset_subscription", f"POST {act}/reset", self.reset),
            v5_route("delete_subscription", f"DELETE {one}", self.delete),
        )

    def create(self, call: Call) -> Reply:
        asked = call.json or {}
        self._check_name(asked.get("name"))
        source = asked.get("source_endpoint_info") or {}
        for name, value in (("id", source.get("id")), ("enterprise_project_id", asked.get("enterprise_project_id"))):
            if not value:
                raise missing(name)
        if asked.get("instance_type", "rds") != "rds" or source.get("type", "mysql") != "mysql":
            raise invalid("instance_type")
        made = Subscription(
            world=self._state.world,
            id=self._state.new_id("jb801"),
            name=asked["name"],
            instance_id=source["id"],
            enterprise_project=asked["enterprise_project_id"],
            description=asked.get("description", ""),
            tags=asked.get("tags") or [],
            created_at=self._state.world.now(),
        )
        self._state.subscriptions[made.id] = made
        made.create(self._end(CONFIGURATION))
        return Reply.of_json({"job_id": made.id}, 202)

    def list(self, call: Call) -> Reply:
        wanted = call.json or {}
        if not wanted.get("job_type"):
            raise missing("job_type")
        found = []
        for each in self._state.subscriptions.values():
            each.timeline.polled()
            if _matches(each, wanted):
                found.append(each.row())
        if wanted.get("sort_dir", "desc") == "desc":
            found.reverse()
        page: Any = offset_page(call, found, 10)
        if self._state.shows_single_subscriptions_bare and len(page) < 2:
            page = page[0] if page else {}
        return Reply.of_json({"total_count": len(found), "jobs": page})

    def show(self, call: Call) -> Reply:
        found = self._one(call)
        shown = found.detail()
        found.timeline.polled()
        return Reply.of_json(shown)

    def start(self, call: Call) -> Reply:
        self._allowed(call, "start").start(self._end(STARTED))
        return Reply.of_json({})

    def retry(self, call: Call) -> Reply:
        self._allowed(call, "retry").start(self._end(STARTED))
        return Reply.of_json({})

    def reset(self, call: Call) -> Reply:
        self._allowed(call, "reset").reset()
        return Reply.of_json({})

    def update(self, call: Call) -> Reply:
        found, asked = self._one(call), call.json or {}
        if "name" in asked:
            self._check_name(asked["name"], found.id)
        if "consume_time" in asked:
            found.begin = self._moment(found, asked["consume_time"])
        found.name = asked.get("name", found.name)
        found.description = asked.get("description", found.description)
        return Reply.of_json({})

    def delete(self, call: Call) -> Reply:
        del self._state.subscriptions[self._one(call).id]
        return Reply.of_json({})

    def _end(self, usual: str) -> str:
        end, self._state.next_subscription_ends = self._state.next_subscription_ends, None
        return end or usual

    def _one(self, call: Call) -> Subscription:
        found = self._state.subscriptions.get(call.params["job_id"])
        if found is None:
            raise refusal(V5_NOT_FOUND, "Job does not exist, please check job ID")
        return found

    def _allowed(self, call: Call, action: str) -> Subscription:
        found = self._one(call)
        if not found.allows(action):
            raise refusal(STATE, MESSAGES[STATE])
        return found

    def _check_name(self, name: Any, own: str | None = None) -> None:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise invalid("name")
        others = (each for each in self._state.subscriptions.values() if each.id != own)
        if any(each.name.lower() == name.lower() for each in others):
            raise refusal(NAME_EXISTS, "The task name already exists.")

    def _moment(self, found: Subscription, asked: Any) -> datetime:
        if not isinstance(asked, int) or not millis(found.created_at) <= asked <= millis(self._state.world.now()):
            raise invalid("consume_time")
        return datetime.fromtimestamp(asked / 1000, UTC)


def _matches(found: Subscription, wanted: dict[str, Any]) -> bool:
    name = wanted.get("name", "").lower()
    tags = {tag["key"]: tag["value"] for tag in found.tags}
    return (
        (name in found.name.lower() or name == found.id)
        and wanted.get("status", found.status) == found.status
        and wanted.get("enterprise_project_id", found.enterprise_project) == found.enterprise_project
        and found.instance_id in (wanted.get("instance_ids") or [found.instance_id])
        and wanted.get("description", "") in found.description
        and all(tags.get(key) == value for key, value in (wanted.get("tags") or {}).items())
    )
