"""The three tag operations, the same for everything that can be tagged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from jobspan.testing.sandbox.delphix.bodies import Body, tag_list, text
from jobspan.testing.sandbox.delphix.entities import Tag
from jobspan.testing.sandbox.delphix.views import tag_views
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route

_ADD = Body({"tags": tag_list}, required={"tags"})
_DELETE = Body({"key": text(1, 4000), "value": text(1, 4000), "tags": tag_list})


class Tagged(Protocol):
    tags: list[Tag]


def tag_routes(path: str, find: Callable[[str], Tagged], *, get: str, create: str, delete: str) -> tuple[Route, ...]:
    """Routes below `path`, whose last segment is the id parameter; the names are those of the operations."""
    param = path.rsplit("{", 1)[1].rstrip("}")

    def read(call: Call) -> Reply:
        return Reply.of_json({"tags": tag_views(find(call.params[param]).tags)})

    def add(call: Call) -> Reply:
        thing = find(call.params[param])
        for tag in _pairs(_ADD.read(call)["tags"]):
            if tag not in thing.tags:
                thing.tags.append(tag)
        return Reply.of_json({"tags": tag_views(thing.tags)}, 201)

    def remove(call: Call) -> Reply:
        thing = find(call.params[param])
        doomed = _selector(_DELETE.read(call))
        thing.tags[:] = [tag for tag in thing.tags if not doomed(tag)]
        return Reply(204)

    return (
        Route(get, "GET", f"{path}/tags", read),
        Route(create, "POST", f"{path}/tags", add),
        Route(delete, "POST", f"{path}/tags/delete", remove),
    )


def _pairs(tags: list[dict[str, str]]) -> list[Tag]:
    return [(tag["key"], tag["value"]) for tag in tags]


def _selector(body: dict[str, object]) -> Callable[[Tag], bool]:
    """Which tags to delete: listed pairs, one pair, every value of a key, or (for an empty body) all of them."""
    match body:
        case {"tags": list(listed)}:
            pairs = _pairs(listed)
            return lambda tag: tag in pairs
        case {"key": key, "value": value}:
            return lambda tag: tag == (key, value)
        case {"key": key}:
            return lambda tag: tag[0] == key
        case {"value": value}:
            return lambda tag: tag[1] == value
    return lambda tag: True
