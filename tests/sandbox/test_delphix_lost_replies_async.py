"""What is lost on the way: nothing starts twice, reads are repeated, and Retry-After is obeyed."""

from __future__ import annotations

from typing import Any, TypedDict

import pytest

from jobspan import AmbiguousOutcomeError, AuthError, RateLimited, TransportError
from jobspan.delphix import Credentials
from jobspan.errors import SendPhase
from jobspan.testing.sandbox import Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB


class Place(TypedDict):
    target_engine_id: str
    target_environment_id: str


QA: Place = {"target_engine_id": "2", "target_environment_id": "prod-env"}


async def test_an_execute_that_never_arrived_is_sent_once_and_left_open(dct: Sandbox) -> None:
    dct.faults.add("execute_masking_job", faults.DropBeforeWork(), times=None)
    async with dct.async_client() as client:
        with pytest.raises(AmbiguousOutcomeError) as lost:
            await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
    assert lost.value.phase is SendPhase.SENT_NO_REPLY
    assert "executions.search()" in lost.value.check
    assert dct.requests.count("execute_masking_job") == 1
    assert dct.delphix.jobs == {}


@pytest.mark.parametrize("operation", ["copy_masking_job", "migrate_masking_job"])
async def test_a_move_that_never_arrived_is_sent_once_and_left_open(dct: Sandbox, operation: str) -> None:
    dct.faults.add(operation, faults.DropBeforeWork(), times=None)
    async with dct.async_client() as client:
        move: Any = client.masking_jobs.copy if operation.startswith("copy") else client.masking_jobs.migrate
        with pytest.raises(AmbiguousOutcomeError, match=r"jobs\.search"):
            await move(FINANCE_JOB, **QA)
    assert dct.requests.count(operation) == 1


async def test_an_execute_whose_reply_was_lost_is_found_again(dct: Sandbox) -> None:
    dct.faults.add("execute_masking_job", faults.DropAfterWork())
    async with dct.async_client() as client:
        running = await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        run = await running.wait()
    assert run.masking_job_id == FINANCE_JOB
    assert dct.requests.count("execute_masking_job") == 1
    assert list(dct.delphix.jobs) == [running.id]


async def test_a_copy_whose_reply_was_lost_is_found_again_with_its_masking_job(dct: Sandbox) -> None:
    dct.faults.add("copy_masking_job", faults.DropAfterWork())
    before = set(dct.delphix.masking_jobs)
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy(FINANCE_JOB, **QA)
        text = copying.ref.to_json()
        copied = await copying.wait()
        assert (await client.resume(text).wait()).id == copied.id
    assert {copied.id} == set(dct.delphix.masking_jobs) - before
    assert dct.requests.count("copy_masking_job") == 1


async def test_a_copy_found_again_gets_its_passwords_for_its_place_is_certain(dct: Sandbox) -> None:
    dct.faults.add("copy_masking_job", faults.DropAfterWork())
    good = Credentials("USER123", "password123")
    async with dct.async_client() as client:
        copied = await (await client.masking_jobs.copy(FINANCE_JOB, **QA, connector_credentials=good)).wait()
        (connector,) = await client.masking_jobs.connectors(copied.id)
        assert connector.auth_present
    assert dct.requests.count("copy_masking_job") == dct.requests.count("test_connector") == 1


async def test_a_copy_that_could_be_several_masking_jobs_is_not_guessed(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        await (await client.masking_jobs.copy(FINANCE_JOB, **QA)).wait()
        dct.advance(60)
        dct.faults.add("copy_masking_job", faults.DropAfterWork())
        again = await client.masking_jobs.copy(FINANCE_JOB, **QA)
        with pytest.raises(AmbiguousOutcomeError, match="2 masking jobs can be it"):
            await again.wait()


async def test_a_migration_whose_reply_was_lost_is_found_again(dct: Sandbox) -> None:
    dct.faults.add("migrate_masking_job", faults.CutReply())
    async with dct.async_client() as client:
        moving = await client.masking_jobs.migrate(FINANCE_JOB, target_engine_id="3", target_environment_id="prod-env")
        assert (await moving.wait()).id == FINANCE_JOB
    assert dct.requests.count("migrate_masking_job") == 1


async def test_the_job_of_another_masking_job_is_never_adopted(dct: Sandbox) -> None:
    """Somebody else starts a run on the same engine in the moment our request is lost."""
    dct.faults.add("execute_masking_job", faults.DropBeforeWork(), when=lambda call: FINANCE_JOB in call.path)
    dct.faults.add("search_jobs", faults.EditJson(_with_a_foreign_job), times=None, skip=2)
    async with dct.async_client() as client:
        with pytest.raises(AmbiguousOutcomeError, match="foreign-job"):
            await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")


def _with_a_foreign_job(page: dict[str, object]) -> dict[str, object]:
    foreign = {"id": "foreign-job", "type": "MASKING_JOB_EXECUTE", "target_id": "another", "status": "STARTED"}
    return page | {"items": [foreign]}


@pytest.mark.parametrize("operation", ["create_masking_job", "create_connector", "test_connector"])
async def test_what_no_read_can_settle_is_sent_once(dct: Sandbox, operation: str) -> None:
    dct.faults.add(operation, faults.DropAfterWork(), times=None)
    async with dct.async_client() as client:
        calls: dict[str, tuple[Any, list[str]]] = {
            "create_masking_job": (client.masking_jobs.create, ["mine"]),
            "create_connector": (client.connectors.create, ["mine", "DATABASE"]),
            "test_connector": (client.connectors.test, ["1-DATABASE-1"]),
        }
        call, arguments = calls[operation]
        with pytest.raises(AmbiguousOutcomeError):
            await call(*arguments)
    assert dct.requests.count(operation) == 1


@pytest.mark.parametrize("operation", ["get_masking_job_by_id", "search_masking_jobs"])
async def test_reads_are_repeated(dct: Sandbox, operation: str) -> None:
    dct.faults.add(operation, faults.DropAfterWork(), times=2)
    async with dct.async_client() as client:
        if operation == "search_masking_jobs":
            assert await client.masking_jobs.search("name EQ 'finance-masking-job'").first()
        else:
            assert (await client.masking_jobs.get(FINANCE_JOB)).id == FINANCE_JOB
    assert dct.requests.count(operation) == 3


async def test_reads_are_not_repeated_for_ever(dct: Sandbox) -> None:
    dct.faults.add("get_masking_job_by_id", faults.DropAfterWork(), times=None)
    async with dct.async_client() as client:
        with pytest.raises(TransportError) as lost:
            await client.masking_jobs.get(FINANCE_JOB)
    assert lost.value.attempts == dct.requests.count("get_masking_job_by_id") == 4


async def test_repeating_an_update_is_harmless_so_it_is_repeated(dct: Sandbox) -> None:
    dct.faults.add("update_connector_by_id", faults.DropBeforeWork())
    async with dct.async_client() as client:
        await (await client.connectors.update("1-DATABASE-1", username="USER123")).wait()
    assert dct.requests.count("update_connector_by_id") == 2


async def test_retry_after_is_obeyed(dct: Sandbox) -> None:
    dct.faults.add("get_masking_job_by_id", faults.Answer(503, {"error": "busy"}, {"Retry-After": "17"}))
    dct.faults.add("execute_masking_job", faults.Answer(429, {"error": "slow"}, {"Retry-After": "23"}))
    async with dct.async_client() as client:
        began = dct.clock.monotonic()
        await client.masking_jobs.get(FINANCE_JOB)
        assert dct.clock.monotonic() - began == 17
        began = dct.clock.monotonic()
        await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        assert dct.clock.monotonic() - began == 23
    assert dct.requests.count("execute_masking_job") == 2


async def test_a_retry_after_beyond_all_patience_is_told_at_once(dct: Sandbox) -> None:
    dct.faults.add("get_masking_job_by_id", faults.Answer(429, None, {"Retry-After": "7200"}))
    async with dct.async_client() as client:
        with pytest.raises(RateLimited) as limited:
            await client.masking_jobs.get(FINANCE_JOB)
    assert limited.value.retry_after == 7200
    assert dct.requests.count("get_masking_job_by_id") == 1


async def test_a_500_in_dcts_own_words_leaves_a_doubt_for_its_codes_name_no_refusal(dct: Sandbox) -> None:
    words = {"error": "failed", "error_description": "Operation couldn't be completed due to concurrent updates"}
    dct.faults.add("execute_masking_job", faults.Answer(500, words))
    async with dct.async_client() as client:
        with pytest.raises(AmbiguousOutcomeError, match="concurrent updates") as failed:
            await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
    assert failed.value.status == 500
    assert dct.requests.count("execute_masking_job") == 1


async def test_a_gateway_that_gives_up_leaves_the_same_doubt_as_a_lost_reply(dct: Sandbox) -> None:
    dct.faults.add("execute_masking_job", faults.Answer(504, "<html>timeout</html>", after_work=True))
    async with dct.async_client() as client:
        assert (await (await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")).wait()).engine_id == "1"
    assert dct.requests.count("execute_masking_job") == 1


async def test_a_key_that_expires_is_told_and_not_repeated(dct: Sandbox) -> None:
    dct.faults.add("get_masking_job_by_id", faults.ExpiredToken(), times=None)
    async with dct.async_client() as client:
        with pytest.raises(AuthError, match="expire"):
            await client.masking_jobs.get(FINANCE_JOB)
    assert dct.requests.count("get_masking_job_by_id") == 1
