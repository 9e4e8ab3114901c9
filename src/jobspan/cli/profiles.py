"""Tables of the profile file, written so that only the user can read them. What else stands there stays as it is."""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jobspan._core.texts import text_of
from jobspan.errors import ConfigError


def write_table(file: Path, profile: str, section: str, values: Mapping[str, Any]) -> None:
    """Put the table ``[profile.section]`` into a file, in place of one of this name. The file is whole at every moment.

    Raises:
        ConfigError: the file is not TOML, or cannot be written.
    """
    try:
        before = text_of(file.read_bytes()) if file.exists() else ""
        tomllib.loads(before)
        text = _without(before, f"{profile}.{section}").rstrip()
        lines = [f"[{profile}.{section}]", *(f"{name} = {_toml(value)}" for name, value in values.items())]
        after = (f"{text}\n\n" if text else "") + "\n".join(lines) + "\n"
        tomllib.loads(after)
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f"{file.name}.{os.getpid()}.new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as new:
            new.write(after)
        os.replace(beside, file)
    except (OSError, ValueError) as failed:
        raise ConfigError(message=f"{file} cannot be written: {failed}.", hint="Nothing in it was changed.") from failed


def _without(text: str, table: str) -> str:
    """The text without a table and what belongs to it."""
    kept: list[str] = []
    inside = False
    for line in text.splitlines():
        if header := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line):
            inside = header[1] == table or header[1].startswith(f"{table}.")
        if not inside:
            kept.append(line)
    return "\n".join(kept)


def _toml(value: Any) -> str:
    match value:
        case Mapping():
            return "{ " + ", ".join(f"{name} = {_toml(each)}" for name, each in value.items()) + " }"
        case _:
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
