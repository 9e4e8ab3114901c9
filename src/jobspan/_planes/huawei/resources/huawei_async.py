"""IAM, as it is used: ``client.huawei``."""

from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei import flows
from jobspan._planes.huawei.models import TokenBody


class AsyncHuawei(AsyncResource):
    """What the services of Huawei Cloud share: the login."""

    async def log_in(self) -> TokenBody:
        """Check the IAM user of the settings: log in, and return what IAM says of the token (not the token itself).

        The services log in by themselves when they need to; this is for checks.

        Raises:
            AuthError: the user name or the password is wrong. A login is never repeated.
            ConfigError: the settings hold keys, with which requests are signed instead.
        """
        return await self._run(flows.log_in(self._ctx))
