"""How masking jobs, runs and DCT jobs behave over time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from jobspan.testing.sandbox import Progress, Sandbox
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB

Caller = Callable[..., httpx.Response]


STAFF_JOB = "0b7c1a52-6f0e-4c7f-9d55-3a1f0f6b2c11"
REFRESH_JOB = "5e2d9a07-12f4-4a38-8b0e-7c94c1d0aa32"
QA_COPY = "8f41c3be-93d6-47f1-a1c8-0e5db7a64c53"
TO_QA = {"target_engine_id": "2", "target_environment_id": "prod-env"}


@pytest.fixture
def scripted(dct: Sandbox) -> Sandbox:
    dct.progress = Progress.by_script()
    return dct


@pytest.fixture
def instant(dct: Sandbox) -> Sandbox:
    dct.progress = Progress.at_once()
    return dct


def post(call: Caller, path: str, body: Any = None) -> dict[str, Any]:
    reply = call("POST", path, json=body)
    assert reply.status_code == 200, reply.text
    document: dict[str, Any] = reply.json()
    return document


def copy(call: Caller, job: str = FINANCE_JOB, **body: Any) -> dict[str, Any]:
    return post(call, f"/masking-jobs/{job}/copy", TO_QA | body)


def execute(call: Caller, engine: str = "1", job: str = FINANCE_JOB) -> dict[str, Any]:
    started: dict[str, Any] = post(call, f"/masking-jobs/{job}/execute", {"engine_id": engine})["job"]
    return started


def test_a_job_goes_through_its_states(call: Caller, dct: Sandbox) -> None:
    job = copy(call)["job"]
    assert (job["status"], job["type"], job["target_id"]) == ("PENDING", "MASKING_JOB_COPY", FINANCE_JOB)
    seen = [call("GET", f"/jobs/{job['id']}").json() for _ in range(4)]
    assert [view["status"] for view in seen] == ["PENDING", "STARTED", "STARTED", "COMPLETED"]
    assert [view["is_waiting_for_telemetry"] for view in seen] == [False, False, True, False]
    assert [view["percent_complete"] for view in seen] == [0, 33, 66, 100]


def test_a_copy_appears_when_its_job_completes(call: Caller, scripted: Sandbox) -> None:
    answer = copy(call)
    path = f"/masking-jobs/{answer['masking_job_id']}"
    assert call("GET", path).status_code == 404
    scripted.delphix.finish(answer["job"]["id"])
    assert call("GET", path).json()["name"] == "finance-masking-job"
    connector = call("GET", f"{path}/connectors").json()["connector"]
    assert (connector["id"], connector["engine_id"], connector["auth_present"]) == ("2-DATABASE-24", "2", False)


def test_copying_again_synchronizes_the_same_copy(call: Caller, instant: Sandbox) -> None:
    first = copy(call)
    instant.delphix.connectors["2-DATABASE-24"].password = "kept"
    again = copy(call)
    assert again["masking_job_id"] == first["masking_job_id"]
    assert again["job"]["id"] != first["job"]["id"]
    assert instant.delphix.connectors["2-DATABASE-24"].password == "kept"
    assert call("GET", "/masking-jobs").json()["response_metadata"]["total"] == 8
    elsewhere = copy(call, target_environment_id="2-ENV-2")
    assert elsewhere["masking_job_id"] == QA_COPY


def test_a_foreign_job_of_the_same_name_needs_force(call: Caller, instant: Sandbox) -> None:
    body = {"target_engine_id": "1", "target_environment_id": "prod-env"}
    clash = post(call, f"/masking-jobs/{QA_COPY}/copy", body)["job"]
    assert clash["status"] == "FAILED"
    assert "exists already" in clash["error_details"]
    forced = post(call, f"/masking-jobs/{QA_COPY}/copy", body | {"force_overwrite": True})
    assert (forced["job"]["status"], forced["masking_job_id"]) == ("COMPLETED", FINANCE_JOB)


def test_an_on_the_fly_copy_has_two_connectors(call: Caller, instant: Sandbox) -> None:
    copied = copy(call, REFRESH_JOB, source_environment_id="qa-env")["masking_job_id"]
    slots = call("GET", f"/masking-jobs/{copied}/connectors").json()
    state = instant.delphix
    assert state.connectors[slots["connector"]["id"]].environment_id == "2-ENV-1"
    assert state.connectors[slots["on_the_fly_connector"]["id"]].environment_id == "2-ENV-2"


def test_where_a_copy_cannot_go(call: Caller, dct: Sandbox) -> None:
    home = {"target_engine_id": "1", "target_environment_id": "prod-env"}
    for body, status in (
        (home, 409),
        (TO_QA | {"target_engine_id": "9"}, 404),
        (TO_QA | {"target_environment_id": "x"}, 404),
    ):
        assert call("POST", f"/masking-jobs/{FINANCE_JOB}/copy", json=body).status_code == status


def test_a_busy_engine_takes_no_copy(call: Caller, scripted: Sandbox) -> None:
    task = execute(call, "2", QA_COPY)
    scripted.delphix.finish(task["id"])
    answer = copy(call)
    scripted.delphix.finish(answer["job"]["id"])
    failed = call("GET", f"/jobs/{answer['job']['id']}").json()
    assert failed["status"] == "FAILED"
    assert "busy" in failed["error_details"]
    assert call("GET", f"/masking-jobs/{answer['masking_job_id']}").status_code == 404
    run = call("GET", f"/jobs/{task['id']}").json()["execution_id"]
    scripted.delphix.finish(run)
    answer = copy(call)
    scripted.delphix.finish(answer["job"]["id"])
    assert call("GET", f"/jobs/{answer['job']['id']}").json()["status"] == "COMPLETED"


def test_two_copies_at_once_collide(call: Caller, scripted: Sandbox) -> None:
    first, second = (copy(call, job)["job"]["id"] for job in (FINANCE_JOB, STAFF_JOB))
    scripted.delphix.advance(first)
    scripted.delphix.advance(second)
    assert call("GET", f"/jobs/{first}").json()["status"] == "STARTED"
    assert "another import" in call("GET", f"/jobs/{second}").json()["error_details"]


def test_migrate_keeps_the_id_and_changes_the_source_engine(call: Caller, instant: Sandbox) -> None:
    body = {"target_engine_id": "3", "target_environment_id": "prod-env"}
    assert post(call, f"/masking-jobs/{FINANCE_JOB}/migrate", body)["job"]["status"] == "COMPLETED"
    expression = {"filter_expression": f"masking_job_id EQ '{FINANCE_JOB}'"}
    [pair] = post(call, "/masking-jobs/source-engines/search", expression)["items"]
    assert pair == {"masking_job_id": FINANCE_JOB, "source_engine_id": "3"}
    connector = call("GET", f"/masking-jobs/{FINANCE_JOB}/connectors").json()["connector"]
    assert (connector["engine_id"], connector["auth_present"]) == ("3", False)


def test_a_run_counts_rows_and_is_collected_a_step_after_its_end(call: Caller, dct: Sandbox) -> None:
    task = execute(call)
    while call("GET", f"/jobs/{task['id']}").json()["status"] != "COMPLETED":
        pass
    run_id = call("GET", f"/jobs/{task['id']}").json()["execution_id"]
    seen = [call("GET", f"/executions/{run_id}").json() for _ in range(8)]
    assert [run["status"] for run in seen] == ["PENDING", "QUEUED", *["RUNNING"] * 4, *["SUCCEEDED"] * 2]
    assert [run.get("rows_total") for run in seen] == [None, None, -1, *[5000] * 5]
    assert [run.get("rows_masked") for run in seen] == [None, None, 0, 1250, 2500, 3750, 5000, 5000]
    assert [run["data_collection_complete"] for run in seen] == [False] * 7 + [True]


def test_a_run_in_seconds_keeps_exact_times(call: Caller, dct: Sandbox) -> None:
    dct.progress = Progress.by_seconds(10)
    task = execute(call)
    dct.advance(1000)
    run = call("GET", f"/executions/{call('GET', '/jobs/' + task['id']).json()['execution_id']}").json()
    assert (run["queue_duration"], run["run_duration"], run["total_duration"]) == (20_000, 40_000, 60_000)


def test_log_and_events_wait_for_the_collection(call: Caller, scripted: Sandbox) -> None:
    task = execute(call)
    scripted.delphix.finish(task["id"])
    run = call("GET", f"/jobs/{task['id']}").json()["execution_id"]
    for _ in range(2):
        scripted.delphix.advance(run)
    scripted.delphix.fail(run, "disk full")
    assert call("GET", f"/executions/{run}").json()["status"] == "FAILED"
    assert call("GET", f"/executions/{run}/log").status_code == 404
    assert call("GET", f"/executions/{run}/events").json()["items"] == []
    scripted.delphix.advance(run)
    assert "disk full" in call("GET", f"/executions/{run}/log").json()["log"]
    [event] = call("GET", f"/executions/{run}/events").json()["items"]
    assert (event["event_type"], event["exception_detail"]) == ("JOB_ABORTED", "disk full")


def test_a_long_log_is_cut_from_the_front(call: Caller, instant: Sandbox) -> None:
    run = execute(call)["execution_id"]
    instant.delphix.executions[run].log += [f"line {number} {'x' * 90}" for number in range(5000)]
    log = call("GET", f"/executions/{run}/log").json()
    assert log["is_truncated"]
    assert log["log"].endswith(f"line 4999 {'x' * 90}")
    assert len(log["log"]) <= 100 * 1024 < log["file_size"]


def test_runs_beyond_the_limit_of_an_engine_queue(call: Caller, scripted: Sandbox) -> None:
    state = scripted.delphix
    state.engines["1"].max_concurrent_jobs = 1
    runs = []
    for job in (FINANCE_JOB, STAFF_JOB):
        task = execute(call, job=job)
        state.finish(task["id"])
        runs.append(call("GET", f"/jobs/{task['id']}").json()["execution_id"])
        state.advance(runs[-1])
    first, second = (state.executions[run] for run in runs)
    assert (first.timeline.held, second.timeline.held) == (False, True)
    state.advance(first.id)
    assert call("GET", "/management/engines/1").json()["masking_jobs_running"] == 1
    state.finish(first.id)
    assert (second.status, second.timeline.held) == ("QUEUED", False)


def test_wrong_credentials_fail_the_run(call: Caller, instant: Sandbox) -> None:
    run = call("GET", f"/executions/{execute(call, '2', QA_COPY)['execution_id']}").json()
    assert run["status"] == "FAILED"
    login = {"connector_username": "USER123", "connector_password": "password123"}
    assert call("PATCH", f"/masking-jobs/{QA_COPY}", json=login).json()["connector_password"] == "*****"
    run = call("GET", f"/executions/{execute(call, '2', QA_COPY)['execution_id']}").json()
    assert run["status"] == "SUCCEEDED"


def test_a_cancelled_run(call: Caller, scripted: Sandbox) -> None:
    task = execute(call)
    scripted.delphix.finish(task["id"])
    run = scripted.delphix.jobs[task["id"]].execution_id
    path = f"/executions/{run}/cancel"
    assert call("POST", path, json={"expected_status": "QUEUED"}).status_code == 409
    done = call("POST", path)
    assert (done.status_code, done.content) == (200, b"")
    assert call("POST", path).status_code == 200
    assert call("GET", f"/executions/{run}").json()["status"] == "CANCELLED"
    finished = next(iter(scripted.delphix.executions))
    assert call("POST", f"/executions/{finished}/cancel").status_code == 409


def test_a_running_job_is_neither_deleted_nor_changed(call: Caller, scripted: Sandbox) -> None:
    scripted.delphix.finish(execute(call)["id"])
    path = f"/masking-jobs/{FINANCE_JOB}"
    assert call("DELETE", path).status_code == 409
    assert call("PATCH", path, json={"name": "x"}).status_code == 409


def test_delete_takes_the_history_along(call: Caller, instant: Sandbox) -> None:
    job = call("DELETE", f"/masking-jobs/{FINANCE_JOB}").json()["job"]
    assert (job["status"], job["type"]) == ("COMPLETED", "MASKING_JOB_DELETE")
    assert call("GET", f"/masking-jobs/{FINANCE_JOB}").status_code == 404
    query = {"filter_expression": f"masking_job_id EQ '{FINANCE_JOB}'"}
    assert post(call, "/executions/search", query)["items"] == []


def test_delete_on_an_unreachable_engine(call: Caller, instant: Sandbox) -> None:
    instant.delphix.engines["1"].online = False
    path = f"/masking-jobs/{FINANCE_JOB}"
    assert call("DELETE", path).json()["job"]["status"] == "FAILED"
    forced = call("DELETE", path, params={"force": "True"}).json()["job"]
    assert forced["status"] == "COMPLETED"
    assert forced["warning_message"] == "Failed to remove local MaskingJob, engineId: 1 localMaskingJobId: 1."
    assert forced["error_details"] == "Unable to connect to the engine."


def test_a_connector_changes_when_its_job_completes(call: Caller, scripted: Sandbox) -> None:
    path = "/connectors/1-DATABASE-1"
    job = call("PATCH", path, json={"port": None, "schema_name": "NEW", "jdbc_url": "jdbc:x", "password": "wrong"})
    assert call("GET", path).json()["port"] == 1521
    assert post(call, f"{path}/test")["status"] == "SUCCEEDED"
    scripted.delphix.finish(job.json()["job"]["id"])
    view = call("GET", path).json()
    assert ("port" in view, view["schema_name"], view["jdbc"]) == (False, "NEW", "jdbc:x")
    assert "wrong" not in str(view)
    failed = post(call, f"{path}/test")
    assert (failed["status"], failed["job"]["status"]) == ("FAILED", "COMPLETED")
    assert "login denied" in failed["message"]


def test_tables_come_from_the_data_source(call: Caller, instant: Sandbox) -> None:
    path = "/connectors/1-DATABASE-1/fetch-table-names"
    assert post(call, path, {"rule_set_id": "1-RULESET-1"})["items"] == ["RATES"]
    instant.delphix.connectors["1-DATABASE-1"].password = "wrong"
    answer = post(call, path)
    assert (answer["items"], answer["job"]["status"]) == ([], "FAILED")


def test_an_abandoned_job_goes_on_unseen(call: Caller, scripted: Sandbox) -> None:
    answer = copy(call)
    path = f"/jobs/{answer['job']['id']}"
    assert call("POST", f"{path}/abandon").status_code == 204
    assert call("POST", f"{path}/abandon").status_code == 409
    scripted.delphix.finish(answer["job"]["id"])
    assert call("GET", path).json()["status"] == "ABANDONED"
    assert call("GET", f"/masking-jobs/{answer['masking_job_id']}").status_code == 200


def test_a_scripted_failure(call: Caller, scripted: Sandbox) -> None:
    answer = copy(call)
    scripted.delphix.fail(answer["job"]["id"], "no licence")
    job = call("GET", f"/jobs/{answer['job']['id']}").json()
    assert (job["status"], job["error_details"]) == ("FAILED", "no licence")
    with pytest.raises(KeyError):
        scripted.delphix.fail("nobody")


def test_tags_are_added_once_and_deleted_as_told(call: Caller, dct: Sandbox) -> None:
    path = f"/masking-jobs/{STAFF_JOB}/tags"
    added = call("POST", path, json={"tags": [{"key": "team", "value": "people"}, {"key": "x", "value": "1"}]})
    assert added.status_code == 201
    assert added.json()["tags"] == [{"key": "team", "value": "people"}, {"key": "x", "value": "1"}]
    gone = call("POST", f"{path}/delete", json={"tags": [{"key": "x", "value": "1"}, {"key": "no", "value": "1"}]})
    assert (gone.status_code, gone.content) == (204, b"")
    assert call("GET", path).json()["tags"] == [{"key": "team", "value": "people"}]
    call("POST", f"{path}/delete", json={})
    assert call("GET", path).json() == {"tags": []}


def test_ten_sandboxes_of_one_seed_are_alike() -> None:
    worlds = [Sandbox(["delphix"], seed=3).delphix for _ in range(2)]
    assert list(worlds[0].executions) == list(worlds[1].executions)


def test_the_documented_example_works(call: Caller, dct: Sandbox) -> None:
    """The requests of the vendor's "Copy job" page (https://dct.delphix.com/docs/), one after the other."""
    assert copy(call)["job"]["type"] == "MASKING_JOB_COPY"
    assert "connector" in call("GET", f"/masking-jobs/{FINANCE_JOB}/connectors").json()
    assert post(call, "/connectors/2-DATABASE-23/test")["status"] == "FAILED"
    login = {"username": "USER123", "password": "password123"}
    job = call("PATCH", "/connectors/2-DATABASE-23", json=login).json()["job"]
    dct.delphix.finish(job["id"])
    tested = post(call, "/connectors/2-DATABASE-23/test")
    assert (tested["status"], tested["message"]) == ("SUCCEEDED", "Connection Succeeded")


def test_a_queued_run_starts_after_the_one_before_it(call: Caller, dct: Sandbox) -> None:
    dct.progress = Progress.by_seconds(1)
    dct.delphix.engines["1"].max_concurrent_jobs = 1
    tasks = [execute(call, job=job)["id"] for job in (FINANCE_JOB, STAFF_JOB)]
    dct.advance(100)
    first, second = (dct.delphix.executions[dct.delphix.jobs[task].execution_id or ""] for task in tasks)
    assert (first.status, second.status) == ("SUCCEEDED", "SUCCEEDED")
    assert first.end_time is not None
    assert second.start_time is not None
    assert first.end_time < second.start_time


def test_a_cancelled_run_in_the_queue_leaves_it(call: Caller, scripted: Sandbox) -> None:
    state = scripted.delphix
    state.engines["1"].max_concurrent_jobs = 1
    runs = []
    for _ in range(3):
        task = execute(call)["id"]
        state.finish(task)
        runs.append(state.executions[state.jobs[task].execution_id or ""])
        state.advance(runs[-1].id)
    call("POST", f"/executions/{runs[1].id}/cancel", json={"expected_status": "QUEUED"})
    state.finish(runs[0].id)
    assert [run.timeline.held for run in runs] == [False, False, False]
    assert [run.status for run in runs] == ["SUCCEEDED", "CANCELLED", "QUEUED"]
