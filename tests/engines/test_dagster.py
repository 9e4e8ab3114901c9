"""The recipe for Dagster: whatever becomes of its steps and runs, the sandbox's record has one start."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from jobspan import JobRef
from jobspan.testing import Progress, faults
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB
from tests.engines.conftest import Plane, parent_of
from tests.engines.page import recipe

dagster = pytest.importorskip("dagster", reason="Dagster is not installed; `nox -s engines` brings it")
pytestmark = pytest.mark.filterwarnings("ignore")
"""Those of Dagster."""


@attrs.frozen
class Deployment:
    """Runs of the recipe's job, each in a process of its own, its steps in further ones."""

    folder: Path
    plane: Plane
    instance: Any

    def run(self, parent: str | None = None, **settings: Any) -> str:
        """Launch a run, or an earlier one once more; gives its id when it is over."""
        file = recipe("Dagster", self.folder)
        file.write_text(file.read_text().replace("delay=60", "delay=0"))
        order = {
            "recipe": file.stem,
            "folder": str(self.folder),
            "parent": parent,
            "run_config": {
                "ops": {"masking_jobs": {"config": [FINANCE_JOB]}},
                "resources": {"dct": {"config": self.plane.settings | settings}},
            },
        }
        command = [sys.executable, "-m", "tests.engines.dagster_run"]
        paths = os.pathsep.join([str(self.folder), *sys.path])
        environment = os.environ | {"PYTHONPATH": paths}
        subprocess.run(command, input=json.dumps(order), text=True, capture_output=True, timeout=240, env=environment)
        [newest] = self.instance.get_runs(limit=1)
        return str(newest.run_id)

    def status(self, run: str) -> str:
        return str(self.instance.get_run_by_id(run).status.value)

    def references(self, run: str) -> list[JobRef]:
        """Those that were stored with a run."""
        tags = self.instance.get_run_by_id(run).tags
        return [JobRef.from_json(value) for name, value in tags.items() if name.startswith("jobspan/")]


@pytest.fixture
def deployment(plane: Plane, tmp_path: Path) -> Iterator[Deployment]:
    with dagster.DagsterInstance.local_temp(str(tmp_path)) as instance:
        yield Deployment(tmp_path, plane, instance)


def test_a_step_that_is_tried_again_joins_its_job(deployment: Deployment, plane: Plane) -> None:
    refused: list[str] = []

    def when(call: object) -> bool:
        """The first look at the job is refused."""
        if refused or all(run.ref is None for run in plane.journal.runs()):
            return False
        refused.append("once")
        return True

    plane.sandbox.faults.add("*", faults.Answer(403), times=None, plane="delphix", when=when)
    run = deployment.run()
    assert deployment.status(run) == "SUCCESS"
    assert refused
    assert plane.starts == 1
    assert deployment.references(run) == [plane.journal.runs()[0].ref]


@pytest.mark.parametrize("waiting", [False, True], ids=["between request and reply", "while it waits"])
def test_a_run_whose_step_was_killed_is_executed_again_and_joins_its_job(
    waiting: bool, deployment: Deployment, plane: Plane
) -> None:
    hit = plane.strike(signal.SIGKILL, waiting=waiting)
    run = deployment.run()
    if deployment.status(run) != "SUCCESS":
        run = deployment.run(parent=run)
    assert deployment.status(run) == "SUCCESS"
    assert len(hit) == 1
    assert plane.starts == 1


def test_a_run_that_is_terminated_leaves_its_job_alone_and_joins_it_when_executed_again(
    deployment: Deployment, plane: Plane
) -> None:
    hit = plane.strike(signal.SIGINT, waiting=True, whom=parent_of)
    run = deployment.run()
    assert deployment.status(run) != "SUCCESS"
    assert (len(hit), plane.starts, plane.cancels) == (1, 1, 0)
    again = deployment.run(parent=run)
    assert deployment.status(again) == "SUCCESS"
    assert (plane.starts, plane.cancels) == (1, 0)


@pytest.mark.parametrize("pace", [Progress.by_polls()], ids=["slow jobs"])
def test_a_run_that_is_terminated_stops_its_job_when_asked_to(deployment: Deployment, plane: Plane) -> None:
    plane.strike(signal.SIGINT, waiting=True, whom=parent_of)
    run = deployment.run(cancel_jobs=True)
    assert deployment.status(run) != "SUCCESS"
    assert (plane.starts, plane.cancels) == (1, 1)
