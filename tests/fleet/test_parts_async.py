"""Batches that failed in part and are tried again: only what failed is sent, and what was accepted stays as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from jobspan import AsyncClient, Secret
from jobspan.drs import Endpoint, EndpointPassword, NewJob
from jobspan.fleet import FleetReport, ItemEnd
from jobspan.hooks import RequestStarted, ResponseReceived
from jobspan.journal import Journal
from jobspan.testing import Clock, Sandbox, faults
from tests.fleet.conftest import Death, Killed
from tests.journal.conftest import journal as journal, journal_of as journal_of

CREATE = "batch_create_jobs"
PASSWORDS = "batch_reset_password"
PAUSE = "batch_stop_jobs"


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


def new(name: str) -> NewJob:
    return NewJob(
        name=name,
        db_use_type="migration",
        engine_type="mysql",
        job_direction="up",
        net_type="vpc",
        subnet_id="s",
        source_endpoint=Endpoint(db_type="mysql"),
        target_endpoint=Endpoint(db_type="mysql"),
    )


ORDERS = [new(f"orders-{number}") for number in range(10)]


def sent(sandbox: Sandbox, operation: str, field: str = "name") -> Counter[str]:
    """How often each entry came to the plane, by its own record."""
    requests = [each for each in sandbox.requests if each.operation_id == operation]
    return Counter(job[field] for request in requests for job in request.json["jobs"])


async def create(client: AsyncClient, jobs: list[NewJob] = ORDERS, **how: Any) -> FleetReport:
    fleet = client.fleet("orders")
    fleet.add_named("all", client.migration_jobs.create_many, jobs)
    return await fleet.run(**how)


async def taken(sandbox: Sandbox, client: AsyncClient) -> str:
    """The fleet has created nine of ten tasks; the name of the last was taken. Returns who had it."""
    there = sandbox.huawei_drs.add("orders-9", "INCRE_TRANSFER_STARTED").id
    report = await create(client)
    assert report.counts == {ItemEnd.FAILED: 1}, str(report)
    (item,) = report
    assert (item.accepted, item.attempts) == (9, 1)
    return there


def names_of(sandbox: Sandbox) -> list[str]:
    return sorted(task.name for task in sandbox.huawei_drs.tasks.values() if task.name.startswith("orders-"))


async def test_only_what_was_refused_is_sent_again_and_the_result_is_whole(drs: Sandbox, journal: Journal) -> None:
    async with drs.async_client(journal=journal) as client:
        there = await taken(drs, client)
        before = sent(drs, CREATE)
        assert not (await create(client)).ok
        assert sent(drs, CREATE) == before
        del drs.huawei_drs.tasks[there]
        report = await create(client, failed_too=True)
        assert report.ok, str(report)
        (item,) = report
        assert (item.accepted, item.attempts) == (10, 2)
        assert sent(drs, CREATE) - before == Counter(["orders-9"])
        whole = await client.migration_jobs.create_many.once(item.key, ORDERS)
        assert [each.item.name for each in whole.succeeded] == [job.name for job in ORDERS]
        assert {each.value.task_id for each in whole} == {
            task.id for task in drs.huawei_drs.tasks.values() if task.name.startswith("orders-")
        }
    assert names_of(drs) == [job.name for job in ORDERS]


async def test_what_is_refused_again_is_sent_again_and_nothing_else(drs: Sandbox, journal: Journal) -> None:
    async with drs.async_client(journal=journal) as client:
        there = await taken(drs, client)
        before = sent(drs, CREATE)
        for _ in range(2):
            report = await create(client, failed_too=True)
            assert report.counts == {ItemEnd.FAILED: 1}
            assert "1 of 10 items" in next(iter(report)).reason
        del drs.huawei_drs.tasks[there]
        assert (await client.fleet("orders").resume(failed_too=True)).ok
    assert sent(drs, CREATE) - before == Counter({"orders-9": 3})
    assert names_of(drs) == [job.name for job in ORDERS]


@pytest.mark.parametrize("event", [RequestStarted, ResponseReceived])
async def test_killed_while_the_rest_is_sent_it_goes_on_with_the_rest(
    event: type[Any], drs: Sandbox, journal: Journal
) -> None:
    async with drs.async_client(journal=journal) as client:
        del drs.huawei_drs.tasks[await taken(drs, client)]
    before = sent(drs, CREATE)
    async with drs.async_client(journal=journal, hooks=[Death(event, CREATE, 1)]) as client:
        with pytest.raises(Killed):
            await create(client, failed_too=True)
    async with drs.async_client(journal=journal) as client:
        report = await client.fleet("orders").resume()
        (item,) = report
        assert (item.end, item.accepted) == (ItemEnd.DONE, 10), str(report)
    assert sent(drs, CREATE) - before == Counter(["orders-9"])
    assert names_of(drs) == [job.name for job in ORDERS]


async def test_a_rest_whose_reply_was_lost_is_looked_for_and_not_sent_again(drs: Sandbox, journal: Journal) -> None:
    async with drs.async_client(journal=journal) as client:
        del drs.huawei_drs.tasks[await taken(drs, client)]
        before = sent(drs, CREATE)
        drs.faults.add(CREATE, faults.DropBeforeWork())
        for _ in range(3):
            (item,) = await create(client, failed_too=True)
            assert (item.end, item.accepted, item.key) == (ItemEnd.UNKNOWN, 9, "orders/all~2")
    assert sent(drs, CREATE) - before == Counter(["orders-9"])


async def test_entries_that_failed_may_be_changed_and_others_not(drs: Sandbox, journal: Journal) -> None:
    ids = [drs.huawei_drs.add(f"task {each}", "INCRE_TRANSFER_STARTED").id for each in range(3)]
    given = [EndpointPassword(id, "source", Secret("rotated-1")) for id in ids]
    drs.faults.add(PASSWORDS, faults.FailItems([ids[1]]))

    async def rotate(client: AsyncClient, passwords: list[EndpointPassword], **how: Any) -> Any:
        fleet = client.fleet("rotation")
        fleet.add_named("all", client.migration_jobs.change_passwords, passwords, **how)
        return next(iter(await fleet.run(failed_too=True)))

    once_each = Counter(ids)
    other = Secret("rotated-2")
    async with drs.async_client(journal=journal) as client:
        assert (await rotate(client, given)).accepted == 2
        for wrong, how in (
            ([attrs.evolve(given[0], password=other), *given[1:]], {}),
            (given[1:], {}),
            (given, {"verify": True}),
        ):
            item = await rotate(client, wrong, **how)
            assert (item.end, item.accepted) == (ItemEnd.FAILED, 2)
            assert "2 of its 3 entries were accepted" in item.reason
            assert "rotated" not in item.reason
        assert sent(drs, PASSWORDS, "job_id") == once_each
        mended = [given[1], given[0], given[2]]
        mended[0] = attrs.evolve(given[1], password=other)
        item = await rotate(client, mended)
        assert (item.end, item.accepted) == (ItemEnd.DONE, 3), item
        assert sent(drs, PASSWORDS, "job_id") == once_each + Counter([ids[1]])
        whole = await client.migration_jobs.change_passwords.once(item.key, mended)
        assert [each.item.job_id for each in whole.succeeded] == [ids[1], ids[0], ids[2]]


async def test_without_the_record_of_what_was_accepted_nothing_is_sent(drs: Sandbox, journal: Journal) -> None:
    async with drs.async_client(journal=journal) as client:
        del drs.huawei_drs.tasks[await taken(drs, client)]
        journal.forget("orders/all")
        before = sent(drs, CREATE)
        for _ in range(2):
            (item,) = await create(client, failed_too=True)
            assert (item.end, item.accepted) == (ItemEnd.FAILED, 9)
            assert "9 of its entries were accepted before" in item.reason
            assert "give those that failed to an item of another name" in item.reason
    assert sent(drs, CREATE) == before


async def test_a_batch_of_which_nothing_was_accepted_is_sent_as_it_now_is(drs: Sandbox, journal: Journal) -> None:
    there = [drs.huawei_drs.add(job.name, "INCRE_TRANSFER_STARTED").id for job in ORDERS[2:]]
    async with drs.async_client(journal=journal) as client:
        assert (await create(client, ORDERS[2:])).counts == {ItemEnd.FAILED: 1}
        for id in there:
            del drs.huawei_drs.tasks[id]
        assert (await create(client, ORDERS[:2], failed_too=True)).ok
    assert names_of(drs) == ["orders-0", "orders-1"]


async def test_a_batch_that_was_not_seen_to_its_end_goes_on_under_its_key(
    drs: Sandbox, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [drs.huawei_drs.add(f"task {each}", "INCRE_TRANSFER_STARTED").id for each in range(3)]

    async def pause(client: AsyncClient, **how: Any) -> Any:
        fleet = client.fleet("pauses")
        fleet.add_named("all", client.migration_jobs.pause, ids, batch_size=1)
        return next(iter(await fleet.run(**how)))

    async with drs.async_client(journal=journal, hooks=[Death(RequestStarted, PAUSE, 3)]) as client:
        with pytest.raises(Killed):
            await pause(client)
    async with drs.async_client(journal=journal) as client:
        with monkeypatch.context() as newer:
            newer.setattr("jobspan._core.replay.digest_of", lambda request: "another")
            item = await pause(client)
        assert item.end is ItemEnd.FAILED
        assert "other steps" in item.reason
        item = await pause(client, failed_too=True)
        assert item.key == "pauses/all"
    assert max(sent(drs, PAUSE, "job_id").values()) == 1


async def test_a_key_of_its_own_gives_the_batch_as_it_was(drs: Sandbox, journal: Journal) -> None:
    drs.huawei_drs.add("orders-9", "INCRE_TRANSFER_STARTED")
    async with drs.async_client(journal=journal) as client:
        first = await client.migration_jobs.create_many.once("k", ORDERS)
        before = sent(drs, CREATE)
        again = await client.migration_jobs.create_many.once("k", ORDERS)
        assert (len(first.succeeded), len(first.failed)) == (9, 1)
        assert again == first
    assert sent(drs, CREATE) == before
