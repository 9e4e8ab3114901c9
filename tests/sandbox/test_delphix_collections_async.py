"""Job collections: their jobs run in order, what one failure does to the others, and what is lost on the way."""

from __future__ import annotations

from typing import Any

import pytest

from jobspan import (
    AmbiguousOutcomeError,
    AsyncClient,
    Conflict,
    DelphixSettings,
    JobFailed,
    Journal,
    PermissionDenied,
    Phase,
    Policy,
    ValidationError,
)
from jobspan.aio import wait_all
from jobspan.delphix import CollectionMember, CollectionRun, field
from jobspan.hooks import Event, RuleWarning
from jobspan.testing.sandbox import Progress, Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB, READER_API_KEY

STAFF_JOB = "0b7c1a52-6f0e-4c7f-9d55-3a1f0f6b2c11"
SUBSET_JOB = "c93e5b70-d8a1-4f62-8c3d-26b7f04e1e95"
WITHOUT_PASSWORDS = "8f41c3be-93d6-47f1-a1c8-0e5db7a64c53"
"""A job whose connector has no credentials: it fails as soon as it runs."""
HYPERSCALE_JOB = "e1750d24-7b9c-4d83-96fe-4d3a85c20fb6"


async def made(client: AsyncClient, members: Any, **more: Any) -> str:
    return (await (await client.delphix.job_collections.create("nightly", members, **more)).wait()).id


async def test_jobs_run_in_their_order_and_those_at_one_place_side_by_side(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        id = await made(client, [FINANCE_JOB, [STAFF_JOB, SUBSET_JOB], HYPERSCALE_JOB])
        run = await (await client.delphix.job_collections.execute(id)).wait()
        runs = await client.delphix.job_collection_executions.runs(run.id).to_list()
    assert (run.phase, run.planned_execution_count, run.actual_execution_count) == (Phase.SUCCEEDED, 4, 4)
    assert run.rows_processed == run.rows_total == sum(each.rows_masked or 0 for each in runs)
    began = {each.masking_job_id: each.submit_time for each in runs if each.submit_time}
    ended = {each.masking_job_id: each.end_time for each in runs if each.end_time}
    assert len(began) == len(ended) == 4
    assert began[STAFF_JOB] == began[SUBSET_JOB] >= ended[FINANCE_JOB]
    assert began[HYPERSCALE_JOB] >= max(ended[STAFF_JOB], ended[SUBSET_JOB])


async def test_the_next_place_waits_until_the_one_before_is_over(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        id = await made(client, [FINANCE_JOB, STAFF_JOB])
        running = await client.delphix.job_collections.execute(id)
        await running.wait_until(lambda run: run.execution is not None and run.execution.start_time is not None)
        (first,) = [run for run in dct.delphix.executions.values() if run.collection_execution_id]
        assert first.masking_job_id == FINANCE_JOB
        dct.delphix.finish(first.id)
        both = [run.masking_job_id for run in dct.delphix.executions.values() if run.collection_execution_id]
        assert both == [FINANCE_JOB, STAFF_JOB]
        dct.delphix.finish(running.view.execution.id if running.view and running.view.execution else "")
        assert (await running.wait()).actual_execution_count == 2


@pytest.mark.parametrize(
    ("handling", "status", "started"),
    [(None, "WARNING", 3), ("IGNORE", "WARNING", 3), ("CANCEL_SUBSEQUENT", "FAILED", 2), ("CANCEL_ALL", "FAILED", 2)],
)
async def test_what_a_failure_does_to_the_others(dct: Sandbox, handling: str | None, status: str, started: int) -> None:
    async with dct.async_client() as client:
        id = await made(client, [[WITHOUT_PASSWORDS, FINANCE_JOB], STAFF_JOB], failure_handling=handling)
        running = await client.delphix.job_collections.execute(id)
        with pytest.raises(JobFailed, match="JOB_FAILURE") as failed:
            await running.wait()
    run = failed.value.view.execution
    assert (str(run.status), run.actual_execution_count, run.planned_execution_count) == (status, started, 3)
    assert "finance-masking-job ended FAILED" in failed.value.evidence[0]
    parts = [each for each in dct.delphix.executions.values() if each.collection_execution_id == run.id]
    (of_finance,) = [each for each in parts if each.masking_job_id == FINANCE_JOB]
    assert of_finance.status == ("CANCELLED" if handling == "CANCEL_ALL" else "SUCCEEDED")


@pytest.mark.parametrize(("handling", "status"), [("IGNORE", "WARNING"), ("CANCEL_ALL", "FAILED")])
async def test_a_job_that_is_gone(dct: Sandbox, handling: str, status: str) -> None:
    warned: list[Event] = []
    async with dct.async_client(hooks=[warned.append]) as client:
        id = await made(client, [STAFF_JOB, SUBSET_JOB], failure_handling=handling)
        await (await client.delphix.compliance_jobs.delete(STAFF_JOB)).wait()
        assert (await client.delphix.job_collections.get(id)).job_missing is True
        assert [each.id async for each in client.delphix.job_collections.jobs(id)] == [SUBSET_JOB]
        running = await client.delphix.job_collections.execute(id)
        view = await running.wait(raise_on_failure=False)
        assert isinstance(view, CollectionRun)
        assert view.execution is not None
        assert (running.state, str(view.execution.status_reason)) == (status, "JOB_MISSING")
    assert "collection-complete" in [each.verdict.rule for each in warned if isinstance(each, RuleWarning)]


async def test_a_job_without_an_engine_that_answers(dct: Sandbox) -> None:
    dct.delphix.engine("3").online = False
    async with dct.async_client() as client:
        id = await made(client, [SUBSET_JOB, FINANCE_JOB], failure_handling="CANCEL_SUBSEQUENT")
        with pytest.raises(JobFailed, match="RESOURCE_UNREACHABLE"):
            await (await client.delphix.job_collections.execute(id)).wait()


async def test_a_cancelled_run_is_over_when_it_is_marked_so(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        id = await made(client, [FINANCE_JOB, STAFF_JOB])
        running = await client.delphix.job_collections.execute(id)
        begun = await running.wait_until(lambda run: run.execution is not None and run.execution.start_time is not None)
        assert begun.execution is not None
        cancelling = await client.delphix.job_collection_executions.cancel(begun.execution.id)
        assert not cancelling.done
        ended = await cancelling.wait()
        assert (str(ended.status), str(ended.status_reason)) == ("CANCELLED", "DCT_JOB_CANCEL")
        assert ended.cancel_account_name == "admin"
        with pytest.raises(JobFailed) as failed:
            await running.wait()
        assert failed.value.phase is Phase.CANCELLED
    assert ended.actual_execution_count == 1


async def test_a_run_that_is_over_is_left_alone(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        id = await made(client, [FINANCE_JOB])
        run = await (await client.delphix.job_collections.execute(id)).wait()
        assert "nothing" in str(await client.delphix.job_collection_executions.cancel.plan(run.id)).lower()
        left = await client.delphix.job_collection_executions.cancel(run.id)
        assert left.done
        assert (await left.wait()).status == "SUCCEEDED"
    assert dct.requests.count("cancel_job_collection_execution") == 0


async def test_a_handle_cancels_its_run_and_is_found_again_by_another_client(dct: Sandbox) -> None:
    async with dct.async_client() as client, dct.async_client() as other:
        id = await made(client, [FINANCE_JOB, STAFF_JOB])
        running = await client.delphix.job_collections.execute(id)
        await running.wait_until(lambda run: run.execution is not None)
        resumed = other.resume(running.ref.to_json())
        await resumed.cancel()
        await resumed.wait(raise_on_failure=False)
        assert resumed.phase is Phase.CANCELLED


async def test_runs_that_have_begun_are_watched_together(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        ids = [await made(client, [FINANCE_JOB]), await made(client, [STAFF_JOB]), await made(client, [SUBSET_JOB])]
        handles = [await client.delphix.job_collections.execute(id) for id in ids]
        for handle in handles:
            await handle.wait_until(lambda run: run.execution is not None and run.execution.start_time is not None)
        last = dct.delphix.job_collections[ids[0]].last_execution_id or ""
        watched = client.delphix.job_collection_executions.watch(last)
        dct.requests.clear()
        outcomes = await wait_all([*handles, watched])
    assert [str(each.status) for each in outcomes] == ["SUCCEEDED"] * 4
    assert {request.operation_id for request in dct.requests} == {"search_jobs", "search_job_collection_executions"}


async def test_the_run_is_not_taken_for_one_of_another_account(dct: Sandbox) -> None:
    """Somebody else's run of the same collection, begun in the same moment."""
    async with dct.async_client() as client:
        id = await made(client, [FINANCE_JOB])
        dct.faults.add("search_job_collection_executions", faults.EditJson(_with_a_foreign_run), times=None)
        run = await (await client.delphix.job_collections.execute(id)).wait()
    assert run.id != "foreign-run"


def _with_a_foreign_run(page: dict[str, Any]) -> dict[str, Any]:
    strangers = [each | {"id": "foreign-run", "execute_account_id": 99, "status": "FAILED"} for each in page["items"]]
    return page | {"items": strangers + page["items"]}


async def test_a_run_that_has_not_begun_is_known_from_its_collection(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        id = await made(client, [FINANCE_JOB])
        running = await client.delphix.job_collections.execute(id)
        view = await running.refresh()
        assert view.execution is not None
        assert (running.state, running.phase, view.execution.start_time) == ("PENDING", Phase.QUEUED, None)


async def test_a_second_run_is_warned_of_and_refused_by_dct(dct: Sandbox) -> None:
    warned: list[Event] = []
    async with dct.async_client(hooks=[warned.append]) as client:
        id = await made(client, [FINANCE_JOB])
        await client.delphix.job_collections.execute(id)
        assert "collection-idle" in str(await client.delphix.job_collections.execute.plan(id))
        with pytest.raises(Conflict, match="is running"):
            await client.delphix.job_collections.execute(id)
    assert "collection-idle" in [each.verdict.rule for each in warned if isinstance(each, RuleWarning)]


async def test_a_multi_tenant_job_is_warned_of(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        await client.delphix.compliance_jobs.update(FINANCE_JOB, {"is_multi_tenant": True})
        plan = await client.delphix.job_collections.execute.plan(await made(client, [FINANCE_JOB]))
    assert "Multi-tenant: finance-masking-job" in str(plan)


async def test_once_runs_a_collection_once(dct: Sandbox, tmp_path: Any) -> None:
    async with dct.async_client(journal=Journal(f"sqlite:///{tmp_path}/j.sqlite3")) as client:
        id = await made(client, [FINANCE_JOB])
        first = await client.delphix.job_collections.execute.once("tonight", id)
        again = await client.delphix.job_collections.execute.once("tonight", id)
        assert first.ref == again.ref
    assert dct.requests.count("execute_compliance_job_collection") == 1


@pytest.mark.parametrize("fault", [faults.DropAfterWork(), faults.CutReply(), faults.Answer(500)])
async def test_a_lost_start_is_found_again_or_left_open(dct: Sandbox, fault: faults.Fault) -> None:
    async with dct.async_client() as client:
        id = await made(client, [FINANCE_JOB])
        dct.faults.add("execute_compliance_job_collection", fault)
        if isinstance(fault, faults.Answer):
            with pytest.raises(AmbiguousOutcomeError, match="job_collection_executions"):
                await client.delphix.job_collections.execute(id)
            assert dct.delphix.collection_executions == {}
        else:
            running = await client.delphix.job_collections.execute(id)
            assert (await running.wait()).id in dct.delphix.collection_executions
            assert len(dct.delphix.collection_executions) == 1
    assert dct.requests.count("execute_compliance_job_collection") == 1


async def test_the_run_of_somebody_else_is_never_adopted(dct: Sandbox) -> None:
    async with dct.async_client() as client, dct.async_client() as other:
        id = await made(client, [FINANCE_JOB])
        await (await other.delphix.job_collections.execute(id)).wait()
        dct.faults.add("execute_compliance_job_collection", faults.DropBeforeWork())
        dct.faults.add("search_job_collection_executions", faults.EditJson(_with_a_foreign_run), times=None, skip=1)
        with pytest.raises(AmbiguousOutcomeError, match="foreign-run"):
            await client.delphix.job_collections.execute(id)


async def test_a_lost_creation_is_found_again_with_its_job(dct: Sandbox) -> None:
    dct.faults.add("create_compliance_job_collection", faults.DropAfterWork())
    async with dct.async_client() as client:
        creating = await client.delphix.job_collections.create("nightly", [FINANCE_JOB, STAFF_JOB])
        collection = await creating.wait()
    assert [collection.id] == list(dct.delphix.job_collections)
    assert list(dct.delphix.jobs) == [creating.id]
    assert dct.requests.count("create_compliance_job_collection") == 1


async def test_a_namesake_with_other_members_is_not_adopted(dct: Sandbox) -> None:
    dct.faults.add("create_compliance_job_collection", faults.DropBeforeWork())
    dct.faults.add("search_compliance_job_collections", faults.EditJson(_with_a_namesake), times=None, skip=1)
    async with dct.async_client() as client:
        with pytest.raises(AmbiguousOutcomeError, match="namesake"):
            await client.delphix.job_collections.create("nightly", [FINANCE_JOB, STAFF_JOB])
    assert dct.delphix.job_collections == {}


def _with_a_namesake(page: dict[str, Any]) -> dict[str, Any]:
    other = {"id": "namesake", "name": "nightly", "members": [{"compliance_job_id": STAFF_JOB, "sequence": 1}]}
    return page | {"items": [other]}


async def test_a_lost_cancellation_is_settled_by_a_look(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        id = await made(client, [FINANCE_JOB, STAFF_JOB])
        running = await client.delphix.job_collections.execute(id)
        begun = await running.wait_until(lambda run: run.execution is not None and run.execution.start_time is not None)
        assert begun.execution is not None
        dct.faults.add("cancel_job_collection_execution", faults.DropAfterWork())
        ended = await (await client.delphix.job_collection_executions.cancel(begun.execution.id)).wait()
    assert str(ended.status) == "CANCELLED"


async def test_members_are_added_and_removed_with_all_that_is_not_known_of_them(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        collections = client.delphix.job_collections
        id = await made(client, [FINANCE_JOB])
        grown = await (await collections.add_member(id, STAFF_JOB)).wait()
        assert places(grown) == [(FINANCE_JOB, 1), (STAFF_JOB, 2)]
        moved = await (await collections.add_member(id, FINANCE_JOB, sequence=7)).wait()
        assert sorted(places(moved)) == sorted([(STAFF_JOB, 2), (FINANCE_JOB, 7)])
        novel = {"compliance_job_id": STAFF_JOB, "sequence": 2, "weight": 3}
        dct.faults.add("get_compliance_job_collection_by_id", faults.SetFields({"members": [novel]}))
        plan = await collections.add_member.plan(id, FINANCE_JOB)
        assert plan.requests[0]["body"]["members"][0] == novel
        assert "overwritten" in str(plan)
        shrunk = await (await collections.remove_member(id, FINANCE_JOB)).wait()
        assert places(shrunk) == [(STAFF_JOB, 2)]
        with pytest.raises(ValidationError, match="not in the collection"):
            await collections.remove_member(id, FINANCE_JOB)
        assert places(await (await collections.update(id, members=[])).wait()) == []


def places(collection: Any) -> list[tuple[str, int]]:
    return [(each.compliance_job_id, each.sequence) for each in collection.members]


MEMBER = CollectionMember(compliance_job_id=FINANCE_JOB, sequence=3)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ("finance", "not a list"),
        ([FINANCE_JOB, FINANCE_JOB], "more than once"),
        ([MEMBER, STAFF_JOB], "or none"),
        ([CollectionMember(compliance_job_id=FINANCE_JOB, sequence=101)], "sequence"),
        ([CollectionMember(sequence=1)], "compliance_job_id"),
        ([[f"job-{number}" for number in range(101)]], "101 jobs"),
        ([f"job-{number}" for number in range(101)], "101"),
        ([""], "must not be empty"),
        ([7], "must be a string"),
    ],
)
async def test_members_that_cannot_be_are_refused_before_they_are_sent(
    dct: Sandbox, members: Any, message: str
) -> None:
    async with dct.async_client() as client:
        with pytest.raises(ValidationError, match=message):
            await client.delphix.job_collections.create("nightly", members)
        with pytest.raises(ValidationError, match="failure_handling"):
            await client.delphix.job_collections.create("nightly", failure_handling="PANIC")
        with pytest.raises(ValidationError, match="nothing to change"):
            await client.delphix.job_collections.update("x")
    assert len(dct.requests) == 0


async def test_members_with_places_of_their_own_are_sent_as_they_are(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        plan = await client.delphix.job_collections.create.plan(
            "nightly", [MEMBER, CollectionMember(compliance_job_id=STAFF_JOB)]
        )
    assert plan.requests[0]["body"]["members"] == [
        {"compliance_job_id": FINANCE_JOB, "sequence": 3},
        {"compliance_job_id": STAFF_JOB},
    ]


async def test_collections_and_runs_are_found(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        id = await made(client, [FINANCE_JOB], tags={"team": "finance"})
        run = await (await client.delphix.job_collections.execute(id)).wait()
        with_job = field("members").has(field("compliance_job_id").eq(FINANCE_JOB))
        assert [each.id async for each in client.delphix.job_collections.search(with_job)] == [id]
        ended = field("compliance_job_collection_id").eq(id) & field("status").eq("SUCCEEDED")
        assert [each.id async for each in client.delphix.job_collection_executions.search(ended)] == [run.id]
        named = field("name").eq("finance-masking-job")
        assert [each.id async for each in client.delphix.job_collections.search_jobs(id, named)] == [FINANCE_JOB]
        assert (await client.delphix.job_collections.tags(id))[0].value == "finance"


async def test_who_may_not_change_may_look(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        id = await made(client, [FINANCE_JOB])
    async with AsyncClient(delphix=DelphixSettings(url=dct.url("delphix") + "/v3", api_key=READER_API_KEY)) as reader:
        assert (await reader.delphix.job_collections.get(id)).job_count == 1
        with pytest.raises(PermissionDenied):
            await reader.delphix.job_collections.execute(id)


async def test_at_once(clock: Any) -> None:
    with Sandbox(["delphix"], clock=clock, progress=Progress.at_once()) as sandbox:
        async with sandbox.async_client() as client:
            id = await made(client, [[FINANCE_JOB, WITHOUT_PASSWORDS], STAFF_JOB], failure_handling="CANCEL_ALL")
            view = await (await client.delphix.job_collections.execute(id)).wait(raise_on_failure=False)
    assert isinstance(view, CollectionRun)
    assert view.execution is not None
    assert str(view.execution.status) == "FAILED"


async def test_rules_that_are_off_read_nothing(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        id = await made(client, [FINANCE_JOB])
    async with dct.async_client(policy=Policy(rules="off")) as client:
        dct.requests.clear()
        await client.delphix.job_collections.execute.plan(id)
    assert len(dct.requests) == 0


async def test_what_waits_for_an_orchestrator_is_seen_and_taken_out(dct: Sandbox) -> None:
    dct.delphix.orchestrator("hyperscale-1").max_concurrent_jobs = 1
    async with dct.async_client() as client:
        first, second = [await client.masking_jobs.execute(HYPERSCALE_JOB) for _ in range(2)]
        for handle in (first, second):
            dct.delphix.finish(handle.id)
            dct.delphix.advance(dct.delphix.job(handle.id).execution_id or "")
        orchestrators = client.delphix.job_orchestrators
        busy = await orchestrators.get("hyperscale-1")
        assert (busy.running_job_count, busy.queued_operation_count, busy.node_count) == (1, 1, 2)
        (waiting,) = await orchestrators.queue("hyperscale-1").to_list()
        assert (waiting.job_id, waiting.target_id) == (second.id, HYPERSCALE_JOB)
        run_id = (await client.delphix.jobs.get(waiting.job_id or "")).execution_id
        await client.delphix.executions.cancel(run_id or "", expected_status="QUEUED")
        assert await orchestrators.queue("hyperscale-1").first() is None
        named = orchestrators.search(field("name").contains("hyperscale"))
        assert [each.id async for each in named] == ["hyperscale-1"]
        with pytest.raises(Conflict):
            await client.delphix.executions.cancel(
                dct.delphix.job(first.id).execution_id or "", expected_status="QUEUED"
            )
