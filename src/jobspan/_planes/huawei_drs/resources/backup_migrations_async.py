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
from jobspan._planes.huawei_drs.words import ListSortKey, SortDirection
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
        sort_key: ListSortKey | None = None,
        sort_dir: SortDirection | None = None,
        page_size: int = PER_PAGE,
    ) -> AsyncPager[BackupMigrationSummary]:
        """List backup migrations.

        Args:
            name: only those with this in their name.
            status: only those in this state: TRANSFERRING, SUCCESS, FAILED or ``PRECHECK FAILED``.
            instance_ids: only those that restore into the instances with these ids, at most 10.
            description: only those with this description; DRS does not document whether a part is enough.
            create_at: when they were begun; sent as it is, for DRS does not document the form.
            completed_at: when they were over; sent as it is, for DRS does not document the form.
            enterprise_project_id: only those of the enterprise project with this id.
            tags: their tags; sent as it is, for DRS does not document the form.
            sort_key: what the rows are sorted by.
            sort_dir: direction of the sort.
            page_size: rows per request, 1..1000; without it, 100.

        Raises:
            ValidationError: ``page_size`` or ``instance_ids`` is out of range; nothing was sent.
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

        Args:
            job_id: id of the backup migration.

        Raises:
            NotFound: there is no such backup migration.
        """
        return await self._run(backup_migration_reads.migration(self._ctx, job_id))

    def watch(self, job_id: str) -> AsyncHandle[BackupMigration, BackupMigration]:
        """Return a handle for a backup migration, whoever started it. Does no I/O.

        Args:
            job_id: id of the backup migration.
        """
        return self._handle(backup_migrations.watched(self._ctx, job_id))

    async def wait(
        self, job_id: str, *, timeout: float | None = None, progress: ProgressOption = False
    ) -> BackupMigration:
        """Wait until a backup migration is over.

        Args:
            job_id: id of the backup migration.
            timeout: seconds to wait at most; ``None`` means ``Policy.wait_timeout`` (a day).
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.

        Raises:
            JobFailed: it or its precheck failed; the reason is what its ``error_log`` says.
            WaitTimeout: ``timeout`` has passed.
        """
        return await self.watch(job_id).wait(timeout=timeout, progress=progress)

    @change
    async def update(self, job_id: str, name: str, *, description: str | None = None) -> None:
        """Give a backup migration this name, and this description if there is one.

        Args:
            job_id: id of the backup migration.
            name: the new name, 4..50 letters, digits, ``-`` and ``_``; the present one, if only the description is to
                change.
            description: free text.

        Raises:
            ValidationError: the name cannot be; nothing was sent.
        """
        return await self._change(lambda: backup_migrations.update(self._ctx, job_id, name, description))

    @change
    async def delete(self, job_id: str) -> None:
        """Delete a backup migration that is over. What it restored stays.

        Args:
            job_id: id of the backup migration.

        Raises:
            RuleViolation: it goes on; nothing was sent.
            NotFound: there is no such backup migration.
        """
        return await self._change(lambda: backup_migrations.delete(self._ctx, job_id))
