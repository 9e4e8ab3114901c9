"""Secrets: values that mask themselves, and the places they may come from."""

import os
from collections.abc import Callable
from typing import Any, TypeAlias

from jobspan._core.classes import frozen
from jobspan._core.secret import MASK as MASK, Secret as Secret
from jobspan.errors import ConfigError


class Withheld(Secret):
    """A secret that was left out on purpose, where results are pickled: it stands in its place, and cannot be revealed."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("")

    def reveal(self) -> str:
        raise ConfigError(
            message="This secret was not kept: results are pickled without the secrets that they were asked with.",
            hint="Give it again.",
        )

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Withheld)

    def __hash__(self) -> int:
        return hash(Withheld)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Withheld, ())


@frozen
class FromEnv:
    """A secret read from an environment variable each time it is needed.

    Attributes:
        name: of the variable.
    """

    name: str


@frozen
class FromKeyring:
    """A secret read from the platform's keyring (install ``jobspan[keyring]``) each time it is needed.

    Attributes:
        service: the name under which the keyring has it.
        username: whose it is.
    """

    service: str
    username: str


SecretSource: TypeAlias = Secret | FromEnv | FromKeyring | Callable[[], str | Secret]
"""Where a secret comes from. Settings accept a plain ``str`` as well and turn it into a :class:`Secret` at once."""


def secret_source(value: str | SecretSource) -> SecretSource:
    """Accept a plain string as a secret; leave every other source as it is.

    Args:
        value: the secret as a text, or where it comes from.
    """
    return Secret(value) if isinstance(value, str) else value


def optional_secret_source(value: str | SecretSource | None) -> SecretSource | None:
    """Like :func:`secret_source`, for settings that may be absent.

    Args:
        value: the secret as a text, where it comes from, or ``None``.
    """
    return None if value is None else secret_source(value)


def resolve_secret(source: SecretSource) -> Secret:
    """Read the secret from its source.

    Args:
        source: a secret, a variable, an entry of the keyring, or a callable that returns the secret.

    Raises:
        ConfigError: the variable is not set, or the keyring has no such entry or cannot be asked.
    """
    match source:
        case Secret():
            return source
        case FromEnv(name):
            value = os.environ.get(name)
            if not value:
                raise ConfigError(
                    message=f"The environment variable {name} is not set.",
                    hint="Set it, or have the setting name another source.",
                )
            return Secret(value)
        case FromKeyring(service, username):
            return _from_keyring(service, username)
        case _:
            return _from_callable(source)


def _from_callable(source: Callable[[], str | Secret]) -> Secret:
    value = source()
    if not isinstance(value, str | Secret):
        raise ConfigError(message=f"The callable that gives a secret returned {type(value).__name__}, not text.")
    return Secret(value)


def _from_keyring(service: str, username: str) -> Secret:
    from jobspan._core.extras import needed

    keyring = needed("keyring", "keyring", "A secret that is to be read from the keyring")
    try:
        value = keyring.get_password(service, username)
    except Exception as error:  # those of keyring, and whatever its backends raise
        raise ConfigError(
            message=f"The keyring cannot be asked for service {service!r}, user {username!r}: "
            f"{type(error).__name__}: {error}",
            hint="Unlock it, or install and choose a backend (`keyring diagnose` shows which there are); or give the secret "
            "in an environment variable instead.",
        ) from error
    if value is None:
        raise ConfigError(
            message=f"The keyring has no entry for service {service!r}, user {username!r}.",
            hint=f"Store it with: keyring set {service} {username}",
        )
    return Secret(value)
