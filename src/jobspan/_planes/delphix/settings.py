"""Settings of Delphix DCT."""

from typing import ClassVar
from urllib.parse import urlsplit

import attrs

from jobspan._core.classes import frozen
from jobspan.config import ServerSettings
from jobspan.credentials import SecretSource, optional_secret_source
from jobspan.errors import ConfigError


@frozen(kw_only=True)
class DelphixSettings(ServerSettings):
    """How to reach Delphix DCT, and as whom: an API key, or a user name and password.

    Attributes:
        url: ``https://host``; with a path of its own (``https://host/dct/v3``) it is used untouched.
        api_key: the key of an API client, with or without the word ``apk`` in front.
        username, password: an account, logged in with ``POST /login``. A wrong password is never tried twice.
        api_path: appended to a ``url`` without a path. Newer servers answer under ``/dct/v3``.
        client_name: reported to DCT as ``X-Dct-Client-Name``, for its API usage report.

    Source: https://dct.delphix.com/docs/ (API keys; API usage report).
    """

    section: ClassVar[str] = "delphix"
    as_whom: ClassVar[tuple[tuple[str, ...], ...]] = (("api_key",), ("username", "password"))

    api_key: SecretSource | None = attrs.field(default=None, converter=optional_secret_source)
    username: str | None = None
    password: SecretSource | None = attrs.field(default=None, converter=optional_secret_source)
    api_path: str = "/v3"
    client_name: str = "jobspan"

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        by_key, by_login = self.api_key is not None, self.username is not None or self.password is not None
        if by_key and by_login:
            raise ConfigError(message="delphix: api_key and username/password exclude each other.")
        if not by_key and (self.username is None or self.password is None):
            raise ConfigError(
                message="delphix: no credentials.",
                hint="Give api_key, or username and password.",
                looked_for=("JOBSPAN_DELPHIX_API_KEY", "JOBSPAN_DELPHIX_USERNAME and JOBSPAN_DELPHIX_PASSWORD"),
            )

    @property
    def base_url(self) -> str:
        """The address that paths are appended to."""
        return self.url if urlsplit(self.url).path else self.url + "/" + self.api_path.strip("/")
