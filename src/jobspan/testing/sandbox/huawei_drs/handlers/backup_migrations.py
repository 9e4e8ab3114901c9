"""API v5: backup migrations into RDS for SQL Server."""

from __future__ import annotations

import re
from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.backup_migrations import PRECHECK_FAILED, SUCCESS, BackupMigration
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
from jobspan.testing.sandbox.routing import Route

_NAME = re.compile(r"[0-9A-Za-z_-]{4,50}")
_BUCKET = re.compile(r"[0-9a-z][0-9a-z.-]{1,61}[0-9a-z]")


class BackupMigrations:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        one = "/backup-migration-jobs/{job_id}"
        return (
            v5_route("create_replication_job", "POST /backup-migration-jobs", self.create),
            v5_route("list_replication_jobs", "GET /backup-migration-jobs", self.list),
            v5_route("show_replication_job", f"GET {one}", self.show),
            v5_route("update_replication_job", f"PUT {one}", self.update),
            v5_route("delete_replication_job", f"DELETE {one}", self.delete),
        )

    def create(self, call: Call) -> Reply:
        asked = call.json or {}
        base, target, backup, options = (
            _part(asked, name) for name in ("base_info", "target_db_info", "backup_info", "options")
        )
        self._check_name(base.get("name"))
        if base.get("engine_type") != "sqlserver":
            raise invalid("engine_type")
        if not target.get("target_instance_id"):
            raise missing("target_instance_id")
        _check_backup(backup, target, full=options.get("recovery_mode") == "full")
        _check_options(options)
        found = BackupMigration(
            world=self._state.world,
            id=self._state.new_id("jb701"),
            asked=asked,
            created_at=self._state.world.now(),
        )
        self._state.backup_migrations[found.id] = found
        end, self._state.next_backup_migration_ends = self._state.next_backup_migration_ends, None
        if end == PRECHECK_FAILED and not options["is_precheck"]:
            end = None
        found.start(end or SUCCESS)
        return Reply.of_json({"job_id": found.id}, 202)

    def list(self, call: Call) -> Reply:
        name, status = call.query.get("name", ""), call.query.get("status")
        instances = call.query.getlist("dbs_instance_ids")
        found = []
        for each in self._state.backup_migrations.values():
            each.timeline.polled()
            if name.lower() not in each.name.lower() or (status and each.status != status):
                continue
            if instances and each.asked["target_db_info"]["target_instance_id"] not in instances:
                continue
            found.append(each.row())
        return Reply.of_json({"count": len(found), "jobs": offset_page(call, found, 10)})

    def show(self, call: Call) -> Reply:
        found = self._one(call)
        shown = found.detail()
        found.timeline.polled()
        return Reply.of_json(shown)

    def update(self, call: Call) -> Reply:
        found, asked = self._one(call), call.json or {}
        self._check_name(asked.get("name"), found.id)
        found.asked["base_info"] |= {key: asked[key] for key in ("name", "description") if key in asked}
        return Reply.of_json({})

    def delete(self, call: Call) -> Reply:
        found = self._one(call)
        if not found.is_over:
            raise refusal(STATE, MESSAGES[STATE])
        del self._state.backup_migrations[found.id]
        return Reply.of_json({})

    def _one(self, call: Call) -> BackupMigration:
        found = self._state.backup_migrations.get(call.params["job_id"])
        if found is None:
            raise refusal(V5_NOT_FOUND, "Job does not exist, please check job ID")
        return found

    def _check_name(self, name: Any, own: str | None = None) -> None:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise invalid("name")
        others = (each for each in self._state.backup_migrations.values() if each.id != own)
        if any(each.name.lower() == name.lower() for each in others):
            raise refusal(NAME_EXISTS, "The task name already exists.")


def _part(asked: Any, name: str) -> dict[str, Any]:
    part = asked.get(name) if isinstance(asked, dict) else None
    if not isinstance(part, dict):
        raise missing(name)
    return part


def _check_backup(backup: dict[str, Any], target: dict[str, Any], *, full: bool) -> None:
    source, files = backup.get("file_source"), backup.get("files")
    if source not in ("OBS", "RDS"):
        raise invalid("file_source")
    if not files:
        raise missing("files")
    if source == "OBS" and not _BUCKET.fullmatch(str(backup.get("bucket_name", ""))):
        raise invalid("bucket_name")
    if source == "RDS" and full and not target.get("file_id"):
        raise missing("file_id")
    needed = ("obs_path",) if source == "OBS" else ("rds_version", "rds_source_instance_id")
    for file in files:
        if "obs_path" not in file:
            raise missing("obs_path")
        for name in ("name", *needed):
            if not file.get(name):
                raise missing(name)


def _check_options(options: dict[str, Any]) -> None:
    for name in ("is_last_backup", "is_precheck"):
        if not isinstance(options.get(name), bool):
            raise missing(name)
    if options.get("recovery_mode") not in ("full", "incre"):
        raise invalid("recovery_mode")
    if options.get("consistency_check_mode", "sync") not in ("sync", "async"):
        raise invalid("consistency_check_mode")
    if options.get("is_default_restore") is False and not options.get("db_names"):
        raise missing("db_names")
    renamed = options.get("reset_db_name_map")
    if renamed is None:
        return
    whole = options["recovery_mode"] == "full" and options["is_last_backup"]
    if list(renamed) != [""] or not whole or len(options.get("db_names") or ()) > 1:
        raise invalid("reset_db_name_map")
