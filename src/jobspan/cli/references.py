"""References of jobs, as people hand them to commands."""

import sys
from pathlib import Path

from jobspan._core.texts import text_of
from jobspan.errors import ConfigError


def read_reference(given: str) -> str:
    """The JSON of a reference: the text itself, what is in a file of this name, or with ``-`` standard input.

    Raises:
        ConfigError: it is neither.
    """
    if text_of(given).lstrip().startswith("{"):
        return given
    try:
        return text_of(sys.stdin.buffer.read() if given == "-" else Path(given).read_bytes())
    except (OSError, ValueError) as unreadable:
        raise ConfigError(
            message=f"{given!r} is neither a job reference nor a readable file: {unreadable}.",
            hint="Give the JSON that JobRef.to_json() wrote, the name of a file with it, or - for standard input.",
        ) from unreadable
