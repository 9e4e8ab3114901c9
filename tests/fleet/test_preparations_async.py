"""DRS tasks from a table up to a passed precheck: created, tested, configured, prechecked; gone on with after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jobspan import AsyncClient, FleetReport, RuleViolation, ValidationError
from jobspan.drs import Endpoint, ObjectSelection
from jobspan.fleet import ItemEnd
from jobspan.hooks import RequestStarted, ResponseReceived
from jobspan.journal import Journal
from jobspan.testing import Clock, Progress, Sandbox, faults
from tests.fleet.conftest import Death, Killed
from tests.samples.huawei_drs import new_job

TABLE = [{"name": f"orders-{number}", "password": f"right-{number}"} for number in range(4)]
STEPS = ("batch_validate_connections", "batch_update_job", "batch_check_jobs")


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.by_seconds(5)) as sandbox:
        yield sandbox


def end(password: str) -> Endpoint:
    return Endpoint(db_type="mysql", ip="192.0.2.10", db_port=3306, db_user="drs", db_password=password)


async def created(client: AsyncClient) -> FleetReport:
    fleet = client.fleet("orders")
    for row in TABLE:
        fleet.add_named(row["name"], client.migration_jobs.create, new_job(row["name"]))
    assert (await fleet.plan()).ok
    return await fleet.run()


def preparation(client: AsyncClient, tasks: FleetReport) -> Any:
    fleet = client.fleet("orders prepared")
    ids = {item.name: item.job for item in tasks.of("done")}
    for row in TABLE:
        ends: dict[str, Any] = {"source": end(row["password"]), "target": end("right")}
        fleet.add_named(row["name"], client.migration_jobs.prepare, ids[row["name"]], **ends)
    return fleet


async def test_a_table_becomes_tasks_that_may_start(drs: Sandbox, journal: Journal) -> None:
    drs.huawei_drs.wrong_passwords.add("right-2")
    async with drs.async_client(journal=journal) as client:
        tasks = await created(client)
        prepared = preparation(client, tasks)
        plan = await prepared.plan()
        assert plan.ok, str(plan)
        assert {item.requests for item in plan} == {3}
        bad = drs.huawei_drs.task_named("orders-3")
        failing = {"item": "source_binlog", "result": "FAILED", "failed_reason": "The log is off."}

        def spoil(document: Any) -> Any:
            for row in document["results"]:
                if row.get("precheck_id") == drs.huawei_drs.tasks[bad].precheck_id and row["process"] == "100%":
                    row |= {"result": False, "precheck_result": [failing]}
            return document

        drs.faults.add("batch_check_results", faults.EditJson(spoil), times=None)
        report = await prepared.run()
    assert report.counts == {ItemEnd.DONE: 2, ItemEnd.FAILED: 2}, str(report)
    unreachable, unfit = report.of("failed")
    assert unreachable.name == "orders-2"
    assert "source" in unreachable.reason
    assert "The log is off" in unfit.reason
    assert drs.requests.count("batch_check_jobs") == 3


@pytest.mark.parametrize("event", [RequestStarted, ResponseReceived])
async def test_killed_and_gone_on_with(event: type[Any], drs: Sandbox, journal: Journal) -> None:
    async with drs.async_client(journal=journal) as client:
        tasks = await created(client)
    for step in STEPS:
        async with drs.async_client(journal=journal, hooks=[Death(event, step, 1)]) as client:
            with pytest.raises(Killed):
                await preparation(client, tasks).run()
    async with drs.async_client(journal=journal) as client:
        assert (await created(client)) == tasks
        report = await preparation(client, tasks).run()
        assert report.ok, str(report)
    assert drs.requests.count("batch_create_jobs") == len(TABLE)
    assert {drs.huawei_drs.tasks[item.job].prechecked for item in report} == {True}


async def test_what_is_refused_before_anything_is_sent(drs: Sandbox, journal: Journal) -> None:
    async with drs.async_client(journal=journal) as client:
        running = drs.huawei_drs.add("running", "INCRE_TRANSFER_STARTED").id
        with pytest.raises(RuleViolation):
            await client.migration_jobs.prepare(running, source=end("a"), target=end("b"))
        with pytest.raises(ValidationError, match=r"target\.db_password: is needed to test"):
            await client.migration_jobs.prepare(
                running, source=end("a"), target=Endpoint(db_type="mysql", ip="x", db_user="y")
            )
        assert not [each for each in drs.requests if each.operation_id in STEPS]
        task = await client.migration_jobs.create(new_job())
        await task.wait()
        objects = ObjectSelection(job_id="", selected=False)
        shown = str(
            await client.migration_jobs.prepare.plan(task.id, source=end("a"), target=end("b"), objects=objects)
        )
        assert shown.count("POST ") + shown.count("PUT ") == 4
        assert "db_password" in shown
        checked = await (
            await client.migration_jobs.prepare(task.id, source=end("a"), target=end("b"), objects=objects)
        ).wait()
        assert checked.passed
