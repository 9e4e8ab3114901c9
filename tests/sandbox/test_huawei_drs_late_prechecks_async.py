"""A precheck that was begun a moment ago, and a DRS that still shows what was so before: it has not failed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jobspan import AsyncClient, JobFailed, Phase, Secret
from jobspan.drs import Endpoint
from jobspan.hooks import JobStarted
from jobspan.testing import Clock, Progress, Sandbox, Weather

MYSQL = Endpoint(db_type="mysql", ip="192.0.2.10", db_user="drs", db_password=Secret("right"))


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.by_seconds(5)) as sandbox:
        yield sandbox


async def ready(client: AsyncClient, sandbox: Sandbox, *, checked_before: bool) -> str:
    """A task that was set up, and prechecked long ago or never."""
    task = sandbox.huawei_drs.add("mine", "CONFIGURATION")
    task.tested, task.configured = {"so", "ta"}, True
    if checked_before:
        await (await client.migration_jobs.prepare(task.id, source=MYSQL, target=MYSQL)).wait()
        sandbox.advance(3600)
    sandbox.weather = Weather.of("lag", seed=0)
    return task.id


@pytest.mark.parametrize("checked_before", [False, True])
class TestALaggingServer:
    async def test_does_not_end_a_preparation(self, checked_before: bool, drs: Sandbox) -> None:
        async with drs.async_client() as client:
            id = await ready(client, drs, checked_before=checked_before)
            checking = await client.migration_jobs.prepare(id, source=MYSQL, target=MYSQL)
            checked = await checking.wait()
        assert checked.precheck_id == drs.huawei_drs.tasks[id].precheck_id

    async def test_does_not_end_it_for_whoever_picks_it_up(self, checked_before: bool, drs: Sandbox) -> None:
        async with drs.async_client() as client:
            id = await ready(client, drs, checked_before=checked_before)
            checking = await client.migration_jobs.prepare(id, source=MYSQL, target=MYSQL)
        async with drs.async_client() as another:
            checked: Any = await another.resume(checking.ref.to_json()).wait()
        assert checked.precheck_id == drs.huawei_drs.tasks[id].precheck_id

    async def test_does_not_end_a_precheck(self, checked_before: bool, drs: Sandbox) -> None:
        async with drs.async_client() as client:
            id = await ready(client, drs, checked_before=checked_before)
            (await client.migration_jobs.precheck(id)).raise_for_failures()
            (checked,) = await client.migration_jobs.wait_for_prechecks(id)
        assert checked.precheck_id == drs.huawei_drs.tasks[id].precheck_id


async def test_a_task_that_nobody_prechecked_has_none_to_wait_for(drs: Sandbox) -> None:
    task = drs.huawei_drs.add("mine", "CONFIGURATION")
    async with drs.async_client() as client:
        with pytest.raises(JobFailed, match="was not prechecked") as failed:
            await client.migration_jobs.wait_for_prechecks(task.id)
    assert failed.value.phase is Phase.FAILED


async def test_a_preparation_tells_that_it_began_a_job(drs: Sandbox) -> None:
    told: list[Any] = []
    async with drs.async_client(hooks=[told.append]) as client:
        task = drs.huawei_drs.add("mine", "CONFIGURATION")
        checking = await client.migration_jobs.prepare(task.id, source=MYSQL, target=MYSQL)
    assert [event.ref for event in told if isinstance(event, JobStarted)] == [checking.ref]
    assert checking.ref.about == {"precheck_id": task.precheck_id}
