"""Lists in pages, as most operations answer them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_dsc.paging import page_of
from jobspan.testing.sandbox.huawei_dsc.state import State
from jobspan.testing.sandbox.huawei_dsc.views import answer


def listed(state: State, call: Call, key: str, rows: Sequence[dict[str, Any]]) -> Reply:
    """One page of the rows under a key, and their total unless the switches hide it."""
    total = {"total": len(rows)} if state.switches.totals else {}
    return answer(state.world, {key: list(page_of(state.world, state.switches, call, rows)), **total})
