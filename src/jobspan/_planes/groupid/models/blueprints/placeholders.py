"""Placeholders in blueprints: ``${kind:NAME}`` stands for what differs from server to server, or must not be in a file.

``$${`` is a literal ``${``. Names are percent-encoded where they contain a brace or a percent sign.
"""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Final
from urllib.parse import unquote

from jobspan._core.classes import frozen
from jobspan._planes.groupid.models.transforms import Text, plain
from jobspan.credentials import Secret


class Kind(StrEnum):
    """What a placeholder stands for."""

    PROVIDER = "provider"
    """An identity store or data source, by its name."""
    OWNER = "owner"
    """The GUID of a directory object."""
    DN = "dn"
    """A part of a distinguished name."""
    SECRET = "secret"  # noqa: S105 - a kind, not a secret
    """A password or certificate."""
    VALUE = "value"
    """A text that belongs to one server."""


@frozen
class Reference:
    """One placeholder."""

    kind: Kind
    name: str

    def __str__(self) -> str:
        return f"${{{self.kind}:{_encoded(self.name)}}}"


Part = str | Reference

_PLACE: Final = re.compile(r"\$\$\{|\$\{([^{}]*)\}?")
_RESERVED: Final = {"%": "%25", "{": "%7B", "}": "%7D", "\n": "%0A", "\r": "%0D"}


def placeholder(kind: Kind, name: str) -> str:
    """The text of a placeholder."""
    return str(Reference(kind, name))


def literal(text: str) -> str:
    """A text that contains no placeholder, whatever is in it."""
    return text.replace("${", "$${")


def parts_of(text: str) -> tuple[Part, ...]:
    """Literal texts and placeholders, in order.

    Raises:
        ValueError: something begins like a placeholder and is not a whole one.
    """
    return tuple(_parts(text))


def _parts(text: str) -> Iterator[Part]:
    run, at = "", 0
    for match in _PLACE.finditer(text):
        run, at = run + text[at : match.start()], match.end()
        if match[0] == "$${":
            run += "${"
            continue
        kind, colon, name = (match[1] or "").partition(":")
        if not (colon and name and match[0].endswith("}")) or kind not in list(Kind):
            known = ", ".join(f"${{{each}:NAME}}" for each in Kind)
            raise ValueError(f"{match[0]!r} is not a placeholder: there are {known}; a literal '${{' is written '$${{'")
        if run:
            yield run
        run = ""
        yield Reference(Kind(kind), unquote(name))
    if run + text[at:]:
        yield run + text[at:]


def with_placeholders(text: str, pattern: re.Pattern[str], named: Callable[[str], str]) -> str:
    """A text with placeholders for what matches in its literal parts; the placeholders that it has stay."""
    return "".join(
        str(part) if isinstance(part, Reference) else _replaced(part, pattern, named) for part in parts_of(text)
    )


def _replaced(text: str, pattern: re.Pattern[str], named: Callable[[str], str]) -> str:
    made, at = "", 0
    for match in pattern.finditer(text):
        made += literal(text[at : match.start()]) + named(match[0])
        at = match.end()
    return made + literal(text[at:])


def joined(parts: tuple[Part, ...], value_of: Callable[[Reference], Text]) -> Text:
    """The text with every placeholder replaced; a ``Secret`` when one of the replacements is."""
    texts: list[Text] = [value_of(part) if isinstance(part, Reference) else part for part in parts]
    whole = "".join(map(plain, texts))
    return Secret(whole) if any(isinstance(each, Secret) for each in texts) else whole


def _encoded(name: str) -> str:
    return "".join(_RESERVED.get(character, character) for character in name)
