"""Settings of Huawei Cloud: one account and project, for all its services."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal

import attrs

from jobspan._core.classes import frozen
from jobspan._planes.huawei.access_keys import CredentialsSource
from jobspan._planes.huawei.conventions import found_elsewhere
from jobspan._planes.huawei.regions import (
    check_cloud,
    check_region,
    is_known,
    partition,
    region_in,
    service_url,
    warn_if_unknown,
)
from jobspan._planes.huawei.temporary import Agency
from jobspan.config import IN_CODE_ONLY, PlaneSettings, clean_url
from jobspan.credentials import SecretSource, optional_secret_source
from jobspan.errors import ConfigError

Service = Literal["drs", "dsc", "iam", "sts"]
METADATA_URL: Final = "http://169.254.169.254"
"""The metadata service: it answers on servers of the cloud only, and only to them."""

_PROJECT_ID: Final = re.compile(r"[0-9a-zA-Z-]{1,64}")
_LANGUAGES: Final = ("en-us", "zh-cn")


def _optional_url(value: str | None) -> str | None:
    return None if value is None else clean_url(value)


@frozen(kw_only=True)
class HuaweiSettings(PlaneSettings):
    """How to reach Huawei Cloud, and as whom.

    Exactly one kind of credentials is given: a pair of keys, ``credentials``, a token, an IAM user, or ``identity_from``.
    With none of them they are looked for where the vendor's and other tools keep them; the guide *Huawei credentials*
    has the order.

    Attributes:
        project_id: the project that all paths name, 32 hexadecimal characters. Without it IAM is asked for the project named
            ``project_name``, once.
        project_name: default: the region, whose own project is named like it.
        region: for example ``eu-west-101``; the addresses of the services follow from it.
        cloud: the domain of another cloud of the family, for example ``otc.t-systems.com``, or a pattern of addresses like
            ``https://{service}.{region}.example.com``. Default: that of the region.
        access_key, secret_key: a permanent pair of keys (AK/SK), or a temporary one together with ``security_token``.
        security_token: what belongs to a temporary pair of keys.
        credentials: instead of these, a callable that returns all parts at once as :class:`Credentials`. Right for temporary
            keys, which are rotated: parts that are read one by one are read until they agree.
        auth_token: a token that somebody else fetched (``X-Auth-Token``). It is not renewed; a callable may give new ones.
        username, password, domain_name: an IAM user and the account it belongs to; logged in for a token of the project,
            which lasts 24 hours. A wrong password is never tried twice.
        user_id, domain_id: the user by its id, without name and account; the account by its id instead of its name.
        identity_from: one place only: ``huaweicloud`` (the file ``~/.huaweicloud/credentials``), ``clouds:<name>`` (an entry
            of ``clouds.yaml``), ``hcloud:<profile>`` (the file of the command line tool hcloud), ``metadata``.
        metadata: also ask the metadata service, as the last of all: on ECS servers with an agency.
        metadata_url: where the metadata service is.
        agency_name, agency_domain_name, agency_domain_id: a classic agency to take on, and the account that owns it.
        agency_urn, agency_external_id: instead of these, an agency of STS.
        agency_session_name: names the session in audit logs.
        agency_duration: seconds that the keys of the agency last.
        language: of the messages, ``en-us`` or ``zh-cn``.
        drs_url, dsc_url, iam_url, sts_url: addresses that replace those of the region.
        environment: where variables of other tools are looked for, instead of in the environment of the process.

    Sources: https://support.huaweicloud.com/intl/en-us/devg-apisign/ (signing),
    https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html (tokens).
    """

    section: ClassVar[str] = "huawei"
    scope: ClassVar[tuple[str, ...]] = ("chosen_project",)
    needed: ClassVar[tuple[str, ...]] = ("region",)

    project_id: str | None = None
    project_name: str | None = None
    region: str | None = None
    cloud: str | None = None
    access_key: SecretSource | None = attrs.field(default=None, converter=optional_secret_source)
    secret_key: SecretSource | None = attrs.field(default=None, converter=optional_secret_source)
    security_token: SecretSource | None = attrs.field(default=None, converter=optional_secret_source)
    credentials: CredentialsSource | None = attrs.field(default=None, repr=False, metadata={IN_CODE_ONLY: True})
    auth_token: SecretSource | None = attrs.field(default=None, converter=optional_secret_source)
    username: str | None = None
    user_id: str | None = None
    password: SecretSource | None = attrs.field(default=None, converter=optional_secret_source)
    domain_name: str | None = None
    domain_id: str | None = None
    identity_from: str | None = None
    metadata: bool = False
    metadata_url: str = attrs.field(default=METADATA_URL, converter=clean_url)
    agency_name: str | None = None
    agency_domain_name: str | None = None
    agency_domain_id: str | None = None
    agency_urn: str | None = None
    agency_external_id: str | None = None
    agency_session_name: str = "jobspan"
    agency_duration: int | None = None
    language: str = "en-us"
    drs_url: str | None = attrs.field(default=None, converter=_optional_url)
    dsc_url: str | None = attrs.field(default=None, converter=_optional_url)
    iam_url: str | None = attrs.field(default=None, converter=_optional_url)
    sts_url: str | None = attrs.field(default=None, converter=_optional_url)
    environment: Mapping[str, str] | None = attrs.field(
        default=None, repr=False, eq=False, metadata={IN_CODE_ONLY: True}
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.project_id is not None and not _PROJECT_ID.fullmatch(self.project_id):
            raise ConfigError(
                message=f"huawei: {self.project_id!r} is not a valid project id.",
                hint="It is the 32 characters that the console lists for the region under My Credentials.",
            )
        if self.language not in _LANGUAGES:
            raise ConfigError(message=f"huawei: language is {self.language!r}.", hint="Give en-us or zh-cn.")
        self._check_addresses()
        self._check_credentials()
        self._check_agency()

    @classmethod
    def elsewhere(cls, found: Mapping[str, Any], environment: Mapping[str, str] | None) -> Mapping[str, Any]:
        """What other tools of this cloud keep, where jobspan's own places say nothing.

        Args:
            found: what was found where jobspan keeps its own.
            environment: look there instead of in the environment of the process.
        """
        return found_elsewhere(found, environment)

    @property
    def chosen_project(self) -> str:
        """What chooses the project: its id, or what IAM is asked for."""
        return self.project_id or f"{self.region}/{self.project_name or self.region}"

    @property
    def agency(self) -> Agency | None:
        """The agency to take on."""
        if self.agency_name is None and self.agency_urn is None:
            return None
        return Agency(
            name=self.agency_name,
            domain_name=self.agency_domain_name,
            domain_id=self.agency_domain_id,
            urn=self.agency_urn,
            session_name=self.agency_session_name,
            duration=self.agency_duration,
            external_id=self.agency_external_id,
        )

    @property
    def is_explicit(self) -> bool:
        """Whether the credentials themselves are given, so that none are looked for."""
        given = (self.access_key, self.credentials, self.auth_token, self.username, self.user_id)
        return any(each is not None for each in given)

    def endpoint(self, service: Service) -> str:
        """The address of a service: the explicit one, or that of the region.

        Args:
            service: which one.

        Raises:
            ConfigError: neither is known.
        """
        explicit = {"drs": self.drs_url, "dsc": self.dsc_url, "iam": self.iam_url, "sts": self.sts_url}[service]
        if explicit is not None:
            return explicit
        if self.region is None:
            raise ConfigError(
                message=f"huawei: neither region nor {service}_url is set.",
                hint="Give one of them.",
                looked_for=("JOBSPAN_HUAWEI_REGION", f"JOBSPAN_HUAWEI_{service.upper()}_URL"),
            )
        if self.cloud is None and not is_known(self.region) and (self.drs_url or self.dsc_url or self.iam_url):
            raise ConfigError(
                message=f"huawei: unknown region {self.region!r}, so the address of {service.upper()} is unknown, too.",
                hint=f"Give it with {service}_url, or the domain of the cloud with cloud.",
                looked_for=(f"JOBSPAN_HUAWEI_{service.upper()}_URL", "JOBSPAN_HUAWEI_CLOUD"),
            )
        return service_url(service, self.region, self.cloud)

    def _check_addresses(self) -> None:
        if self.region is not None:
            check_region(self.region)
        if self.cloud is not None:
            check_cloud(self.cloud)
        given = (self.drs_url, self.dsc_url, self.iam_url, self.sts_url)
        addresses = [url for url in given if url is not None]
        if not any(given[:3]):
            addresses.append(self.endpoint("iam"))
            if self.cloud is None and self.region is not None:
                warn_if_unknown(self.region)
        for url in addresses:
            self.check_address(url)

    def check_address(self, url: str) -> None:
        """Credentials are of one cloud, and signatures of one region.

        Args:
            url: the address that a request is to go to.

        Raises:
            ConfigError: the address is one of another region or cloud than the settings.
        """
        named = region_in(url)
        if named is not None and self.region is not None and named != self.region:
            raise ConfigError(
                message=f"huawei: region is {self.region}, and {url} is an address of {named}.",
                hint="Make them agree: credentials must not go to another region than the one that is meant.",
            )
        others = [self.drs_url, self.dsc_url, self.iam_url, self.sts_url]
        if self.region is not None and (self.cloud is not None or is_known(self.region)):
            others.append(service_url("iam", self.region, self.cloud))
        clouds = {found for each in (url, *others) if each is not None and (found := partition(each)) is not None}
        if len(clouds) > 1:
            raise ConfigError(
                message=f"huawei: {url} and the other addresses belong to different clouds: {', '.join(sorted(clouds))}.",
                hint="Credentials of one cloud must not be sent to another: give all addresses, or region and cloud, of one.",
            )

    def _check_credentials(self) -> None:
        """At most one kind of credentials, and that one whole."""
        keys = {"access_key": self.access_key, "secret_key": self.secret_key}
        login = {"username": self.username, "password": self.password, "domain_name": self.domain_name}
        by_keys = any(value is not None for value in (*keys.values(), self.security_token))
        by_login = any(value is not None for value in (*login.values(), self.user_id))
        if by_keys and by_login:
            raise ConfigError(message="huawei: access_key/secret_key and username/password exclude each other.")
        if self.credentials is not None and (by_keys or by_login):
            raise ConfigError(message="huawei: credentials excludes access_key, secret_key and username/password.")
        others = {"auth_token": self.auth_token, "identity_from": self.identity_from}
        given = [name for name, value in others.items() if value is not None]
        if len(given) > 1 or (given and (by_keys or by_login or self.credentials is not None)):
            raise ConfigError(message=f"huawei: {given[0]} excludes other kinds of credentials.")
        if self.user_id is not None:
            login = {"password": self.password}
        elif self.domain_id is not None:
            del login["domain_name"]
        wanted = login if by_login else keys if by_keys else {}
        missing = [name for name, value in wanted.items() if value is None]
        if missing:
            raise ConfigError(
                message=f"huawei: incomplete credentials: {', '.join(missing)} missing.",
                hint="Give access_key and secret_key (or credentials), or username, password and domain_name.",
                looked_for=tuple(f"JOBSPAN_HUAWEI_{name.upper()}" for name in (*keys, *login)),
            )

    def _check_agency(self) -> None:
        owner = self.agency_domain_name or self.agency_domain_id
        if self.agency_name is not None and self.agency_urn is not None:
            raise ConfigError(message="huawei: agency_name and agency_urn exclude each other.")
        if (self.agency_name is None) != (owner is None):
            what = "agency_name" if self.agency_name is None else "agency_domain_name or agency_domain_id"
            raise ConfigError(
                message=f"huawei: incomplete agency: {what} missing.",
                hint="A classic agency is named by its name and the account that owns it.",
            )
        low, high = (900, 43200 if self.agency_urn is not None else 86400)
        if self.agency_duration is not None and not low <= self.agency_duration <= high:
            raise ConfigError(
                message=f"huawei: agency_duration is {self.agency_duration}.",
                hint=f"It is seconds, {low} to {high}.",
            )
