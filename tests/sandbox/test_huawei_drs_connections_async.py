"""Databases that DRS remembers, by API v5."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

import jobspan
from jobspan.drs import ConnectionChange, ConnectionDriver, DatabaseAddress, NewConnection, NotOffered
from jobspan.testing import Clock, Sandbox, faults
from tests.samples.huawei_drs_connections import TLS, address, new_connection
from tests.samples.sample import CANARY


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


async def test_a_database_is_remembered_once_changed_and_forgotten(drs: Sandbox, tmp_path: Path) -> None:
    async with drs.async_client(journal=f"sqlite:///{tmp_path / 'journal.sqlite3'}") as client:
        connections = client.drs.connections
        plan = await connections.create.plan(new_connection())
        assert drs.huawei_drs.connections == {}
        made = await plan.apply(once="the-shop")
        again = await connections.create.once("the-shop", new_connection())
        assert again == made
        assert drs.requests.count("v5.create_connection") == 1
        (kept,) = drs.huawei_drs.connections.values()
        assert kept["endpoint"]["db_password"] == kept["ssl"]["ssl_cert_key"] == CANARY
        assert made.created_at == drs.huawei_drs.world.now().replace(microsecond=0)
        changed = ConnectionChange(description="moved", config=ConnectionDriver(driver_name="ojdbc8.jar"))
        await connections.update(made.connection_id, changed)
        (found,) = await connections.list(connection_id=made.connection_id).to_list()
        assert (found.name, found.description, found.config) == ("shop", "moved", changed.config)
        await connections.delete(made.connection_id)
        await connections.delete(made.connection_id)
        assert drs.huawei_drs.connections == {}
        with pytest.raises(jobspan.NotFound):
            await connections.update(made.connection_id, changed)


async def test_connections_are_listed_sorted_and_filtered(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        connections = client.drs.connections
        for number, name in enumerate(("shop-b", "shop-a", "stock")):
            await connections.create(new_connection(name, f"192.0.2.{number}"))
            drs.clock.advance(60)
        by_name = await connections.list(sort_key="name", sort_dir="asc", page_size=2).to_list()
        assert [each.name for each in by_name] == ["shop-a", "shop-b", "stock"]
        assert drs.requests.count("v5.list_connections") == 5
        newest = await connections.list(fetch_all=True).to_list()
        assert [each.name for each in newest] == ["stock", "shop-a", "shop-b"]
        asked = drs.requests.of("v5.list_connections")[-1].query
        assert dict(asked) == {"fetch_all": "true"}
        assert [each.name for each in await connections.list(name="SHOP", ip="192.0.2.1").to_list()] == ["shop-a"]
        middle = newest[1].created_at
        assert middle is not None
        second = timedelta(seconds=1)
        around = connections.list(created_after=middle - second, created_before=middle + second)
        assert [each.name for each in await around.to_list()] == ["shop-a"]


async def test_both_ends_of_a_time_go_out_in_utc(drs: Sandbox) -> None:
    east = datetime.fromisoformat("2024-05-17T09:46:00.414+02:00")
    async with drs.async_client() as client:
        connections = client.drs.connections
        late = datetime(2024, 5, 20, tzinfo=UTC)
        await connections.list(created_after=east, created_before=late).to_list()
        (asked,) = drs.requests.of("v5.list_connections")
        assert asked.query["create_time"] == "2024-05-17T07:46:00.414Z,2024-05-20T00:00:00.000Z"
        with pytest.raises(jobspan.ValidationError, match="is needed as well"):
            connections.list(created_after=east)
        with pytest.raises(jobspan.ValidationError, match="is needed as well"):
            connections.list(created_before=late)
        with pytest.raises(jobspan.ValidationError, match="time zone"):
            connections.list(created_after=east.replace(tzinfo=None), created_before=late)
        for sort_key, sort_dir, db_type in (("age", "asc", "mysql"), ("name", "up", "mysql"), ("name", "asc", "redis")):
            with pytest.raises(jobspan.ValidationError):
                connections.list(sort_key=sort_key, sort_dir=sort_dir, db_type=db_type)
        assert drs.requests.count("v5.list_connections") == 1


async def test_names_are_unique_whatever_their_case(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        connections = client.drs.connections
        await connections.create(new_connection("shop"))
        other = await connections.create(new_connection("stock"))
        with pytest.raises(jobspan.Conflict, match=r"DRS\.10010065"):
            await connections.create(new_connection("SHOP"))
        with pytest.raises(jobspan.Conflict):
            await connections.update(other.connection_id, ConnectionChange(name="Shop"))
        await connections.update(other.connection_id, ConnectionChange(name="Stock"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "abc"}, "name"),
        ({"name": "n" * 51}, "name"),
        ({"name": "shop 1"}, "name"),
        ({"db_type": "redis"}, "db_type"),
        ({"description": "d" * 256}, "description"),
        ({"endpoint": attrs.evolve(address(), db_password="")}, "db_password"),
        ({"endpoint": attrs.evolve(address(), db_password="******")}, "db_password"),
        ({"endpoint": attrs.evolve(address(), endpoint_name=None)}, "endpoint_name"),
        ({"endpoint": attrs.evolve(address(), db_port=70000)}, "db_port"),
    ],
    ids=str,
)
async def test_what_cannot_be_is_not_sent(drs: Sandbox, wrong: dict[str, Any], field: str) -> None:
    async with drs.async_client() as client:
        connections = client.drs.connections
        with pytest.raises(jobspan.ValidationError, match=field):
            await connections.create(attrs.evolve(new_connection(), **wrong))
        with pytest.raises(jobspan.ValidationError, match=field):
            await connections.update("any", ConnectionChange(**wrong))
        with pytest.raises(jobspan.ValidationError, match="says nothing"):
            await connections.update("any", ConnectionChange())
    assert drs.requests.count("v5.create_connection") == drs.requests.count("v5.modify_connection") == 0


async def test_a_lost_reply_is_settled_by_the_name(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        connections = client.drs.connections
        drs.faults.add("v5.create_connection", faults.DropAfterWork())
        made = await connections.create(new_connection())
        assert drs.huawei_drs.connections.keys() == {made.connection_id}
        drs.faults.add("v5.create_connection", faults.DropBeforeWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="No new connection is visible"):
            await connections.create(new_connection("other"))
        assert drs.requests.count("v5.create_connection") == 2
        drs.faults.add("v5.delete_connection", faults.DropAfterWork())
        await connections.delete(made.connection_id)
    assert drs.huawei_drs.connections == {}


async def test_another_database_of_that_name_is_not_taken_for_ours(drs: Sandbox) -> None:
    drs.faults.add("v5.create_connection", faults.DropBeforeWork())

    def made_by_another(event: object) -> None:
        if isinstance(event, jobspan.hooks.RequestStarted) and event.operation == "v5.create_connection":
            other = {"endpoint_name": "mysql", "ip": "192.0.2.99", "db_user": "drs"}
            row = {"connection_id": "1", "name": "shop", "db_type": "mysql", "create_time": 0, "endpoint": other}
            drs.huawei_drs.connections["1"] = row

    async with drs.async_client(hooks=[made_by_another]) as client:
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="surely not the one"):
            await client.drs.connections.create(new_connection())
    assert drs.requests.count("v5.create_connection") == 1


async def test_secrets_that_come_back_are_shown_nowhere(drs: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    drs.huawei_drs.shows_passwords = True
    shard = DatabaseAddress(endpoint_name="mysql", ip="192.0.2.10", db_user="drs", db_password=CANARY)
    sharded = attrs.evolve(address(), source_sharding=(shard,))
    events: list[object] = []
    async with drs.async_client(hooks=[events.append]) as client:
        connections = client.drs.connections
        asked = NewConnection(name="shop", db_type="mysql", endpoint=sharded, ssl=TLS)
        plan = await connections.create.plan(asked)
        made = await plan.apply()
        (listed,) = await connections.list().to_list()
        frames = []
        async for page in connections.list(fetch_all=True).pages():
            frames.append((page, page.to_pandas().to_json()))
    assert made.endpoint is not None
    assert made.endpoint.db_password is not None
    assert made.endpoint.db_password.reveal() == CANARY
    for shown in (made, listed, asked, plan, *frames):
        views = [str(shown), repr(shown), f"{shown}"]
        views += [getattr(shown, name)() for name in ("_repr_html_", "to_json") if hasattr(shown, name)]
        assert CANARY not in " ".join(views)
    assert CANARY not in str(listed.to_dict()) + repr(events) + caplog.text
    assert len(frames) == 1


async def test_a_region_without_api_v5_has_none(drs: Sandbox) -> None:
    drs.huawei_drs.has_v5 = False
    async with drs.async_client() as client:
        with pytest.raises(NotOffered):
            await client.drs.connections.list().to_list()
        with pytest.raises(NotOffered):
            await client.drs.connections.delete("any")
