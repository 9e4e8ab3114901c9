"""Backup migrations as jobs that can be waited for."""

from typing import Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.jobs import JobKind
from jobspan._planes.huawei_drs.flows.backup_migration_reads import migration
from jobspan._planes.huawei_drs.models.backup_migrations import BackupMigration
from jobspan.jobs import JobRef


def _as_seen(ctx: PlaneContext, ref: JobRef, view: BackupMigration) -> Flow[BackupMigration]:
    """The result is what the last look showed."""
    return pure(view)


BACKUP_MIGRATION: Final = JobKind[BackupMigration, BackupMigration](
    name="huawei_drs.backup_migration",
    title="backup migration",
    read=lambda ctx, ref: migration(ctx, ref.id),
    phase=lambda view: view.phase,
    state=lambda view: "not said" if view.status is None else view.status.value,
    result=_as_seen,
    explain=lambda view: view.error_log or "",
    instead_of_log="handle.view.error_log has the reason of a failure, which is all that DRS tells.",
)
