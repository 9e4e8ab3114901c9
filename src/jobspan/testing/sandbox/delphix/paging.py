"""Lists: filtered, sorted and cut into pages, with cursors that are valid for the same query only."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from jobspan.testing.sandbox.delphix.bodies import Body, text
from jobspan.testing.sandbox.delphix.errors import refusal
from jobspan.testing.sandbox.delphix.filters import Field, FilterError, parse
from jobspan.testing.sandbox.http import Call

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000

View = dict[str, Any]

_SEARCH_BODY = Body({"filter_expression": text()})


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


@attrs.frozen
class Collection:
    """What can be filtered and sorted in one list."""

    fields: Mapping[str, Field]
    sorts: frozenset[str] = attrs.field(converter=_names)
    default_sort: str | None = None


@attrs.frozen
class Page:
    items: Sequence[View]
    metadata: View

    def document(self) -> View:
        return {"items": self.items, "response_metadata": self.metadata}


def page_of(call: Call, views: Iterable[View], collection: Collection) -> Page:
    """The page a list or search call asks for. Refuses with 400 what the vendor's schema does not allow."""
    limit = _limit(call)
    sort = call.query.get("sort") or collection.default_sort
    expression = _SEARCH_BODY.read(call).get("filter_expression") if call.method == "POST" else None
    question = hashlib.sha256(json.dumps([call.path, sort, expression]).encode()).hexdigest()[:16]
    start = _start(call, question)
    found = _sorted(_filtered(views, expression, collection), sort, collection)
    metadata: View = {"total": len(found)}
    if start > 0:
        metadata["prev_cursor"] = _cursor(question, max(start - limit, 0))
    if start + limit < len(found):
        metadata["next_cursor"] = _cursor(question, start + limit)
    return Page(found[start : start + limit], metadata)


def _limit(call: Call) -> int:
    raw = call.query.get("limit", str(DEFAULT_LIMIT))
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw) <= MAX_LIMIT:
        raise refusal(400, f"limit must be an integer between 1 and {MAX_LIMIT}")
    return int(raw)


def _filtered(views: Iterable[View], expression: str | None, collection: Collection) -> list[View]:
    if expression is None:
        return list(views)
    try:
        condition = parse(expression, collection.fields)
    except FilterError as error:
        raise refusal(400, f"Invalid filter_expression: {error}") from error
    return [view for view in views if condition(view)]


def _sorted(views: list[View], sort: str | None, collection: Collection) -> list[View]:
    if sort is None:
        return views
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    if name not in collection.sorts:
        raise refusal(400, f"Cannot sort by {name!r}")

    def key(view: View) -> tuple[bool, Any]:
        value: Any = view
        for step in name.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        return (value is not None, value if value is not None else 0)

    return sorted(views, key=key, reverse=descending)


def _cursor(question: str, start: int) -> str:
    return base64.urlsafe_b64encode(f"{question}:{start}".encode()).decode()


def _start(call: Call, question: str) -> int:
    cursor = call.query.get("cursor")
    if not cursor:
        return 0
    try:
        asked, _, start = base64.urlsafe_b64decode(cursor).decode().partition(":")
        if asked == question:
            return int(start)
    except ValueError:
        pass
    raise refusal(400, "The cursor does not belong to this list, filter and sort order")
