"""The promotion journey: copy, credentials, execute, watch, cancel, and picking a job up elsewhere."""

from __future__ import annotations

from typing import Any, TypedDict

import attrs
import pytest

from jobspan import (
    AmbiguousOutcomeError,
    AsyncHandle,
    ConfigError,
    DecodeError,
    JobFailed,
    JobRef,
    PartialFailure,
    Phase,
    RuleViolation,
    WaitTimeout,
)
from jobspan.delphix import ConnectorTestFailed, Credentials, Promotion, Run
from jobspan.hooks import Event, JobChanged, StepStarted
from jobspan.testing import faults
from jobspan.testing.sandbox import Sandbox
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB

GOOD = Credentials("USER123", "password123")
ON_THE_FLY_JOB = "5e2d9a07-12f4-4a38-8b0e-7c94c1d0aa32"


class Place(TypedDict):
    target_engine_id: str
    target_environment_id: str


QA: Place = {"target_engine_id": "2", "target_environment_id": "prod-env"}
TO_QA = Promotion(
    job_name="finance-masking-job", target_engine_name="qa01", target_environment_name="prod-env", credentials=GOOD
)


async def test_a_job_is_brought_to_another_engine_and_run_there(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy(FINANCE_JOB, **QA)
        copied = await copying.wait()
        assert copying.view is not None
        assert copying.view.resync is False
        assert (copied.name, copied.id) == ("finance-masking-job", copying.view.masking_job_id)
        assert copied.id != FINANCE_JOB

        (connector,) = await client.masking_jobs.connectors(copied.id)
        assert connector.auth_present is False
        with pytest.raises(ConnectorTestFailed, match="FAILED"):
            (await client.connectors.test(connector.id)).raise_for_failure()
        updating = await client.connectors.update(connector.id, username="USER123", password="password123")
        assert (await updating.wait()).username == "USER123"
        assert (await client.connectors.test(connector.id)).raise_for_failure().message == "Connection Succeeded"

        running = await client.masking_jobs.execute(copied.id, engine_id="2")
        run = await running.wait()
        assert (run.masking_job_id, run.engine_id, run.rows_masked) == (copied.id, "2", 5000)
        assert run.data_collection_complete
        assert "SUCCEEDED" in ((await client.delphix.executions.log(run.id)).log or "")
        assert [c.name async for c in client.delphix.executions.components(run.id)] == ["ACCOUNTS", "PAYMENTS"]


async def test_a_promotion_takes_names_and_reports_each_step(dct: Sandbox) -> None:
    steps: list[str] = []
    changes: list[JobChanged] = []
    async with dct.async_client() as client:
        report = await client.delphix.promote(TO_QA, on_step=steps.append, progress=changes.append)
        assert {"delphix.copy", "delphix.execute"} <= {change.ref.kind for change in changes}
        assert client.resume(steps[1].partition(": ")[2]).ref.kind == "delphix.execute"
    assert "masking_jobs.copy" in steps[0]
    assert "password123" not in "".join(steps)
    assert (report.source.id, report.engine.id, report.resync) == (FINANCE_JOB, "2", False)
    assert report.execution.masking_job_id == report.copied.id
    assert dict(report.rows())["rows masked"] == "5,000 of 5,000"
    assert report.connectors == (dct.delphix.target_of(dct.delphix.masking_jobs[report.copied.id]).id,)
    assert "SUCCEEDED" in report.log


NOTHING = faults.Answer(200, after_work=True)


async def test_a_promotion_that_breaks_off_names_what_was_started_before(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        dct.faults.add("search_jobs", faults.Answer(403), times=None)
        dct.faults.add("execute_masking_job", NOTHING)
        with pytest.raises(AmbiguousOutcomeError) as caught:
            await client.delphix.promote(TO_QA)
        assert caught.value.accepted == ("copy_masking_job",)
        (copy,) = [job for job in dct.delphix.jobs.values() if job.type == "MASKING_JOB_COPY"]
        assert caught.value.ref is not None
        assert caught.value.ref.id == copy.id
        assert copy.id in str(caught.value)
        assert (await client.resume(caught.value.ref).wait()).id in dct.delphix.masking_jobs


async def test_credentials_that_could_not_be_set_for_want_of_an_answer_lose_no_reference(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy(FINANCE_JOB, **QA, connector_credentials=GOOD)
        dct.faults.add("get_masking_job_connectors", NOTHING, times=None)
        with pytest.raises(DecodeError) as caught:
            await copying.wait()
        assert caught.value.ref == copying.ref
        dct.faults.clear()
        await copying.wait()
        assert dct.requests.count("test_connector") == 1


async def test_a_promotion_of_an_unknown_name_changes_nothing_and_prints_nothing(
    dct: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    async with dct.async_client() as client:
        for promotion, message in (
            (attrs.evolve(TO_QA, job_name="nope"), "no masking job named 'nope'"),
            (attrs.evolve(TO_QA, target_engine_name="qa99"), "no engine named 'qa99'"),
            (attrs.evolve(TO_QA, target_environment_name="dr-env"), "'qa01' has no environment named 'dr-env'"),
        ):
            with pytest.raises(ConfigError, match=message):
                await client.delphix.promote(promotion)
        assert not dct.delphix.jobs
        await client.delphix.promote(TO_QA)
    printed = capsys.readouterr()
    assert printed.out + printed.err == ""


async def test_copying_again_to_the_same_place_is_reported_as_a_resync(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        first = await client.masking_jobs.copy(FINANCE_JOB, **QA)
        copied = await first.wait()
        before = len(dct.delphix.masking_jobs)
        dct.advance(60)
        again = await client.masking_jobs.copy(FINANCE_JOB, **QA)
        assert again.view is not None
        assert again.view.resync is True
        assert (await again.wait()).id == copied.id
        assert len(dct.delphix.masking_jobs) == before


async def test_credentials_given_with_the_copy_are_set_and_tested(dct: Sandbox) -> None:
    steps: list[str] = []

    def note(event: Event) -> None:
        if isinstance(event, StepStarted):
            steps.append(event.step.split(" ")[0])

    async with dct.async_client(hooks=[note]) as client:
        copying = await client.masking_jobs.copy(ON_THE_FLY_JOB, **QA, connector_credentials=GOOD)
        copied = await copying.wait()
        both = await client.masking_jobs.connectors(copied.id)
        assert [connector.auth_present for connector in both] == [True, True]
    assert steps == ["set", "test", "set", "test"]
    assert dct.requests.count("test_connector") == 2


async def test_the_connector_that_refuses_its_credentials_is_named(dct: Sandbox) -> None:
    pairs = {"TARGET": GOOD, "SOURCE": Credentials("USER123", "wrong")}
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy(ON_THE_FLY_JOB, **QA, connector_credentials=pairs)
        with pytest.raises(PartialFailure) as partial:
            await copying.wait()
        assert copying.view is not None
        both = await client.masking_jobs.connectors(copying.view.masking_job_id or "")
        assert both.connector is not None
        assert both.on_the_fly_connector is not None
    assert [item.item for item in partial.value.result.succeeded] == [both.connector.id]
    (failed,) = partial.value.result.failed
    assert (failed.item, failed.code) == (both.on_the_fly_connector.id, "FAILED")
    assert both.on_the_fly_connector.id in str(partial.value)


async def test_a_connector_test_whose_reply_is_lost_is_unknown_and_not_made_again(dct: Sandbox) -> None:
    dct.faults.add("test_connector", faults.DropAfterWork())
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy(FINANCE_JOB, **QA, connector_credentials=GOOD)
        with pytest.raises(PartialFailure, match="1 unknown") as partial:
            await copying.wait()
    (item,) = partial.value.result.unknown
    assert item.code == "AmbiguousOutcomeError"
    assert dct.requests.count("test_connector") == 1


async def test_a_source_without_credentials_is_not_passed_over_in_silence(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy(ON_THE_FLY_JOB, **QA, connector_credentials={"TARGET": GOOD})
        with pytest.raises(PartialFailure) as partial:
            await copying.wait()
    assert [item.message for item in partial.value.result.skipped] == ["no source credentials were given"]


async def test_a_run_is_watched_until_its_log_is_there(dct: Sandbox) -> None:
    seen: list[tuple[Phase, str]] = []

    def note(event: Event) -> None:
        if isinstance(event, JobChanged) and event.changed:
            seen.append((event.phase, event.state))

    async with dct.async_client(hooks=[note]) as client:
        running = await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        assert running.phase is Phase.QUEUED
        await running.wait()
    states = list(dict.fromkeys(state for _, state in seen))
    assert states[-3:] == ["QUEUED", "RUNNING", "SUCCEEDED"]
    assert [phase for phase, _ in seen][-1] is Phase.SUCCEEDED
    assert (Phase.RUNNING, "SUCCEEDED") in seen


async def test_a_run_is_cancelled(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        running = await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        with pytest.raises(RuleViolation, match="not started a run yet"):
            await running.cancel()
        await running.wait_until(lambda view: view.execution is not None)
        await running.cancel()
        view = await running.wait(raise_on_failure=False)
        assert isinstance(view, Run)
        assert view.execution is not None
        assert str(view.execution.status) == "CANCELLED"
        assert running.phase is Phase.CANCELLED
        with pytest.raises(JobFailed) as failed:
            await running.wait()
        assert failed.value.phase is Phase.CANCELLED
        with pytest.raises(RuleViolation, match="execution-active"):
            await client.delphix.executions.cancel(view.execution.id)
    assert dct.requests.count("cancel_execution") == 1


async def test_a_failed_run_tells_why_and_keeps_its_last_view(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        running = await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        view = await running.wait_until(lambda view: view.execution is not None)
        assert view.execution is not None
        dct.delphix.fail(view.execution.id, "ORA-12505")
        with pytest.raises(JobFailed) as failed:
            await running.wait()
        assert failed.value.view.execution.id == view.execution.id
        assert failed.value.ref == running.ref
        assert "ORA-12505" in failed.value.reason
        assert any("ERROR ORA-12505" in line for line in failed.value.evidence)
        assert view.execution.id in (failed.value.hint or "")
        events = await client.delphix.executions.events(view.execution.id).to_list()
        assert [(str(event.event_type), event.exception_detail) for event in events] == [("JOB_ABORTED", "ORA-12505")]


async def test_a_reference_is_resumed_with_the_types_of_the_method_that_started_it() -> None:
    with Sandbox(["delphix", "ciphertrust"]) as planes:
        async with planes.async_client() as client:
            ref = (await client.masking_jobs.copy(FINANCE_JOB, **QA)).ref
            resumed = client.resume(ref.to_json(), started_by=client.masking_jobs.copy)
            assert (resumed.ref, resumed.id) == (ref, ref.id)
            with pytest.raises(ConfigError, match="not started by a method of ciphertrust"):
                client.resume(ref, started_by=client.sync_jobs.start)


async def test_a_run_whose_log_cannot_be_read_fails_for_the_same_reason(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        running = await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        view = await running.wait_until(lambda view: view.execution is not None)
        assert view.execution is not None
        dct.delphix.fail(view.execution.id, "ORA-12505")
        for operation in ("get_execution_log", "get_execution_events"):
            dct.faults.add(operation, faults.Answer(403), times=None)
        with pytest.raises(JobFailed) as failed:
            await running.wait()
        assert failed.value.evidence == ()


async def test_every_kind_of_job_is_picked_up_by_another_client_from_its_json(dct: Sandbox) -> None:
    async with dct.async_client() as first:
        handles: list[AsyncHandle[Any, Any]] = [
            await first.masking_jobs.copy(FINANCE_JOB, **QA),
            await first.connectors.update("3-DATABASE-2", username="USER123"),
            await first.masking_jobs.execute(FINANCE_JOB, engine_id="1"),
        ]
        texts = [handle.ref.to_json() for handle in handles]
    async with dct.async_client() as second:
        results = [await second.resume(text).wait() for text in texts]
    assert [type(result).__name__ for result in results] == ["MaskingJob", "Connector", "Execution"]
    assert JobRef.from_json(texts[0]) == handles[0].ref
    assert handles[0].view is not None
    assert results[0].id == handles[0].view.masking_job_id


async def test_a_wait_that_times_out_can_go_on_elsewhere(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        running = await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        with pytest.raises(WaitTimeout) as late:
            await running.wait(timeout=3)
        assert late.value.view is not None
    async with dct.async_client() as other:
        assert (await other.resume(late.value.ref).wait()).engine_id == "1"


async def test_a_failed_job_is_not_credited_with_the_run_of_somebody_else(dct: Sandbox) -> None:
    """On servers whose jobs do not name their run, a later run of the same masking job must not be taken for ours."""
    async with dct.async_client() as client:
        ours = await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        dct.delphix.fail(ours.id, "Engine prod01 is busy.")
        theirs = await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        await theirs.wait()
        with pytest.raises(JobFailed, match="busy") as failed:
            await ours.wait()
        assert failed.value.view.execution is None
        assert ours.progress.text == ""  # no longer "preparing"


async def test_migrate_keeps_the_id_and_moves_the_source_engine(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        moving = await client.masking_jobs.migrate(FINANCE_JOB, target_engine_id="3", target_environment_id="prod-env")
        assert (await moving.wait()).id == FINANCE_JOB
        owners = client.masking_jobs.search_source_engines(f"masking_job_id EQ '{FINANCE_JOB}'")
        assert [pair.source_engine_id async for pair in owners] == ["3"]
