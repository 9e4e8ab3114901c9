"""Settings of Huawei Cloud: one account and project, for all its services."""

import re
from typing import ClassVar, Final, Literal

import attrs

from jobspan._planes.huawei.access_keys import CredentialsSource
from jobspan._planes.huawei.regions import check_region, service_url
from jobspan.config import IN_CODE_ONLY, PlaneSettings, clean_url
from jobspan.credentials import SecretSource, optional_secret_source
from jobspan.errors import ConfigError

Service = Literal["drs", "dsc", "iam"]

_PROJECT_ID: Final = re.compile(r"[0-9a-zA-Z-]{1,64}")
_LANGUAGES: Final = ("en-us", "zh-cn")


def _optional_url(value: str | None) -> str | None:
    return None if value is None else clean_url(value)


@attrs.frozen(kw_only=True)
class HuaweiSettings(PlaneSettings):
    """How to reach Huawei Cloud, and as whom: with an access key, or as an IAM user.

    Attributes:
        project_id: the project that all paths name, 32 hexadecimal characters.
        region: for example ``eu-west-101``; the addresses of the services follow from it.
        access_key, secret_key: a permanent pair of keys (AK/SK), or a temporary one together with ``security_token``.
        credentials: instead of these, a callable that returns all parts at once as :class:`Credentials`. Right for
            temporary keys, which are rotated: parts that are read one by one are read until they agree.
        username, password, domain_name: an IAM user and the account it belongs to; logged in for a token of the
            project, which lasts 24 hours. A wrong password is never tried twice.
        language: of the messages, ``en-us`` or ``zh-cn``.
        drs_url, dsc_url, iam_url: addresses that replace those of the region.

    Sources: https://support.huaweicloud.com/intl/en-us/devg-apisign/ (signing),
    https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html (tokens).
    """

    section: ClassVar[str] = "huawei"
    scope: ClassVar[tuple[str, ...]] = ("project_id",)

    project_id: str
    region: str | None = None
    access_key: SecretSource | None = attrs.field(default=None, converter=optional_secret_source)
    secret_key: SecretSource | None = attrs.field(default=None, converter=optional_secret_source)
    security_token: SecretSource | None = attrs.field(default=None, converter=optional_secret_source)
    credentials: CredentialsSource | None = attrs.field(default=None, repr=False, metadata={IN_CODE_ONLY: True})
    username: str | None = None
    password: SecretSource | None = attrs.field(default=None, converter=optional_secret_source)
    domain_name: str | None = None
    language: str = "en-us"
    drs_url: str | None = attrs.field(default=None, converter=_optional_url)
    dsc_url: str | None = attrs.field(default=None, converter=_optional_url)
    iam_url: str | None = attrs.field(default=None, converter=_optional_url)

    def __attrs_post_init__(self) -> None:
        if not _PROJECT_ID.fullmatch(self.project_id):
            raise ConfigError(
                message=f"huawei: {self.project_id!r} is not a valid project id.",
                hint="It is the 32 characters that the console lists for the region under My Credentials.",
            )
        if self.language not in _LANGUAGES:
            raise ConfigError(message=f"huawei: language is {self.language!r}.", hint="Give en-us or zh-cn.")
        self._check_addresses()
        self._check_credentials()

    def endpoint(self, service: Service) -> str:
        """The address of a service: the explicit one, or that of the region.

        Raises:
            ConfigError: neither is known.
        """
        explicit = {"drs": self.drs_url, "dsc": self.dsc_url, "iam": self.iam_url}[service]
        if explicit is not None:
            return explicit
        if self.region is None:
            raise ConfigError(
                message=f"huawei: neither region nor {service}_url is set.",
                hint="Give one of them.",
                looked_for=("JOBSPAN_HUAWEI_REGION", f"JOBSPAN_HUAWEI_{service.upper()}_URL"),
            )
        return service_url(service, self.region)

    def _check_addresses(self) -> None:
        if self.region is not None:
            check_region(self.region)
        if not (self.drs_url or self.dsc_url or self.iam_url):
            self.endpoint("iam")

    def _check_credentials(self) -> None:
        keys = {"access_key": self.access_key, "secret_key": self.secret_key}
        login = {"username": self.username, "password": self.password, "domain_name": self.domain_name}
        by_keys = any(value is not None for value in (*keys.values(), self.security_token))
        by_login = any(value is not None for value in login.values())
        if by_keys and by_login:
            raise ConfigError(message="huawei: access_key/secret_key and username/password exclude each other.")
        if self.credentials is not None:
            if by_keys or by_login:
                raise ConfigError(message="huawei: credentials excludes access_key, secret_key and username/password.")
            return
        wanted = login if by_login else keys
        missing = [name for name, value in wanted.items() if value is None]
        if missing:
            raise ConfigError(
                message=f"huawei: incomplete credentials: {', '.join(missing)} missing.",
                hint="Give access_key and secret_key (or credentials), or username, password and domain_name.",
                looked_for=tuple(f"JOBSPAN_HUAWEI_{name.upper()}" for name in (*keys, *login)),
            )
