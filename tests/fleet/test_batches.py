"""Batches in fleets: what is not known of them is looked for again, and not sent again."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import pytest

from jobspan.fleet import ItemEnd
from jobspan.journal import Journal
from jobspan.testing import Progress, Sandbox, faults

PAUSE = "batch_stop_jobs"


@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "in threads of an executor"])
def test_a_batch_with_an_unknown_part_is_not_sent_again(elsewhere: bool, journal: Journal) -> None:
    pool: Executor | None = ThreadPoolExecutor(1) if elsewhere else None
    with Sandbox(["huawei_drs"], progress=Progress.at_once()) as drs, drs.client(journal=journal) as client:
        tasks = [drs.huawei_drs.add(f"task {each}", "INCRE_TRANSFER_STARTED").id for each in range(2)]
        drs.faults.add(PAUSE, faults.DropBeforeWork())

        def run(**how: Any) -> Any:
            fleet = client.fleet("pauses")
            fleet.add_named("all", client.migration_jobs.pause, tasks, batch_size=1)
            return fleet.run(executor=pool, **how)

        assert run().counts == {ItemEnd.UNKNOWN: 1}
        sent = drs.requests.count(PAUSE)
        again = run(failed_too=True)
        assert again.counts == {ItemEnd.UNKNOWN: 1}
        assert "1 unknown" in next(iter(again)).reason
        assert drs.requests.count(PAUSE) == sent == 2
    if pool is not None:
        pool.shutdown()
