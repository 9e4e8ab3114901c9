"""A cut-over in which a comparison is interrupted, tells nothing, or does not move any more."""

from collections.abc import Iterator
from typing import Any

import pytest

from jobspan.drs import ComparisonVerdict, CutoverOutcome, CutoverReport
from jobspan.hooks import StepStarted
from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.huawei_drs.comparison_runs import Table
from jobspan.testing.sandbox.huawei_drs.tasks import Task

GOING = "INCRE_TRANSFER_STARTED"
STARTS = "create_data_level_table_compare_job"
OVERVIEW = "list_data_compare_overview"


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.by_seconds(5)) as sandbox:
        yield sandbox


@pytest.fixture
def task(drs: Sandbox) -> Task:
    return drs.huawei_drs.add("moving", GOING, source={"db_type": "mysql"}, delay=0)


class At:
    """Does something when a cut-over comes to a step."""

    def __init__(self, step: str, act: Any) -> None:
        self.step, self.act = step, act

    def __call__(self, event: Any) -> None:
        if isinstance(event, StepStarted) and event.step == self.step:
            self.act()


def starts(drs: Sandbox) -> list[tuple[str, Any]]:
    return [(each.json["type"], each.json.get("compare_object")) for each in drs.requests.of(STARTS)]


async def cut(drs: Sandbox, task: Task, *hooks: Any, **asked: Any) -> CutoverReport:
    async with drs.async_client(hooks=hooks) as client:
        return await client.migration_jobs.cutover([task.id], **asked)


async def test_the_tables_that_an_interruption_left_are_compared_again_and_no_others(drs: Sandbox, task: Task) -> None:
    def interrupt() -> None:
        task.next_comparison_ends = "TIMEOUT_INTERRUPT"

    (found,) = await cut(drs, task, At("compare lines", interrupt), then="pause")
    assert found.outcome is CutoverOutcome.PAUSED
    left = [{"db_name": "shop", "table_name": ["returns"]}]
    assert starts(drs) == [("lines", None), ("lines", left), ("contents", None)]
    first, second = [made for made in found.made if made.comparison == "lines"]
    assert (first.status, first.verdict, first.tables) == ("TIMEOUT_INTERRUPT", ComparisonVerdict.CANNOT_TELL, None)
    assert (second.status, second.verdict, second.tables) == ("SUCCESSFUL", ComparisonVerdict.SAME, 1)
    assert found.comparisons["lines"] == second.id
    assert (found.lines, found.differences) == (ComparisonVerdict.SAME, ())
    assert found.notes == (
        f"lines were compared again (1 table): {first.id} ended TIMEOUT_INTERRUPT and told nothing of them",
    )


@pytest.mark.parametrize(
    ("step", "type"), [("compare lines", "lines"), ("compare contents", "contents")], ids=["lines", "contents"]
)
async def test_a_failed_comparison_is_made_again_as_a_whole(drs: Sandbox, task: Task, step: str, type: str) -> None:
    def fail() -> None:
        task.next_comparison_ends = "FAILED"

    (found,) = await cut(drs, task, At(step, fail))
    assert found.outcome is CutoverOutcome.READY
    assert [each for each in starts(drs) if each[0] == type] == [(type, None)] * 2


async def test_objects_are_compared_again_as_well(drs: Sandbox, task: Task) -> None:
    task.next_comparison_ends = "TIMEOUT_INTERRUPT"
    (found,) = await cut(drs, task)
    assert (found.outcome, found.objects) == (CutoverOutcome.READY, ComparisonVerdict.SAME)
    assert len(drs.requests.of("create_object_level_compare_job")) == 2
    assert [made.status for made in found.made if made.comparison == "objects"] == ["TIMEOUT_INTERRUPT", "SUCCESSFUL"]


async def test_contents_that_were_interrupted_are_compared_table_by_table(drs: Sandbox, task: Task) -> None:
    def interrupt() -> None:
        task.next_comparison_ends = "TIMEOUT_INTERRUPT"

    (found,) = await cut(drs, task, At("compare contents", interrupt))
    assert found.outcome is CutoverOutcome.READY
    assert starts(drs)[2] == ("contents", [{"db_name": "shop", "table_name": ["returns"]}])
    assert drs.requests.of(STARTS)[2].json["options"] == {"contentCompareType": "static"}


@pytest.mark.parametrize("repeats", [0, 1, 3])
async def test_it_is_made_again_only_so_often_and_then_not_clean(drs: Sandbox, task: Task, repeats: int) -> None:
    task.databases["shop"]["orders"].code = 17
    report = await cut(drs, task, then="pause", repeats=repeats)
    (found,) = report
    assert (found.outcome, report.clean) == (CutoverOutcome.CANNOT_TELL, False)
    left = [{"db_name": "shop", "table_name": ["orders"]}]
    assert starts(drs) == [("lines", None), *[("lines", left)] * repeats]
    assert [each.name for each in found.differences] == [None, "orders"]
    assert found.notes[-1] == "the comparison of lines does not tell whether both ends are the same"
    assert len(found.notes) == repeats + 1
    assert task.status == GOING


@pytest.mark.parametrize("code", [11, 13, 20, 21, 23])
async def test_what_another_comparison_would_not_tell_either_is_not_compared_again(
    drs: Sandbox, task: Task, code: int
) -> None:
    task.databases["shop"]["orders"].code = code
    (found,) = await cut(drs, task)
    assert found.outcome is CutoverOutcome.CANNOT_TELL
    assert starts(drs) == [("lines", None)]


async def test_a_table_without_a_key_is_not_compared_again(drs: Sandbox, task: Task) -> None:
    task.databases["shop"]["returns"].has_key = False
    (found,) = await cut(drs, task)
    assert found.outcome is CutoverOutcome.CANNOT_TELL
    assert starts(drs) == [("lines", None), ("contents", None)]


async def test_what_somebody_cancelled_is_left_alone(drs: Sandbox, task: Task) -> None:
    task.next_comparison_ends = "CANCELLED"
    (found,) = await cut(drs, task, objects=False)
    assert found.outcome is CutoverOutcome.CANNOT_TELL
    assert starts(drs) == [("lines", None)]


async def test_a_difference_that_the_second_comparison_finds_counts(drs: Sandbox, task: Task) -> None:
    def interrupt() -> None:
        task.next_comparison_ends = "TIMEOUT_INTERRUPT"

    def lose() -> None:
        task.databases["shop"]["returns"].target_rows -= 1

    hooks = At("compare lines", interrupt), At("compare lines again", lose)
    (found,) = await cut(drs, task, *hooks, then="terminate")
    assert (found.outcome, found.lines) == (CutoverOutcome.DIFFERS, ComparisonVerdict.DIFFERS)
    assert [(each.name, each.rows) for each in found.differences] == [(None, None), ("returns", 1)]


async def test_a_repeated_comparison_that_leaves_out_a_table_does_not_make_it_clean(drs: Sandbox, task: Task) -> None:
    task.databases["shop"]["orders"].code = 17

    def mend() -> None:
        task.databases["shop"]["orders"].code = None
        drs.faults.add("list_data_compare_detail", faults.EditJson(without_orders), times=None)

    def without_orders(document: Any) -> Any:
        rows = [row for row in document["table_line_compare_result_infos"] if row["source_table_name"] != "orders"]
        return {"total_count": len(rows), "table_line_compare_result_infos": rows}

    (found,) = await cut(drs, task, At("compare lines again", mend), then="pause")
    assert (found.outcome, found.lines) == (CutoverOutcome.CANNOT_TELL, ComparisonVerdict.CANNOT_TELL)


@pytest.mark.parametrize("objects", [True, False], ids=["counted", "not counted"])
async def test_an_interrupted_overview_must_show_all_databases_to_be_believed(
    drs: Sandbox, task: Task, objects: bool
) -> None:
    task.databases["archive"] = {"old_orders": Table(source_rows=5, target_rows=4)}

    def interrupt() -> None:
        task.next_comparison_ends = "TIMEOUT_INTERRUPT"
        drs.faults.add(OVERVIEW, faults.EditJson(the_shop_alone), times=1)

    def the_shop_alone(document: Any) -> Any:
        rows = [{**row, "data_inconsistent_num": 0, "status": 4} for row in document["data_compare_overview_infos"][:1]]
        return {"total_count": len(rows), "data_compare_overview_infos": rows}

    (found,) = await cut(drs, task, At("compare lines", interrupt), objects=objects, then="pause")
    assert found.outcome is CutoverOutcome.DIFFERS
    assert task.status == GOING
    assert ("archive", "old_orders") in {(each.database, each.name) for each in found.differences}


async def test_a_comparison_that_does_not_move_is_stalled_and_goes_on(drs: Sandbox, task: Task) -> None:
    def hang() -> None:
        task.next_comparison_ends = "FULL_DOING"

    before = task.world.now()
    (found,) = await cut(drs, task, At("compare contents", hang), then="pause")
    assert (found.outcome, found.contents) == (CutoverOutcome.STALLED, None)
    assert 1800 <= (task.world.now() - before).total_seconds() < 2100
    (made,) = [each for each in found.made if each.comparison == "contents"]
    assert (made.verdict, made.status) == (ComparisonVerdict.NOT_YET, None)
    assert f"drs.comparisons.cancel('{task.id}', '{made.id}')" in found.notes[-1]
    assert not found.clean
    assert task.status == GOING
    assert task.runs[-1].status == "FULL_DOING"


async def test_one_that_moves_slowly_is_waited_for(drs: Sandbox, task: Task) -> None:
    def crawl() -> None:
        task.next_comparison_ends = "FULL_DOING"

    shards = iter(range(4))

    def further(document: Any) -> Any:
        done = next(shards, None)
        if done is None:
            task.runs[-1].timeline.divert("SUCCESSFUL")
            return document
        rows = [{"source_db": "shop", "source_table_name": "orders", "status": -1, "complete_shard_count": done}]
        return {"total_count": 1, "content_compare_result_infos": rows}

    drs.faults.add("list_content_compare_detail", faults.EditJson(further), times=None)
    before = task.world.now()
    (found,) = await cut(drs, task, At("compare contents", crawl), stalled_after=300)
    assert found.outcome is CutoverOutcome.READY
    assert (task.world.now() - before).total_seconds() > 3 * 300


async def test_a_task_that_applies_nothing_is_stalled_before_the_time_to_catch_up_is_over(
    drs: Sandbox, task: Task
) -> None:
    task.delay, task.writes, task.stands_at = 40, True, "mysql-bin.000001:154"
    before = task.world.now()
    (found,) = await cut(drs, task, then="pause", stalled_after=600)
    assert (found.outcome, found.made) == (CutoverOutcome.STALLED, ())
    assert 600 <= (task.world.now() - before).total_seconds() < 660
    assert "the delay was 40 s" in found.notes[0]


async def test_a_task_that_lags_behind_and_moves_is_not_stalled(drs: Sandbox, task: Task) -> None:
    task.delay, task.writes = 40, True
    (found,) = await cut(drs, task, then="pause", stalled_after=600, catch_up_timeout=3000)
    assert found.outcome is CutoverOutcome.NOT_CAUGHT_UP
    assert found.delay == 40.0


async def test_the_limit_for_lines_is_that_of_drs(drs: Sandbox, task: Task) -> None:
    def crawl() -> None:
        task.next_comparison_ends = "RUNNING"

    rows = iter(range(10_000))

    def further(document: Any) -> Any:
        shown = [{**row, "compare_end_num": next(rows)} for row in document["data_compare_overview_infos"]]
        return {**document, "data_compare_overview_infos": shown}

    drs.faults.add(OVERVIEW, faults.EditJson(further), times=None)
    before = task.world.now()
    (found,) = await cut(drs, task, At("compare lines", crawl))
    assert found.outcome is CutoverOutcome.CANNOT_TELL
    assert "goes on" in found.notes[-1]
    assert 70 * 60 <= (task.world.now() - before).total_seconds() < 72 * 60
