"""A page of a list, in which `offset` means what the switches select."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from jobspan.testing.sandbox.http import Call
from jobspan.testing.sandbox.huawei_dsc.errors import invalid
from jobspan.testing.sandbox.huawei_dsc.switches import Switches
from jobspan.testing.sandbox.world import World

T = TypeVar("T")


def page_of(world: World, switches: Switches, call: Call, rows: Sequence[T], limit: int = 100) -> Sequence[T]:
    """The rows of one page. Refuses invalid numbers with 400."""
    try:
        offset = int(call.query.get("offset", 0))
        size = int(call.query.get("limit", limit))
    except ValueError:
        raise invalid(world) from None
    if offset < 0 or size < 1:
        raise invalid(world)
    size = min(size, switches.largest_page)
    if switches.paging == "ignored":
        return rows[:size]
    start = offset * size if switches.paging == "page" else offset
    return rows[start : start + size]
