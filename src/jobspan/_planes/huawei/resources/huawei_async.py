"""``client.huawei``: IAM, and the credentials in use."""

from typing import ClassVar

from jobspan._async.namespace import AsyncNamespace
from jobspan._planes.huawei import flows
from jobspan._planes.huawei.flows import CredentialsInUse
from jobspan._planes.huawei.models import Caller, Domain, Project, TokenBody
from jobspan.raw import PageStyle
from jobspan.tables import Rows


class AsyncHuawei(AsyncNamespace):
    """What the services of Huawei Cloud share: who calls, and in which project. Requests by path go to IAM."""

    page_style: ClassVar[PageStyle] = PageStyle(size="per_page", position="page", counts="page", first=1)

    async def log_in(self) -> TokenBody:
        """Log in as the IAM user of the settings, and return when the token expires (not the token itself).

        The services log in by themselves when they need to; this checks the settings.

        Raises:
            AuthError: the user name or the password is wrong. A login is never repeated.
            ConfigError: the settings contain keys, with which requests are signed instead.
        """
        return await self._run(flows.log_in(self._ctx))

    async def credentials(self) -> CredentialsInUse:
        """Return which credentials are used and where they are from: fetched now, if they are temporary; no secret is shown.

        Raises:
            ConfigError: there are none, or half of what is needed; or the project cannot be found out.
            PermissionDenied: the agency may not be taken on.
        """
        return await self._run(flows.credentials(self._ctx))

    async def projects(self, name: str | None = None) -> Rows[Project]:
        """Return the projects of the account, or those of a name. That of a region has the region's name.

        Users who may not list them get those that they may enter.

        Args:
            name: only the project of this name; that of a region has the region's name, for example ``eu-west-101``. Without
                it, all.
        """
        return await self._rows(flows.projects(self._ctx, name), Project)

    async def domains(self) -> Rows[Domain]:
        """Return the accounts that the caller may enter; users of an account get that one."""
        return await self._rows(flows.domains(self._ctx), Domain)

    async def caller(self) -> Caller:
        """Return who the cloud takes the caller for. Only keys can ask; a token cannot.

        Raises:
            ConfigError: the address of STS is unknown; clouds other than Huawei Cloud may have none.
        """
        return await self._run(flows.caller(self._ctx))
