"""``client.drs.backup_migrations``: backup files restored into RDS for SQL Server."""

from collections.abc import Sequence

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.validation import present
from jobspan._planes.huawei_drs.flows import backup_migration_reads, backup_migrations
from jobspan._planes.huawei_drs.flows.backup_migration_reads import PER_PAGE
from jobspan._planes.huawei_drs.models.backup_migrations import (
    BackupMigration,
    BackupMigrationSummary,
    NewBackupMigration,
)
from jobspan.progress import ProgressOption


class AsyncBackupMigrations(AsyncResource):
    """Backup migrations, by API v5: backup files in OBS, or backups of RDS, restored into an instance of RDS for SQL Server.

    A series begins with a full backup, goes on with increments, and ends with one that is the last; until then the databases
    cannot be used. Where a region does not offer API v5 each method raises ``NotOffered``.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/
    """

    @change
    async def create(self, job: NewBackupMigration) -> AsyncHandle[BackupMigration, BackupMigration]:
        """Start a backup migration: the handle waits until it is over, and ``handle.id`` names it.

        Args:
            job: what is restored, into which instance, and how.

        Raises:
            ValidationError: something is missing, or does not go together; all of it is named, and nothing was sent.
            AmbiguousOutcomeError: the reply was lost, and the list shows none that is surely this one.
        """
        return await self._launch(lambda: backup_migrations.create(self._ctx, job))

    def list(
        self,
        *,
        name: str | None = None,
        status: str | None = None,
        instance_ids: Sequence[str] = (),
        description: str | None = None,
        create_at: str | None = None,
        completed_at: str | None = None,
        enterprise_project_id: str | None = None,
        tags: str | None = None,
        sort_key: str | None = None,
        sort_dir: str | None = None,
        page_size: int = PER_PAGE,
    ) -> AsyncPager[BackupMigrationSummary]:
        """List backup migrations.

        Args:
            name: a part of the name.
            status: TRANSFERRING, SUCCESS, FAILED or ``PRECHECK FAILED``.
            instance_ids: of the instances that are restored into, at most 10.
            description: a part of the description.
            create_at, completed_at, tags, sort_dir: sent as they are; DRS does not document their form.
            enterprise_project_id: where it belongs.
            sort_key: name, db_type, inst_id, ip, created_at, description or tag_value.
            page_size: rows a request, 1..1000.
        """
        filters = present(
            {
                "name": name,
                "status": status,
                "dbs_instance_ids": [*instance_ids] or None,
                "description": description,
                "create_at": create_at,
                "completed_at": completed_at,
                "enterprise_project_id": enterprise_project_id,
                "tags": tags,
                "sort_key": sort_key,
                "sort_dir": sort_dir,
            }
        )
        return self._pager(backup_migration_reads.migrations(self._ctx, filters, page_size))

    async def get(self, job_id: str) -> BackupMigration:
        """Return the details of a backup migration.

        Raises:
            NotFound: there is no such backup migration.
        """
        return await self._run(backup_migration_reads.migration(self._ctx, job_id))

    def watch(self, job_id: str) -> AsyncHandle[BackupMigration, BackupMigration]:
        """Return a handle for a backup migration, whoever started it. Does no I/O."""
        return self._handle(backup_migrations.watched(self._ctx, job_id))

    async def wait(
        self, job_id: str, *, timeout: float | None = None, progress: ProgressOption = False
    ) -> BackupMigration:
        """Wait until a backup migration is over.

        Raises:
            JobFailed: it or its precheck failed; the reason is what its ``error_log`` says.
            WaitTimeout: ``timeout`` (seconds) has passed.
        """
        return await self.watch(job_id).wait(timeout=timeout, progress=progress)

    @change
    async def update(self, job_id: str, name: str, *, description: str | None = None) -> None:
        """Give a backup migration this name, and this description if there is one.

        Args:
            job_id: the backup migration.
            name: 4..50 letters, digits, ``-`` and ``_``; the present one, if only the description is to change.
            description: free text.
        """
        return await self._change(lambda: backup_migrations.update(self._ctx, job_id, name, description))

    @change
    async def delete(self, job_id: str) -> None:
        """Delete a backup migration that is over. What it restored stays.

        Raises:
            RuleViolation: it goes on; nothing was sent.
            NotFound: there is no such backup migration.
        """
        return await self._change(lambda: backup_migrations.delete(self._ctx, job_id))
