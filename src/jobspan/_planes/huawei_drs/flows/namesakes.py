"""Names of what API v5 runs beside tasks, and what has the same one."""

import re
from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from jobspan._core.effects import Flow
from jobspan._core.paginate import Listing, collect
from jobspan._core.shapes import kind_in_words
from jobspan._core.validation import Validator
from jobspan.errors import NotFound

T = TypeVar("T")

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{4,50}")


class _Named(Protocol):
    """A row of a list."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str | None: ...


def check_name(problems: Validator, name: object) -> None:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        problems.add("name", f"{name!r} must be 4..50 letters, digits, '-' and '_'")


def check_description(problems: Validator, description: object) -> None:
    if description is not None and not isinstance(description, str):
        problems.add("description", f"must be a string, not {kind_in_words(description)}")


R = TypeVar("R", bound=_Named)


def is_called(shown: str | None, name: str) -> bool | None:
    """Whether a thing has this name, whatever the case; ``None``: its name is not shown, so it may."""
    return None if not shown else shown.lower() == name.lower()


def namesakes(name: str, rows: Listing[R], read: Callable[[str], Flow[T]]) -> Flow[list[T]]:
    """The details of all rows that may have exactly this name; lists find names that only contain it, too."""
    found = []
    for row in (yield from collect(rows)):
        if is_called(row.name, name) is not False:
            try:
                found.append((yield from read(row.id)))
            except NotFound:
                continue
    return found
