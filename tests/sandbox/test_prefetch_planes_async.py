"""Lists of every plane, read ahead: the same rows, in the same order, by the same requests."""

from collections.abc import Callable
from typing import Any

import pytest

from jobspan import AsyncClient, AsyncPager
from jobspan.testing import Clock, Sandbox

PAGERS: dict[str, Callable[[AsyncClient], AsyncPager[Any]]] = {
    "delphix": lambda client: client.masking_jobs.list(page_size=1),
    "groupid": lambda client: client.data_sync_jobs.list(page_size=1),
    "ciphertrust": lambda client: client.ciphertrust.containers.list("aws", page_size=1),
    "huawei_dsc": lambda client: client.dsc.rule_groups.rules(page_size=10),
    "huawei_drs": lambda client: client.migration_jobs.list("migration", page_size=1),
}


@pytest.mark.parametrize("plane", list(PAGERS))
async def test_it_reads_what_a_walk_without_it_reads(plane: str) -> None:
    with Sandbox([plane], clock=Clock.manual()) as sandbox:
        async with sandbox.async_client() as client:
            pager = PAGERS[plane](client)
            await pager.first()  # logins are over
            before = len(sandbox.requests)
            plain = await pager.to_list()
            between = len(sandbox.requests)
            ahead = await pager.with_options(prefetch=3).to_list()
            assert ahead == plain
            assert len(plain) > 1
            lines = [(each.method, each.path, each.query) for each in sandbox.requests]
            assert lines[between:] == lines[before:between]
