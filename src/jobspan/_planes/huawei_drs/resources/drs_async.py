"""``client.drs``."""

from functools import cached_property

from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_drs.resources.actions_async import AsyncActions
from jobspan._planes.huawei_drs.resources.migration_jobs_async import AsyncMigrationJobs


class AsyncDrs(AsyncResource):
    """All of Huawei DRS."""

    @cached_property
    def migration_jobs(self) -> AsyncMigrationJobs:
        """Tasks through their whole life."""
        return AsyncMigrationJobs(self._ctx, self._driver)

    @cached_property
    def actions(self) -> AsyncActions:
        """Actions by name, of API v5."""
        return AsyncActions(self._ctx, self._driver)
