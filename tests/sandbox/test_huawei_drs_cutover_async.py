"""The cut-over: compared and the same, or left alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import jobspan
from jobspan.drs import ComparedObjects, ComparisonVerdict, CutoverOutcome
from jobspan.hooks import StepStarted
from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.huawei_drs.tasks import Task

GOING = "INCRE_TRANSFER_STARTED"
STARTS = "create_data_level_table_compare_job"


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.by_seconds(5)) as sandbox:
        yield sandbox


@pytest.fixture
def task(drs: Sandbox) -> Task:
    return drs.huawei_drs.add("moving", GOING, source={"db_type": "mysql"}, delay=8)


@pytest.fixture
def untouched(drs: Sandbox) -> Iterator[None]:
    """Nothing was paused or terminated."""
    yield
    assert drs.requests.of("batch_stop_jobs") == []
    assert drs.requests.of("batch_delete_jobs") == []


@pytest.mark.usefixtures("untouched")
async def test_a_task_of_which_all_is_the_same_is_ready(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        report = await client.migration_jobs.cutover(task.id)
    (found,) = report
    same = ComparisonVerdict.SAME
    assert (found.outcome, found.objects, found.lines, found.contents) == (CutoverOutcome.READY, same, same, same)
    assert report.clean
    assert (found.delay, found.differences, found.notes) == (0.0, (), ())
    assert set(found.comparisons) == {"objects", "lines", "contents"}
    assert [request.json["type"] for request in drs.requests.of(STARTS)] == ["lines", "contents"]
    assert len(drs.requests.of("batch_list_progresses")) == 2 + 3 + 1
    assert task.status == GOING


async def test_several_tasks_are_paused_and_one_that_differs_goes_on(drs: Sandbox, task: Task) -> None:
    other = drs.huawei_drs.add("other", GOING)
    other.databases["shop"]["orders"].target_rows -= 2
    async with drs.async_client() as client:
        report = await client.migration_jobs.cutover([other.id, task.id], then="pause")
    assert [found.job_id for found in report] == [other.id, task.id]
    assert [found.outcome for found in report] == [CutoverOutcome.DIFFERS, CutoverOutcome.PAUSED]
    assert (other.status, task.status) == (GOING, "PAUSING")
    assert not report.clean
    (doubtful,) = report.doubtful
    whole, orders = doubtful.differences
    assert (whole.database, whole.name, whole.verdict) == ("shop", None, ComparisonVerdict.DIFFERS)
    assert (orders.name, orders.source_rows, orders.target_rows, orders.rows) == ("orders", 48000, 47998, 2)
    assert doubtful.contents is None


async def test_a_task_ends_with_its_positions_read_before_and_its_breakpoint_kept(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="terminate")
    assert found.outcome is CutoverOutcome.TERMINATED
    assert task.status == "RELEASE_RESOURCE_COMPLETE"
    (request,) = drs.requests.of("batch_delete_jobs")
    assert request.json["jobs"] == [
        {"job_id": task.id, "delete_type": "terminate", "is_show_breakpoint_position": True}
    ]
    assert found.positions["capture.current_point"] == found.positions["apply.current_point"]
    assert found.positions["src_offset"].startswith("mysql-bin.000001:")
    assert found.positions_after["incre_start_position"] == task.breakpoint


async def test_other_sources_are_not_asked_for_a_breakpoint(drs: Sandbox) -> None:
    task = drs.huawei_drs.add("pg", GOING, source={"db_type": "postgresql"})
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="terminate", objects=False, contents=False)
    assert (found.outcome, found.objects, found.contents) == (CutoverOutcome.TERMINATED, None, None)
    assert "contents were not compared" in found.notes
    (request,) = drs.requests.of("batch_delete_jobs")
    assert request.json["jobs"] == [{"job_id": task.id, "delete_type": "terminate"}]


@pytest.mark.usefixtures("untouched")
async def test_without_a_position_nothing_is_terminated(drs: Sandbox, task: Task) -> None:
    drs.huawei_drs.has_v5 = False
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="terminate")
    assert found.outcome is CutoverOutcome.CANNOT_TELL
    assert found.positions == {}
    assert any("not checked" in note for note in found.notes)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("code", [4, 11, 14, 17, 19, 21, 23, 27, 99])
async def test_what_cannot_be_told_is_never_clean(drs: Sandbox, task: Task, code: int) -> None:
    task.databases["shop"]["orders"].code = code
    async with drs.async_client() as client:
        report = await client.migration_jobs.cutover([task.id], then="pause")
    (found,) = report
    assert (found.outcome, found.lines) == (CutoverOutcome.CANNOT_TELL, ComparisonVerdict.CANNOT_TELL)
    assert not report.clean
    assert any(each.name == "orders" for each in found.differences)


@pytest.mark.usefixtures("untouched")
async def test_a_table_without_a_key_is_left_out_only_by_name(drs: Sandbox, task: Task) -> None:
    task.databases["shop"]["returns"].has_key = False
    keyed = [ComparedObjects(db_name="shop", table_name=("customers", "orders"))]
    async with drs.async_client() as client:
        (all_tables,) = await client.migration_jobs.cutover([task.id])
        (chosen,) = await client.migration_jobs.cutover([task.id], contents=keyed)
    assert (all_tables.lines, all_tables.contents) == (ComparisonVerdict.SAME, ComparisonVerdict.CANNOT_TELL)
    assert all_tables.differences[-1].message == "The table has no primary key."
    assert chosen.outcome is CutoverOutcome.READY


@pytest.mark.usefixtures("untouched")
async def test_contents_that_differ_are_found_where_numbers_agree(drs: Sandbox, task: Task) -> None:
    task.databases["shop"]["orders"].changed = ["17"]
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="terminate")
    assert (found.outcome, found.lines) == (CutoverOutcome.DIFFERS, ComparisonVerdict.SAME)
    assert found.differences[-1].name == "orders"
    assert found.differences[-1].rows == 1


@pytest.mark.usefixtures("untouched")
async def test_missing_objects_stop_it_before_data_is_compared(drs: Sandbox, task: Task) -> None:
    task.missing_objects["TABLE"] = 1
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="pause")
    assert (found.outcome, found.objects, found.lines) == (CutoverOutcome.DIFFERS, ComparisonVerdict.DIFFERS, None)
    assert {each.database for each in found.differences} == {"TABLE", "shop"}
    assert drs.requests.of(STARTS) == []


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("end", ["FAILED", "CANCELLED", "TIMEOUT_INTERRUPT"])
async def test_a_comparison_that_does_not_end_well_tells_nothing(drs: Sandbox, task: Task, end: str) -> None:
    task.next_comparison_ends = end
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="pause", objects=False, repeats=0)
    assert found.outcome is CutoverOutcome.CANNOT_TELL


@pytest.mark.usefixtures("untouched")
async def test_a_task_that_lags_behind_is_left_alone(drs: Sandbox, task: Task) -> None:
    task.writes = True
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="pause", catch_up_timeout=60)
        assert (found.outcome, found.delay) == (CutoverOutcome.NOT_CAUGHT_UP, 8.0)
        (near,) = await client.migration_jobs.cutover([task.id], lag=10)
    assert near.outcome is CutoverOutcome.READY
    assert drs.requests.of("batch_stop_jobs") == []


@pytest.mark.usefixtures("untouched")
async def test_a_task_that_falls_behind_while_it_is_compared_is_not_ended(drs: Sandbox, task: Task) -> None:
    def write(event: Any) -> None:
        if isinstance(event, StepStarted) and event.step == "compare contents":
            task.delay, task.writes = 30, True

    async with drs.async_client(hooks=[write]) as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="terminate")
    assert (found.outcome, found.contents) == (CutoverOutcome.NOT_CAUGHT_UP, ComparisonVerdict.SAME)
    assert found.delay == 30.0


@pytest.mark.parametrize("operation", ["batch_list_progresses", "batch_list_job_status"])
async def test_a_last_look_that_fails_is_made_again(drs: Sandbox, task: Task, operation: str) -> None:
    def fail(event: Any) -> None:
        if isinstance(event, StepStarted) and event.step == "look at the delays again":
            drs.faults.add(operation, faults.Answer(503), times=8)

    async with drs.async_client(hooks=[fail]) as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="pause")
    assert (found.outcome, found.delay) == (CutoverOutcome.PAUSED, 0.0)


async def test_a_state_in_a_new_word_says_nothing(drs: Sandbox, task: Task) -> None:
    drs.faults.add("batch_list_job_status", faults.SetFields({"results.*.status": "INCRE_TRANSFER_RESTING"}), times=3)
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id])
    assert found.outcome is CutoverOutcome.READY


@pytest.mark.usefixtures("untouched")
async def test_what_was_left_behind_stops_it_unless_it_is_accepted(drs: Sandbox, task: Task) -> None:
    task.dirty_records.append({"db_name": "shop", "table_name": "orders", "error_sql": "INSERT ..."})
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="pause")
        (accepted,) = await client.migration_jobs.cutover([task.id], accept_left_over=True)
    assert (found.outcome, found.lines) == (CutoverOutcome.DIFFERS, None)
    assert accepted.outcome is CutoverOutcome.READY
    assert accepted.notes == ("accepted: 1 records that could not be applied",)


@pytest.mark.usefixtures("untouched")
async def test_a_look_for_what_was_left_behind_that_is_refused_is_a_doubt(drs: Sandbox, task: Task) -> None:
    drs.faults.add("v5.show_dirty_data", faults.Answer(400, {"error_code": "DRS.10020000", "error_msg": "no"}), times=2)
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="pause")
        (accepted,) = await client.migration_jobs.cutover([task.id], accept_left_over=True)
    assert (found.outcome, found.lines) == (CutoverOutcome.CANNOT_TELL, None)
    assert accepted.outcome is CutoverOutcome.READY
    assert "though not read" in accepted.notes[0]


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("overview", ["list_data_compare_overview", "list_content_compare_overview"])
async def test_an_overview_that_is_cut_short_tells_nothing(drs: Sandbox, task: Task, overview: str) -> None:
    def more(document: Any) -> Any:
        rows = [] if len(drs.requests.of(overview)) > 1 else document[next(n for n in document if n != "total_count")]
        return {name: 2 if name == "total_count" else rows for name in document}

    drs.faults.add(overview, faults.EditJson(more), times=None)
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="terminate")
    assert found.outcome is CutoverOutcome.CANNOT_TELL
    assert "there are more" in found.notes[-1]


@pytest.mark.usefixtures("untouched")
async def test_a_start_whose_reply_was_lost_is_neither_repeated_nor_believed(drs: Sandbox, task: Task) -> None:
    drs.faults.add(STARTS, faults.DropAfterWork())
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="pause", objects=False)
    assert found.outcome is CutoverOutcome.CANNOT_TELL
    assert len(drs.requests.of(STARTS)) == 1


@pytest.mark.usefixtures("untouched")
async def test_another_comparison_that_goes_on_is_not_taken_for_this_one(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        await client.drs.comparisons.start(task.id, "contents", options={"contentCompareType": "dynamic"})
        (found,) = await client.migration_jobs.cutover([task.id], then="pause")
    assert found.outcome is CutoverOutcome.CANNOT_TELL
    assert "Another operation" in " ".join(found.notes)


async def test_the_plan_shows_the_comparisons_and_what_follows(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        plan = await client.migration_jobs.cutover.plan([task.id], then="terminate")
        text = str(plan)
        assert [request.path.rpartition("/jobs/")[2] for request in drs.requests if "compare" in request.path] == []
        report = await plan.apply()
    assert len(plan.requests) == 3
    assert "quick_comparison" in text
    assert "terminate" in text
    assert report.clean


async def test_a_pause_that_drs_refuses_is_told(drs: Sandbox, task: Task) -> None:
    drs.faults.add("batch_stop_jobs", faults.FailItems([task.id]))
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="pause")
    assert found.outcome is CutoverOutcome.NOT_ENDED
    assert task.status == GOING


@pytest.mark.parametrize(
    "wrong",
    [
        {"then": "delete"},
        {"lag": -1},
        {"contents": ()},
        {"timeout": -5},
        {"repeats": 11},
        {"stalled_after": -1},
        {"evidence": "no such directory"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
async def test_arguments_are_checked_before_anything_is_read(drs: Sandbox, task: Task, wrong: dict[str, Any]) -> None:
    async with drs.async_client() as client:
        with pytest.raises(jobspan.ValidationError):
            await client.migration_jobs.cutover([task.id], **wrong)
    assert len(drs.requests) == 0


@pytest.mark.parametrize("state", ["FULL_TRANSFER_COMPLETE", "INCRE_TRANSFER_FAILED", "PAUSING", "CONFIGURATION"])
async def test_a_task_that_does_not_follow_is_refused(drs: Sandbox, state: str) -> None:
    other = drs.huawei_drs.add("other", state, task_type="FULL_TRANS")
    async with drs.async_client() as client:
        with pytest.raises(jobspan.RuleViolation, match="incremental"):
            await client.migration_jobs.cutover([other.id])
    assert drs.requests.of("create_object_level_compare_job") == []


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize(
    "step", ["compare objects", "compare lines", "compare contents", "look at the delays again", "terminate 1 tasks"]
)
async def test_under_a_key_another_process_goes_on_and_starts_nothing_twice(
    drs: Sandbox, task: Task, tmp_path: Path, step: str
) -> None:
    journal = f"sqlite:///{tmp_path / 'journal.sqlite3'}"

    def die(event: Any) -> None:
        if isinstance(event, StepStarted) and event.step == step:
            raise Killed

    with pytest.raises(Killed):
        async with drs.async_client(journal=journal, hooks=[die]) as client:
            await client.migration_jobs.cutover.once("shop-night", [task.id], then="terminate")
    async with drs.async_client(journal=journal) as client:
        first = await client.migration_jobs.cutover.once("shop-night", [task.id], then="terminate")
        again = await client.migration_jobs.cutover.once("shop-night", [task.id], then="terminate")
    assert first == again
    assert first.clean
    assert len(drs.requests.of("create_object_level_compare_job")) == 1
    assert [request.json["type"] for request in drs.requests.of(STARTS)] == ["lines", "contents"]
    assert len(drs.requests.of("batch_delete_jobs")) == 1
