"""Lists of DRS tasks: every filter is acted on, in both APIs, and what cannot be acted on is refused."""

from collections.abc import Iterator
from typing import Any

import pytest

import jobspan
from jobspan.drs import Endpoint, NewJob, ResourceTag
from jobspan.testing import Clock, Sandbox

INSTANCE = "0123456789abcdef0123456789abcdefin01"


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


NEW = NewJob(
    name="shop-new",
    db_use_type="migration",
    engine_type="postgresql",
    job_direction="up",
    net_type="vpn",
    subnet_id="f857d371-2f03-4622-85f6-2b7d42d0d82c",
    sys_tags=(ResourceTag(key="_sys_enterprise_project_id", value="11111111-2222-3333-4444-555555555555"),),
    tags=(ResourceTag(key="team", value="shop"), ResourceTag(key="env", value="prod")),
    source_endpoint=Endpoint(db_type="postgresql", ip="198.51.100.7", db_port=5432),
    target_endpoint=Endpoint(db_type="postgresql", inst_id=INSTANCE),
)
FILTERS: list[dict[str, Any]] = [
    {"name": "shop-new"},
    {"status": "CREATING"},
    {"engine_type": "postgresql"},
    {"net_type": "vpn"},
    {"enterprise_project_id": "11111111-2222-3333-4444-555555555555"},
    {"instance_ids": [INSTANCE]},
    {"instance_ip": "198.51.100.7"},
]


@pytest.mark.parametrize("wanted", [*FILTERS, {"tags": {"team": "shop"}}], ids=str)
async def test_a_list_is_filtered(drs: Sandbox, wanted: dict[str, Any]) -> None:
    async with drs.async_client() as client:
        await client.migration_jobs.create_many([NEW])
        found = await client.migration_jobs.list("migration", **wanted).to_list()
    assert [job.name for job in found] == ["shop-new"]


@pytest.mark.parametrize("wanted", FILTERS, ids=str)
async def test_a_list_of_the_newer_api_is_filtered(drs: Sandbox, wanted: dict[str, Any]) -> None:
    async with drs.async_client() as client:
        await client.migration_jobs.create_many([NEW])
        found = await client.drs.actions.search("migration", **wanted).to_list()
    assert [job.name for job in found] == ["shop-new"]


async def test_a_list_of_the_newer_api_is_sorted(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        up = await client.drs.actions.search("migration", sort_key="name", sort_dir="asc").to_list()
        down = await client.drs.actions.search("migration", sort_key="name").to_list()
    assert [job.name for job in up] == sorted(job.name or "" for job in up)
    assert down == up[::-1]


async def test_a_parameter_that_there_is_not_is_refused(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        id = drs.huawei_drs.task_named("shop-customers")
        with pytest.raises(jobspan.ApiError, match="params"):
            await client.migration_jobs.set_parameters(id, "common", {"colour": "red"})
        assert (await client.migration_jobs.set_parameters(id, "common", {"character_set_server": "latin1"})).success
