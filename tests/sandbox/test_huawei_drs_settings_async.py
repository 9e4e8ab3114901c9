"""What is set for a task by API v5: parameters, positions, size, orders, alarms."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import jobspan
from jobspan.drs import NotOffered, PositionStatus
from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.huawei_drs.tasks import Task
from tests.samples.huawei_drs_settings import AT, POSITION, TOPIC


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.by_polls()) as sandbox:
        yield sandbox


@pytest.fixture
def task(drs: Sandbox) -> Task:
    return drs.huawei_drs.add("set", "INCRE_TRANSFER_STARTED", task_type="INCR_TRANS")


@pytest.fixture
def new(drs: Sandbox) -> Task:
    return drs.huawei_drs.add("not started", "CONFIGURATION", task_type="INCR_TRANS")


async def test_parameters_are_set_and_say_which_need_a_restart(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        settings = client.drs.task_settings
        listed = await settings.parameters(task.id, page_size=2).to_list()
        assert [(each.name, each.value, each.is_need_restart) for each in listed] == [
            ("applier_thread_num", "20", True),
            ("read_task_num", "4", True),
            ("retry_on_deadlock", "true", False),
        ]
        values = {"applier_thread_num": "30", "retry_on_deadlock": "false"}
        plan = await settings.set_parameters.plan(task.id, values)
        assert "restarted: applier_thread_num" in str(plan)
        changed = await plan.apply()
        assert (changed.names, changed.need_restart) == (
            ("applier_thread_num", "retry_on_deadlock"),
            ("applier_thread_num",),
        )
        (one,) = await settings.parameters(task.id, name="applier_thread_num").to_list()
        assert (one.value, one.default_value) == ("30", "20")
        strange = await settings.set_parameters.plan(task.id, {"colour": "red"})
        assert "DRS does not list: colour" in str(strange)
        with pytest.raises(jobspan.ApiError):
            await strange.apply()
        for nothing in ({}, {"applier_thread_num": ""}):
            with pytest.raises(jobspan.ValidationError):
                await settings.set_parameters(task.id, nothing)


async def test_parameters_that_cannot_be_read_can_still_be_set(drs: Sandbox, task: Task) -> None:
    drs.faults.add("v5.list_job_parameters", faults.Answer(500), times=9)
    async with drs.async_client() as client:
        changed = await client.drs.task_settings.set_parameters(task.id, {"read_task_num": "8"})
    assert changed.need_restart is None
    assert task.settings.parameters["read_task_num"].value == "8"


async def test_the_history_of_parameters(drs: Sandbox, task: Task) -> None:
    began = drs.huawei_drs.world.now()
    async with drs.async_client() as client:
        settings = client.drs.task_settings
        await settings.set_parameters(task.id, {"read_task_num": "8"})
        drs.clock.advance(3600)
        await settings.set_parameters(task.id, {"retry_on_deadlock": "false"})
        history = await settings.parameter_history(task.id, page_size=1).to_list()
        assert [(each.name, each.old_value, each.new_value, each.is_applied) for each in history] == [
            ("read_task_num", "4", "8", False),
            ("retry_on_deadlock", "true", "false", True),
        ]
        late = await settings.parameter_history(task.id, since=began + timedelta(minutes=5)).to_list()
        early = await settings.parameter_history(task.id, until=began + timedelta(minutes=5)).to_list()
        assert (late, early) == (history[1:], history[:1])
        assert await settings.parameter_history(task.id, name="applier_thread_num").to_list() == []
        with pytest.raises(jobspan.ValidationError, match="time zone"):
            settings.parameter_history(task.id, since=datetime(2026, 1, 1))


async def test_a_position_is_found_and_started_from(drs: Sandbox, new: Task, tmp_path: Path) -> None:
    async with drs.async_client(journal=f"sqlite:///{tmp_path / 'journal.sqlite3'}") as client:
        settings = client.drs.task_settings
        search = await settings.collect_position.once("find", new.id, AT)
        again = await settings.collect_position.once("find", new.id, AT)
        assert again.ref.id == search.ref.id
        (asked,) = drs.requests.of("v5.collect_position_async")
        assert asked.json == {"reset_position_time": "2026-11-01T07:00:00Z"}
        assert (await settings.position(new.id, search.ref.id)).status == PositionStatus.PENDING
        found = await search.wait()
        assert found.position == POSITION
        await settings.set_start_position(new.id, found.position, "3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5")
    assert new.settings.start_position == POSITION
    assert new.settings.gtid_set == "3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5"


async def test_a_search_that_finds_nothing_has_failed(drs: Sandbox, new: Task) -> None:
    new.settings.finds_no_position = True
    async with drs.async_client() as client:
        search = await client.drs.task_settings.collect_position(new.id, AT)
        with pytest.raises(jobspan.JobFailed, match="no position"):
            await search.wait()
        with pytest.raises(jobspan.ValidationError, match="time zone"):
            await client.drs.task_settings.collect_position(new.id, AT.replace(tzinfo=None))


@pytest.mark.parametrize("position", [POSITION, "my-bin.log.000001:4", "1700000000:2", "b.001:1"])
async def test_positions_that_can_be(drs: Sandbox, new: Task, position: str) -> None:
    async with drs.async_client() as client:
        await client.drs.task_settings.set_start_position(new.id, position)
    assert new.settings.start_position == position


@pytest.mark.parametrize(
    ("position", "gtid_set"),
    [
        ("", None),
        ("mysql-bin:805", None),
        ("mysql-bin.01:805", None),
        ("mysql-bin.000277", None),
        ("my/sql.000277:805", None),
        ("m" * 61 + ".000277:805", None),
        ("0:1", None),
        ("2147483648:1", None),
        (POSITION, "a" * 2049),
        (POSITION, "3E11FA47<1"),
        (POSITION, "位点"),
    ],
)
async def test_positions_that_cannot_be(drs: Sandbox, new: Task, position: str, gtid_set: str | None) -> None:
    async with drs.async_client() as client:
        with pytest.raises(jobspan.ValidationError):
            await client.drs.task_settings.set_start_position(new.id, position, gtid_set)
    assert drs.requests.count("v5.update_start_position") == 0


async def test_only_an_incremental_task_that_has_not_begun_starts_from_a_position(
    drs: Sandbox, task: Task, new: Task
) -> None:
    full = drs.huawei_drs.add("loads", "CONFIGURATION", task_type="FULL_INCR_TRANS")
    async with drs.async_client() as client:
        settings = client.drs.task_settings
        with pytest.raises(jobspan.RuleViolation, match="before the start"):
            await settings.set_start_position(task.id, POSITION)
        with pytest.raises(jobspan.RuleViolation, match="FULL_INCR_TRANS"):
            await settings.set_start_position(full.id, POSITION)
    assert drs.requests.count("v5.update_start_position") == 0
    async with drs.async_client(policy=jobspan.Policy(rules="off")) as client:
        with pytest.raises(jobspan.StateConflict):
            await client.drs.task_settings.set_start_position(full.id, POSITION)


async def test_the_size_is_changed_and_shows_after_a_lost_reply(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        settings = client.drs.task_settings
        change = await settings.change_flavor(task.id, "xlarge")
        assert change.id is not None
        assert task.status == "CHANGE_JOB_STARTED"
        drs.huawei_drs.finish(task.id)
        assert (task.status, task.node_type) == ("INCRE_TRANSFER_STARTED", "xlarge")
        drs.faults.add("v5.change_job_flavor", faults.DropBeforeWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="It is xlarge"):
            await settings.change_flavor(task.id, "small")
        drs.faults.add("v5.change_job_flavor", faults.DropBeforeWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="so it shows nothing"):
            await settings.change_flavor(task.id, "xlarge")
        assert drs.requests.count("v5.change_job_flavor") == 3
        with pytest.raises(jobspan.ValidationError):
            await settings.change_flavor(task.id, "huge")


async def test_a_new_size_is_the_answer_when_the_reply_is_lost() -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.at_once()) as box:
        task = box.huawei_drs.add("resized", "INCRE_TRANSFER_STARTED")
        box.faults.add("v5.change_job_flavor", faults.DropAfterWork())
        async with box.async_client() as client:
            change = await client.drs.task_settings.change_flavor(task.id, "xlarge")
        assert change.id is None
        assert task.node_type == "xlarge"
        assert box.requests.count("v5.change_job_flavor") == 1


async def test_an_order_is_made_once_and_never_repeated(drs: Sandbox, task: Task, tmp_path: Path) -> None:
    async with drs.async_client(journal=f"sqlite:///{tmp_path / 'journal.sqlite3'}") as client:
        settings = client.drs.task_settings
        plan = await settings.change_to_period.plan(task.id, months=3, auto_renew=True)
        for told in ("order 3 months", "buys an order", "paid by hand", "renewed by itself"):
            assert told in str(plan)
        assert task.settings.orders == []
        for _ in range(2):
            ordered = await settings.change_to_period.once("buy", task.id, months=3, auto_renew=True)
            assert ordered.order_id == "CS0000000001"
        (order,) = task.settings.orders
        assert (order["period_type"], order["period_num"], order["is_auto_renew"], order["is_auto_pay"]) == (
            "2",
            3,
            True,
            False,
        )
        drs.faults.add("v5.change_to_period", faults.DropAfterWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="orders of the account"):
            await settings.change_to_period(task.id, years=1, auto_pay=True)
        assert [each["period_type"] for each in task.settings.orders] == ["2", "3"]


@pytest.mark.parametrize("length", [{}, {"months": 1, "years": 1}, {"months": 10}, {"years": 4}, {"months": 0}])
async def test_orders_that_cannot_be(drs: Sandbox, task: Task, length: dict[str, Any]) -> None:
    async with drs.async_client() as client:
        with pytest.raises(jobspan.ValidationError):
            await client.drs.task_settings.change_to_period(task.id, **length)
    assert drs.requests.count("v5.change_to_period") == 0


async def test_what_has_ended_is_not_set_any_more(drs: Sandbox) -> None:
    over = drs.huawei_drs.add("over", "RELEASE_RESOURCE_COMPLETE")
    async with drs.async_client() as client:
        settings = client.drs.task_settings
        for make in (
            lambda: settings.set_parameters(over.id, {"read_task_num": "8"}),
            lambda: settings.change_flavor(over.id, "small"),
            lambda: settings.change_to_period(over.id, months=1),
            lambda: settings.set_alarm_topic(over.id, TOPIC),
        ):
            with pytest.raises(jobspan.RuleViolation):
                await make()


async def test_alarms_go_to_a_topic(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        settings = client.drs.task_settings
        assert (await settings.alarm_topic(task.id)).topic_urn is None
        topics = await settings.topics()
        assert TOPIC in {each.urn for each in topics}
        await settings.set_alarm_topic(task.id, TOPIC, delay=60, rpo_delay=30, notify=False)
        topic = await settings.alarm_topic(task.id)
        assert (topic.topic_name, topic.delay_time, topic.rpo_delay, topic.rto_delay) == ("drs", 60, 30, None)
        assert topic.is_alarm_user is False
        with pytest.raises(jobspan.ValidationError):
            await settings.set_alarm_topic(task.id, TOPIC, delay=3601)
        await settings.export_statistics(task.id)
        assert task.settings.exports == 1


async def test_a_region_without_api_v5_sets_nothing(drs: Sandbox, task: Task) -> None:
    drs.huawei_drs.has_v5 = False
    async with drs.async_client() as client:
        with pytest.raises(NotOffered):
            await client.drs.task_settings.topics()
        with pytest.raises(NotOffered):
            await client.drs.task_settings.collect_position(task.id, datetime.now(UTC))
