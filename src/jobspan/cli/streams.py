"""Standard output and error as they are: on terminals and in files of any encoding, or closed."""

import json
import os
import sys
from typing import Any, TextIO

import click


def let_closed_output_fail() -> None:
    """Have standard output that was closed before the command began end it as one does whose reader went away."""
    if sys.stdout is None:
        reading, writing = os.pipe()
        os.close(reading)
        sys.stdout = open(writing, "w", encoding="utf-8")  # noqa: SIM115 - for as long as the process lives


def write_what_cannot_be_encoded_as_its_number() -> None:
    """Have characters that the encoding of a stream lacks written as ``\\u2603``, which JSON reads as well."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def json_text(value: Any, *, indent: int | None = None, err: bool = False) -> str:
    """A document, in characters that the stream can write.

    Args:
        err: it goes to standard error.
    """
    encoding = getattr(_stream(err), "encoding", None) or "utf-8"
    return json.dumps(value, indent=indent, ensure_ascii=not encoding.lower().startswith("utf"))


def colored(text: str, color: str | None = None, *, bold: bool = False, err: bool = True) -> str:
    """A text in a color, where a terminal shows it and nobody asked for none (``NO_COLOR``, ``TERM=dumb``).

    Args:
        err: it goes to standard error.
    """
    stream = _stream(err)
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or stream is None or not stream.isatty()
    return text if plain else click.style(text, fg=color, bold=bold)


def _stream(err: bool) -> TextIO | None:
    return sys.stderr if err else sys.stdout
