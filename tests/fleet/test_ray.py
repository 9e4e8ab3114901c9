"""Ray: what its tasks raise and return, and a worker that is killed between its request and the reply."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobspan import Client, JobRef, NotFound, Policy
from jobspan.journal import Journal
from jobspan.testing import Progress, Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB

ray = pytest.importorskip("ray", reason="Ray is not installed; `nox -s ray` brings it")
pytestmark = pytest.mark.filterwarnings("ignore")
"""Those of Ray."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=False)
    yield
    ray.shutdown()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[tuple[Sandbox, Client]]:
    journal = Journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}", lease=2.0, heartbeat=0.5)
    with Sandbox(["delphix"], progress=Progress.at_once()) as sandbox:
        with sandbox.client(journal=journal, policy=Policy(poll_first=0.02, poll_cap=0.02)) as made:
            yield sandbox, made
        journal.close()


def test_an_error_arrives_as_itself(cluster: None, client: tuple[Sandbox, Client]) -> None:
    _, made = client

    def look(client: Client) -> None:
        client.masking_jobs.get("no-such-job")

    with pytest.raises(NotFound, match="no-such-job") as caught:
        ray.get(ray.remote(look).remote(made))
    error: Any = caught.value
    assert isinstance(error.cause, NotFound)
    assert error.cause.status == 404


def test_models_and_references_come_back(cluster: None, client: tuple[Sandbox, Client]) -> None:
    _, made = client

    def run(client: Client) -> tuple[JobRef, Any]:
        handle = client.masking_jobs.execute.once("nightly", FINANCE_JOB, engine_id="1")
        return handle.ref, handle.wait()

    ref, execution = ray.get(ray.remote(run).remote(made))
    assert made.resume(ref).wait() == execution


def test_a_task_whose_worker_was_killed_joins_its_job(cluster: None, client: tuple[Sandbox, Client]) -> None:
    sandbox, made = client
    killed: list[int] = []

    def kill(call: Any) -> bool:
        """The first request arrives, and its reply goes nowhere."""
        if not killed:
            [run] = made.journal.runs(state="running")
            killed.append(int(run.holder.split()[1]))
            os.kill(killed[0], signal.SIGKILL)
        return False

    sandbox.faults.add("execute_masking_job", faults.Answer(500), times=None, plane="delphix", when=kill)

    def run(client: Client) -> str:
        handle = client.masking_jobs.execute.once("nightly", FINANCE_JOB, engine_id="1")
        return handle.wait().id

    id = ray.get(ray.remote(run).options(max_retries=3).remote(made))
    assert killed
    assert killed[0] != os.getpid()
    assert sandbox.requests.count("execute_masking_job") == 1
    assert id in sandbox.delphix.executions
