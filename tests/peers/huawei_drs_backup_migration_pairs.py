"""Backup migrations, by the vendor's SDK and by jobspan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from huaweicloudsdkdrs import v5

import jobspan
from jobspan.drs import BackupFile, NewBackupMigration, ResourceTag
from jobspan.testing import Sandbox
from jobspan.testing.sandbox.huawei_drs.backup_migrations import SUCCESS, BackupMigration

Theirs: TypeAlias = Callable[[Any, str], Any]
Ours: TypeAlias = Callable[[jobspan.Client, str], Any]

TARGET = "3ef57dbcc8db478a9e346d26ef2575bfin04"


def prepare(sandbox: Sandbox) -> str:
    """A backup migration that is over."""
    drs = sandbox.huawei_drs
    asked = {
        "base_info": {"name": "shop-before", "engine_type": "sqlserver"},
        "target_db_info": {"target_instance_id": TARGET},
        "backup_info": {"file_source": "OBS", "bucket_name": "shop-backups", "files": [{"name": "shop.bak"}]},
        "options": {"is_last_backup": True, "is_precheck": True, "recovery_mode": "full"},
    }
    made = BackupMigration(world=drs.world, id=drs.new_id(), asked=asked, created_at=drs.world.now())
    made.end(SUCCESS)
    drs.backup_migrations[made.id] = made
    return made.id


_THEIR_NEW = v5.CreateOfflineTaskReq(
    base_info=v5.BackupJobBaseInfo(
        name="shop-restore",
        engine_type="sqlserver",
        description="the shop",
        tags=[v5.ResourceTag(key="owner", value="shop")],
        enterprise_project_id="0",
    ),
    target_db_info=v5.BackupJobEndpointInfo(target_instance_id=TARGET, ms_file_stream_status="open", file_id="file-1"),
    backup_info=v5.BackupInfo(
        file_source="RDS",
        files=[
            v5.BackupFileInfo(name="shop.bak", obs_path="", rds_version="2019_SE", rds_source_instance_id="instance-1")
        ],
    ),
    options=v5.BackupRestoreOptionInfo(
        is_cover=False,
        is_default_restore=False,
        is_last_backup=True,
        is_precheck=True,
        recovery_mode="full",
        db_names=["shop"],
        reset_db_name_map={"": "shop2"},
        is_delete_backup_file=True,
        consistency_check_mode="async",
    ),
)
_OUR_NEW = NewBackupMigration(
    name="shop-restore",
    description="the shop",
    tags=(ResourceTag(key="owner", value="shop"),),
    enterprise_project_id="0",
    target_instance_id=TARGET,
    ms_file_stream_status="open",
    file_id="file-1",
    file_source="RDS",
    files=(BackupFile(name="shop.bak", rds_version="2019_SE", rds_source_instance_id="instance-1"),),
    is_cover=False,
    is_default_restore=False,
    is_last_backup=True,
    is_precheck=True,
    recovery_mode="full",
    db_names=("shop",),
    reset_db_name_map={"": "shop2"},
    is_delete_backup_file=True,
    consistency_check_mode="async",
)

PAIRS: dict[str, tuple[Theirs, Ours]] = {
    "v5.create_replication_job": (
        lambda c, _: c.create_replication_job(v5.CreateReplicationJobRequest(body=_THEIR_NEW)),
        lambda c, _: c.drs.backup_migrations.create(_OUR_NEW),
    ),
    "v5.list_replication_jobs": (
        lambda c, _: c.list_replication_jobs(
            v5.ListReplicationJobsRequest(
                name="shop",
                status="SUCCESS",
                dbs_instance_ids=[TARGET, "another"],
                description="the shop",
                enterprise_project_id="0",
                limit=100,
                offset=0,
                sort_key="name",
                sort_dir="asc",
            )
        ),
        lambda c, _: c.drs.backup_migrations.list(
            name="shop",
            status="SUCCESS",
            instance_ids=[TARGET, "another"],
            description="the shop",
            enterprise_project_id="0",
            sort_key="name",
            sort_dir="asc",
        ).first(),
    ),
    "v5.show_replication_job": (
        lambda c, id: c.show_replication_job(v5.ShowReplicationJobRequest(job_id=id)),
        lambda c, id: c.drs.backup_migrations.get(id),
    ),
    "v5.update_replication_job": (
        lambda c, id: c.update_replication_job(
            v5.UpdateReplicationJobRequest(
                job_id=id, body=v5.ModifyOfflineTaskReq(name="renamed", description="it was the shop")
            )
        ),
        lambda c, id: c.drs.backup_migrations.update(id, "renamed", description="it was the shop"),
    ),
    "v5.delete_replication_job": (
        lambda c, id: c.delete_replication_job(v5.DeleteReplicationJobRequest(job_id=id)),
        lambda c, id: c.drs.backup_migrations.delete(id),
    ),
}
