"""Calls of API v5 that are made by their names."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import jobspan
from jobspan.drs import NotOffered
from jobspan.testing import Clock, Sandbox, faults
from jobspan.testing.sandbox.http import Reply
from jobspan.testing.sandbox.huawei_drs.tasks import Task


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


@pytest.fixture
def task(drs: Sandbox) -> Task:
    return drs.huawei_drs.add("named", "INCRE_TRANSFER_STARTED")


async def test_a_read_is_made_by_its_name_and_again_when_its_reply_is_lost(drs: Sandbox, task: Task) -> None:
    drs.huawei_drs.answers["show_replay_progress"] = {"progress": 40}
    drs.faults.add("v5.show_replay_progress", faults.DropAfterWork())
    async with drs.async_client() as client:
        reply = await client.drs.request_named("show_replay_progress", parameters={"job_id": task.id})
        same = await client.drs.request_named("v5.show_replay_progress", parameters={"job_id": task.id})
    assert reply.data == same.data == {"progress": 40}
    assert drs.requests.count("v5.show_replay_progress") == 3


async def test_a_change_is_planned_made_once_and_never_repeated(drs: Sandbox, task: Task, tmp_path: Path) -> None:
    drs.huawei_drs.answers["collect_columns"] = Reply.of_json({"id": "query-1"}, 202)
    asked: dict[str, Any] = {"parameters": {"job_id": task.id}, "body": {"is_force_refresh": True}}
    async with drs.async_client(journal=f"sqlite:///{tmp_path / 'journal.sqlite3'}") as client:
        plan = await client.drs.request_named.plan("collect_columns", **asked)
        assert drs.requests.count("v5.collect_columns") == 0
        assert plan.requests[0]["body"] == {"is_force_refresh": True}
        for _ in range(2):
            done = await client.drs.request_named.once("columns", "collect_columns", **asked)
            assert done.data == {"id": "query-1"}
        assert drs.requests.count("v5.collect_columns") == 1
        drs.faults.add("v5.collect_columns", faults.DropAfterWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError):
            await client.drs.request_named("collect_columns", **asked)
        assert drs.requests.count("v5.collect_columns") == 2


async def test_passwords_in_it_are_masked(drs: Sandbox) -> None:
    body = {"jobs": [{"source_endpoint": [{"endpoint": {"db_user": "drs", "db_password": "h1dden-canary"}}]}]}
    drs.huawei_drs.answers["batch_create_jobs_async"] = {"job": {"async_job_id": "1"}, **body}
    async with drs.async_client() as client:
        plan = await client.drs.request_named.plan("batch_create_jobs_async", body=body)
        reply = await plan.apply()
    assert "h1dden-canary" not in str(plan) + repr(plan.requests) + repr(reply)
    (sent,) = drs.requests.of("v5.batch_create_jobs_async")
    assert sent.json == body


async def test_what_the_table_does_not_have_is_not_sent(drs: Sandbox, task: Task) -> None:
    async with drs.async_client() as client:
        with pytest.raises(jobspan.ValidationError, match="show_replay_progress"):
            await client.drs.request_named("show_reply_progress", parameters={"job_id": task.id})
        with pytest.raises(jobspan.ValidationError, match="job_id"):
            await client.drs.request_named("show_replay_progress")
        with pytest.raises(jobspan.NotFound):
            await client.drs.request_named("show_replay_progress", parameters={"job_id": task.id[:-5] + "jb999"})
        drs.huawei_drs.has_v5 = False
        for name in ("show_replay_progress", "show_db_objects_list"):
            with pytest.raises(NotOffered):
                await client.drs.request_named(name, parameters={"job_id": task.id})
