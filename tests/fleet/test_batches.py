"""Batches in fleets: what is not known of them is looked for again, and not sent again."""

from __future__ import annotations

from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest

from jobspan import Secret
from jobspan.drs import EndpointPassword
from jobspan.fleet import ItemEnd
from jobspan.journal import Journal
from jobspan.testing import Progress, Sandbox, faults
from tests.fleet.conftest import PROCESSES

PAUSE = "batch_stop_jobs"
PASSWORDS = "batch_reset_password"


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


@pytest.mark.parametrize("workers", ["threads", "processes"])
def test_workers_are_given_what_failed_and_nothing_else(workers: str, journal: Journal) -> None:
    with ExitStack() as stack:
        pool: Executor = stack.enter_context(
            ThreadPoolExecutor(1) if workers == "threads" else ProcessPoolExecutor(1, mp_context=PROCESSES)
        )
        drs = stack.enter_context(Sandbox(["huawei_drs"], progress=Progress.at_once()))
        client = stack.enter_context(drs.client(journal=journal))
        ids = [drs.huawei_drs.add(f"task {each}", "INCRE_TRANSFER_STARTED").id for each in range(3)]
        passwords = [EndpointPassword(id, "target", Secret("rotated-1")) for id in ids]
        drs.faults.add(PASSWORDS, faults.FailItems([ids[1]]))

        def run(**how: Any) -> Any:
            fleet = client.fleet("rotation")
            fleet.add_named("all", client.migration_jobs.change_passwords, passwords)
            return next(iter(fleet.run(executor=pool, **how)))

        assert (run().end, run(failed_too=True).accepted) == (ItemEnd.FAILED, 3)
        requests = [each for each in drs.requests if each.operation_id == PASSWORDS]
        assert [[job["job_id"] for job in each.json["jobs"]] for each in requests] == [ids, [ids[1]]]
        whole = client.migration_jobs.change_passwords.once("rotation/all~2", passwords)
        assert [each.item.job_id for each in whole.raise_for_failures()] == ids
        assert drs.requests.count(PASSWORDS) == 2
