"""What people give on a command line in place of a value: files, standard input, variables; and secrets, which only so."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from jobspan._core.masks import MASKED, is_mask
from jobspan._core.secret import Secret
from jobspan._core.texts import text_of
from jobspan.cli.help import option

PROMPT: Final = "prompt"
HOW_TO_GIVE_SECRETS: Final = (
    "Give it as @FILE, env:NAME, - (standard input) or prompt, so that no list of processes shows it."
)


def standard_input() -> bytes:
    """All of it.

    Raises:
        OSError: there is none: it was closed before the command began.
    """
    if sys.stdin is None:
        raise OSError("standard input is closed")
    return sys.stdin.buffer.read()


def content_of(source: str) -> str:
    """The text of ``@FILE``, or with ``-`` of standard input.

    Raises:
        click.UsageError: it cannot be read.
    """
    try:
        return text_of(standard_input() if source == "-" else Path(source.removeprefix("@")).read_bytes())
    except (OSError, ValueError) as unreadable:
        raise click.UsageError(f"{source} cannot be read: {unreadable}") from unreadable


def answer_to(question: str, *, secret: bool = False, needed: bool = True) -> str:
    """What somebody answers; the question goes to standard error.

    Raises:
        click.UsageError: there is no standard input.
        click.Abort: it ended, or Ctrl-C.
    """
    if sys.stdin is None:
        raise click.UsageError("Nothing can be asked: standard input is closed.")
    default = None if needed else ""
    answer: str = click.prompt(question, default=default, show_default=False, hide_input=secret, err=True)
    return answer


def secret_given(source: str, name: str) -> Secret:
    """A secret, from where it is.

    Raises:
        click.UsageError: it stands on the command line itself, or there is nothing where it should be. Does not show it.
    """
    if source == PROMPT:
        return Secret(answer_to(name, secret=True))
    if source.startswith("env:"):
        value = os.environ.get(source.removeprefix("env:"), "")
    elif source == "-" or source.startswith("@"):
        value = content_of(source).rstrip("\r\n")
    else:
        raise click.UsageError(f"{name} is a secret. {HOW_TO_GIVE_SECRETS}")
    if not value:
        raise click.UsageError(f"There is no secret in {source}.")
    if is_mask(value):
        raise click.UsageError(f"What stands in {source} {MASKED}.")
    return Secret(value)


def secret_option(name: str, variable: str, about: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An option for a secret that is looked for in a variable where nothing is said.

    Args:
        about: what it is for.
    """

    def read(context: click.Context, option: click.Parameter, source: str | None) -> Secret | None:
        if source is None:
            value = os.environ.get(variable)
            return Secret(value) if value else None
        return secret_given(source, name)

    return option(
        name,
        callback=read,
        is_flag=False,
        flag_value=PROMPT,
        metavar="SECRET",
        shown_default=variable,
        help=f"{about} {HOW_TO_GIVE_SECRETS}",
    )


def document_given(source: str, name: str) -> tuple[Any, bool]:
    """A JSON document from ``@FILE``, standard input (``-``) or the command line itself, and whether it was the latter.

    Raises:
        click.UsageError: it cannot be read, or is not JSON.
    """
    inline = not (source == "-" or source.startswith("@"))
    try:
        return json.loads(source if inline else content_of(source)), inline
    except ValueError as broken:
        raise click.UsageError(f"{name} is not JSON: {broken}. Give JSON, @FILE, or - for standard input.") from broken
