"""Subscriptions in the sandbox, and how they move through their states."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs

from jobspan.testing.sandbox.progress import Timeline
from jobspan.testing.sandbox.world import World

CREATING, CREATE_FAILED, CONFIGURATION = "CREATING", "CREATE_FAILED", "CONFIGURATION"
STARTING, START_FAILED = "STARTJOBING", "STARTJOB_FAILED"
STARTED, FAILED = "SUBSCRIPTION_STARTED", "SUBSCRIPTION_FAILED"

ALLOWED = {
    "start": frozenset({CONFIGURATION}),
    "retry": frozenset({START_FAILED, FAILED, "REBUILD_NODE_FAILED", "NODE_UPGRADE_FAILED"}),
    "reset": frozenset({STARTED, START_FAILED, FAILED}),
}


@attrs.define(eq=False, kw_only=True)
class Subscription:
    """One subscription. `begin`: from when on its changes are consumed."""

    world: World
    id: str
    name: str
    instance_id: str
    enterprise_project: str
    description: str = ""
    tags: list[dict[str, str]] = attrs.field(factory=list)
    created_at: datetime
    begin: datetime | None = None
    timeline: Timeline = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.timeline = self.world.timeline([CREATING], self._entered)

    @property
    def status(self) -> str:
        return self.timeline.state

    def place(self, state: str) -> None:
        """Put it into a state, whatever it did before."""
        self.timeline = self.world.timeline([state], self._entered)

    def create(self, end: str) -> None:
        self.timeline = self.world.timeline([CREATING, CREATING, end], self._entered)
        self.timeline.start()

    def start(self, end: str) -> None:
        self.timeline.divert(STARTING, STARTING, end)

    def reset(self) -> None:
        """It begins anew: what was not consumed is forgotten."""
        self.begin = None
        self.timeline.divert(STARTING, STARTED)

    def fail(self) -> None:
        """What it runs into."""
        self.timeline.divert(FAILED)

    def allows(self, action: str) -> bool:
        return self.status in ALLOWED[action]

    def _entered(self, state: str, at: datetime) -> None:
        if state == STARTED and self.begin is None:
            self.begin = at

    def row(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "status": self.status,
            "create_time": _written(self.created_at),
            "begin_time": _written(self.begin),
            "now_time": _written(self.world.now()),
            "description": self.description,
            "job_action": {
                "available_actions": [action for action in ALLOWED if self.allows(action)],
                "unavailable_actions": [action for action in ALLOWED if not self.allows(action)],
                "current_action": "",
            },
            "enterprise_project_id": self.enterprise_project,
        }

    def detail(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "ip": "192.0.2.77",
            "enterprise_project_id": self.enterprise_project,
            "status": self.status,
            "subscription_data_type": {"is_dml_subscribed": True, "is_ddl_subscribed": True},
            "source_endpoint": {
                "db_instance_id": self.instance_id,
                "name": "shop-mysql",
                "ip": "192.0.2.12",
                "port": 3306,
                "type": "mysql",
                "user_name": "drs",
            },
            "created_time": _written(self.created_at),
            "begin_time": _written(self.begin),
            "now_time": _written(self.world.now()),
            "engine_type": "mysql",
            "charge_info": {"charge_mode": "on_demand"},
            "description": self.description,
        }


def millis(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000 + moment.microsecond // 1000


def _written(moment: datetime | None) -> str:
    return "0" if moment is None else str(millis(moment))
