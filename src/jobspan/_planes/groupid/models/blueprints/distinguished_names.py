"""Distinguished names: compared part by part, without case and blanks."""

import re
from collections.abc import Mapping
from typing import Final

from jobspan._planes.groupid.models.blueprints.placeholders import Kind, literal, placeholder, with_placeholders

_COMMA: Final = re.compile(r"(?<!\\),")
_LOOKS_LIKE_ONE: Final = re.compile(r"\bDC\s*=", re.IGNORECASE)


def parts_of_dn(dn: str) -> tuple[str, ...]:
    """The parts, in lower case, without blanks around commas and equals signs."""
    found = []
    for part in _COMMA.split(dn):
        name, equals, value = part.partition("=")
        found.append(f"{name.strip()}{equals}{value.strip()}".casefold())
    return tuple(each for each in found if each)


def domain_of(dn: str) -> tuple[str, ...]:
    """The ``DC=`` parts at the end."""
    parts = parts_of_dn(dn)
    first = next((i for i in range(len(parts)) if all(each.startswith("dc=") for each in parts[i:])), len(parts))
    return parts[first:]


def with_names(dn: str, names: Mapping[str, str]) -> str:
    """The name with its end replaced by a placeholder: the longest that ``names`` knows, whole parts only."""
    own = parts_of_dn(dn)
    fitting = [
        (len(parts), name)
        for name, known in names.items()
        if (parts := parts_of_dn(known)) and own[-len(parts) :] == parts
    ]
    if not fitting:
        return literal(dn)
    length, name = min(fitting, key=lambda each: (-each[0], each[1]))
    head = ",".join(_COMMA.split(dn)[: len(own) - length])
    return (f"{literal(head)}," if head else "") + placeholder(Kind.DN, name)


def mentions_domain(text: str) -> bool:
    """Whether a query seems to contain a distinguished name."""
    return bool(_LOOKS_LIKE_ONE.search(text))


def text_with_names(text: str, names: Mapping[str, str]) -> str:
    """A text of a blueprint in which distinguished names, as they are written in ``names``, are replaced by placeholders."""
    by_dn = {dn.casefold(): name for name, dn in sorted(names.items(), reverse=True) if dn}
    if not by_dn:
        return text
    pattern = re.compile("|".join(map(re.escape, sorted(by_dn, key=len, reverse=True))), re.IGNORECASE)
    return with_placeholders(text, pattern, lambda dn: placeholder(Kind.DN, by_dn[dn.casefold()]))
