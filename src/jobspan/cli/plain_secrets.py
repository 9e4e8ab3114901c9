"""Secrets where others can read them: on a command line, or in the arguments of a tool call."""

from collections.abc import Mapping
from typing import Any

import click

from jobspan._core.secret_names import is_secret_name
from jobspan._core.showing import shown


def refuse_secrets(tree: Any, place: str, advice: str, name: str = "") -> None:
    """Refuse what would be masked wherever it is printed: what has the name of a secret, and texts with one in them.

    Args:
        place: where the tree is from.
        advice: how secrets are given instead.
        name: of the tree itself.

    Raises:
        click.UsageError: says where, and does not show it.
    """
    match tree:
        case str() if tree and (is_secret_name(name) or shown(tree) != tree):
            raise click.UsageError(f"{place} has a secret in it: {advice}")
        case Mapping():
            for each, value in tree.items():
                refuse_secrets(value, f"{place}.{each}" if place else str(each), advice, str(each))
        case list():
            for at, value in enumerate(tree):
                refuse_secrets(value, f"{place}[{at}]", advice, name)
