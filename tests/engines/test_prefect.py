"""The recipe for Prefect: whatever becomes of its tasks and processes, the sandbox's record has one start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobspan import JobRef
from jobspan.testing import Progress
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB
from tests.engines.conftest import Plane
from tests.engines.page import imported, recipe

pytest.importorskip("prefect", reason="Prefect is not installed; `nox -s engines` brings it")

from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL
from prefect.states import Scheduled
from prefect.testing.utilities import prefect_test_harness

pytestmark = pytest.mark.filterwarnings("ignore")
"""Those of Prefect."""


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[None]:
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture
def flows(plane: Plane, tmp_path: Path) -> Any:
    """The module of the recipe, which does not rest between tries, and its block for this DCT."""
    module: Any = imported(recipe("Prefect", tmp_path))
    module.mask = module.mask.with_options(retry_delay_seconds=0)
    module.Dct(**plane.settings).save("prod", overwrite=True)
    return module


def parameters(**more: Any) -> dict[str, Any]:
    return {"dct": "prod", "job_ids": [FINANCE_JOB], "engine_id": "1"} | more


def new_run(flows: Any, **more: Any) -> Any:
    with get_client(sync_client=True) as client:
        return client.create_flow_run(flows.mask_all, parameters=parameters(**more))


def work_on(run: Any, folder: Path) -> int:
    """A worker's process for a run; gives its exit code."""
    command = [sys.executable, "-m", "tests.engines.prefect_run", str(folder / "prefect_recipe.py"), str(run.id)]
    environment = os.environ | {"PREFECT_API_URL": PREFECT_API_URL.value()}
    return subprocess.run(command, env=environment, capture_output=True, timeout=180).returncode


def restart(run: Any) -> None:
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(run.id, Scheduled(), force=True)


def stored_references() -> list[JobRef]:
    with get_client(sync_client=True) as client:
        found = client._client.post("/artifacts/filter", json={"artifacts": {"key": {"any_": ["job-ref"]}}}).json()
    return [JobRef.from_json(each["data"]) for each in found]


def test_a_task_that_is_tried_again_joins_its_job(flows: Any, plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    store = flows.create_markdown_artifact
    failed: list[int] = []

    def fail_first(*args: Any, **kwargs: Any) -> Any:
        if not failed:
            failed.append(plane.starts)
            raise RuntimeError("the server is being restarted")
        return store(*args, **kwargs)

    monkeypatch.setattr(flows, "create_markdown_artifact", fail_first)
    [execution] = flows.mask_all(**parameters())
    assert failed == [1]
    assert plane.starts == 1
    assert execution in plane.sandbox.delphix.executions
    assert plane.journal.runs()[0].ref in stored_references()


@pytest.mark.parametrize("waiting", [False, True], ids=["between request and reply", "while it waits"])
def test_a_run_whose_process_was_killed_is_restarted_and_joins_its_job(
    waiting: bool, flows: Any, plane: Plane, tmp_path: Path
) -> None:
    run = new_run(flows)
    hit = plane.strike(signal.SIGKILL, waiting=waiting)
    assert work_on(run, tmp_path) == -signal.SIGKILL
    restart(run)
    assert work_on(run, tmp_path) == 0
    assert len(hit) == 1
    assert plane.starts == 1


def test_a_cancelled_run_leaves_its_job_alone_and_joins_it_when_restarted(
    flows: Any, plane: Plane, tmp_path: Path
) -> None:
    run = new_run(flows)
    hit = plane.strike(signal.SIGTERM, waiting=True)
    assert work_on(run, tmp_path) != 0
    flows.cancel_jobs(flows.mask_all, run, None)
    assert (plane.starts, plane.cancels) == (1, 0)
    restart(run)
    assert work_on(run, tmp_path) == 0
    assert (len(hit), plane.starts, plane.cancels) == (1, 1, 0)


@pytest.mark.parametrize("pace", [Progress.by_polls()], ids=["slow jobs"])
def test_a_cancelled_run_stops_its_job_when_asked_to(flows: Any, plane: Plane, tmp_path: Path) -> None:
    run = new_run(flows, cancel_jobs=True)
    plane.strike(signal.SIGKILL, waiting=True)
    work_on(run, tmp_path)
    assert plane.cancels == 0
    flows.cancel_jobs(flows.mask_all, run, None)
    assert (plane.starts, plane.cancels) == (1, 1)


def test_another_run_starts_a_job_of_its_own(flows: Any, plane: Plane) -> None:
    flows.mask_all(**parameters())
    flows.mask_all(**parameters())
    assert plane.starts == 2
