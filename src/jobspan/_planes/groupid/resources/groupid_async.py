"""All of Directory Manager's Synchronize API, as one namespace."""

from functools import cached_property
from typing import ClassVar

from jobspan._async.namespace import AsyncNamespace
from jobspan._planes.groupid.auth import PasswordAuth
from jobspan._planes.groupid.resources.collections_async import AsyncCollections
from jobspan._planes.groupid.resources.data_sources_async import AsyncDataSources
from jobspan._planes.groupid.resources.data_sync_jobs_async import AsyncDataSyncJobs
from jobspan.raw import PageStyle


class AsyncGroupID(AsyncNamespace):
    """All of Netwrix Directory Manager's Synchronize API."""

    page_style: ClassVar = PageStyle(
        size="PageSize",
        position="PageIndex",
        counts="page",
        first=1,
        in_body=True,
        within="SearchOption",
        rows=("data.data", "data"),
        total=("data.count", "count"),
    )

    @cached_property
    def jobs(self) -> AsyncDataSyncJobs:
        """Synchronize jobs."""
        return AsyncDataSyncJobs(self._ctx, self._driver)

    @cached_property
    def collections(self) -> AsyncCollections:
        """Collections of jobs."""
        return AsyncCollections(self._ctx, self._driver)

    @cached_property
    def data_sources(self) -> AsyncDataSources:
        """Files and databases."""
        return AsyncDataSources(self._ctx, self._driver)

    async def log_in(self) -> None:
        """Get a token now, to find out early whether the credentials are right. Other calls log in by themselves.

        Raises:
            AuthError: the credentials are rejected. They are not tried again.
        """
        auth = self._ctx.auth
        if isinstance(auth, PasswordAuth):
            await self._run(auth.renew(self._ctx))
