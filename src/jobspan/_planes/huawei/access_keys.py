"""Access keys: a pair, or three parts when they are temporary. They are used only when they belong together."""

from collections.abc import Callable
from typing import Final, TypeAlias

import attrs

from jobspan._core.effects import Flow, reveal
from jobspan._public import public
from jobspan.credentials import Secret, SecretSource
from jobspan.errors import ConfigError

_READS: Final = 5
"""How often parts that come one by one are read until two readings agree."""


def _optional_secret(value: str | Secret | None) -> Secret | None:
    return None if value is None else Secret(value)


@public
@attrs.frozen(kw_only=True)
class Credentials:
    """An access key that was read at one moment. ``security_token`` belongs to temporary keys."""

    access_key: Secret = attrs.field(converter=Secret)
    secret_key: Secret = attrs.field(converter=Secret)
    security_token: Secret | None = attrs.field(default=None, converter=_optional_secret)


CredentialsSource: TypeAlias = Callable[[], Credentials]
"""Gives the credentials of now; asked for each request, so it should remember them."""


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
