"""Backup migrations: restoring backup files into an instance of RDS for SQL Server.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/
"""

from datetime import datetime
from typing import Any, Final, Self

import attrs

from jobspan._core.as_given import as_tuple
from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._core.envelope import ReplyEnvelope
from jobspan._planes.huawei_drs.models.jobs import ResourceTag
from jobspan._planes.huawei_drs.models.times import moment_of
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model, OpenEnum


class BackupMigrationStatus(OpenEnum):
    """How a backup migration goes. DRS writes the words in capitals or not; details say ``failed`` of a failed precheck, too."""

    TRANSFERRING = "TRANSFERRING"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    PRECHECK_FAILED = "PRECHECK FAILED"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        usual = " ".join(value.replace("_", " ").upper().split())
        return cls(usual) if usual in cls._value2member_map_ else super()._missing_(value)


_PHASES: Final = {
    BackupMigrationStatus.TRANSFERRING: Phase.RUNNING,
    BackupMigrationStatus.SUCCESS: Phase.SUCCEEDED,
    BackupMigrationStatus.FAILED: Phase.FAILED,
    BackupMigrationStatus.PRECHECK_FAILED: Phase.FAILED,
}


def _phase(status: BackupMigrationStatus | None, ended_at: datetime | None) -> Phase:
    """A word that nobody knows ends nothing by itself. With a time of the end it is one, and not the end called success.

    A state that is not shown may be any, success among them.
    """
    if status is None:
        return Phase.UNKNOWN
    return _PHASES.get(status) or (Phase.UNKNOWN if ended_at is None else Phase.FAILED)


@frozen(kw_only=True)
class BackupFile(Model):
    """A backup file to restore.

    Attributes:
        name: of the file.
        obs_path: where it is in its bucket; files in OBS need it.
        rds_version: the version of the database that made it; backups of RDS need it.
        rds_source_instance_id: the instance that it is a backup of; backups of RDS need it.
    """

    name: str
    obs_path: str | None = None
    rds_version: str | None = None
    rds_source_instance_id: str | None = None


def _names(names: Any) -> Any:
    """One name or several."""
    return (names,) if isinstance(names, str) else as_tuple(names)


@frozen(kw_only=True)
class NewBackupMigration(Model):
    """A backup migration to start: files are restored into an instance of RDS for SQL Server.

    Attributes:
        name: 4..50 letters, digits, ``-`` and ``_``.
        target_instance_id: the instance that gets the databases.
        files: what is restored, at least one.
        is_last_backup: ``True`` when nothing follows: databases can be used, and take no more backups. ``False`` leaves
            them restoring, for increments to come.
        file_source: OBS (files in a bucket) or RDS (backups of an instance).
        bucket_name: of the files in OBS, which need it: 3..63 lower-case letters, digits, ``-`` and ``.``.
        file_id: of the backup in RDS; a full restore from RDS needs it.
        recovery_mode: full or incre.
        is_precheck: check before anything is restored.
        is_cover: databases of the same name are overwritten; DRS does not, unless told to.
        is_default_restore: ``True``: all databases of the files; ``False``: those in ``db_names``.
        db_names: the databases to restore.
        reset_db_name_map: another name for the restored database, under the empty string as key: ``{"": "new_name"}``. Only for
            files with one database, restored in full by the last backup.
        is_delete_backup_file: delete the copies of files in OBS from the instance afterwards; DRS does, unless told not to.
        consistency_check_mode: sync or async.
        ms_file_stream_status: whether FILESTREAM is open at the instance, as RDS words it.
        engine_type: sqlserver.
        description: free text.
        tags: at most 20.
        enterprise_project_id: where it belongs.
        extra: further members of the request, sent as they are.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/
    """

    name: str
    target_instance_id: str
    files: tuple[BackupFile, ...] = attrs.field(converter=as_tuple)
    is_last_backup: bool
    file_source: str = "OBS"
    bucket_name: str | None = None
    file_id: str | None = None
    recovery_mode: str = "full"
    is_precheck: bool = True
    is_cover: bool | None = None
    is_default_restore: bool | None = None
    db_names: tuple[str, ...] | None = attrs.field(default=None, converter=_names)
    reset_db_name_map: dict[str, str] | None = None
    is_delete_backup_file: bool | None = None
    consistency_check_mode: str | None = None
    ms_file_stream_status: str | None = None
    engine_type: str = "sqlserver"
    description: str | None = None
    tags: tuple[ResourceTag, ...] | None = attrs.field(default=None, converter=as_tuple)
    enterprise_project_id: str | None = None

    def __str__(self) -> str:
        return f"backup migration {self.name}"


@frozen(kw_only=True)
class BackupMigrationStarted(ReplyEnvelope):
    """The envelope of the id of a new backup migration."""

    job_id: str | None = None


@frozen(kw_only=True)
class BackupMigrationSummary(Model, JobFacts):
    """A backup migration in a list. ``error_log`` says why it failed."""

    id: str
    name: str | None = None
    status: BackupMigrationStatus | None = None
    engine_type: str | None = None
    error_log: str | None = None
    description: str | None = None
    create_time: str | None = None
    finish_time: str | None = None
    enterprise_project_id: str | None = None

    @property
    def phase(self) -> Phase:
        """What the state means."""
        return _phase(self.status, self.ended_at)

    @property
    def created_at(self) -> datetime | None:
        """When it was created."""
        return moment_of(self.create_time)

    @property
    def ended_at(self) -> datetime | None:
        """When it was over."""
        return moment_of(self.finish_time)


@frozen(kw_only=True)
class BackupMigrations(RowsReply):
    """A page of backup migrations."""

    jobs: tuple[BackupMigrationSummary, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None


@frozen(kw_only=True)
class BackupMigrationInfo(Model):
    """What a backup migration is called, and where it belongs."""

    name: str | None = None
    engine_type: str | None = None
    description: str | None = None
    tags: tuple[ResourceTag, ...] | None = None
    enterprise_project_id: str | None = None


@frozen(kw_only=True)
class BackupTarget(Model):
    """The instance that gets the databases."""

    target_instance_id: str | None = None
    ms_file_stream_status: str | None = None
    file_id: str | None = None


@frozen(kw_only=True)
class RestoredFile(Model):
    """A backup file, as DRS found it."""

    file_name: str | None = None
    file_size: str | None = None
    file_last_modify: str | None = None


@frozen(kw_only=True)
class BackupSource(Model):
    """Where backup files come from: OBS or RDS."""

    file_source: str | None = None
    bucket_name: str | None = None
    file_info: tuple[RestoredFile, ...] | None = None


@frozen(kw_only=True)
class RestoreOptions(Model):
    """How files are restored; see :class:`NewBackupMigration`."""

    is_cover: bool | None = None
    is_default_restore: bool | None = None
    is_last_backup: bool | None = None
    is_precheck: bool | None = None
    recovery_mode: str | None = None
    db_names: tuple[str, ...] | None = None
    reset_db_name_map: dict[str, str] | None = None
    is_delete_backup_file: bool | None = None
    consistency_check_mode: str | None = None


@frozen(kw_only=True)
class BackupMigration(Model, JobFacts):
    """The details of a backup migration. ``error_log`` says why it failed."""

    id: str
    status: BackupMigrationStatus | None = None
    create_time: str | None = None
    finish_time: str | None = None
    base_info: BackupMigrationInfo | None = None
    target_db_info: BackupTarget | None = None
    backup_info: BackupSource | None = None
    options: RestoreOptions | None = None
    new_db_names: str | None = None
    instance_name: str | None = None
    error_log: str | None = None

    @property
    def name(self) -> str | None:
        """What it is called."""
        return None if self.base_info is None else self.base_info.name

    @property
    def phase(self) -> Phase:
        """What the state means."""
        return _phase(self.status, self.ended_at)

    @property
    def created_at(self) -> datetime | None:
        """When it was created."""
        return moment_of(self.create_time)

    @property
    def ended_at(self) -> datetime | None:
        """When it was over."""
        return moment_of(self.finish_time)
