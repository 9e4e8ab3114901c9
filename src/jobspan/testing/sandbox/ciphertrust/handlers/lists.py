"""Lists: filtered rows, sorted, cut into slices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jobspan.testing.sandbox.ciphertrust.errors import refusal
from jobspan.testing.sandbox.http import Call, Reply

DEFAULT_LIMIT = 10
View = dict[str, Any]


def slice_of(call: Call, views: Iterable[View]) -> Reply:
    """The envelope. `limit=-1` means all rows; without `sort` the oldest come first."""
    skip, limit = _number(call, "skip", 0, 0), _number(call, "limit", DEFAULT_LIMIT, -1)
    rows = list(views)
    for name in reversed([part for part in call.query.get("sort", "").split(",") if part]):
        field = name.removeprefix("-")
        rows.sort(key=lambda row: str(row.get(field, "")), reverse=name.startswith("-"))
    end = None if limit == -1 else skip + limit
    return Reply.of_json({"skip": skip, "limit": limit, "total": len(rows), "resources": rows[skip:end]})


def _number(call: Call, name: str, default: int, least: int) -> int:
    try:
        value = int(call.query.get(name, default))
    except ValueError:
        value = least - 1
    if value < least:
        raise refusal(400, f"{name} must be an integer of at least {least}")
    return value


def filtered(call: Call, views: Iterable[View], *names: str) -> list[View]:
    wanted = {name: call.query[name] for name in names if name in call.query}
    return [view for view in views if all(_text(view.get(name)) == value for name, value in wanted.items())]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
