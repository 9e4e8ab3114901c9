"""Keys for an identity token of somebody else's: OpenID Connect, or an identity provider of IAM."""

from pathlib import Path
from typing import Any

from jobspan._core.attempts import attempts
from jobspan._core.call import prepare
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, blocking, pure
from jobspan._core.exchange import Exchange
from jobspan._core.renewal import Lease
from jobspan._core.texts import text_of
from jobspan._planes.huawei.access_keys import Credentials
from jobspan._planes.huawei.iam import subject_token
from jobspan._planes.huawei.identity import at
from jobspan._planes.huawei.operations import ASSUME_WITH_OIDC, CREATE_TEMPORARY_KEYS, EXCHANGE_ID_TOKEN
from jobspan._planes.huawei.temporary import lease_in
from jobspan._planes.huawei.tokens import GivenToken
from jobspan.credentials import Secret
from jobspan.errors import ConfigError

ID_TOKEN_LIFE = 21600
"""Seconds that are asked for, as the vendor's own client does."""


@frozen(kw_only=True)
class IdToken:
    """An identity provider of IAM, and the file with the token: it is read anew for each renewal, for it rotates."""

    idp_id: str
    file: Path


@frozen(kw_only=True)
class Oidc:
    """An agency that is taken on with a token of OpenID Connect: the text itself, or a file."""

    provider_urn: str
    agency_urn: str
    token: Secret | None = None
    file: Path | None = None
    session_name: str = "oidc-sts-session"
    duration: int = 3600
    policy: str | None = None
    policy_ids: tuple[str, ...] = ()


def by_id_token(ctx: PlaneContext, iam_url: str, given: IdToken) -> Flow[Lease[Credentials]]:
    """Temporary keys for a token of an identity provider, in two calls."""
    id_token = yield from read_token(given.file)
    iam = at(ctx, iam_url)
    body = {"auth": {"id_token": {"id": id_token}}}
    request = prepare(iam, EXCHANGE_ID_TOKEN, body=body, headers={"X-Idp-Id": given.idp_id})

    def read(exchange: Exchange) -> Flow[Secret]:
        return pure(subject_token(iam, exchange))

    unscoped = yield from attempts(iam, EXCHANGE_ID_TOKEN, request, read)
    identity = {"methods": ["token"], "token": {"id": unscoped, "duration_seconds": ID_TOKEN_LIFE}}
    return (yield from temporary_keys(at(ctx, iam_url, GivenToken(unscoped)), {"auth": {"identity": identity}}))


def temporary_keys(iam: PlaneContext, body: dict[str, Any]) -> Flow[Lease[Credentials]]:
    """Temporary keys of IAM."""
    request = prepare(iam, CREATE_TEMPORARY_KEYS, body=body)
    return (
        yield from attempts(
            iam, CREATE_TEMPORARY_KEYS, request, lambda exchange: lease_in(iam, CREATE_TEMPORARY_KEYS, exchange)
        )
    )


def by_oidc(ctx: PlaneContext, sts_url: str, given: Oidc) -> Flow[Lease[Credentials]]:
    """Temporary keys of STS for a token of OpenID Connect, in one call."""
    token = given.token
    if token is None:
        token = yield from read_token(given.file or Path())
    body: dict[str, Any] = {
        "provider_urn": given.provider_urn,
        "agency_urn": given.agency_urn,
        "agency_session_name": given.session_name,
        "id_token": token,
        "duration_seconds": given.duration,
    }
    if given.policy:
        body["policy"] = given.policy
    if given.policy_ids:
        body["policy_ids"] = list(given.policy_ids)
    sts = at(ctx, sts_url)
    request = prepare(sts, ASSUME_WITH_OIDC, body=body)
    return (
        yield from attempts(sts, ASSUME_WITH_OIDC, request, lambda exchange: lease_in(sts, ASSUME_WITH_OIDC, exchange))
    )


def read_token(file: Path) -> Flow[Secret]:
    """The text of a token file.

    Raises:
        ConfigError: it cannot be read, or is empty.
    """

    def read() -> Secret:
        try:
            text = text_of(file.read_bytes()).strip()
        except (OSError, ValueError) as unreadable:
            raise ConfigError(message=f"huawei: the token file {file} cannot be read: {unreadable}.") from unreadable
        if not text:
            raise ConfigError(message=f"huawei: the token file {file} is empty.")
        return Secret(text)

    return (yield from blocking(read))
