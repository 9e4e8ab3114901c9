"""Jobs of Directory Manager from one server to another, each an item of a fleet: planned, one writer, gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jobspan import AsyncClient, PartialFailure, Secret
from jobspan.fleet import ItemEnd
from jobspan.groupid import Bindings, DiffState
from jobspan.hooks import RequestStarted
from jobspan.journal import Journal
from jobspan.testing import Clock, Sandbox, faults
from tests.fleet.conftest import Death, Killed

TABLE = [
    {"job": "People to AD", "provider": "ExcelOne", "there": "HR workbook"},
    {"job": "Leavers to AD", "provider": "ExcelOne", "there": "HR workbook"},
]


@pytest.fixture
def test_server() -> Iterator[Sandbox]:
    with Sandbox(["groupid"], clock=Clock.manual()) as sandbox:
        yield sandbox


@pytest.fixture
def production() -> Iterator[Sandbox]:
    """It has no jobs, and its workbook has another name and id."""
    with Sandbox(["groupid"], clock=Clock.manual()) as sandbox:
        state = sandbox.groupid
        state.jobs.clear()
        state.collections.clear()
        sheet = state.data_sources.pop(4)
        state.data_sources[44] = sheet | {"id": 44, "name": "HR workbook"}
        state.sheets[44] = state.sheets[4]
        state.reserve("data source", 44)
        yield sandbox


async def promotion(source: AsyncClient, target: AsyncClient) -> Any:
    if "Leavers to AD" not in {each.name for each in await source.data_sync_jobs.names()}:
        await source.data_sync_jobs.duplicate(5, "Leavers to AD")
    fleet = target.fleet("release 42")
    for row in TABLE:
        blueprint = await source.groupid.export([row["job"]], bindings=Bindings(dns={"root": "DC=example,DC=test"}))
        there = Bindings(
            providers={row["provider"]: row["there"]},
            identity_stores={"ADEnt": 77},
            owners={"Operator": "11111111-3c1d-4f56-9f2e-6a2c1f7f9a10"},
            dns={"root": "DC=prod,DC=test"},
        )
        secrets = {name: Secret("from-the-vault") for name in blueprint.secret_names}
        fleet.add_named(row["job"], target.groupid.apply, blueprint, bindings=there, secrets=secrets)
    return fleet


async def test_jobs_reach_the_other_server_one_by_one(
    test_server: Sandbox, production: Sandbox, journal: Journal
) -> None:
    async with test_server.async_client() as source, production.async_client(journal=journal) as target:
        fleet = await promotion(source, target)
        plan = await fleet.plan()
        assert plan.ok, str(plan)
        assert plan.lanes == {"writer": 2}
        assert not production.groupid.jobs
        report = await fleet.run()
        assert report.ok, str(report)
        assert {job["jobInfo"]["name"] for job in production.groupid.jobs.values()} == {"People to AD", "Leavers to AD"}
        assert "DC=prod,DC=test" in str(production.groupid.jobs)
        assert "DC=example,DC=test" not in str(production.groupid.jobs)
        before = len(list(production.requests))
        assert (await (await promotion(source, target)).run()) == report
        assert len(list(production.requests)) == before
        blueprint = await source.groupid.export(["People to AD"], bindings=Bindings(dns={"root": "DC=example,DC=test"}))
        there = Bindings(providers={"ExcelOne": "HR workbook"}, dns={"root": "DC=prod,DC=test"})
        same = (await target.groupid.diff(blueprint, bindings=there)).of(DiffState.SAME)
        assert {item.name for item in same} == {"HR workbook", "People to AD"}


async def test_what_the_server_refuses_is_no_success(
    test_server: Sandbox, production: Sandbox, journal: Journal
) -> None:
    refusal = faults.Answer(400, {"status": False, "message": "The name is not allowed."})
    production.faults.add("create_job", refusal, times=None, when=lambda call: "Leavers" in str(call.body))
    async with test_server.async_client() as source, production.async_client(journal=journal) as target:
        fleet = await promotion(source, target)
        report = await fleet.run()
        assert report.counts == {ItemEnd.DONE: 1, ItemEnd.FAILED: 1}, str(report)
        assert "Leavers to AD" in report.of("failed")[0].reason
        with pytest.raises(PartialFailure):
            report.raise_for_failures()
        production.faults.clear()
        assert (await (await promotion(source, target)).run(failed_too=True)).ok


@pytest.mark.parametrize("at", [1, 2])
async def test_killed_and_gone_on_with_makes_no_job_twice(
    at: int, test_server: Sandbox, production: Sandbox, journal: Journal
) -> None:
    death = Death(RequestStarted, "create_job", at)
    async with test_server.async_client() as source:
        async with production.async_client(journal=journal, hooks=[death]) as target:
            with pytest.raises(Killed):
                await (await promotion(source, target)).run()
        async with production.async_client(journal=journal) as target:
            assert (await (await promotion(source, target)).run()).ok
    assert sorted(job["jobInfo"]["name"] for job in production.groupid.jobs.values()) == [
        "Leavers to AD",
        "People to AD",
    ]
