"""A server newer, older or odder than the documentation never breaks a run."""

from __future__ import annotations

from typing import Any

import pytest

from jobspan import JobFailed, Phase, WaitTimeout
from jobspan.hooks import Event, UnexpectedData
from jobspan.testing.sandbox import Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB


async def test_unknown_states_do_not_end_a_wait(dct: Sandbox) -> None:
    dct.faults.add("get_job_by_id", faults.SetFields({"status": "TELEPORTING"}), times=2)
    dct.faults.add("get_execution_by_id", faults.SetFields({"status": "PAUSED_BY_MOON"}), times=2)
    async with dct.async_client() as client:
        running = await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        view = await running.refresh()
        assert view.job.status == "TELEPORTING"
        assert running.phase is Phase.UNKNOWN
        assert str((await running.wait()).status) == "SUCCEEDED"


async def test_an_unknown_state_that_stays_ends_in_a_timeout_not_in_success(dct: Sandbox) -> None:
    unknown = {"status": "PAUSED_BY_MOON", "end_time": None, "data_collection_complete": None}
    dct.faults.add("get_execution_by_id", faults.SetFields(unknown), times=None)
    async with dct.async_client() as client:
        running = await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        with pytest.raises(WaitTimeout) as late:
            await running.wait(timeout=600)
    assert late.value.phase is Phase.UNKNOWN
    assert "PAUSED_BY_MOON" in str(late.value)


async def test_an_unknown_state_ends_a_wait_once_the_run_has_an_end_time(dct: Sandbox) -> None:
    dct.faults.add("get_execution_by_id", faults.SetFields({"status": "HALF_DONE"}), times=None)
    async with dct.async_client() as client:
        running = await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        with pytest.raises(JobFailed, match="HALF_DONE") as partial:
            await running.wait(timeout=600)
    assert partial.value.phase is Phase.PARTIAL


async def test_states_are_words_whatever_their_case(dct: Sandbox) -> None:
    dct.faults.add("get_execution_by_id", faults.EditJson(_in_lower_case), times=None)
    dct.faults.add("get_job_by_id", faults.EditJson(_in_lower_case), times=None)
    async with dct.async_client() as client:
        run = await (await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")).wait(timeout=600)
    assert (str(run.status), run.phase) == ("succeeded", Phase.SUCCEEDED)


def _in_lower_case(view: dict[str, Any]) -> dict[str, Any]:
    return view | {"status": view["status"].lower()}


ODD: dict[str, dict[str, Any]] = {
    "job": {"percent_complete": None, "is_waiting_for_telemetry": "false", "account_id": "7", "new_field": [1]},
    "run": {"engine_id": 1, "rows_masked": "5000", "task_events": None, "start_time": "yesterday", "shape": {}},
}


async def test_nulls_numbers_as_text_and_unknown_fields_do_not_break_a_run(dct: Sandbox) -> None:
    odd: set[tuple[str, str]] = set()

    def note(event: Event) -> None:
        if isinstance(event, UnexpectedData):
            odd.add((event.operation, event.path))

    dct.faults.add("get_job_by_id", faults.SetFields(ODD["job"]), times=None)
    dct.faults.add("get_execution_by_id", faults.SetFields(ODD["run"]), times=None)
    async with dct.async_client(hooks=[note]) as client:
        running = await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        run = await running.wait()
        assert running.view is not None
        assert running.view.job.is_waiting_for_telemetry is False
        assert running.view.job.extra == {"new_field": [1]}
    assert (run.engine_id, run.rows_masked, run.task_events, run.start_time) == ("1", 5000, (), None)
    assert run.extra == {"start_time": "yesterday", "shape": {}}
    assert odd == {
        ("get_job_by_id", "$.is_waiting_for_telemetry"),
        ("get_job_by_id", "$.account_id"),
        ("get_execution_by_id", "$.engine_id"),
        ("get_execution_by_id", "$.rows_masked"),
        ("get_execution_by_id", "$.task_events"),
        ("get_execution_by_id", "$.start_time"),
    }


async def test_a_server_whose_jobs_do_not_name_their_run(dct: Sandbox) -> None:
    dct.faults.add("get_job_by_id", faults.SetFields({"execution_id": faults.ABSENT}), times=None)
    async with dct.async_client() as client:
        earlier = await (await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")).wait()
        dct.advance(60)
        later = await (await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")).wait()
    assert earlier.id != later.id
    assert str(later.status) == "SUCCEEDED"


async def test_an_old_server_without_collection_flags(dct: Sandbox) -> None:
    dct.faults.add("get_execution_by_id", faults.SetFields({"data_collection_complete": faults.ABSENT}), times=None)
    async with dct.async_client() as client:
        assert (await (await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")).wait()).rows_masked == 5000


async def test_an_inventory_that_lags_behind_is_asked_again(dct: Sandbox) -> None:
    gone = faults.Answer(404, {"error": "not_found", "error_description": "not there yet"})
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy(FINANCE_JOB, target_engine_id="2", target_environment_id="prod-env")
        dct.faults.add("get_masking_job_by_id", gone, times=3)
        assert (await copying.wait()).name == "finance-masking-job"


async def test_a_run_that_does_not_show_yet_is_waited_for(dct: Sandbox) -> None:
    gone = faults.Answer(404, {"error": "not_found", "error_description": "not there yet"})
    dct.faults.add("get_execution_by_id", gone, times=3)
    async with dct.async_client() as client:
        assert (await (await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")).wait()).rows_masked == 5000


async def test_success_is_told_by_the_status_alone(dct: Sandbox) -> None:
    """A forced delete may be COMPLETED and carry warnings and errors all the same."""
    words = {
        "warning_message": "Failed to remove local MaskingJob",
        "error_details": "Unable to connect to the engine.",
    }
    dct.faults.add("get_job_by_id", faults.SetFields(words), times=None)
    async with dct.async_client() as client:
        job = await (await client.masking_jobs.delete(FINANCE_JOB, force=True)).wait()
    assert (str(job.status), job.warning_message) == ("COMPLETED", "Failed to remove local MaskingJob")


async def test_a_result_may_be_a_document_or_its_text(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        job = await client.connectors.update("1-DATABASE-1", username="USER123")
        for result in ('{"rows": 1}', {"rows": 1}):
            dct.faults.add("get_job_result", faults.Answer(200, {"job_id": job.id, "result": result}))
            assert (await client.delphix.jobs.result(job.id)).outcome == {"rows": 1}


async def test_what_a_list_could_not_show_is_reported(dct: Sandbox) -> None:
    told: list[str] = []

    def note(event: Event) -> None:
        if isinstance(event, UnexpectedData):
            told.append(event.what)

    partial = {"errors": [{"object_name": "engine qa01", "message": "unreachable"}]}
    dct.faults.add("get_jobs", faults.SetFields(partial))
    async with dct.async_client(hooks=[note]) as client:
        await client.delphix.jobs.list().to_list()
    assert told == ["engine qa01 is missing from the list: unreachable"]
