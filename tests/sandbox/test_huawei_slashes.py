"""An id with a slash would be signed for another path than the gateway reads: it is refused before anything is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import jobspan
from jobspan.testing import Clock, Sandbox

CALLS: dict[str, Callable[[jobspan.Client], Any]] = {
    "a bucket": lambda c: c.dsc.assets.delete_bucket("a/b"),
    "an export": lambda c: c.export_tasks.status("a/b"),
    "a task": lambda c: c.migration_jobs.users("a/b"),
    "a task of API v5": lambda c: c.drs.actions.inspect("a/b"),
}


@pytest.mark.parametrize("call", CALLS)
def test_an_id_with_a_slash_is_not_sent(call: str) -> None:
    with Sandbox(["huawei_drs", "huawei_dsc"], clock=Clock.manual()) as sandbox, sandbox.client() as client:
        with pytest.raises(jobspan.ValidationError, match="a/b"):
            CALLS[call](client)
        assert len(sandbox.requests) == 0
