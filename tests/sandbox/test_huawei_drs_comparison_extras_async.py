"""Comparisons by API v5: how far they are, paused, made by themselves."""

from collections.abc import Iterator

import pytest

import jobspan
from jobspan.drs import ComparisonPolicy, ComparisonVerdict, NotOffered
from jobspan.testing import Clock, Progress, Sandbox
from jobspan.testing.sandbox.huawei_drs.tasks import Task


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.by_seconds(5)) as sandbox:
        yield sandbox


@pytest.fixture
def task(drs: Sandbox) -> Task:
    return drs.huawei_drs.add("compared", "INCRE_TRANSFER_STARTED")


async def test_a_comparison_shows_how_far_it_is_and_pauses(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        comparisons = client.drs.comparisons
        run = await comparisons.start(task.id, "contents")
        drs.advance(12)
        before = await comparisons.progress(task.id, run.id)
        assert (await comparisons.pause(task.id, [run.id])).request_id
        drs.advance(600)
        paused = await comparisons.progress(task.id, run.id)
        await comparisons.restart(task.id, [run.id])
        drs.advance(600)
        after = await comparisons.progress(task.id, run.id)
    assert before.full_info
    assert paused.full_info
    assert after.full_info
    assert 0 < (before.full_info.progress or 0) < 100
    assert paused.full_info == before.full_info
    assert after.full_info.progress == 100


async def test_a_pair_that_cannot_pause_says_so(drs: Sandbox) -> None:
    other = drs.huawei_drs.add("pg", "INCRE_TRANSFER_STARTED", source={"db_type": "postgresql"})
    async with drs.async_client() as client:
        run = await client.drs.comparisons.start(other.id)
        with pytest.raises(jobspan.ApiError, match="pause"):
            await client.drs.comparisons.pause(other.id, [run.id])
        with pytest.raises(jobspan.ValidationError):
            await client.drs.comparisons.pause(other.id, [])


async def test_a_policy_is_opened_read_and_closed(drs: Sandbox, task: Task) -> None:
    chosen = ComparisonPolicy(
        period="* * 1,3,5", begin_time="01:00:00", end_time="03:00:00", compare_type=("lines", "account")
    )
    async with drs.async_client() as client:
        comparisons = client.drs.comparisons
        await comparisons.set_policy(task.id, chosen)
        opened = await comparisons.policy(task.id)
        await comparisons.set_policy(task.id, None)
        closed = await comparisons.policy(task.id)
        with pytest.raises(jobspan.ValidationError, match="begin_time"):
            await comparisons.set_policy(task.id, ComparisonPolicy(begin_time="25:00:00"))
    assert (opened.status, opened.period, opened.compare_type) == ("OPEN", "* * 1,3,5", ("lines", "account"))
    assert closed.status == "CLOSED"


async def test_comparisons_that_drs_made_and_accounts_are_read(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        comparisons = client.drs.comparisons
        run = await comparisons.start(task.id)
        await run.wait()
        (found,) = await comparisons.health(task.id, status="SUCCESSFUL").to_list()
        detail = await comparisons.health_detail(task.id, run.id)
        (tables,) = await comparisons.health_objects(task.id, run.id)
        (account,) = await comparisons.accounts(task.id, run.id).to_list()
        assert await comparisons.health(task.id, status="FAILED").to_list() == []
    assert (found.id, detail.job_name, tables.verdict) == (run.id, "compared", ComparisonVerdict.SAME)
    assert account.is_target_existed


async def test_a_region_without_api_v5_says_so(drs: Sandbox, task: Task) -> None:
    drs.huawei_drs.has_v5 = False
    async with drs.async_client() as client:
        with pytest.raises(NotOffered):
            await client.drs.comparisons.policy(task.id)
