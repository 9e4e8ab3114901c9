"""Airflow 3.3 remembers the job of a task by itself; the key knows it where Airflow does not yet, or not at all."""

from pathlib import Path

import airflow.sdk
import pytest

from jobspan.testing import Progress, Sandbox
from tests.on_airflow.connections import connections_to
from tests.on_airflow.processes import OPEN, Airflow, until
from tests.on_airflow.runs import run
from tests.on_airflow.started import EXECUTE, finish

JOB = "d53812ce-9186-485d-a388-44bc52087ead"
REMEMBERS = hasattr(airflow.sdk, "ResumableJobMixin")
both_ways = pytest.mark.parametrize("how", ["sync", "deferrable"])


@pytest.mark.skipif(not REMEMBERS, reason="ResumableJobMixin came with Airflow 3.3")
def test_airflow_itself_remembers_the_job(
    served: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The second try has a journal that knows nothing, so what it joins is what Airflow remembers."""
    for name, value in connections_to(served).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AIRFLOW__JOBSPAN__JOURNAL", f"sqlite:///{tmp_path}/journal.db")
    served.requests.clear()
    assert run("without_its_journal", job=JOB).tasks == {"run": "failed"}
    assert served.requests.count(EXECUTE) == 1
    assert "Reconnecting to existing job" in "".join(capfd.readouterr())
    finish(served)


@pytest.mark.exhaustive
@both_ways
def test_a_task_killed_before_airflow_remembers_its_job_joins_it(served: Sandbox, whole: Airflow, how: str) -> None:
    dag_id = f"forgetful_{how}"
    run_id = whole.run(dag_id, job=JOB)
    until(lambda: len(whole.tries(dag_id, run_id)) > 1, whole.home)
    finish(served)
    until(lambda: whole.state(dag_id, run_id) not in OPEN, whole.home)
    assert whole.state(dag_id, run_id) == "success"
    assert served.requests.count(EXECUTE) == 1


@pytest.mark.exhaustive
@both_ways
@pytest.mark.parametrize(("kind", "starts"), [("execute", 1), ("rerun", 2)])
def test_a_task_that_somebody_clears(
    served: Sandbox, whole: Airflow, monkeypatch: pytest.MonkeyPatch, how: str, kind: str, starts: int
) -> None:
    monkeypatch.setattr(served, "progress", Progress.at_once())
    dag_id = f"{kind}_{how}"
    run_id = whole.run(dag_id, job=JOB)
    until(lambda: whole.state(dag_id, run_id) not in OPEN, whole.home)
    whole.clear(dag_id, run_id)
    until(lambda: whole.state(dag_id, run_id) not in OPEN, whole.home)
    assert whole.tries(dag_id, run_id) == ["success", "success"]
    assert served.requests.count(EXECUTE) == starts
