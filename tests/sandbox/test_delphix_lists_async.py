"""Lists page by page, filters that the server understands, tags, and many jobs watched at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from jobspan import JobFailed
from jobspan.aio import as_completed, wait_all
from jobspan.delphix import Tag, field, search_text
from jobspan.testing.sandbox import Progress, Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB


async def test_a_walk_reads_every_page_once(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        names = [job.name async for job in client.masking_jobs.list(page_size=2, sort="name")]
        assert len(names) == 7
        assert names == sorted(names, key=str)
    sent = dct.requests.of("get_masking_jobs")
    assert len(sent) == 4
    assert {request.query["limit"] for request in sent} == {"2"}
    assert {request.query["sort"] for request in sent} == {"name"}
    assert ["cursor" in request.query for request in sent] == [False, True, True, True]


async def test_a_walk_that_stops_early_reads_no_further_page(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        assert await client.masking_jobs.list(page_size=2).first()
        assert len(await client.masking_jobs.list(page_size=2).to_list(limit=3)) == 3
        assert await client.masking_jobs.list().to_list(limit=0) == []
    assert dct.requests.count("get_masking_jobs") == 3


async def test_the_filter_travels_with_every_page(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        found = client.connectors.search(field("type").eq("DATABASE"), page_size=1)
        assert len(await found.to_list()) == 6
    assert {request.json["filter_expression"] for request in dct.requests} == {"type EQ 'DATABASE'"}


async def test_a_cursor_that_comes_again_ends_the_walk(dct: Sandbox) -> None:
    stuck = {"response_metadata": {"next_cursor": "same"}, "items": [{"id": "1"}, {"id": "2"}]}
    dct.faults.add("get_masking_jobs", faults.Answer(200, stuck), times=None)
    async with dct.async_client() as client:
        assert [job.id async for job in client.masking_jobs.list()] == ["1", "2"]
    assert dct.requests.count("get_masking_jobs") == 2


@pytest.mark.parametrize("last", [None, ""])
async def test_a_last_page_may_have_an_empty_cursor(dct: Sandbox, last: str | None) -> None:
    page = {"response_metadata": {"next_cursor": last, "total": 1}, "items": [{"id": "1"}]}
    dct.faults.add("get_masking_jobs", faults.Answer(200, page), times=None)
    async with dct.async_client() as client:
        assert [page.total async for page in client.masking_jobs.list().pages()] == [1]
    assert dct.requests.count("get_masking_jobs") == 1


async def test_rows_that_move_between_pages_come_once(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        dct.faults.add("get_masking_jobs", faults.EditJson(_repeat_the_first_row), times=None)
        ids = [job.id async for job in client.masking_jobs.list(page_size=3)]
    assert len(ids) == len(set(ids)) == 7


def _repeat_the_first_row(page: dict[str, list[object]]) -> dict[str, list[object]]:
    return page | {"items": [*page["items"], page["items"][0]]}


async def test_pairs_without_an_id_are_all_kept(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        pairs = await client.masking_jobs.source_engines(page_size=3).to_list()
    assert len(pairs) == len({pair.masking_job_id for pair in pairs}) >= 7


async def test_the_server_understands_what_the_builder_writes(dct: Sandbox) -> None:
    past, future = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    filters = {
        "finance-masking-job": field("tags").has(field("key").eq("team") & field("value").eq("finance")),
        "customer-refresh-job": field("is_on_the_fly_masking").eq(True),
        "staff-subset-job": field("name").contains("subset") & ~field("name").contains("finance"),
        "export-file-job": field("ruleset.type").eq("FILE") | field("name").eq("none of them"),
        "customer-hyperscale-job": field("max_memory").ge(8192) & field("max_memory").lt(1e4),
        "staff-masking-job": search_text("STAFF-MASK") & field("creation_date").gt(past),
    }
    async with dct.async_client() as client:
        for name, filter in filters.items():
            assert [job.name async for job in client.masking_jobs.search(filter)] == [name]
        assert await client.masking_jobs.search(field("creation_date").gt(future)).to_list() == []
        missing = client.masking_jobs.search(field("hyperscale_instance_id").present())
        assert [job.name async for job in missing] == ["customer-hyperscale-job"]
        some = client.masking_jobs.search(field("name").any_of(["staff-masking-job", "export-file-job"]), sort="-name")
        assert [job.name async for job in some] == ["staff-masking-job", "export-file-job"]


async def test_tags(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        jobs = client.masking_jobs
        await jobs.delete_tags(FINANCE_JOB, all=True)
        assert await jobs.tags(FINANCE_JOB) == []
        await jobs.add_tags(FINANCE_JOB, {"team": "alpha"})
        added = await jobs.add_tags(FINANCE_JOB, [("team", "beta"), Tag(key="env", value="prod"), ("team", "beta")])
        assert {(tag.key, tag.value) for tag in added} == {("team", "alpha"), ("team", "beta"), ("env", "prod")}
        await jobs.delete_tags(FINANCE_JOB, key="team", value="alpha")
        await jobs.delete_tags(FINANCE_JOB, pairs={"env": "prod"})
        assert [(tag.key, tag.value) for tag in await jobs.tags(FINANCE_JOB)] == [("team", "beta")]
        await jobs.delete_tags(FINANCE_JOB, key="team")
        assert await jobs.tags(FINANCE_JOB) == []
        await client.delphix.engines.add_tags("1", {"site": "west"})
        await client.connectors.add_tags("1-DATABASE-1", {"pii": "yes"})
        assert [tag.key for tag in await client.connectors.tags("1-DATABASE-1")] == ["pii"]


CONNECTORS = ["1-DATABASE-1", "1-DATABASE-2", "1-DATABASE-3", "1-DATABASE-4", "2-DATABASE-23", "3-DATABASE-2"]


async def test_many_jobs_cost_pages_of_calls(dct: Sandbox) -> None:
    dct.progress = Progress.by_seconds(10)
    async with dct.async_client() as client:
        handles = [await client.connectors.update(CONNECTORS[n % 6], username=f"u{n}") for n in range(250)]
        dct.requests.clear()
        results = await wait_all(handles)
    assert [result.id for result in results] == [CONNECTORS[n % 6] for n in range(250)]
    looks = dct.requests.count("search_jobs")
    assert dct.requests.count("get_job_by_id") == 0
    assert looks % 3 == 0
    assert looks <= 30


async def test_jobs_come_in_the_order_they_end(dct: Sandbox) -> None:
    dct.progress = Progress.by_script()
    async with dct.async_client() as client:
        handles = [await client.connectors.update(id, username="u") for id in CONNECTORS[:3]]
        dct.delphix.finish(handles[1].id)
        dct.delphix.fail(handles[2].id, "no such schema")
        ended = []
        async for handle in as_completed(handles):
            ended.append(handle.id)
            if len(ended) == 2:
                dct.delphix.finish(handles[0].id)
        assert ended == [handles[1].id, handles[2].id, handles[0].id]
        with pytest.raises(JobFailed, match="no such schema"):
            await wait_all(handles)


async def test_many_runs_on_a_server_that_does_not_name_them(dct: Sandbox) -> None:
    dct.faults.add("search_jobs", faults.EditJson(_without_executions), times=None)
    async with dct.async_client() as client:
        runs = [
            await client.masking_jobs.execute(FINANCE_JOB, engine_id="1"),
            await client.masking_jobs.execute("c93e5b70-d8a1-4f62-8c3d-26b7f04e1e95", engine_id="3"),
        ]
        assert [run.engine_id for run in await wait_all(runs)] == ["1", "3"]


def _without_executions(page: dict[str, Any]) -> dict[str, Any]:
    for job in page["items"]:
        job.pop("execution_id", None)
    return page


async def test_many_runs_are_read_in_batches_too(dct: Sandbox) -> None:
    dct.progress = Progress.by_seconds(10)
    async with dct.async_client() as client:
        runs = [
            await client.masking_jobs.execute(FINANCE_JOB, engine_id="1"),
            await client.masking_jobs.execute("c93e5b70-d8a1-4f62-8c3d-26b7f04e1e95", engine_id="3"),
        ]
        dct.requests.clear()
        results = await wait_all(runs)
    assert [run.engine_id for run in results] == ["1", "3"]
    assert dct.requests.count("get_job_by_id") == dct.requests.count("get_execution_by_id") == 0
    assert dct.requests.count("search_executions") <= dct.requests.count("search_jobs")
