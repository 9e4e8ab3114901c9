"""Secrets of tool calls: named, never given. Only what whoever started the server has allowed can be named."""

from collections.abc import Mapping
from typing import Any, Final

import click

from jobspan._core.classes import frozen
from jobspan._core.secret_names import is_secret_name
from jobspan._core.showing import shown
from jobspan.cli.documents import Secrets
from jobspan.credentials import FromEnv, FromKeyring, Secret, resolve_secret

HOW_TO_NAME_SECRETS: Final = (
    "Secrets are never arguments. Have the secret in an environment variable of the server, allow it "
    "(its name after `--secret` of `jobspan mcp`), "
    'and give {"env": "NAME"} in its place. Credentials of planes come from the environment or a profile.'
)


@frozen
class Granted:
    """The environment variables that tool calls may name."""

    variables: frozenset[str] = frozenset()

    def includes(self, place: FromEnv | FromKeyring) -> bool:
        """Whether a secret may come from there."""
        return isinstance(place, FromEnv) and place.name in self.variables

    def secret(self, value: Any, name: str) -> Secret:
        """The secret that is named.

        Raises:
            click.UsageError: it is the secret itself, or one that may not be used. Does not show it.
        """
        match value:
            case {"env": str(variable)} if self.includes(FromEnv(variable)):
                return resolve_secret(FromEnv(variable))
            case {"env": str(variable)}:
                raise click.UsageError(f"{name}: {variable} may not be used. {HOW_TO_NAME_SECRETS}")
            case _:
                raise click.UsageError(f"{name} is a secret. {HOW_TO_NAME_SECRETS}")

    @property
    def in_documents(self) -> Secrets:
        """How documents come by their secrets."""
        return Secrets(named=self.includes, advice=HOW_TO_NAME_SECRETS)


def refuse_secrets(tree: Any, place: str, name: str = "") -> None:
    """Refuse arguments with a secret in them, whatever they are for.

    Raises:
        click.UsageError: says where, and does not show it.
    """
    match tree:
        case str() if tree and (is_secret_name(name) or shown(tree) != tree):
            raise click.UsageError(f"{place} has a secret in it. {HOW_TO_NAME_SECRETS}")
        case Mapping():
            for each, value in tree.items():
                refuse_secrets(value, f"{place}.{each}" if place else str(each), str(each))
        case list():
            for at, value in enumerate(tree):
                refuse_secrets(value, f"{place}[{at}]", name)
