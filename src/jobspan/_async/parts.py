"""Parts of a client by the names of their classes, for calls that were written down."""

import inspect
from functools import cached_property
from typing import Any

from jobspan._async.bound import AsyncBound
from jobspan._planes.registry import PLANES


def part_of(client: object, plane: str, name: str, which: str) -> AsyncBound | None:
    """The part of a client that has this class, wherever it hangs."""
    open_ends: list[Any] = [getattr(client, PLANES[plane].namespace.name)]
    while open_ends:
        part = open_ends.pop(0)
        if isinstance(part, AsyncBound) and type(part).__name__.removeprefix("Async") == name and part._which == which:
            return part
        parts = inspect.getmembers_static(type(part), lambda value: isinstance(value, cached_property))
        open_ends += [getattr(part, attribute) for attribute, _ in parts if not attribute.startswith("_")]
    return None
