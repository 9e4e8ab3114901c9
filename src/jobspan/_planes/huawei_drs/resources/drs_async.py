"""``client.drs``."""

from functools import cached_property
from typing import ClassVar

from jobspan._async.namespace import AsyncNamespace
from jobspan._planes.huawei.paths import project_path
from jobspan._planes.huawei_drs.flows.features import features
from jobspan._planes.huawei_drs.models.features import Features
from jobspan._planes.huawei_drs.resources.actions_async import AsyncActions
from jobspan._planes.huawei_drs.resources.comparisons_async import AsyncComparisons
from jobspan._planes.huawei_drs.resources.links_async import AsyncLinks
from jobspan._planes.huawei_drs.resources.migration_jobs_async import AsyncMigrationJobs
from jobspan._planes.huawei_drs.resources.monitor_async import AsyncMonitor
from jobspan._planes.huawei_drs.resources.tags_async import AsyncTags
from jobspan.raw import PageStyle


class AsyncDrs(AsyncNamespace):
    """All of Huawei DRS."""

    page_style: ClassVar = PageStyle()

    async def features(self) -> Features:
        """Find out what DRS offers here, by four small lists: some clouds have no v5, or no disaster recovery."""
        return await self._run(features(self._ctx))

    def _path_parameters(self) -> dict[str, str]:
        return project_path(self._ctx)

    @cached_property
    def migration_jobs(self) -> AsyncMigrationJobs:
        """Tasks through their whole life."""
        return AsyncMigrationJobs(self._ctx, self._driver)

    @cached_property
    def actions(self) -> AsyncActions:
        """Actions by name, of API v5."""
        return AsyncActions(self._ctx, self._driver)

    @cached_property
    def comparisons(self) -> AsyncComparisons:
        """Whether both ends hold the same: objects, lines, contents."""
        return AsyncComparisons(self._ctx, self._driver)

    @cached_property
    def monitor(self) -> AsyncMonitor:
        """What happens to a task: history, records that could not be applied, positions, counters."""
        return AsyncMonitor(self._ctx, self._driver)

    @cached_property
    def tags(self) -> AsyncTags:
        """Tags of tasks, and tasks by their tags."""
        return AsyncTags(self._ctx, self._driver)

    @cached_property
    def links(self) -> AsyncLinks:
        """What can be connected to what in this region."""
        return AsyncLinks(self._ctx, self._driver)
