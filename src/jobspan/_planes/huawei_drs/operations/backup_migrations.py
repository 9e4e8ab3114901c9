"""Operations of API v5 on backup migrations."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models import backup_migrations as model
from jobspan._planes.huawei_drs.operations.table import SAME_VALUES, V5

CREATE: Operation[model.BackupMigrationStarted] = V5.guarded(
    "v5.create_replication_job",
    "POST /backup-migration-jobs",
    call="drs.backup_migrations.create",
    reason="a repeat restores again; the list and the details tell whether it was started",
    page="drs_03_0159",
    returns=model.BackupMigrationStarted,
    check="Look for its name in drs.backup_migrations.list() before starting it again.",
)
LIST: Operation[model.BackupMigrations] = V5.read(
    "v5.list_replication_jobs",
    "GET /backup-migration-jobs",
    call="drs.backup_migrations.list",
    page="drs_03_0159",
    returns=model.BackupMigrations,
)
GET: Operation[model.BackupMigration] = V5.read(
    "v5.show_replication_job",
    "GET /backup-migration-jobs/{job_id}",
    call="drs.backup_migrations.get",
    page="drs_03_0159",
    returns=model.BackupMigration,
)
UPDATE: Operation[None] = V5.idempotent(
    "v5.update_replication_job",
    "PUT /backup-migration-jobs/{job_id}",
    call="drs.backup_migrations.update",
    reason=SAME_VALUES,
    page="drs_03_0159",
)
DELETE: Operation[None] = V5.idempotent(
    "v5.delete_replication_job",
    "DELETE /backup-migration-jobs/{job_id}",
    call="drs.backup_migrations.delete",
    reason="what is gone stays gone",
    page="drs_03_0159",
    rules=("delete-backup-migration-state",),
    removes=True,
    check="Look at drs.backup_migrations.list().",
)
