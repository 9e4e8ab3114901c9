"""Which backup migrations may be deleted."""

from typing import Final

from jobspan._core.rules import StateRule
from jobspan._planes.huawei_drs.models.backup_migrations import BackupMigrationStatus
from jobspan._planes.huawei_drs.rules.facts import REFERENCE

_KNOWN: Final = frozenset(each.value for each in BackupMigrationStatus)

DELETE_BACKUP_MIGRATION: Final = StateRule(
    id="delete-backup-migration-state",
    text="Only a backup migration that is over can be deleted.",
    allowed=_KNOWN - {BackupMigrationStatus.TRANSFERRING.value},
    known=_KNOWN,
    source=REFERENCE,
)
