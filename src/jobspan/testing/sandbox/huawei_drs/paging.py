"""Pages of rows and of ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobspan.testing.sandbox.http import Call
from jobspan.testing.sandbox.huawei_drs.errors import PAGE, PAGE_LIMIT, refusal

DEFAULT_PAGE = 5
LARGEST_PAGE = 100


def page_of(rows: Sequence[Any], current: Any, size: Any) -> list[Any]:
    """One page of rows; size 0 means everything."""
    if not isinstance(current, int) or not isinstance(size, int) or current < 0 or size < 0:
        raise refusal(PAGE, "The page value is invalid.")
    if size > LARGEST_PAGE or (size == 0 and current > 1):
        raise refusal(PAGE_LIMIT, "The page value exceeds the limit.")
    if size == 0 or current == 0:
        return list(rows)
    start = (current - 1) * size
    if rows and start >= len(rows):
        raise refusal(PAGE_LIMIT, "The page number exceeds the last page.")
    return list(rows[start : start + size])


def offset_page(call: Call, rows: Sequence[Any], default: int, largest: int = 1000) -> list[Any]:
    """The rows that `limit` and `offset` of a query ask for."""
    try:
        limit, offset = int(call.query.get("limit", default)), int(call.query.get("offset", 0))
    except ValueError:
        raise refusal(PAGE, "The page value is invalid.") from None
    if not 1 <= limit <= largest or offset < 0:
        raise refusal(PAGE_LIMIT, "The page value exceeds the limit.")
    return list(rows[offset : offset + limit])
