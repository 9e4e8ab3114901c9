"""What cannot be meant of API v5: everything that is wrong is named at once, and nothing is sent."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Any

import attrs
import pytest

import jobspan
from jobspan import AsyncClient
from jobspan.drs import BackupFile, ConnectionChange, NamedAction, NewBackupMigration, NewConnection
from jobspan.testing import Clock, Sandbox
from tests.samples.huawei_drs_connections import address
from tests.samples.huawei_drs_new_tasks import new_task

TASK = "5a921187-19c7-4df4-8f4f-f31e78djb101"
Call = Callable[[AsyncClient], Awaitable[Any]]


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


def restore(**changed: Any) -> Call:
    given = {
        "name": "shop-restore",
        "target_instance_id": "i",
        "files": [BackupFile(name="shop.bak", obs_path="backups/shop.bak")],
        "bucket_name": "shop-backups",
        "is_last_backup": True,
    }
    return lambda client: client.drs.backup_migrations.create(NewBackupMigration(**{**given, **changed}))


def connection(**changed: Any) -> Call:
    given = {"name": "shop", "db_type": "mysql", "endpoint": address()}
    return lambda client: client.drs.connections.create(NewConnection(**{**given, **changed}))


def task(**changed: Any) -> Call:
    return lambda client: client.drs.actions.create(attrs.evolve(new_task(), **changed))


def base(**changed: Any) -> Call:
    return task(base_info=attrs.evolve(new_task().base_info, **changed))


def settings(method: str, *arguments: Any, **named: Any) -> Call:
    return lambda client: getattr(client.drs.task_settings, method)(*arguments, **named)


def subscriptions(method: str, *arguments: Any, **named: Any) -> Call:
    return lambda client: getattr(client.drs.subscriptions, method)(*arguments, **named)


WRONG: list[tuple[Call, set[str]]] = [
    (
        restore(is_cover="no", is_precheck=None, db_names=[1], description=2, bucket_name=3, engine_type=None),
        {"is_cover", "is_precheck", "db_names[0]", "description", "bucket_name", "engine_type"},
    ),
    (restore(tags={"owner": "shop"}, files=["shop.bak"]), {"tags", "files[0]"}),
    (restore(files=[BackupFile(name="shop.bak", obs_path=4)]), {"files[0].obs_path"}),  # type: ignore[arg-type]
    (lambda client: client.drs.backup_migrations.update("", 3, description=4), {"job_id", "name", "description"}),  # type: ignore[arg-type]
    (
        subscriptions("create", 3, None, description=4, tags=["owner"], grant_new_agency="no"),
        {"name", "instance_id", "description", "tags", "grant_new_agency"},
    ),
    (subscriptions("create", "shop-feed", "i", tags={1: "a", "owner": 2}), {"tags"}),
    (subscriptions("update", "", consume_time="today", description=1), {"job_id", "consume_time", "description"}),
    (lambda client: client.drs.connections.create("shop"), {"connection"}),  # type: ignore[arg-type]
    (
        connection(name=None, db_type=None, endpoint={"ip": "192.0.2.10"}, description=4),
        {"name", "db_type", "endpoint", "description"},
    ),
    (lambda client: client.drs.connections.update("", "shop"), {"connection_id", "changed"}),  # type: ignore[arg-type]
    (
        lambda client: client.drs.connections.update("", ConnectionChange(name=4)),  # type: ignore[arg-type]
        {"connection_id", "name"},
    ),
    (
        lambda client: client.drs.connections.list(db_type="db2", created_after="now", created_before="then").to_list(),  # type: ignore[arg-type]
        {"db_type", "created_after", "created_before"},
    ),
    (settings("set_parameters", "bad", {}), {"job_id", "values"}),
    (settings("set_parameters", TASK, ["applier_thread_num"]), {"values"}),
    (settings("collect_position", None, "today"), {"job_id", "at"}),
    (settings("collect_position", "bad", datetime(2026, 1, 1)), {"job_id", "at"}),
    (settings("position", "bad", ""), {"job_id", "query_id"}),
    (settings("set_start_position", "bad", "x", 5), {"job_id", "file_and_position", "gtid_set"}),
    (settings("change_flavor", [TASK], None), {"job_id", "spec_type"}),
    (
        settings("change_to_period", "bad", months=10, auto_pay="false", auto_renew="no"),
        {"job_id", "months", "auto_pay", "auto_renew"},
    ),
    (settings("set_alarm_topic", "bad", "", delay=-1, notify="no"), {"job_id", "topic_urn", "delay", "notify"}),
    (lambda client: client.drs.actions.create("shop"), {"task"}),  # type: ignore[arg-type]
    (task(base_info=None, source_endpoint=["so"], node_info=None), {"base_info", "source_endpoint[0]", "node_info"}),
    (
        base(name=None, job_type=None, engine_type=None, description=1, expired_days=14, tags={"owner": "shop"}),
        {f"base_info.{each}" for each in ("name", "job_type", "engine_type", "description", "expired_days", "tags")},
    ),
    (lambda client: client.drs.actions.copy("bad", None), {"job_id", "name"}),  # type: ignore[arg-type]
    (
        lambda client: client.migration_jobs.cutover("bad", then="stop", accept_left_over="no", contents=["orders"]),  # type: ignore[arg-type,list-item]
        {"job_ids[0]", "then", "accept_left_over", "contents[0]"},
    ),
    (lambda client: client.drs.actions.run("shop", ""), {"job_id", "name"}),
    (lambda client: client.drs.actions.run_many([]), {"items"}),
    (
        lambda client: client.drs.actions.run_many([NamedAction(job_id="shop", action_name="")]),
        {"items[0].job_id", "items[0].action_name"},
    ),
    (lambda client: client.drs.actions.search(instance_ids=["i"] * 11).to_list(), {"instance_ids"}),
    (lambda client: client.drs.comparisons.start(TASK, threads=0), {"threads"}),
    (lambda client: client.drs.tags.remove("migration", "", []), {"id", "keys"}),
    (lambda client: client.drs.tags.remove("migration", TASK, ["_sys_owner"]), {"keys"}),
    (lambda client: client.drs.links.children("", db_type=""), {"instance_id", "db_type"}),
]


@pytest.mark.parametrize(("wrong", "fields"), WRONG, ids=[",".join(sorted(fields)) for _, fields in WRONG])
async def test_everything_that_is_wrong_is_named_before_a_request(drs: Sandbox, wrong: Call, fields: set[str]) -> None:
    async with drs.async_client() as client:
        with pytest.raises(jobspan.ValidationError) as refused:
            await wrong(client)
    assert {problem.field for problem in refused.value.problems} == fields
    assert list(drs.requests) == []


async def test_ends_come_in_any_collection(drs: Sandbox) -> None:
    ends = new_task().source_endpoint
    assert attrs.evolve(new_task(), source_endpoint=list(ends)).source_endpoint == ends


async def test_a_text_in_place_of_a_list_is_refused_in_one_sentence_however_long_it_is(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        calls: list[tuple[Any, str]] = [
            (client.migration_jobs.change_passwords, "passwords_of"),
            (client.migration_jobs.create_many, "jobs"),
        ]
        for call, name in calls:
            with pytest.raises(jobspan.ValidationError) as refused:
                await call("x" * 10_000)
            assert [each.field for each in refused.value.problems] == [name]
            assert len(str(refused.value.to_dict())) < 1000
    assert not list(drs.requests)
