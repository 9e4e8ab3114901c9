"""Requests by their path: on every plane, with all that its own calls have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jobspan import (
    AmbiguousOutcomeError,
    DecodeError,
    NotFound,
    PermissionDenied,
    Policy,
    Secret,
    ServerError,
    ValidationError,
)
from jobspan.delphix import Engine
from jobspan.hooks import Event, UnexpectedData
from jobspan.raw import PageStyle
from jobspan.testing import Clock, Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB

CANARY = "canary-51c8"
BATCH = "/v3/{project_id}/jobs/batch-status"

LISTS: dict[str, tuple[str, dict[str, Any]]] = {
    "delphix": ("/masking-jobs", {}),
    "ciphertrust": ("/api/v1/cckm/aws/synchronization-jobs", {}),
    "groupid": ("/GroupIDDataService/api/DataSyncJobs", {}),
    "dsc": ("/v1/{project_id}/sdg/scan/job", {}),
    "drs": ("/v5/{project_id}/jobs", {"query": {"job_type": "migration"}}),
}


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(clock=Clock.manual()) as sandbox:
        yield sandbox


async def test_a_read_by_path_reads_what_the_method_reads(box: Sandbox) -> None:
    async with box.async_client() as client:
        engine = await client.delphix.engines.get("1")
        reply = await client.delphix.request("GET", "/management/engines/{id}", parameters={"id": "1"})
        assert reply.status == 200
        assert await client.delphix.read_as(Engine, reply) == engine
        rows = await client.delphix.rows("/management/engines", model=Engine, page_size=1).to_list()
        assert rows == await client.delphix.engines.list().to_list()


@pytest.mark.parametrize("namespace", LISTS)
async def test_each_plane_walks_its_own_pages(box: Sandbox, namespace: str) -> None:
    path, how = LISTS[namespace]
    async with box.async_client() as client:
        for _ in range(2):
            await (await client.sync_jobs.aws.keys.start(synchronize_all=True)).wait()
        plane: Any = getattr(client, namespace)
        whole = await plane.rows(path, **how).to_list()
        requests = len(list(box.requests))
        by_one = await plane.rows(path, page_size=1, **how).to_list()
    assert len(whole) > 1
    assert [row.get("id") for row in by_one] == [row.get("id") for row in whole]
    assert len(list(box.requests)) - requests >= len(whole)


async def test_what_the_services_of_huawei_cloud_share_is_within_reach_as_well(box: Sandbox) -> None:
    async with box.async_client() as client:
        (named,) = await client.huawei.rows("/v3/projects").to_list()
        reply = await client.huawei.request("GET", "/v3/projects", query={"name": named["name"]})
        plan = await client.huawei.request.plan("DELETE", "/v3/projects/{project}", parameters={"project": "p"})
    assert reply.data["projects"] == [named]
    assert [request["method"] for request in plan.requests] == ["DELETE"]


async def test_a_change_can_be_planned_and_is_never_sent_twice(box: Sandbox) -> None:
    async with box.async_client() as client:
        plan = await client.delphix.request.plan("DELETE", "/masking-jobs/{id}", parameters={"id": FINANCE_JOB})
        assert f"/masking-jobs/{FINANCE_JOB}" in str(plan)
        assert not box.requests.of("delete_masking_job")
        box.faults.add("delete_masking_job", faults.DropAfterWork())
        with pytest.raises(AmbiguousOutcomeError, match="DELETE /masking-jobs"):
            await client.delphix.request("DELETE", "/masking-jobs/{id}", parameters={"id": FINANCE_JOB})
    assert box.requests.count("delete_masking_job") == 1


async def test_a_read_that_posts_is_repeated_when_its_caller_says_that_it_reads(box: Sandbox) -> None:
    box.faults.add("search_masking_jobs", faults.Answer(503, ""))
    box.faults.add("search_masking_jobs", faults.DropBeforeWork())
    async with box.async_client() as client:
        reply = await client.delphix.request("POST", "/masking-jobs/search", body={}, retry="read")
        assert len(reply.data["items"]) == 7
    assert box.requests.count("search_masking_jobs") >= 2


async def test_a_key_makes_it_once(box: Sandbox, tmp_path: Any) -> None:
    path = "/masking-jobs/{id}/execute"
    for _ in range(2):
        async with box.async_client(journal=f"sqlite:///{tmp_path}/journal.db") as client:
            await client.delphix.request.once(
                "nightly", "POST", path, parameters={"id": FINANCE_JOB}, body={"engine_id": "1"}
            )
    assert box.requests.count("execute_masking_job") == 1


async def test_errors_are_those_of_the_plane(box: Sandbox) -> None:
    async with box.async_client(policy=Policy(attempts=1)) as client:
        with pytest.raises(NotFound):
            await client.delphix.request("GET", "/masking-jobs/{id}", parameters={"id": "nope"})
        for status, error in ((403, PermissionDenied), (500, ServerError)):
            box.faults.add("get_masking_jobs", faults.Answer(status, {"error": "no", "error_description": "not today"}))
            with pytest.raises(error, match="not today"):
                await client.delphix.request("GET", "/masking-jobs")


async def test_secrets_are_sent_and_shown_nowhere(box: Sandbox) -> None:
    body = {"jobs": [{"job_id": "x", "db_password": Secret(CANARY)}]}
    async with box.async_client() as client:
        plan = await client.drs.request.plan("POST", BATCH, body=body, headers={"X-Extra": Secret(CANARY)})
    assert CANARY not in f"{plan}{plan!r}{plan._repr_html_()}"


@pytest.mark.parametrize("dots", [".", "..", "%2e%2E"])
async def test_a_parameter_does_not_climb(box: Sandbox, dots: str) -> None:
    async with box.async_client() as client:
        for make in (client.delphix.request, client.drs.request, client.groupid.request):
            with pytest.raises(ValidationError, match="another thing"):
                await make("DELETE", "/a/{id}", parameters={"id": dots})
    assert not list(box.requests)


@pytest.mark.parametrize("wrong", [{"parameters": ["id"]}, {"query": "a=b"}, {"headers": ["X-A"]}], ids=str)
async def test_what_is_no_mapping_is_named(box: Sandbox, wrong: dict[str, Any]) -> None:
    (field,) = wrong
    async with box.async_client() as client:
        with pytest.raises(ValidationError) as caught:
            await client.delphix.request("GET", "/a", **wrong)
    assert [problem.field for problem in caught.value.problems] == [field]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("https://elsewhere.test/x", "path"),
        ("//elsewhere.test/x", "path"),
        ("relative", "path"),
        ("/a/../b", "path"),
        ("/a/%2e%2E/b", "path"),
        ("/a/..%2Fb", "path"),
        ("/a\\..\\b", "path"),
        ("/a/..%5c/b", "path"),
        ("/a?b=c", "path"),
        ("/a b", "path"),
        ("/a\r\nX: y", "path"),
        ("/{id}", "parameters"),
        ("/{", "path"),
    ],
)
async def test_only_what_is_below_the_address_of_the_plane(box: Sandbox, path: str, field: str) -> None:
    async with box.async_client() as client:
        for make in (client.delphix.request, client.drs.request):
            with pytest.raises(ValidationError) as caught:
                await make("GET", path)
            assert caught.value.problems[0].field == field
        with pytest.raises(ValidationError):
            await client.ciphertrust.rows(path).to_list()
    assert not list(box.requests)


async def test_what_cannot_be_sent_is_named_before_anything_is(box: Sandbox) -> None:
    async with box.async_client() as client:
        with pytest.raises(ValidationError) as caught:
            await client.groupid.request(
                "FETCH",
                "/x",
                body={"a": object()},
                headers={"Authorization": "mine", "a b": "c"},
                retry="often",  # type: ignore[arg-type] # what it looks for
            )
    assert {problem.field for problem in caught.value.problems} == {"method", "retry", "headers", "body"}
    assert not list(box.requests)


async def test_rows_that_are_not_there_or_cannot_be_read(box: Sandbox) -> None:
    events: list[Event] = []
    async with box.async_client(hooks=[events.append]) as client:
        with pytest.raises(DecodeError, match="no list of rows"):
            await client.delphix.rows("/masking-jobs", style=PageStyle(rows=("nowhere",))).to_list()
        page = {"items": [{"id": "1", "name": "one"}, {"name": "no id"}, None]}
        box.faults.add("get_registered_engines", faults.Answer(200, page), times=None)
        pager = client.delphix.rows("/management/engines", model=Engine)
        assert [engine.id for engine in await pager.to_list()] == ["1"]
        assert pager.unreadable == 2
    lost = [event.path for event in events if isinstance(event, UnexpectedData) and event.row]
    assert [path.partition("]")[0] for path in lost] == ["$.items[1", "$.items[2"]


async def test_a_list_that_ends_before_its_total_says_so(box: Sandbox) -> None:
    events: list[Event] = []
    box.faults.add("S1", faults.Answer(200, {"tasks": [{"id": "1"}], "total": 9}))
    box.faults.add("S1", faults.Answer(200, {"tasks": [], "total": 9}))
    async with box.async_client(hooks=[events.append]) as client:
        complete = [page.complete async for page in client.dsc.rows("/v1/{project_id}/sdg/scan/job").pages()]
    assert complete == [True, False]
    [odd] = [event for event in events if isinstance(event, UnexpectedData)]
    assert odd.what.startswith("the list ends after 1 of 9 rows")


async def test_a_style_and_a_model_are_what_they_must_be() -> None:
    with Sandbox(["delphix"], clock=Clock.manual()) as sandbox:
        async with sandbox.async_client() as client:
            rows: Any = client.delphix.rows
            with pytest.raises(ValidationError, match="style: must be a PageStyle, not str"):
                rows("/engines", style="cursor")
            with pytest.raises(ValidationError, match="model: must be a type, not str"):
                rows("/engines", model="Engine")
    with pytest.raises(ValidationError, match=r"counts: is 'pages' \(allowed: cursor, rows, page\)"):
        PageStyle(counts="pages")  # type: ignore[arg-type]
