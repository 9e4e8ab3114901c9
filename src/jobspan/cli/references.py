"""References of jobs, as people hand them to commands."""

import sys
from pathlib import Path
from typing import Final

import click

from jobspan._core.texts import is_json, text_of
from jobspan.errors import ConfigError
from jobspan.jobs import JobRef

_HOW: Final = "Give the JSON that JobRef.to_json() wrote, the name of a file with it, or - for standard input."


def read_reference(given: str) -> JobRef:
    """A reference: from the text itself, from what is in a file of this name, or with ``-`` from standard input.

    Raises:
        click.UsageError: it is neither, or no reference of a job that this jobspan reads.
    """
    try:
        return JobRef.from_json(_text(given))
    except ConfigError as unusable:
        raise click.UsageError(str(unusable)) from unusable


def _text(given: str) -> str:
    if not given.strip():
        raise click.UsageError(f"The job reference is empty. {_HOW}")
    if text_of(given).lstrip().startswith("{"):
        return given
    try:
        return text_of(sys.stdin.buffer.read() if given == "-" else Path(given).read_bytes())
    except (OSError, ValueError) as unreadable:
        if is_json(given):
            return given
        raise click.UsageError(
            f"{given!r} is neither a job reference nor a readable file: {unreadable}. {_HOW}"
        ) from unreadable
