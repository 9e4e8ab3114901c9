"""What happens to a task, by API v5."""

from collections.abc import Iterator

import pytest

import jobspan
from jobspan.drs import NotOffered
from jobspan.testing import Clock, Sandbox
from jobspan.testing.sandbox.huawei_drs.tasks import Task


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


@pytest.fixture
def task(drs: Sandbox) -> Task:
    return drs.huawei_drs.add("watched", "INCRE_TRANSFER_STARTED", delay=3)


async def test_records_that_could_not_be_applied_are_masked_by_drs_and_here(drs: Sandbox, task: Task) -> None:
    for number in range(12):
        task.dirty_records.append(
            {"db_name": "shop", "table_name": "orders", "error_sql": f"INSERT INTO orders VALUES ('card-{number}')"}
        )
    async with drs.async_client() as client:
        monitor = client.drs.monitor
        masked = await monitor.dirty_data(task.id, page_size=5).to_list()
        plain = await monitor.dirty_data(task.id, masked=False).to_list()
        assert await monitor.dirty_data(task.id, full_load=True).to_list() == []
    assert len(masked) == len(plain) == 12
    assert "card-3" not in str(masked[3].error_sql)
    assert "card-3" in str(plain[3].error_sql)
    assert "card-3" not in repr(plain) + plain[3].to_json()


async def test_an_alarm_of_a_statement_is_cleared(drs: Sandbox, task: Task) -> None:
    task.ddls += [{"seqno": 7, "status": 1, "ddl_text": "DROP TABLE a"}, {"seqno": 8, "status": 0}]
    async with drs.async_client() as client:
        assert [each.seqno for each in await client.drs.monitor.ddls(task.id, alarms=True).to_list()] == [7]
        plan = await client.drs.monitor.clear_alarm.plan(task.id, 7)
        assert len(plan.requests) == 1
        await plan.apply()
        assert await client.drs.monitor.ddls(task.id, alarms=True).to_list() == []
        with pytest.raises(jobspan.ApiError):
            await client.drs.monitor.clear_alarm(task.id, 9)


async def test_positions_of_both_parts_are_read(drs: Sandbox, task: Task) -> None:
    drs.advance(60)
    async with drs.async_client() as client:
        found = await client.drs.monitor.components(task.id)
        capture, apply = found.components or ()
        data = await client.drs.monitor.data(task.id)
        point = await client.drs.monitor.switchover(task.id)
    assert (capture.type, apply.type, apply.delay) == ("capture", "apply", "3")
    assert (data.src_offset, data.dst_offset) == (capture.current_point, apply.current_point)
    assert point.target_safe_point == apply.current_point != capture.current_point


async def test_history_objects_and_what_is_billed_are_read(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        (created,) = await client.drs.monitor.timeline(task.id).to_list()
        orders = await client.drs.monitor.objects(task.id, "table", name="ord").to_list()
        (product,) = await client.drs.monitor.metering(task.id)
        with pytest.raises(jobspan.ValidationError):
            client.drs.monitor.objects(task.id, "tables")
    assert (created.name, created.status) == ("create", "success")
    assert [each.src_tb for each in orders] == ["orders"]
    assert product.cloud_service_type == "hws.service.type.drs"


async def test_a_region_without_api_v5_says_nothing_of_the_task(drs: Sandbox, task: Task) -> None:
    drs.huawei_drs.has_v5 = False
    async with drs.async_client() as client:
        with pytest.raises(NotOffered):
            await client.drs.monitor.components(task.id)
