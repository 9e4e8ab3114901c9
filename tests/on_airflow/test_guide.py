"""The DAGs that the guide and the examples show, run as they stand."""

import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from jobspan.testing import Clock, Progress, Sandbox
from tests.on_airflow.connections import connections_to
from tests.on_airflow.runs import run

JOB = "d53812ce-9186-485d-a388-44bc52087ead"
ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide" / "airflow.md"
EXAMPLES = ROOT / "examples" / "airflow"
BLOCK = re.compile(r"^```py\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NAME = re.compile(r'with DAG\("(\w+)"')
SHOWN = {NAME.findall(block)[0]: block for block in BLOCK.findall(GUIDE.read_text())}


@pytest.fixture
def planes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with Sandbox(["delphix", "ciphertrust"], clock=Clock.realtime(), progress=Progress.at_once()) as sandbox:
        for name, value in connections_to(sandbox).items():
            monkeypatch.setenv(name, value)
        yield sandbox


def test_the_guide_shows_dags() -> None:
    assert set(SHOWN) >= {"nightly_masking", "synchronize", "promote"}


@pytest.mark.parametrize("dag_id", SHOWN)
def test_a_dag_of_the_guide_runs(planes: Sandbox, dag_id: str, tmp_path: Path) -> None:
    (tmp_path / "shown.py").write_text(SHOWN[dag_id])
    done = run(dag_id, folder=tmp_path)
    assert done.state == "success", done.tasks


@pytest.mark.parametrize("jobs", [3, pytest.param(200, marks=pytest.mark.exhaustive)])
def test_the_example_masks_all_jobs_of_the_night(planes: Sandbox, jobs: int) -> None:
    known = planes.delphix.masking_jobs
    known |= {f"n-{n}": attrs.evolve(known[JOB], id=f"n-{n}", name=f"nightly {n}") for n in range(jobs)}
    done = run("mask_all", folder=EXAMPLES)
    assert done.tasks == {"masking_jobs": "success"} | {f"mask[{n}]": "success" for n in range(jobs)}
    assert planes.requests.count("execute_masking_job") == jobs
