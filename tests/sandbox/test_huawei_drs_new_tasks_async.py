"""Tasks that API v5 makes: new ones, and copies."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import jobspan
from jobspan.drs import EndpointCloud, NotOffered, ResourceTag
from jobspan.testing import Clock, Sandbox, faults
from tests.samples.huawei_drs_connections import address
from tests.samples.huawei_drs_new_tasks import new_task
from tests.samples.sample import CANARY


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


async def test_a_task_is_created_once_and_waited_for(drs: Sandbox, tmp_path: Path) -> None:
    async with drs.async_client(journal=f"sqlite:///{tmp_path / 'journal.sqlite3'}") as client:
        actions = client.drs.actions
        plan = await actions.create.plan(new_task())
        assert CANARY not in str(plan) + repr(plan.requests) + repr(new_task())
        assert "billed" in str(plan)
        run = await actions.create.once("fresh", new_task())
        again = await actions.create.once("fresh", new_task())
        assert again.ref.id == run.ref.id
        assert drs.requests.count("v5.create_job") == 1
        ready = await run.wait()
        assert (ready.id, ready.status) == (run.ref.id, "CONFIGURATION")
        task = drs.huawei_drs.tasks[run.ref.id]
        assert (task.name, task.engine, task.node_type, task.subnet_id) == (
            "fresh-by-v5",
            "mysql-to-mysql",
            "small",
            "subnet-1",
        )
        assert task.passwords == {"so": CANARY, "ta": CANARY}
        with pytest.raises(jobspan.Conflict):
            await actions.create(new_task("FRESH-by-v5"))


async def test_a_task_is_copied(drs: Sandbox) -> None:
    original = drs.huawei_drs.tasks[drs.huawei_drs.task_named("shop-orders")]
    async with drs.async_client() as client:
        run = await client.drs.actions.copy(original.id, "shop-orders-2", task_version="2.0")
        await run.wait()
        copied = drs.huawei_drs.tasks[run.ref.id]
        assert (copied.name, copied.engine, copied.source) == ("shop-orders-2", original.engine, original.source)
        with pytest.raises(jobspan.Conflict):
            await client.drs.actions.copy(original.id, "shop-orders-2")
        for name in ("2-shop", "abc", "n" * 51):
            with pytest.raises(jobspan.ValidationError, match="name"):
                await client.drs.actions.copy(original.id, name)
        with pytest.raises(jobspan.RuleViolation):
            await client.drs.actions.copy(original.id[:-5] + "jb999", "shop-orders-3")
    (sent, refused) = drs.requests.of("v5.copy_job")
    assert sent.json == {"job_id": original.id, "name": "shop-orders-2", "task_version": "2.0"}
    assert refused.status == 422


async def test_lost_replies_are_settled_by_the_name(drs: Sandbox) -> None:
    original = drs.huawei_drs.task_named("shop-orders")
    before = len(drs.huawei_drs.tasks)
    async with drs.async_client() as client:
        for operation in ("v5.create_job", "v5.copy_job"):
            drs.faults.add(operation, faults.DropAfterWork())
        made = await client.drs.actions.create(new_task())
        copied = await client.drs.actions.copy(original, "shop-orders-2")
        assert drs.huawei_drs.task_named("fresh-by-v5") == made.ref.id
        assert drs.huawei_drs.task_named("shop-orders-2") == copied.ref.id
        for operation in ("v5.create_job", "v5.copy_job"):
            drs.faults.add(operation, faults.DropBeforeWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError, match=r"drs\.actions\.search"):
            await client.drs.actions.create(new_task("other"))
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="No new task is visible"):
            await client.drs.actions.copy(original, "other-copy")
    assert len(drs.huawei_drs.tasks) == before + 2
    assert drs.requests.count("v5.create_job") == drs.requests.count("v5.copy_job") == 2


async def test_a_task_of_another_kind_is_not_taken_for_ours(drs: Sandbox) -> None:
    drs.faults.add("v5.create_job", faults.DropBeforeWork())

    def made_by_another(event: object) -> None:
        if isinstance(event, jobspan.hooks.RequestStarted) and event.operation == "v5.create_job":
            drs.huawei_drs.add("fresh-by-v5", "CONFIGURATION", use="sync", engine="oracle-to-gaussdbv5")

    async with drs.async_client(hooks=[made_by_another]) as client:
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="surely not the one"):
            await client.drs.actions.create(new_task())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "abc"}, "name"),
        ({"job_type": "replay"}, "job_type"),
        ({"job_direction": "sideways"}, "job_direction"),
        ({"task_type": "SOME"}, "task_type"),
        ({"net_type": "wifi"}, "net_type"),
        ({"charging_mode": "period"}, "period_order"),
        ({"description": "a<b"}, "description"),
        ({"expired_days": "13"}, "expired_days"),
        ({"job_type": "cloudDataGuard"}, "multi_write"),
        ({"job_type": "cloudDataGuard", "multi_write": True, "net_type": "vpc"}, "net_type"),
        ({"tags": tuple(ResourceTag(key=str(n), value="") for n in range(11))}, "tags"),
    ],
    ids=str,
)
async def test_tasks_that_cannot_be(drs: Sandbox, wrong: dict[str, Any], field: str) -> None:
    task = new_task()
    async with drs.async_client() as client:
        with pytest.raises(jobspan.ValidationError, match=field):
            await client.drs.actions.create(attrs.evolve(task, base_info=attrs.evolve(task.base_info, **wrong)))
    assert drs.requests.count("v5.create_job") == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"endpoint_role": "ta"}, "endpoint_role"),
        ({"endpoint_type": "moon"}, "endpoint_type"),
        ({"endpoint_type": "cloud", "cloud": EndpointCloud(region="eu-west-101")}, "project_id"),
        ({"endpoint": attrs.evolve(address(), db_password=None)}, "db_password"),
    ],
    ids=str,
)
async def test_ends_that_cannot_be(drs: Sandbox, wrong: dict[str, Any], field: str) -> None:
    task = new_task()
    ends = (attrs.evolve(task.source_endpoint[0], **wrong),)
    async with drs.async_client() as client:
        with pytest.raises(jobspan.ValidationError, match=field):
            await client.drs.actions.create(attrs.evolve(task, source_endpoint=ends))
        with pytest.raises(jobspan.ValidationError, match="must not be empty"):
            await client.drs.actions.create(attrs.evolve(task, target_endpoint=()))


async def test_a_region_without_api_v5_makes_none(drs: Sandbox) -> None:
    drs.huawei_drs.has_v5 = False
    async with drs.async_client() as client:
        with pytest.raises(NotOffered):
            await client.drs.actions.create(new_task())
