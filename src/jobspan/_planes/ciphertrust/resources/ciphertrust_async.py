"""All of CipherTrust, as one namespace of a client."""

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import jobspan
from jobspan._async.namespace import AsyncNamespace
from jobspan._planes.ciphertrust.auth import Session
from jobspan.raw import PageStyle

if TYPE_CHECKING:
    import jobspan.ciphertrust


class AsyncCipherTrust(AsyncNamespace):
    """All of CipherTrust Cloud Key Manager."""

    page_style: ClassVar[PageStyle] = PageStyle(position="skip", rows=("resources",), total=("total",))

    @cached_property
    def sync_jobs(self) -> "jobspan.ciphertrust.AsyncSyncJobs":
        """Key synchronization jobs of every cloud."""
        from jobspan._planes.ciphertrust.resources.sync_jobs_async import AsyncSyncJobs

        return AsyncSyncJobs(self._ctx, self._driver)

    @cached_property
    def containers(self) -> "jobspan.ciphertrust.AsyncContainers":
        """What synchronization jobs work on, with when it was synchronized last."""
        from jobspan._planes.ciphertrust.resources.containers_async import AsyncContainers

        return AsyncContainers(self._ctx, self._driver)

    @cached_property
    def schedules(self) -> "jobspan.ciphertrust.AsyncSchedules":
        """What the appliance does by itself: synchronizations, rotations and more, and their runs."""
        from jobspan._planes.ciphertrust.resources.schedules_async import AsyncSchedules

        return AsyncSchedules(self._ctx, self._driver)

    async def log_in(self) -> None:
        """Begin a session now, unless one exists; otherwise the first call does. Wrong credentials show at once.

        Raises:
            AuthError: the credentials are refused. They are not sent again until ``log_in`` is called again.
        """
        await self._run(self._ctx.auth_as(Session).log_in(self._ctx))

    async def log_out(self) -> None:
        """End the session: revoke the refresh token that its login made. Closing the client does that, too."""
        await self._run(self._ctx.auth_as(Session).log_out(self._ctx))
