"""Secrets of tool calls: named, never given. Only what whoever started the server has allowed can be named."""

from typing import Any, Final

import click

from jobspan._core.classes import frozen
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
