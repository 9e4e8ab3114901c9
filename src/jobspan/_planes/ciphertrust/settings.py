"""Settings of Thales CipherTrust."""

import warnings
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

import attrs

from jobspan._core.as_given import as_tuple
from jobspan._core.classes import frozen
from jobspan._public import public
from jobspan.config import ConfigWarning, ServerSettings, clean_url
from jobspan.credentials import SecretSource, optional_secret_source
from jobspan.errors import ConfigError


@public
class Grant(StrEnum):
    """How a session begins."""

    PASSWORD = "password"  # noqa: S105 - the vendor's word for the grant
    REFRESH_TOKEN = "refresh_token"  # noqa: S105
    CLIENT_CREDENTIAL = "client_credential"
    USER_CERTIFICATE = "user_certificate"


def appliance_url(value: str) -> str:
    """The address of ``host``, ``host:port`` or a URL, without the API's own path."""
    address = clean_url(value if "://" in str(value) or not isinstance(value, str) else f"https://{value}")
    for tail in ("/v1", "/api"):
        address = address.removesuffix(tail)
    return address


def optional_minutes(value: timedelta | float | str | None) -> timedelta | None:
    """A duration, or a number of minutes.

    Raises:
        ConfigError: not a number of minutes, or negative.
    """
    try:
        duration = value if isinstance(value, timedelta | None) else timedelta(minutes=float(value))
    except (TypeError, ValueError, OverflowError):
        raise ConfigError(message=f"ciphertrust: {value!r} is not a valid number of minutes.") from None
    if duration is not None and duration < timedelta(0):
        raise ConfigError(message="ciphertrust: a lifetime cannot be negative.")
    return duration


def tenant_path(value: str | None) -> str | None:
    """The path of a tenant, with its leading slash."""
    return "/" + value.strip("/") if value and isinstance(value, str) else value


def label_list(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Labels, also from one comma-separated text."""
    parts = as_tuple(value.split(",") if isinstance(value, str) else value)
    if not isinstance(parts, tuple) or not all(isinstance(part, str) for part in parts):
        raise ConfigError(message="ciphertrust: labels must be strings.")
    return tuple(part.strip() for part in parts if part.strip())


@frozen(kw_only=True)
class CipherTrustSettings(ServerSettings):
    """The address of a CipherTrust Manager (or CDSPaaS tenant), and the account to use.

    The given credentials decide how a session begins: a user name and password; a refresh token (with a user name
    and password beside it, these take over when the token is refused); ``client_id`` with a client certificate; or a user's
    client certificate alone.

    Attributes:
        url: ``https://host``, ``host``, ``host:port``; a trailing ``/api`` or ``/api/v1`` is dropped.
        username, password: an account. A password that was refused is not sent again.
        refresh_token: a long-lived token made elsewhere; never revoked by this client.
        client_id: a registered client, together with ``client_certificate``.
        connection: the identity source of the account (an LDAP or OIDC connection); the vendor's default is ``local_account``.
        domain: the domain to work in, by name or id; without one, root.
        auth_domain: the domain the account was created in; older services take the tenant's name here.
        tenant: the CDSPaaS tenant, ``tenant`` or ``/tenant/sub``; excludes ``domain`` and ``auth_domain``.
        labels: stored with the refresh token, so that an administrator can tell whose it is.
        refresh_token_lifetime: how long the session's refresh token lives (a ``timedelta``, or minutes); 0 = forever.
        refresh_token_revoke_unused_in: after how long without use it ends (same units).
        revoke_on_close: whether closing the client revokes the refresh token its login made.

    Source: https://thalesdocs.com/ctp/cm/latest/admin/cm_admin/authentication/ (Authentication Tokens; Authenticating to
    the REST API).
    """

    section: ClassVar[str] = "ciphertrust"
    as_whom: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("username", "password"),
        ("refresh_token",),
        ("client_certificate",),
    )
    scope: ClassVar[tuple[str, ...]] = ("domain", "auth_domain", "tenant")

    url: str = attrs.field(converter=appliance_url)
    username: str | None = None
    password: SecretSource | None = attrs.field(default=None, converter=optional_secret_source)
    refresh_token: SecretSource | None = attrs.field(default=None, converter=optional_secret_source)
    client_id: str | None = None
    connection: str | None = None
    domain: str | None = None
    auth_domain: str | None = None
    tenant: str | None = attrs.field(default=None, converter=tenant_path)
    labels: tuple[str, ...] = attrs.field(default=("jobspan",), converter=label_list)
    refresh_token_lifetime: timedelta | None = attrs.field(default=timedelta(hours=12), converter=optional_minutes)
    refresh_token_revoke_unused_in: timedelta | None = attrs.field(
        default=timedelta(hours=1), converter=optional_minutes
    )
    revoke_on_close: bool = True

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if (self.username is None) != (self.password is None):
            raise ConfigError(message="ciphertrust: username and password belong together.")
        if self.client_id is not None and (self.username is not None or self.refresh_token is not None):
            raise ConfigError(message="ciphertrust: client_id excludes username, password and refresh_token.")
        if self.client_id is not None and self.client_certificate is None:
            raise ConfigError(
                message="ciphertrust: client_id needs client_certificate: the client logs in with both.",
                hint="Give client_certificate (and client_key), PEM files.",
            )
        if self.tenant is not None and (self.domain is not None or self.auth_domain is not None):
            raise ConfigError(message="ciphertrust: tenant excludes domain and auth_domain.")
        if self.username is None and self.refresh_token is None and self.client_certificate is None:
            raise ConfigError(
                message="ciphertrust: no credentials.",
                hint="Give username and password, refresh_token, or client_certificate (with client_id for a client).",
                looked_for=(
                    "JOBSPAN_CIPHERTRUST_USERNAME and JOBSPAN_CIPHERTRUST_PASSWORD",
                    "JOBSPAN_CIPHERTRUST_REFRESH_TOKEN",
                    "JOBSPAN_CIPHERTRUST_CLIENT_CERTIFICATE",
                ),
            )
        if not self.verify:
            warnings.warn(
                f"The certificate of {self.url} is not verified: anyone between can read the password. "
                "Give the appliance's CA with ca_bundle=... instead.",
                ConfigWarning,
                stacklevel=3,
            )

    @property
    def first_grant(self) -> Grant:
        """How a session begins."""
        if self.refresh_token is not None:
            return Grant.REFRESH_TOKEN
        return self.login_grant or Grant.USER_CERTIFICATE

    @property
    def login_grant(self) -> Grant | None:
        """How a session begins without a refresh token; ``None``: it cannot."""
        if self.username is not None:
            return Grant.PASSWORD
        if self.client_id is not None:
            return Grant.CLIENT_CREDENTIAL
        return Grant.USER_CERTIFICATE if self.client_certificate is not None else None
