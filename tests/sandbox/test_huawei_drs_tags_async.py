"""Tags of tasks and links between databases, by API v5."""

from collections.abc import Iterator
from pathlib import Path

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
    return drs.huawei_drs.add("tagged", "INCRE_TRANSFER_STARTED")


async def test_tags_are_set_read_and_removed(drs: Sandbox, task: Task, tmp_path: Path) -> None:
    async with drs.async_client(journal=f"sqlite:///{tmp_path / 'journal.sqlite3'}") as client:
        tags = client.drs.tags
        plan = await tags.set.plan("migration", task.id, {"owner": "shop", "stage": "1"})
        assert task.tags == []
        await plan.apply(once="tags-of-the-shop")
        await tags.set.once("tags-of-the-shop", "migration", task.id, {"owner": "shop", "stage": "1"})
        assert drs.requests.count("v5.batch_create_tags") == 1
        await tags.set("migration", task.id, {"stage": "2"})
        assert await tags.of("migration", task.id) == {"owner": "shop", "stage": "2"}
        await tags.remove("migration", task.id, ["stage", "never there"])
        assert await tags.of("migration", task.id) == {"owner": "shop"}


async def test_tasks_are_found_by_their_tags(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        tags = client.drs.tags
        other = drs.huawei_drs.add("other", "INCRE_TRANSFER_STARTED")
        for id, stage in ((task.id, "1"), (other.id, "2")):
            await tags.set("migration", id, {"owner": "shop", "stage": stage})
        found = await tags.find("migration", {"owner": ["shop"], "stage": []}, page_size=1).to_list()
        assert {each.resource_id for each in found} == {task.id, other.id}
        (one,) = await tags.find("migration", {"stage": ["2", "3"]}).to_list()
        assert (one.resource_name, one.resource_id) == ("other", other.id)
        assert await tags.count("migration", {"owner": []}) == 2
        assert await tags.count("migration", name="tagged") == 1
        untagged = await tags.find("migration", untagged=True).to_list()
        assert task.id not in {each.resource_id for each in untagged}
        assert len(untagged) == await tags.count("migration", untagged=True) > 0
        assert {each.key: each.values for each in await tags.in_use("migration")} == {
            "owner": ("shop",),
            "stage": ("1", "2"),
        }


@pytest.mark.parametrize(
    "tags",
    [{}, {"_sys_x": "1"}, {" x": "1"}, {"x ": "1"}, {"a/b": "1"}, {"x": "v" * 256}, {str(n): "" for n in range(21)}],
)
async def test_tags_that_cannot_be_are_not_sent(drs: Sandbox, task: Task, tags: dict[str, str]) -> None:
    async with drs.async_client() as client:
        with pytest.raises(jobspan.ValidationError):
            await client.drs.tags.set("migration", task.id, tags)
        assert drs.requests.count("v5.batch_create_tags") == 0


async def test_the_key_of_a_tag_may_be_of_any_language(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        await client.drs.tags.set("migration", task.id, {"Größe +1@x": "übel"})
        assert await client.drs.tags.of("migration", task.id) == {"Größe +1@x": "übel"}
        with pytest.raises(jobspan.NotFound):
            await client.drs.tags.of("sync", task.id)
        with pytest.raises(jobspan.ValidationError):
            await client.drs.tags.of("jobs", task.id)  # type: ignore[arg-type]


@pytest.mark.parametrize("listed", [False, True], ids=["an object", "a list of one"])
async def test_links_are_listed_in_both_forms(drs: Sandbox, listed: bool) -> None:
    drs.huawei_drs.lists_its_links = listed
    async with drs.async_client() as client:
        supported = await client.drs.links.supported("migration", page_size=2).to_list()
        links = await client.drs.links.list("migration", page_size=2).to_list()
    assert [each.engine_type for each in supported] == [each.engine_type for each in links]
    assert len(supported) == 9
    assert [each.is_support_bind_eip for each in supported[:3]] == [True, False, False]
    assert links[0].task_types == ("FULL_TRANS", "FULL_INCR_TRANS", "INCR_TRANS")


async def test_flavors_object_support_and_users_of_an_instance(drs: Sandbox) -> None:
    orders = drs.huawei_drs.tasks[drs.huawei_drs.task_named("shop-orders")]
    async with drs.async_client() as client:
        links = client.drs.links
        flavors = await links.flavors(job_type="migration", node_type="small", multi_write=False)
        support = await links.objects(orders.id)
        before = await links.children(orders.target["inst_id"], db_type="mysql")
        drs.huawei_drs.add("more", "INCRE_TRANSFER_STARTED", target=dict(orders.target))
        assert await links.children(orders.target["inst_id"], db_type="mysql") == before + 1
        with pytest.raises(jobspan.ValidationError):
            links.list("everything")  # type: ignore[arg-type]
        with pytest.raises(jobspan.ValidationError):
            await links.flavors(direction="sideways")  # type: ignore[arg-type]
    assert flavors.vm_flavor is not None
    assert flavors.vm_flavor.spec_code == "drs.migration.small"
    assert (support.is_table_support_search, support.is_import_column) == (True, False)


async def test_a_region_without_api_v5_has_neither(drs: Sandbox, task: Task) -> None:
    drs.huawei_drs.has_v5 = False
    async with drs.async_client() as client:
        with pytest.raises(NotOffered):
            await client.drs.tags.of("migration", task.id)
        with pytest.raises(NotOffered):
            await client.drs.links.list("migration").to_list()
