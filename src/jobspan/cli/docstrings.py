"""Docstrings as help: what a method does, and what each of its arguments means."""

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from jobspan._core.classes import frozen

_SECTION: Final = re.compile(r"^(Args|Attributes|Raises|Returns|Yields):\s*$", re.MULTILINE)
_ARGUMENT: Final = re.compile(r"^    (\*{0,2}\w+(?:, \w+)*):\s*(.*)$")
_ROLE: Final = re.compile(r":\w+:`~?([^`]+)`")


@frozen
class Doc:
    """A docstring in parts.

    Attributes:
        text: what it says before its sections.
        arguments: what it says of each argument; of a class, of each attribute.
    """

    text: str
    arguments: Mapping[str, str]

    @property
    def first(self) -> str:
        """Its first sentence."""
        return self.text.partition("\n")[0]


def doc_of(one: Callable[..., Any]) -> Doc:
    """What the docstring of a function or a class says."""
    whole = inspect.getdoc(one) or ""
    parts = _SECTION.split(whole)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    return Doc(_plain(parts[0].strip()), _arguments(sections.get("Args") or sections.get("Attributes", "")))


def _arguments(section: str) -> dict[str, str]:
    found: dict[str, str] = {}
    names: tuple[str, ...] = ()
    for line in section.splitlines():
        if begun := _ARGUMENT.match(line):
            names = tuple(begun[1].lstrip("*").split(", "))
            found |= dict.fromkeys(names, begun[2])
        elif line.strip():
            found |= {name: f"{found[name]} {line.strip()}" for name in names}
    return {name: _plain(text) for name, text in found.items()}


def _plain(text: str) -> str:
    """Without the marks of the reference."""
    return _ROLE.sub(r"`\1`", text).replace("``", "`")
