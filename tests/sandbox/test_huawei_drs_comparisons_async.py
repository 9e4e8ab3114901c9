"""Comparisons of both ends: started, followed, cancelled, and read down to the rows."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import jobspan
from jobspan.drs import ComparedObjects, ComparisonCode, ComparisonStatus, ComparisonVerdict, RowFilter
from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.huawei_drs.tasks import Task

REGION = "eu-west-101"
GOING = "INCRE_TRANSFER_STARTED"


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.by_seconds(5)) as sandbox:
        yield sandbox


@pytest.fixture
def task(drs: Sandbox) -> Task:
    return drs.huawei_drs.add("compared", GOING)


async def test_lines_that_agree_are_the_same(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        run = await client.drs.comparisons.start(task.id)
        ended = await run.wait()
        assert (ended.status, ended.type, ended.job_id) == (ComparisonStatus.SUCCESSFUL, "lines", task.id)
        (shop,) = await client.drs.comparisons.lines(task.id, run.id).to_list()
    assert (shop.source_db_name, shop.compare_num, shop.verdict) == ("shop", 3, ComparisonVerdict.SAME)
    assert drs.requests.of("create_data_level_table_compare_job")[-1].json == {
        "type": "lines",
        "compare_mode": "quick_comparison",
    }


async def test_a_comparison_that_ended_well_may_have_found_differences(drs: Sandbox, task: Task) -> None:
    task.databases["shop"]["orders"].target_rows -= 2
    async with drs.async_client() as client:
        run = await client.drs.comparisons.start(task.id)
        assert (await run.wait()).status == ComparisonStatus.SUCCESSFUL
        (shop,) = await client.drs.comparisons.lines(task.id, run.id).to_list()
        assert (shop.verdict, shop.data_inconsistent_num) == (ComparisonVerdict.DIFFERS, 1)
        found = client.drs.comparisons.line_tables(task.id, run.id, status=ComparisonCode.INCONSISTENT)
        (orders,) = await found.to_list()
    assert (orders.source_table_name, orders.difference_row_num) == ("orders", 2)
    assert orders.verdict == ComparisonVerdict.DIFFERS


@pytest.mark.parametrize("code", [4, 11, 14, 17, 19, 21, 23, 27, 99])
async def test_what_cannot_be_told_is_never_the_same(drs: Sandbox, task: Task, code: int) -> None:
    task.databases["shop"]["orders"].code = code
    async with drs.async_client() as client:
        run = await client.drs.comparisons.start(task.id)
        await run.wait()
        (shop,) = await client.drs.comparisons.lines(task.id, run.id).to_list()
        (orders,) = await client.drs.comparisons.line_tables(task.id, run.id, comparable=False).to_list()
    assert shop.uncomparable_num == 1
    assert shop.verdict == ComparisonVerdict.CANNOT_TELL
    assert orders.verdict == ComparisonVerdict.CANNOT_TELL


async def test_contents_are_read_down_to_the_rows_and_their_keys_are_masked(drs: Sandbox, task: Task) -> None:
    task.databases["shop"]["orders"].changed = ["17", "4711"]
    task.databases["shop"]["returns"].has_key = False
    async with drs.async_client() as client:
        comparisons = client.drs.comparisons
        chosen = [ComparedObjects(db_name="shop", table_name=("orders", "returns"))]
        run = await comparisons.start(task.id, "contents", objects=chosen, options={"contentCompareType": "static"})
        await run.wait()
        (shop,) = await comparisons.contents(task.id, run.id).to_list()
        tables = {each.source_table_name: each for each in await comparisons.content_tables(task.id, run.id).to_list()}
        rows = await comparisons.differences(task.id, run.id, db_name="shop", table_name="orders").to_list()
        counts = await comparisons.difference_counts(task.id, run.id, db_name="shop", table_name="orders")
    assert (shop.compare_num, shop.data_inconsistent_num, shop.uncomparable_num) == (2, 1, 1)
    assert set(tables) == {"orders", "returns"}
    assert tables["orders"].verdict == ComparisonVerdict.DIFFERS
    assert tables["returns"].verdict == ComparisonVerdict.CANNOT_TELL
    assert tables["returns"].message == "The table has no primary key."
    assert [row.source_key_value for row in rows] == [("17",), ("4711",)]
    assert "4711" not in repr(rows) + rows[1].to_json()
    assert (counts.total, counts.in_both, counts.only_in_source) == (2, 2, 0)


async def test_one_comparison_of_data_at_a_time(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        first = await client.drs.comparisons.start(task.id)
        with pytest.raises(jobspan.StateConflict):
            await client.drs.comparisons.start(task.id, "contents")
        await client.drs.comparisons.cancel(task.id, first.id)
        assert (await client.drs.comparisons.get(task.id, first.id)).status == ComparisonStatus.CANCELLED
        with pytest.raises(jobspan.StateConflict):
            await client.drs.comparisons.cancel(task.id, first.id)
        second = await client.drs.comparisons.start(task.id, "contents")
        found = await client.drs.comparisons.list(task.id).to_list()
    assert [run.id for run in found] == [second.id, first.id]


async def test_a_scheduled_comparison_waits_for_its_time_or_for_a_word(drs: Sandbox, task: Task) -> None:
    at = drs.huawei_drs.world.now() + timedelta(hours=2)
    async with drs.async_client() as client:
        run = await client.drs.comparisons.start(task.id, at=at)
        drs.advance(3600)
        assert (await run.refresh()).status == ComparisonStatus.WAITING_FOR_RUNNING
        await client.drs.comparisons.start_now(task.id, run.id)
        assert (await run.wait(timeout=600)).status == ComparisonStatus.SUCCESSFUL
        body = drs.requests.of("create_data_level_table_compare_job")[-1].json
        assert body["start_time"] == str(int(at.timestamp() * 1000))
        again = await client.drs.comparisons.start(task.id, at=drs.huawei_drs.world.now() + timedelta(minutes=5))
        assert (await again.wait(timeout=3600)).status == ComparisonStatus.SUCCESSFUL


async def test_a_dynamic_comparison_follows_until_it_is_cancelled(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        run = await client.drs.comparisons.start(task.id, "contents", options={"contentCompareType": "dynamic"})
        with pytest.raises(jobspan.WaitTimeout):
            await run.wait(timeout=600)
        assert (await run.refresh()).status == ComparisonStatus.INCRE_DOING
        await run.cancel()
        await run.wait(raise_on_failure=False)
        (shop,) = await client.drs.comparisons.contents(task.id, run.id).to_list()
    assert shop.verdict == ComparisonVerdict.SAME


async def test_a_comparison_that_drs_interrupts_has_failed(drs: Sandbox, task: Task) -> None:
    task.next_comparison_ends = "TIMEOUT_INTERRUPT"
    async with drs.async_client() as client:
        run = await client.drs.comparisons.start(task.id)
        with pytest.raises(jobspan.JobFailed, match="time limit"):
            await run.wait()
        (shop,) = await client.drs.comparisons.lines(task.id, run.id).to_list()
    assert shop.verdict == ComparisonVerdict.CANNOT_TELL


async def test_objects_are_compared_anew_and_the_old_result_is_not_taken_for_the_new(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        assert (await client.drs.comparisons.objects(task.id)).verdict == ComparisonVerdict.NOT_YET
        first = await (await client.drs.comparisons.start_objects(task.id)).wait()
        assert first.verdict == ComparisonVerdict.SAME
        drs.advance(60)
        task.missing_objects["TABLE"] = 1
        handle = await client.drs.comparisons.start_objects(task.id)
        assert handle.ref.about["after"].startswith(first.compare_job_id or "?")
        again = await (client.resume(handle.ref.to_json())).wait()
        assert again.verdict == ComparisonVerdict.DIFFERS
        tables = await client.drs.comparisons.object_details(task.id, "table").to_list()
    assert [each.verdict for each in tables].count(ComparisonVerdict.DIFFERS) == 1


async def test_a_report_is_made_downloaded_and_expires(drs: Sandbox, task: Task, tmp_path: Path) -> None:
    async with drs.async_client() as client:
        comparisons = client.drs.comparisons
        run = await comparisons.start(task.id)
        await run.wait()
        with pytest.raises(jobspan.NotFound):
            await comparisons.download_report(task.id, "lines", tmp_path, run.id, region=REGION)
        with pytest.raises(jobspan.ValidationError, match="region"):
            await comparisons.export_report(task.id, "lines", run.id)
        await comparisons.export_report(task.id, "lines", run.id, time_zone="GMT+08:00", region=REGION)
        drs.advance(60)
        assert (await comparisons.get(task.id, run.id)).export_status == "EXPORT_COMPLETE"
        path = await comparisons.download_report(task.id, "lines", tmp_path, run.id, region=REGION)
        assert path == tmp_path / f"{task.id}-lines.xlsx"
        assert path.read_bytes().startswith(b"PK")
        drs.huawei_drs.report_wants_body = True
        again = await comparisons.download_report(task.id, "lines", tmp_path / "again.xlsx", run.id, region=REGION)
        assert again.read_bytes() == path.read_bytes()
        drs.advance(4 * 24 * 3600)
        with pytest.raises(jobspan.NotFound):
            await comparisons.download_report(task.id, "lines", tmp_path / "late.xlsx", run.id, region=REGION)
    assert not (tmp_path / "late.xlsx").exists()
    assert drs.requests.of("create_compare_result_file")[-1].headers["region"] == REGION


async def test_listing_without_a_task_shows_the_comparisons_of_all(drs: Sandbox, task: Task) -> None:
    standby = drs.huawei_drs.task_named("shop-standby")
    async with drs.async_client() as client:
        mine = await client.drs.comparisons.start(task.id)
        theirs = await client.drs.comparisons.start(standby, "contents")
        found = {run.id: run.job_id for run in await client.drs.comparisons.list().to_list()}
    assert found == {mine.id: task.id, theirs.id: standby}


async def test_a_server_that_ignores_the_offset_is_found_out(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        for _ in range(3):
            await (await client.drs.comparisons.start(task.id)).wait()
        assert len(await client.drs.comparisons.list(task.id, page_size=2).to_list()) == 3
        drs.huawei_drs.ignores_offset = True
        with pytest.raises(jobspan.DecodeError, match="same rows"):
            await client.drs.comparisons.list(task.id, page_size=2).to_list()


@pytest.mark.parametrize("state", ["CONFIGURATION", "FULL_TRANSFER_STARTED", "PAUSING", "INCRE_TRANSFER_FAILED"])
async def test_a_task_that_is_not_incremental_is_not_compared(drs: Sandbox, state: str) -> None:
    other = drs.huawei_drs.add("other", state)
    async with drs.async_client() as client:
        with pytest.raises(jobspan.RuleViolation, match="incremental"):
            await client.drs.comparisons.start(other.id)
        with pytest.raises(jobspan.RuleViolation, match="incremental"):
            await client.drs.comparisons.start_objects(other.id)
    assert drs.requests.of("create_data_level_table_compare_job") == []


async def test_a_task_that_only_loads_is_compared_with_a_warning(drs: Sandbox) -> None:
    loaded = drs.huawei_drs.add("loaded", "FULL_TRANSFER_COMPLETE", task_type="FULL_TRANS")
    async with drs.async_client() as client:
        plan = await client.drs.comparisons.start.plan(loaded.id)
        assert [(verdict.rule, verdict.advisory, verdict.passed) for verdict in plan.verdicts] == [
            ("compare-data-state", True, False)
        ]
        assert (await (await plan.apply()).wait()).status == ComparisonStatus.SUCCESSFUL


async def test_a_lost_reply_to_a_start_is_not_guessed_at(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        drs.faults.add("create_data_level_table_compare_job", faults.DropAfterWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError):
            await client.drs.comparisons.start(task.id)
        assert len(await client.drs.comparisons.list(task.id).to_list()) == 1


async def test_a_lost_reply_to_a_cancel_is_looked_up(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        run = await client.drs.comparisons.start(task.id)
        drs.faults.add("delete_compare_job", faults.DropAfterWork())
        await client.drs.comparisons.cancel(task.id, run.id)
    assert drs.requests.count("delete_compare_job", "huawei_drs") == 1


async def test_a_row_that_cannot_be_read_does_not_mean_that_there_is_no_such_comparison(
    drs: Sandbox, task: Task
) -> None:
    def spoiled(document: Any) -> Any:
        return {**document, "compare_jobs": [None for _ in document["compare_jobs"]]}

    async with drs.async_client() as client:
        run = await client.drs.comparisons.start(task.id, "lines")
        drs.faults.add("list_data_level_table_compare_jobs", faults.EditJson(spoiled))
        assert (await client.drs.comparisons.get(task.id, run.id)).id == run.id
        drs.faults.add("list_data_level_table_compare_jobs", faults.EditJson(spoiled), times=None)
        with pytest.raises(jobspan.DecodeError, match="nothing follows"):
            await client.drs.comparisons.get(task.id, run.id)


async def test_filters_are_checked_and_sent(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        with pytest.raises(jobspan.ValidationError):
            await client.drs.comparisons.start(
                task.id, filters=[RowFilter(tables=("shop-*-*-orders",), condition="x" * 257)]
            )
        with pytest.raises(jobspan.ValidationError):
            await client.drs.comparisons.start(task.id, "random")
        with pytest.raises(jobspan.ValidationError):
            await client.drs.comparisons.start(task.id, options={"lobCompare": "perhaps"})
        await client.drs.comparisons.start(
            task.id, filters=[RowFilter(tables=("shop-*-*-orders",), condition="id > 7")]
        )
    assert drs.requests.of("create_data_level_table_compare_job")[-1].json["compare_transformation_infos"] == [
        {
            "object_info": [{"id": "shop-*-*-orders"}],
            "transformation_info": {"transformation_type": "contentConditionalFilter", "value": "id > 7"},
        }
    ]
