"""Goals that never come about end a wait at once."""

from collections.abc import Iterator

import pytest

import jobspan
from jobspan.testing import Clock, Progress, Sandbox


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.by_seconds(5)) as sandbox:
        yield sandbox


@pytest.mark.parametrize("until", ["incremental", "caught-up", "INCRE_TRANSFER_STARTED"])
async def test_a_task_that_only_loads_never_follows(drs: Sandbox, until: str) -> None:
    task = drs.huawei_drs.add("once", "FULL_TRANSFER_STARTED", task_type="FULL_TRANS")
    async with drs.async_client() as client:
        with pytest.raises(jobspan.JobFailed, match="FULL_TRANS task is never"):
            await client.migration_jobs.wait(task.id, until=until, timeout=3600)  # type: ignore[arg-type]
    assert len(drs.requests.of("batch_list_job_status")) == 1


async def test_a_task_that_only_follows_is_never_just_loaded(drs: Sandbox) -> None:
    task = drs.huawei_drs.add("follows", "INCRE_TRANSFER_STARTED", task_type="INCR_TRANS")
    async with drs.async_client() as client:
        with pytest.raises(jobspan.JobFailed, match="never FULL_TRANSFER_COMPLETE"):
            await client.migration_jobs.wait(task.id, until="FULL_TRANSFER_COMPLETE", timeout=3600)  # type: ignore[arg-type]
        (view,) = await client.migration_jobs.wait(task.id, until="full")
    assert view.reached


@pytest.mark.parametrize("use", ["migration", "sync"])
@pytest.mark.parametrize("state", ["CONFIGURATION", "FULL_TRANSFER_STARTED", "INCRE_TRANSFER_STARTED"])
async def test_only_disaster_recovery_is_ever_protected(drs: Sandbox, use: str, state: str) -> None:
    task = drs.huawei_drs.add("other", state, use=use)
    async with drs.async_client() as client:
        with pytest.raises(jobspan.JobFailed, match=f"a {use} task is never protected"):
            await client.migration_jobs.wait(task.id, until="protected", timeout=3600)
        (handle,) = client.migration_jobs.watch([task.id], until="protected")
        assert (await handle.refresh()).phase is jobspan.Phase.FAILED
    assert not drs.requests.of("batch_list_rpos_and_rtos")
