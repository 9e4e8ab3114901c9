"""Names of what API v5 runs beside tasks, and what has the same one."""

import re
from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from jobspan._core.effects import Flow
from jobspan._core.paginate import Listing, collect
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
        problems.add("description", f"must be a string, not {type(description).__name__}")


R = TypeVar("R", bound=_Named)


def namesakes(name: str, rows: Listing[R], read: Callable[[str], Flow[T]]) -> Flow[list[T]]:
    """The details of all rows with exactly this name, whatever the case; lists find names that only contain it, too."""
    found = []
    for row in (yield from collect(rows)):
        if (row.name or "").lower() == name.lower():
            try:
                found.append((yield from read(row.id)))
            except NotFound:
                continue
    return found
