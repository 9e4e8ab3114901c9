"""Tasks on a real Airflow, run in this process; the sandbox counts what was started."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from jobspan.jobs import JobRef
from jobspan.testing import Clock, Progress, Sandbox, faults
from tests.on_airflow.connections import connections_to
from tests.on_airflow.runs import run

JOB = "d53812ce-9186-485d-a388-44bc52087ead"
CANARY = "canary-3e91d2c7"
both_ways = pytest.mark.parametrize("how", ["sync", "deferrable"])


@pytest.fixture
def dct(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    yield from _served(monkeypatch, "delphix")


@pytest.fixture
def planes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    yield from _served(monkeypatch, "delphix", "ciphertrust", "groupid", "huawei_drs", "huawei_dsc")


def _served(monkeypatch: pytest.MonkeyPatch, *names: str) -> Iterator[Sandbox]:
    with Sandbox(list(names), clock=Clock.realtime(), progress=Progress.by_polls()) as sandbox:
        for name, value in connections_to(sandbox).items():
            monkeypatch.setenv(name, value)
        yield sandbox


@both_ways
def test_a_task_starts_its_job_once_and_returns_the_result(dct: Sandbox, how: str) -> None:
    done = run(f"execute_{how}", job=JOB)
    assert done.tasks == {"run": "success"}
    assert dct.requests.count("execute_masking_job") == 1
    assert done.xcom("run")["status"] == "SUCCEEDED"
    ref = JobRef.from_json(done.xcom("run", "job_ref"))
    assert ref.kind == "delphix.execute"
    assert done.xcom("run", "jobspan_job_page") == dct.url("delphix") + "/"


@both_ways
def test_a_run_made_again_joins_its_job(dct: Sandbox, how: str) -> None:
    moment = datetime.now(UTC)
    first, again = run(f"execute_{how}", moment, job=JOB), run(f"execute_{how}", moment, job=JOB)
    assert first.run_id == again.run_id
    assert again.tasks == {"run": "success"}
    assert dct.requests.count("execute_masking_job") == 1
    other = run(f"execute_{how}", job=JOB)
    assert other.tasks == {"run": "success"}
    assert dct.requests.count("execute_masking_job") == 2


@both_ways
def test_the_reference_is_there_before_the_wait_ends(dct: Sandbox, how: str) -> None:
    dct.progress = Progress.by_script()
    done = run(f"hurried_{how}", job=JOB)
    assert done.tasks == {"run": "failed"}
    assert done.xcom("run") is None
    ref = JobRef.from_json(done.xcom("run", "job_ref"))
    with dct.client() as client:
        assert not client.resume(ref).refresh().job.phase.is_terminal


@both_ways
def test_a_try_after_a_job_that_failed_starts_a_new_one(dct: Sandbox, how: str) -> None:
    moment = datetime.now(UTC)
    dct.progress = Progress.by_script()
    hurried = run(f"hurried_{how}", moment, job=JOB)
    with dct.client() as client:
        dct.delphix.fail(client.resume(hurried.xcom("run", "job_ref")).id)
    dct.progress = Progress.at_once()
    done = run(f"hurried_{how}", moment, job=JOB)
    assert done.tasks == {"run": "success"}
    assert dct.requests.count("execute_masking_job") == 2
    again = run(f"hurried_{how}", moment, job=JOB)
    assert again.xcom("run") == done.xcom("run")
    assert dct.requests.count("execute_masking_job") == 2


def test_a_plan_changes_nothing_and_says_what_it_would(dct: Sandbox) -> None:
    done = run("planned", job=JOB)
    plan = done.xcom("run")
    assert done.tasks == {"run": "success"}
    assert plan["ok"] is True
    assert [request["method"] for request in plan["requests"]] == ["POST"]
    assert dct.requests.count("execute_masking_job") == 0


@both_ways
def test_a_sensor_waits_for_what_another_task_started(dct: Sandbox, how: str) -> None:
    done = run(f"start_then_wait_{how}", job=JOB)
    assert done.tasks == {"start": "success", "wait": "success"}
    assert done.xcom("start") == done.xcom("start", "job_ref")
    assert done.xcom("wait")["status"] == "SUCCEEDED"


@both_ways
def test_ready_made_tasks(planes: Sandbox, how: str) -> None:
    done = run(f"others_{how}", job=JOB)
    assert done.tasks == {"copy": "success", "sync": "success"}
    assert done.xcom("copy")["name"] == "finance-masking-job"
    assert done.xcom("sync")["overall_status"]


@both_ways
def test_the_next_run_of_a_synchronize_job(planes: Sandbox, how: str) -> None:
    planes.groupid.schedule(5, "Success")
    done = run(f"groupid_run_{how}", job=5)
    assert done.tasks == {"run": "success"}
    assert done.xcom("run")["last_out_come"] == "Success"


def test_a_batch_fails_its_task_when_one_item_fails(planes: Sandbox) -> None:
    running = [planes.huawei_drs.add(f"fleet-{n}", "INCRE_TRANSFER_STARTED").id for n in range(2)]
    done = run("drs", jobs=running)
    assert done.tasks == {"pause": "success"}
    assert [item["status"] for item in done.xcom("pause")["items"]] == ["accepted", "accepted"]
    assert run("drs", jobs=[*running, "0" * 32]).tasks == {"pause": "failed"}


def test_a_password_comes_from_a_connection_and_stands_nowhere(
    planes: Sandbox, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SOURCE_DATABASE", json.dumps({"conn_type": "mysql", "password": CANARY}))
    task = planes.huawei_drs.add("fleet-1", "INCRE_TRANSFER_STARTED").id
    done = run("passwords", job=task)
    assert done.tasks == {"change": "success"}
    assert CANARY not in json.dumps(done.xcom("change"))
    assert CANARY not in "".join(capfd.readouterr())


def test_mapped_tasks_have_a_job_each(dct: Sandbox) -> None:
    done = run("mapped")
    assert done.tasks == {f"run[{index}]": "success" for index in range(3)}
    assert dct.requests.count("execute_masking_job") == 3


def test_what_is_not_a_changing_call(dct: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("mistaken").tasks == {"run": "failed"}
    assert "'masking_jobs.exekute' is not a changing call" in "".join(capfd.readouterr())


@pytest.mark.exhaustive
@pytest.mark.parametrize("dag_id", ["drs", "drs_come_what_may"])
def test_what_is_not_known_of_a_batch_fails_the_task(
    planes: Sandbox, capfd: pytest.CaptureFixture[str], dag_id: str
) -> None:
    with planes.client() as client:
        job = next(each.id for each in client.migration_jobs.list() if each.name == "shop-orders")
    planes.faults.add("batch_stop_jobs", faults.DropBeforeWork())
    assert run(dag_id, jobs=[job]).tasks == {"pause": "failed"}
    said = "".join(capfd.readouterr())
    assert "AmbiguousOutcomeError" in said
    assert f"  - {job}" in said


@pytest.mark.exhaustive
@pytest.mark.parametrize("dag_id", ["sync_and_wait", "sync_and_go"])
def test_a_task_made_again_is_content_though_its_job_is_gone(planes: Sandbox, dag_id: str) -> None:
    moment = datetime.now(UTC)
    planes.progress = Progress.at_once()
    first = run(dag_id, moment).xcom("run")
    planes.ciphertrust.jobs.clear()
    again = run(dag_id, moment)
    assert again.tasks == {"run": "success"}
    assert again.xcom("run") == first is not None
    assert not planes.ciphertrust.jobs


@pytest.mark.exhaustive
@pytest.mark.parametrize("dag_id", ["passwords_of_a_text", "groupid_run_sync"])
def test_arguments_of_another_kind_are_named(planes: Sandbox, capfd: pytest.CaptureFixture[str], dag_id: str) -> None:
    assert set(run(dag_id, job="nightly").tasks.values()) == {"failed"}
    said = "".join(capfd.readouterr())
    assert "jobspan.errors.ValidationError" in said
    assert "XCom not found" not in said


@pytest.mark.exhaustive
def test_a_sensor_logs_in_once_for_all_its_pokes(planes: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    planes.progress = Progress.by_polls()
    assert run("sync_then_poke").tasks == {"start": "success", "wait": "success"}
    assert planes.requests.count("aws.keys.get") > 2
    assert planes.requests.count("auth.tokens.create") == 2
