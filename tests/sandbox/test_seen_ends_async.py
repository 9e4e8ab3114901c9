"""An end that was seen stays one, whatever becomes of the plane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jobspan import AsyncClient, JobFailed, Phase
from jobspan.aio import as_completed, wait_all
from jobspan.testing import Clock, Progress, Sandbox, faults


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(["ciphertrust", "huawei_drs"], clock=Clock.manual(), progress=Progress.at_once()) as sandbox:
        yield sandbox


async def ended(sandbox: Sandbox, client: AsyncClient, phase: Phase) -> Any:
    """The handle of a job that was seen to its end, on a plane that is not there any more."""
    if phase is not Phase.SUCCEEDED:
        sandbox.ciphertrust.broken_units["123456789012/eu-west-1"] = "connect failed"
    handle = await client.sync_jobs.aws.keys.start(kms=["kms"])
    await handle.wait(raise_on_failure=False)
    assert handle.phase is phase
    sandbox.faults.add("*", faults.Answer(503, {}), times=None)
    return handle


@pytest.mark.parametrize("phase", [Phase.SUCCEEDED, Phase.PARTIAL])
async def test_each_way_to_wait_knows_it(sandbox: Sandbox, phase: Phase) -> None:
    async with sandbox.async_client() as client:
        handle = await ended(sandbox, client, phase)
        assert (await handle.wait(timeout=3, raise_on_failure=False)).phase is phase
        assert [each.phase for each in await wait_all([handle], timeout=3, raise_on_failure=False)] == [phase]
        assert [each.phase async for each in as_completed([handle], timeout=3)] == [phase]
        if phase is Phase.PARTIAL:
            with pytest.raises(JobFailed):
                await handle.wait(timeout=3)
            with pytest.raises(JobFailed):
                await wait_all([handle], timeout=3)
            with pytest.raises(JobFailed):
                await handle.result()


async def test_a_success_that_is_known_costs_no_request(sandbox: Sandbox) -> None:
    async with sandbox.async_client() as client:
        handle = await ended(sandbox, client, Phase.SUCCEEDED)
        before = len(list(sandbox.requests))
        seen: list[Any] = []
        await wait_all([handle], progress=seen.append)
        assert [event.phase for event in seen] == [Phase.SUCCEEDED]
        assert len(list(sandbox.requests)) == before


async def test_a_task_that_failed_and_goes_on_is_looked_at(sandbox: Sandbox) -> None:
    async with sandbox.async_client() as client:
        failed = await client.migration_jobs.list("migration", status="INCRE_TRANSFER_FAILED").first()
        assert failed is not None
        (handle,) = client.migration_jobs.watch([failed.id], until="incremental")
        with pytest.raises(JobFailed):
            await handle.wait()
        await client.migration_jobs.resume(failed.id)
        assert (await handle.wait()).reached
