"""Backup migrations in the sandbox: files that are restored, one after the other or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs

from jobspan.testing.sandbox.progress import Timeline
from jobspan.testing.sandbox.world import World

TRANSFERRING, SUCCESS = "TRANSFERRING", "SUCCESS"
FAILED, PRECHECK_FAILED = "FAILED", "PRECHECK FAILED"
REASONS = {
    FAILED: "The backup file cannot be restored.",
    PRECHECK_FAILED: "The backup file is not complete.",
}


@attrs.define(eq=False, kw_only=True)
class BackupMigration:
    """One of them: what was asked for, and how it goes."""

    world: World
    id: str
    asked: dict[str, Any]
    created_at: datetime
    finished_at: datetime | None = None
    error_log: str = ""
    timeline: Timeline = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.timeline = self.world.timeline([TRANSFERRING], self._entered)

    @property
    def name(self) -> str:
        return str(self.asked["base_info"]["name"])

    @property
    def tags(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self.asked["base_info"].get("tags") or []
        return found

    @tags.setter
    def tags(self, tags: list[dict[str, str]]) -> None:
        self.asked["base_info"]["tags"] = tags

    @property
    def status(self) -> str:
        return self.timeline.state

    @property
    def is_over(self) -> bool:
        return self.status != TRANSFERRING

    def start(self, end: str) -> None:
        self.timeline = self.world.timeline([TRANSFERRING, TRANSFERRING, end], self._entered)
        self.timeline.start()

    def end(self, state: str, why: str | None = None) -> None:
        """What becomes of it, whatever it was about to do."""
        self.timeline.divert(state)
        self.error_log = self.error_log if why is None else why

    def _entered(self, state: str, at: datetime) -> None:
        if state != TRANSFERRING:
            self.finished_at = at
            self.error_log = REASONS.get(state, "")

    def row(self) -> dict[str, Any]:
        base = self.asked["base_info"]
        return {
            "id": self.id,
            "name": self.name,
            "status": self.status,
            "engine_type": base["engine_type"],
            "error_log": self.error_log,
            "description": base.get("description", ""),
            "create_time": _written(self.created_at),
            "finish_time": _written(self.finished_at),
            "enterprise_project_id": base.get("enterprise_project_id", "0"),
        }

    def detail(self) -> dict[str, Any]:
        backup = self.asked["backup_info"]
        names = self.asked["options"].get("reset_db_name_map") or {}
        return {
            "id": self.id,
            "status": self._plain_status,
            "create_time": _written(self.created_at),
            "finish_time": _written(self.finished_at),
            "backup_info": {
                "file_source": backup["file_source"],
                "bucket_name": backup.get("bucket_name"),
                "file_info": [
                    {"file_name": file["name"], "file_size": "1048576", "file_last_modify": _written(self.created_at)}
                    for file in backup["files"]
                ],
            },
            "base_info": self.asked["base_info"],
            "target_db_info": self.asked["target_db_info"],
            "options": self.asked["options"],
            "new_db_names": ",".join(names.values()),
            "instance_name": "shop-sqlserver",
            "error_log": self.error_log,
        }

    @property
    def _plain_status(self) -> str:
        """Details know two ends, in small letters."""
        return {SUCCESS: "success", FAILED: "failed", PRECHECK_FAILED: "failed"}.get(self.status, self.status)


def _written(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}"
