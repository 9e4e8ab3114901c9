"""Access keys: a pair, or three parts when they are temporary. They are used only when they belong together."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeAlias

import attrs

from jobspan._core.as_given import as_secret, held_to_its_type
from jobspan._core.classes import frozen
from jobspan._core.effects import Flow, reveal
from jobspan._public import public
from jobspan.credentials import Secret, SecretSource
from jobspan.errors import ConfigError

_READS: Final = 5
"""How often parts that come one by one are read until two readings agree."""


def _optional_secret(value: str | Secret | None) -> Secret | None:
    return as_secret(value) if value else None


def _in_utc(value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


@public
@frozen(kw_only=True)
class Credentials:
    """An access key that was read at one moment.

    Attributes:
        access_key, secret_key: the pair.
        security_token: belongs to temporary keys.
        expires_at: when temporary keys end, if that is known; a time without a zone is UTC. Nothing is signed with them
            after that.
    """

    access_key: Secret = attrs.field(converter=as_secret, validator=held_to_its_type)
    secret_key: Secret = attrs.field(converter=as_secret, validator=held_to_its_type)
    security_token: Secret | None = attrs.field(default=None, converter=_optional_secret, validator=held_to_its_type)
    expires_at: datetime | None = attrs.field(default=None, converter=_in_utc, validator=held_to_its_type)


CredentialsSource: TypeAlias = Callable[[], Credentials]
"""Gives the credentials of now; asked for each request, so it should remember them."""


def fingerprint(keys: Credentials) -> str:
    """Distinguishes credentials without naming them."""
    parts = (keys.access_key, keys.secret_key, keys.security_token or Secret(""))
    return hashlib.sha256("\n".join(part.reveal() for part in parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def beginning(access_key: Secret) -> str:
    """The part of an access key that may be shown: enough to know it by, too little to use."""
    return f"{access_key.reveal()[:4]}..."


def read_together(source: CredentialsSource) -> Flow[Credentials]:
    """The credentials from a source that gives all parts at once.

    Raises:
        ConfigError: it gave something else.
    """
    read: list[Credentials] = []

    def remember() -> Secret:
        found = source()
        if not isinstance(found, Credentials):
            raise ConfigError(
                message=f"huawei: the callable for credentials returned {type(found).__name__}, not Credentials.",
                hint="Return jobspan.huawei.Credentials(access_key=..., secret_key=..., security_token=...).",
            )
        read.append(found)
        return found.secret_key

    yield from reveal(remember)
    return read[-1]


def read_one_by_one(
    access_key: SecretSource, secret_key: SecretSource, security_token: SecretSource | None
) -> Flow[Credentials]:
    """The credentials from sources of their parts. Keys may be rotated between two of them, so they are read until two
    readings in a row agree; fixed parts are read once.

    Raises:
        ConfigError: they go on changing.
    """

    def read() -> Flow[Credentials]:
        return Credentials(
            access_key=(yield from reveal(access_key)),
            secret_key=(yield from reveal(secret_key)),
            security_token=None if security_token is None else (yield from reveal(security_token)),
        )

    last = yield from read()
    if all(isinstance(part, Secret) for part in (access_key, secret_key, security_token or Secret(""))):
        return last
    for _ in range(_READS):
        again = yield from read()
        if again == last:
            return again
        last = again
    raise ConfigError(
        message="huawei: access_key, secret_key and security_token change with every reading, so they may not belong "
        "together.",
        hint="Give credentials=..., one callable that returns all of them.",
    )
