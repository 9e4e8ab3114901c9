"""``client.huawei``: the login at IAM."""

from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei import flows
from jobspan._planes.huawei.models import TokenBody


class AsyncHuawei(AsyncResource):
    """What the services of Huawei Cloud share: the login."""

    async def log_in(self) -> TokenBody:
        """Log in as the IAM user of the settings, and return when the token expires (not the token itself).

        The services log in by themselves when they need to; this checks the settings.

        Raises:
            AuthError: the user name or the password is wrong. A login is never repeated.
            ConfigError: the settings contain keys, with which requests are signed instead.
        """
        return await self._run(flows.log_in(self._ctx))
