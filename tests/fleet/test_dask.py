"""A fleet on Dask: a cluster of processes on this machine, of which one is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from jobspan import Policy
from jobspan.fleet import ItemEnd
from jobspan.journal import Journal
from jobspan.testing import Progress, Sandbox, faults
from tests.fleet.conftest import KEY, masking_jobs

distributed = pytest.importorskip("distributed", reason="Dask's distributed is not installed; `nox -s dask` brings it")

QUICK = Policy(poll_first=0.02, poll_cap=0.02)
COPIES = 6


@pytest.fixture(scope="module")
def dask() -> Iterator[Any]:
    """Two workers, each a process of one thread."""
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_a_worker_killed_within_a_call_changes_nothing_in_the_report(dask: Any, url: str) -> None:
    with Sandbox(["delphix"], progress=Progress.at_once()) as sandbox:
        jobs = masking_jobs(sandbox, COPIES)
        journal = Journal(url, key=KEY)
        killed: list[str] = []

        def kill(call: Any) -> bool:
            """At the second copy, the process that asks for it: its request arrives, and its reply goes nowhere."""
            if not killed and sandbox.requests.count("copy_masking_job") == 2:
                holders = {run.key: run.holder for run in journal.runs(state="running")}
                killed.extend(holders.values())
                for holder in killed:
                    os.kill(int(holder.split()[1]), signal.SIGKILL)
            return False

        sandbox.faults.add("copy_masking_job", faults.Answer(500), times=None, plane="delphix", when=kill)
        with sandbox.client(journal=journal, policy=QUICK) as client:
            fleet = client.fleet("qa")
            for job in jobs:
                fleet.add(client.masking_jobs.copy, job, target_engine_id="2", target_environment_id="qa-env")
            report = fleet.run(executor=dask.get_executor())
        assert killed
        assert report.counts == {ItemEnd.DONE: COPIES}, str(report)
        assert {item.job for item in report} == set(sandbox.delphix.jobs)
        assert sandbox.requests.count("copy_masking_job") == COPIES
        holders = {run.holder for run in journal.runs()}
        assert not any(f" {os.getpid()} " in holder for holder in holders)
        journal.close()
