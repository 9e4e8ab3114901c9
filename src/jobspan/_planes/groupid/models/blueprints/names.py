"""Names of files, and of the secrets and values in them: the same for the same document, on every server."""

import re
from collections.abc import Iterable
from typing import Final

_OTHER: Final = re.compile(r"[\W_]+")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def slug(name: str) -> str:
    """A name in lower case, with dashes for what is neither letter nor digit."""
    return _OTHER.sub("-", name.casefold()).strip("-") or "unnamed"


def slug_of_key(key: str) -> str:
    """The same for a name of the wire: ``Destination.MessagingProviderPassword`` is ``messaging-provider-password``."""
    return slug(_HUMP.sub("-", key.removeprefix("Destination.")))


def distinct_slugs(names: Iterable[str]) -> list[str]:
    """A slug for each name, in order; a second one of the same gets ``-2``."""
    found: list[str] = []
    for name in names:
        found.append(unused(slug(name), found))
    return found


def unused(wanted: str, taken: Iterable[str]) -> str:
    """The name, numbered where it is taken."""
    known = set(taken)
    number, name = 1, wanted
    while name in known:
        number += 1
        name = f"{wanted}-{number}"
    return name
