"""Parameters that tune a task, and where its log goes."""

from collections.abc import Iterator

import pytest

import jobspan
from jobspan.testing import Clock, Sandbox
from jobspan.testing.sandbox.huawei_drs.tasks import Task


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


@pytest.fixture
def task(drs: Sandbox) -> Task:
    return drs.huawei_drs.add("tuned", "INCRE_TRANSFER_STARTED")


async def test_parameters_are_initialised_once_and_then_set(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        assert not (await client.migration_jobs.tuning(task.id)).is_initialised
        plan = await client.migration_jobs.set_tuning.plan(task.id, {"incre_apply": {"applyParallelism": "16"}})
        assert drs.requests.of("update_tuning_params") == []
        assert "second request" in str(plan)
        done = await plan.apply()
        await client.migration_jobs.set_tuning(task.id, {"incre_relay": {"slotAdvanceInterval": "30"}})
        found = await client.migration_jobs.tuning(task.id)
    assert [each.param_value for each in done.incre_apply or ()] == ["16"]
    assert [each.param_value for each in found.incre_relay or ()] == ["30"]
    assert [request.json for request in drs.requests.of("update_tuning_params")] == [
        {"recovery": True},
        {"incre_apply": {"applyParallelism": "16"}},
        {"incre_relay": {"slotAdvanceInterval": "30"}},
    ]


@pytest.mark.parametrize("values", [{}, {"incre_apply": {}}, {"full": {"a": "1"}}], ids=["none", "empty", "unknown"])
async def test_values_are_checked_before_anything_is_sent(
    drs: Sandbox, task: Task, values: dict[str, dict[str, str]]
) -> None:
    async with drs.async_client() as client:
        with pytest.raises(jobspan.ValidationError):
            await client.migration_jobs.set_tuning(task.id, values)
    assert len(drs.requests) == 0


async def test_the_log_is_switched_on_with_both_ids_and_off_with_none(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        jobs = client.migration_jobs
        await jobs.set_log_stream(task.id, "group-1", "stream-1")
        on = await jobs.log_stream(task.id)
        await jobs.set_log_stream(task.id)
        off = await jobs.log_stream(task.id)
        with pytest.raises(jobspan.ValidationError, match="stream_id"):
            await jobs.set_log_stream(task.id, "group-1")
    assert (on.lts_enabled, on.log_stream_id, off.lts_enabled) == (True, "stream-1", False)
    assert drs.requests.of("modify_group_and_stream")[-1].json == {"job": {"lts_enabled": False}}
