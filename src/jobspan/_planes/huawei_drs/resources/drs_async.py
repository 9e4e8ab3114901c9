"""``client.drs``."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import jobspan
from jobspan._async.change import change
from jobspan._async.namespace import AsyncNamespace
from jobspan._core.http import HeaderValue
from jobspan._core.raw import raw_call
from jobspan._planes.huawei.paths import project_path
from jobspan._planes.huawei_drs import flows
from jobspan._planes.huawei_drs.models.features import Features
from jobspan.raw import PageStyle, RawReply

if TYPE_CHECKING:
    import jobspan.drs


class AsyncDrs(AsyncNamespace):
    """All of Huawei DRS."""

    page_style: ClassVar[PageStyle] = PageStyle()

    async def features(self) -> Features:
        """Find out what DRS offers here, by four small lists: some clouds have no v5, or no disaster recovery."""
        return await self._run(flows.features.features(self._ctx))

    @change
    async def request_named(
        self,
        name: str,
        *,
        parameters: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, HeaderValue] | None = None,
    ) -> RawReply:
        """Make a request of API v5 that has no method here, by the name that the vendor's SDK has for it.

        Where it is and whether it may be repeated is known; everything else is as with ``request``: no rules are evaluated, and
        what was started has no handle. Reads are sent again when a reply is lost, changes never are.

        Args:
            name: the name of the request, for example ``show_replay_progress``; ``jobspan operations --plane huawei_drs`` lists
                them.
            parameters: for the placeholders of the path, ``job_id`` in most; ``project_id`` comes from the settings.
            query: absent values (``None``) are left out, lists are repeated.
            body: a JSON tree (``Secret`` values are revealed when it is sent, and shown nowhere), or bytes with a
                ``Content-Type`` in ``headers``.
            headers: besides those of every request; ``Secret`` values are masked.

        Raises:
            ValidationError: there is no such name, or it lacks a parameter; nothing was sent.
            NotOffered: this region does not have the call.
            AmbiguousOutcomeError: the reply is lost, and the request may have been carried out.
            ApiError: DRS refused.
        """
        asked = flows.named.named(self._ctx, name, parameters, query, body, headers)
        return await self._change(lambda: raw_call(self._ctx, asked))

    def _path_parameters(self) -> dict[str, str]:
        return project_path(self._ctx)

    @cached_property
    def migration_jobs(self) -> "jobspan.drs.AsyncMigrationJobs":
        """Tasks through their whole life."""
        from jobspan._planes.huawei_drs.resources.migration_jobs_async import AsyncMigrationJobs

        return AsyncMigrationJobs(self._ctx, self._driver)

    @cached_property
    def actions(self) -> "jobspan.drs.AsyncActions":
        """Actions by name, of API v5."""
        from jobspan._planes.huawei_drs.resources.actions_async import AsyncActions

        return AsyncActions(self._ctx, self._driver)

    @cached_property
    def comparisons(self) -> "jobspan.drs.AsyncComparisons":
        """Whether both ends hold the same: objects, lines, contents."""
        from jobspan._planes.huawei_drs.resources.comparisons_async import AsyncComparisons

        return AsyncComparisons(self._ctx, self._driver)

    @cached_property
    def monitor(self) -> "jobspan.drs.AsyncMonitor":
        """What happens to a task: history, records that could not be applied, positions, counters."""
        from jobspan._planes.huawei_drs.resources.monitor_async import AsyncMonitor

        return AsyncMonitor(self._ctx, self._driver)

    @cached_property
    def tags(self) -> "jobspan.drs.AsyncTags":
        """Tags of tasks, and tasks by their tags."""
        from jobspan._planes.huawei_drs.resources.tags_async import AsyncTags

        return AsyncTags(self._ctx, self._driver)

    @cached_property
    def links(self) -> "jobspan.drs.AsyncLinks":
        """What can be connected to what in this region."""
        from jobspan._planes.huawei_drs.resources.links_async import AsyncLinks

        return AsyncLinks(self._ctx, self._driver)

    @cached_property
    def backup_migrations(self) -> "jobspan.drs.AsyncBackupMigrations":
        """Backup files restored into RDS for SQL Server."""
        from jobspan._planes.huawei_drs.resources.backup_migrations_async import AsyncBackupMigrations

        return AsyncBackupMigrations(self._ctx, self._driver)

    @cached_property
    def subscriptions(self) -> "jobspan.drs.AsyncSubscriptions":
        """The changes of a database, for a consumer to pull."""
        from jobspan._planes.huawei_drs.resources.subscriptions_async import AsyncSubscriptions

        return AsyncSubscriptions(self._ctx, self._driver)

    @cached_property
    def connections(self) -> "jobspan.drs.AsyncConnections":
        """Databases that DRS remembers, so that tasks can be made of them."""
        from jobspan._planes.huawei_drs.resources.connections_async import AsyncConnections

        return AsyncConnections(self._ctx, self._driver)

    @cached_property
    def task_settings(self) -> "jobspan.drs.AsyncTaskSettings":
        """Parameters of tasks, where they start, their size, orders and alarms."""
        from jobspan._planes.huawei_drs.resources.task_settings_async import AsyncTaskSettings

        return AsyncTaskSettings(self._ctx, self._driver)
