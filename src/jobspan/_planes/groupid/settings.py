"""Settings of Netwrix Directory Manager (GroupID)."""

from typing import ClassVar
from urllib.parse import urlsplit

import attrs

from jobspan._core.classes import frozen
from jobspan.config import ServerSettings
from jobspan.credentials import SecretSource, secret_source
from jobspan.errors import ConfigError


@frozen(kw_only=True)
class GroupIDSettings(ServerSettings):
    """How to reach Directory Manager, and as whom.

    Attributes:
        url: the root of the server, ``https://host:4443``, without ``/GroupIDDataService/api``.
        username, password: the account whose Synchronize role and policy count.
        client_id, client_secret: of the API client (database table ``SVC.Client``).
        identity_store_id: the identity store that holds the account (table ``SVC.Identitystore``).
        grant_type, client_id_field: as the token service expects them. Its page prints ``Password`` and ``client_Id``; the
            standard it follows has ``password`` and ``client_id``.
        use_refresh_token: renew with the refresh token first. It is issued; its use is not documented.
        list_all_with: what a list call sends for *no filter*: ``null``, or ``and`` (a group without members).

    Source: https://docs.netwrix.com/docs/directorymanager/11_0/automation/apis/rest-api-reference (Get Token).
    """

    section: ClassVar[str] = "groupid"
    scope: ClassVar[tuple[str, ...]] = ("identity_store_id",)

    username: str
    password: SecretSource = attrs.field(converter=secret_source)
    client_id: str
    client_secret: SecretSource = attrs.field(converter=secret_source)
    identity_store_id: int
    grant_type: str = "password"
    client_id_field: str = "client_id"
    use_refresh_token: bool = False
    list_all_with: str = "null"

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if "groupiddataservice" in urlsplit(self.url).path.lower():
            raise ConfigError(
                message=f"groupid: the URL {self.url!r} is that of one service.",
                hint="Use the root, https://host:4443: the token service is beside the data service.",
            )
        if self.list_all_with not in ("null", "and"):
            raise ConfigError(
                message=f"groupid: list_all_with is not valid: {self.list_all_with!r}.", hint="Use 'null' or 'and'."
            )
