"""Parts of a client by the names of their classes, for calls that were written down; and how users name them."""

import inspect
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from typing import Any

from jobspan._async.bound import AsyncBound
from jobspan._core.calls import call_name
from jobspan._planes.registry import PLANES


def part_of(client: object, plane: str, name: str, which: str) -> AsyncBound | None:
    """The part of a client that has this class, wherever it hangs."""
    namespace = PLANES[plane].namespace.name
    for _, part in _parts_below(namespace, getattr(client, namespace)):
        if isinstance(part, AsyncBound) and type(part).__name__.removeprefix("Async") == name and part._which == which:
            return part
    return None


def dotted_name(owner: AsyncBound, method: str) -> str:
    """What users write behind ``client.`` for a method: ``masking_jobs.copy``."""
    plane = PLANES[owner._ctx.plane]
    module, _, name = plane.namespace.resource.partition(":")
    root = getattr(import_module(f"jobspan._planes.{plane.name}.{module}"), name)(owner._ctx, owner._driver)
    for path, part in _parts_below(plane.namespace.name, root):
        same = type(part).__name__.removeprefix("Async") == type(owner).__name__.removeprefix("Async")
        if same and _state(part) == _state(owner):
            within = {f"{plane.namespace.name}.{each.within}": each.name for each in plane.shortcuts}
            short = [f"{within[each]}{path[len(each) :]}" for each in within if f"{path}.".startswith(f"{each}.")]
            return f"{[*short, path][0]}.{method}"
    return call_name(type(owner), method)


def _state(part: Any) -> dict[str, Any]:
    """What tells parts of one class from each other."""
    shared = ("_ctx", "_driver", "_intercept")
    held = {name: value for name, value in vars(part).items() if name not in shared}
    return {name: value for name, value in held.items() if not hasattr(value, "_driver")}


def _parts_below(path: str, root: Any) -> Iterator[tuple[str, Any]]:
    """A part and what hangs from it, those that are near first."""
    open_ends = [(path, root)]
    while open_ends:
        path, part = open_ends.pop(0)
        yield path, part
        members = inspect.getmembers_static(type(part), lambda value: isinstance(value, cached_property))
        open_ends += [(f"{path}.{name}", getattr(part, name)) for name, _ in members if not name.startswith("_")]
