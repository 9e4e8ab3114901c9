"""What jobspan believes of a DCT that is not kind: late, short, worded otherwise, forbidden, struck by outages."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from jobspan import (
    AmbiguousOutcomeError,
    ApiError,
    JobFailed,
    NotFound,
    PartialFailure,
    Phase,
    RuleViolation,
    ServerError,
    TransportError,
)
from jobspan.aio import wait_all
from jobspan.delphix import ConnectorTestFailed, Credentials, Execution, Promotion, Run
from jobspan.hooks import LookFailed, RuleWarning, UnexpectedData
from tests.core.scripted_dct import DONE, NO, OURS, PLACE, STARTED, ScriptedDct, filter_of, in_turn, newcomers

COPY = "POST /v3/masking-jobs/a/copy"
PASSWORD = Credentials("masker", "pw-from-the-vault")
PATCH = "PATCH /v3/connectors/.*"
TEST = "POST /v3/connectors/.*/test"
WORKING: dict[str, Any] = {PATCH: (200, {"job": DONE}), TEST: (200, {"status": "SUCCEEDED"})}
ONE: dict[str, Any] = {"connector": {"id": "2-DATABASE-23"}}
BOTH: dict[str, Any] = {"connector": {"id": "t"}, "on_the_fly_connector": {"id": "s"}}


@pytest.fixture
def dct() -> ScriptedDct:
    return ScriptedDct()


# --- credentials of a copy ---


@pytest.mark.parametrize("early", [(200, {}), (404, {"error": "x"}), (200, {"connector": None})])
async def test_credentials_are_set_once_the_connectors_show(dct: ScriptedDct, early: Any) -> None:
    dct.on({"GET /v3/masking-jobs/copy/connectors": in_turn(early, early, (200, ONE))} | WORKING)
    async with dct.async_client() as client:
        copied = await (await client.masking_jobs.copy("a", **PLACE, connector_credentials=PASSWORD)).wait()
    assert copied.id == "copy"
    assert (dct.count(PATCH), dct.count(TEST)) == (1, 1)


async def test_credentials_that_no_connector_took_are_no_success_and_can_be_set_later(dct: ScriptedDct) -> None:
    dct.on({"GET /v3/masking-jobs/copy/connectors": (200, {})} | WORKING)
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy("a", **PLACE, connector_credentials=PASSWORD)
        with pytest.raises(NotFound, match="set nowhere"):
            await copying.wait()
        dct.on({"GET /v3/masking-jobs/copy/connectors": (200, ONE)})
        assert (await copying.wait()).id == "copy"
    assert dct.count(TEST) == 1


async def test_the_second_connector_of_an_on_the_fly_copy_may_show_later(dct: ScriptedDct) -> None:
    dct.on({
        "GET /v3/masking-jobs/copy": (200, {"id": "copy", "name": "customers", "is_on_the_fly_masking": True}),
        "GET /v3/masking-jobs/copy/connectors": in_turn((200, ONE), (200, BOTH)),
    } | WORKING)  # fmt: skip
    async with dct.async_client() as client:
        await (await client.masking_jobs.copy("a", **PLACE, connector_credentials=PASSWORD)).wait()
    assert dct.count(TEST) == 2


async def test_a_connector_that_never_shows_is_named_beside_the_one_that_did(dct: ScriptedDct) -> None:
    dct.on({
        "GET /v3/masking-jobs/copy": (200, {"id": "copy", "name": "customers", "is_on_the_fly_masking": True}),
        "GET /v3/masking-jobs/copy/connectors": (200, ONE),
    } | WORKING)  # fmt: skip
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy("a", **PLACE, connector_credentials=PASSWORD)
        with pytest.raises(PartialFailure, match="source connector") as partial:
            await copying.wait()
    assert [item.item for item in partial.value.result.succeeded] == ["2-DATABASE-23"]
    assert len(partial.value.result.unknown) == 1


async def test_a_wrong_password_is_tried_once_however_often_one_waits(dct: ScriptedDct) -> None:
    dct.on({
        "GET /v3/masking-jobs/copy/connectors": (200, ONE),
        PATCH: (200, {"job": DONE}),
        TEST: (200, {"status": "FAILED", "message": "ORA-01017"}),
    })  # fmt: skip
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy("a", **PLACE, connector_credentials=PASSWORD)
        for _ in range(3):
            with pytest.raises(PartialFailure, match="ORA-01017"):
                await copying.wait()
        (end,) = await wait_all([copying], return_exceptions=True)
        assert isinstance(end, PartialFailure)
    assert dct.count(TEST) == 1


async def test_a_password_that_one_connector_refused_is_not_tried_on_the_next(dct: ScriptedDct) -> None:
    dct.on({
        "GET /v3/masking-jobs/copy/connectors": (200, BOTH),
        PATCH: (200, {"job": DONE}),
        TEST: (200, {"status": "FAILED", "message": "ORA-01017"}),
    })  # fmt: skip
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy("a", **PLACE, connector_credentials=PASSWORD)
        with pytest.raises(PartialFailure) as partial:
            await copying.wait()
    (skipped,) = partial.value.result.skipped
    assert skipped.item == "s"
    assert "refused the same password" in str(skipped.message)
    assert (dct.count(PATCH), dct.count(TEST)) == (1, 1)


async def test_a_test_that_ends_in_an_unknown_word_is_unknown_and_never_a_success(dct: ScriptedDct) -> None:
    dct.on({"GET /v3/masking-jobs/copy/connectors": (200, ONE)} | WORKING | {TEST: (200, {"status": "MAYBE"})})
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy("a", **PLACE, connector_credentials=PASSWORD)
        with pytest.raises(PartialFailure) as partial:
            await copying.wait()
        with pytest.raises(ConnectorTestFailed, match="MAYBE"):
            (await client.connectors.test("x")).raise_for_failure()
        dct.on({TEST: (200, {"status": "Succeeded"})})
        assert (await client.connectors.test("x")).ok
    assert [item.code for item in partial.value.result.unknown] == ["MAYBE"]


# --- after a lost reply ---


THEIRS: dict[str, Any] = DONE | {"type": "MASKING_JOB_COPY", "account_id": 99, "account_name": "somebody-else"}
MINE: dict[str, Any] = STARTED | {"type": "MASKING_JOB_COPY"} | OURS


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        ([THEIRS], True),
        ([MINE | {"account_id": None, "account_name": None}], True),
        ([MINE], False),
        ([MINE, MINE | {"id": "5"}], True),
        ([MINE, THEIRS | {"id": "5", "account_id": None, "account_name": None}], True),
        ([MINE | {"target_id": "b"}], True),
        ([MINE | {"type": "MASKING_JOB_DELETE"}], True),
        ([MINE | {"engines": [{"engine_id": "3"}]}], True),
        ([MINE | {"start_time": "2001-01-01T00:00:00Z"}], True),
    ],
    ids=[
        "of another account",
        "of nobody",
        "while our account is unknown",
        "two of ours",
        "ours and one of nobody",
        "about another job",
        "another kind of work",
        "another engine",
        "long before",
    ],
)
async def test_a_job_is_adopted_only_by_every_mark(dct: ScriptedDct, rows: list[Any], known: bool) -> None:
    dct.on({COPY: None, "POST /v3/jobs/search": newcomers(*rows)})
    if not known:
        dct.on({"POST /v3/token-info": NO})
    async with dct.async_client() as client:
        with pytest.raises(AmbiguousOutcomeError, match="search"):
            await client.masking_jobs.copy("a", **PLACE, connector_credentials=PASSWORD)
    assert dct.count(COPY) == 1


@pytest.mark.parametrize("operation", ["copy", "migrate", "execute"])
async def test_a_job_that_bears_every_mark_is_adopted(dct: ScriptedDct, operation: str) -> None:
    row = MINE | {"type": f"MASKING_JOB_{operation.upper()}"}
    dct.on({f"POST /v3/masking-jobs/a/{operation}": None, "POST /v3/jobs/search": newcomers(THEIRS | {"id": "5"}, row)})
    async with dct.async_client() as client:
        start: Any = getattr(client.masking_jobs, operation)
        handle = await start("a", **({"engine_id": "2"} if operation == "execute" else PLACE))
    assert handle.ref.id == "1"
    assert dct.count(f"POST /v3/masking-jobs/a/{operation}") == 1


@pytest.mark.parametrize(
    "answer", [(202, None), (204, None), (200, {"accepted": True}), (200, b"accepted"), (200, b"[" * 9999)]
)
async def test_a_copy_accepted_without_a_readable_reply_is_looked_for(dct: ScriptedDct, answer: Any) -> None:
    dct.on({COPY: answer, "POST /v3/jobs/search": newcomers(MINE)})
    async with dct.async_client() as client:
        assert (await client.masking_jobs.copy("a", **PLACE)).ref.id == "1"
    assert dct.count(COPY) == 1


@pytest.mark.parametrize(
    ("made", "began"),
    [("2024-01-01T00:00:02", "2024-01-01T00:00:01Z"), ("2024-01-01T00:00:02Z", "2024-01-01T00:00:01")],
)
async def test_a_date_without_zone_does_not_lose_a_copy_under_way(dct: ScriptedDct, made: str, began: str) -> None:
    dct.on({
        COPY: (200, {"job": STARTED | {"start_time": began}, "masking_job_id": "copy"}),
        "GET /v3/masking-jobs/copy": (200, {"id": "copy", "name": "customers", "creation_date": made}),
    })  # fmt: skip
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy("a", **PLACE)
        assert copying.view is not None
        assert copying.view.resync is not True, "made a second after the start"
        assert (await copying.wait()).id == "copy"


def adopted(dct: ScriptedDct) -> ScriptedDct:
    """A copy whose reply is lost; its job is found, and the copy by its name."""
    return dct.on({
        COPY: None,
        "POST /v3/jobs/search": newcomers(MINE),
        "POST /v3/masking-jobs/search": (200, {"items": [{"id": "found", "name": "customers"}]}),
        "POST /v3/masking-jobs/source-engines/search": (
            200, {"items": [{"masking_job_id": "found", "source_engine_id": "2"}]},
        ),
        "GET /v3/masking-jobs/found/connectors": (200, ONE),
    } | WORKING)  # fmt: skip


@pytest.mark.parametrize(
    "place",
    [
        NO,
        (404, {"error": "x"}),
        (200, {"id": "found", "name": "customers", "engine_id": "2", "environment_name": "dev"}),
    ],
)
async def test_no_password_goes_to_a_copy_whose_place_is_not_certain(dct: ScriptedDct, place: Any) -> None:
    adopted(dct).on({"GET /v3/compliance-jobs/found": place})
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy("a", **PLACE, connector_credentials=PASSWORD)
        with pytest.raises(AmbiguousOutcomeError, match="No credentials were set") as unsure:
            await copying.wait()
    assert unsure.value.ref == copying.ref
    assert dct.count(PATCH) == 0


@pytest.mark.parametrize("environment_id", ["prod-env", "2-ENV-7"])
async def test_a_copy_in_the_right_place_gets_its_passwords(dct: ScriptedDct, environment_id: str) -> None:
    seen = {"id": "found", "name": "customers", "engine_id": "2", "environment_name": "prod-env"}
    environment = {"id": "2-ENV-7", "engine_id": "2", "name": "prod-env"}
    adopted(dct).on({
        "GET /v3/compliance-jobs/found": (200, seen),
        "GET /v3/masking-environments/2-ENV-7": (200, environment),
    })  # fmt: skip
    async with dct.async_client() as client:
        place = PLACE | {"target_environment_id": environment_id}
        copied = await (await client.masking_jobs.copy("a", **place, connector_credentials=PASSWORD)).wait()
    assert copied.id == "found"
    assert (dct.count(PATCH), dct.count(TEST)) == (1, 1)


async def test_a_deletion_found_gone_after_a_lost_reply_is_the_job_that_deleted(dct: ScriptedDct) -> None:
    gone = (404, {"error": "not-found", "error_description": "no connector x"})
    deleting = DONE | {"id": "9", "type": "CONNECTOR_DELETE", "target_id": "x"} | OURS
    dct.on({"DELETE /v3/connectors/x": in_turn(None, gone), "POST /v3/jobs/search": (200, {"items": [deleting]})})
    async with dct.async_client(rules="off") as client:
        assert (await client.connectors.delete("x")).ref.id == "9"
        dct.on({"DELETE /v3/connectors/x": in_turn(None, gone), "POST /v3/jobs/search": (200, {"items": []})})
        with pytest.raises(AmbiguousOutcomeError, match="no connector x"):
            await client.connectors.delete("x")
        dct.on({"DELETE /v3/connectors/x": gone})
        with pytest.raises(NotFound):
            await client.connectors.delete("x")


@pytest.mark.parametrize(
    ("status", "error"), [("CANCELLED", None), ("RUNNING", AmbiguousOutcomeError), ("FAILED", ApiError)]
)
async def test_a_cancel_refused_after_a_lost_reply_is_judged_by_the_run(
    dct: ScriptedDct, status: str, error: Any
) -> None:
    refused = (409, {"error": "failed", "error_description": "it is not active"})
    dct.on({
        "POST /v3/executions/r/cancel": in_turn(None, refused),
        "GET /v3/executions/r": (200, {"id": "r", "status": status}),
    })  # fmt: skip
    async with dct.async_client(rules="off") as client:
        if error is None:
            await client.delphix.executions.cancel("r")
        else:
            with pytest.raises(error, match="not active"):
                await client.delphix.executions.cancel("r")


async def test_a_job_listed_out_of_order_is_not_taken_for_a_new_one(dct: ScriptedDct) -> None:
    """The look before showed a newer one, so this one began before our request."""
    seen = {"id": "3", "status": "COMPLETED", "target_id": "b", "start_time": "2024-01-01T12:00:00Z"}
    older = MINE | {"start_time": "2024-01-01T11:59:00Z"}
    looks: list[str] = []

    def jobs(request: httpx.Request) -> Any:
        looks.append(filter_of(request))
        return 200, {"items": [seen] if len(looks) == 1 else [older, seen]}

    dct.on({COPY: None, "POST /v3/jobs/search": jobs})
    async with dct.async_client(rules="off") as client:
        with pytest.raises(AmbiguousOutcomeError, match="surely not the one: 1"):
            await client.masking_jobs.copy("a", **PLACE)


def pages(rows: list[Any], size: int = 1) -> Any:
    """A search whose server gives fewer rows a page than it is asked for."""

    def answer(request: httpx.Request) -> Any:
        at = int(request.url.params.get("cursor", "0"))
        more = {"next_cursor": str(at + size)} if at + size < len(rows) else {}
        return 200, {"items": rows[at : at + size], "response_metadata": more}

    return answer


async def test_a_copy_is_not_found_in_the_first_of_many_short_pages(dct: ScriptedDct) -> None:
    copies = ["found", "another"]
    adopted(dct).on({
        "POST /v3/masking-jobs/search": pages([{"id": id, "name": "customers"} for id in copies]),
        "POST /v3/masking-jobs/source-engines/search": pages(
            [{"masking_job_id": id, "source_engine_id": "2"} for id in copies]
        ),
    })  # fmt: skip
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy("a", **PLACE)
        with pytest.raises(AmbiguousOutcomeError, match="2 masking jobs can be it"):
            await copying.wait()


async def test_an_import_on_the_second_page_keeps_an_engine_busy(dct: ScriptedDct) -> None:
    rows = [
        {"id": "6", "type": "DB_REFRESH", "status": "RUNNING"},
        {"id": "7", "type": "MASKING_JOB_COPY", "status": "STARTED"},
    ]
    dct.on({"POST /v3/jobs/search": pages(rows)})
    async with dct.async_client() as client:
        assert "DCT jobs 7" in (await client.delphix.engines.busy_with("2") or "")


# --- waits, ends and results ---


@pytest.mark.parametrize("out", [(503, {"error": "unavailable"}), None, (429, None), (502, b"<html>")])
async def test_an_outage_does_not_end_a_wait(dct: ScriptedDct, out: Any) -> None:
    began = dct.clock.wall()

    def look(request: httpx.Request) -> Any:
        return (
            out if 10 < dct.clock.wall() - began < 630 else (200, DONE if dct.clock.wall() - began > 700 else STARTED)
        )

    dct.on({"GET /v3/jobs/1": look})
    async with dct.async_client() as client:
        assert (await (await client.masking_jobs.copy("a", **PLACE)).wait(timeout=3600)).id == "copy"
    assert any(isinstance(event, LookFailed) for event in dct.events)


@pytest.mark.parametrize("out", [(503, {"error": "unavailable"}), None, (404, {"error": "x"})])
async def test_an_outage_at_the_very_end_does_not_lose_the_result(dct: ScriptedDct, out: Any) -> None:
    began = dct.clock.wall()

    def copied(request: httpx.Request) -> Any:
        late = dct.clock.wall() - began > 40
        return (200, {"id": "copy", "name": "customers"}) if late else out

    dct.on({"GET /v3/masking-jobs/copy": copied})
    async with dct.async_client() as client:
        assert (await (await client.masking_jobs.copy("a", **PLACE)).wait()).id == "copy"


async def test_what_a_job_made_and_never_shows_is_told_with_the_job(dct: ScriptedDct) -> None:
    dct.on({"GET /v3/masking-jobs/copy": (404, {"error": "x"})})
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy("a", **PLACE)
        with pytest.raises(NotFound, match="Job 1 is over") as late:
            await copying.wait()
    assert late.value.ref == copying.ref


@pytest.mark.parametrize("start", ["copy", "migrate", "execute"])
async def test_a_failed_job_is_returned_when_asked_for_and_nothing_is_looked_for(dct: ScriptedDct, start: str) -> None:
    failed = {"id": "1", "status": "FAILED", "target_id": "a", "error_details": "disk full"}
    dct.on({"GET /v3/jobs/1": (200, failed), "GET /v3/masking-jobs/copy": (404, {"error": "x"})})
    async with dct.async_client() as client:
        call: Any = getattr(client.masking_jobs, start)
        handle = await call("a", **({"engine_id": "2"} if start == "execute" else PLACE))
        looked = dct.count("GET /v3/masking-jobs/copy")
        assert await handle.wait(raise_on_failure=False) == handle.view
        assert dct.count("GET /v3/masking-jobs/copy") == looked
        with pytest.raises(JobFailed, match="disk full"):
            await handle.wait()


async def test_one_failed_copy_of_three_leaves_the_other_results(dct: ScriptedDct) -> None:
    rows = {str(n): {"id": str(n), "status": "FAILED" if n == 2 else "COMPLETED", "target_id": "a"} for n in (1, 2, 3)}

    def made(request: httpx.Request) -> Any:
        n = dct.count(COPY)
        return 200, {"job": rows[str(n)] | {"status": "STARTED"}, "masking_job_id": f"copy-{n}"}

    def listed(request: httpx.Request) -> Any:
        asks = filter_of(request)
        return 200, {"items": [row for id, row in rows.items() if f"'{id}'" in asks and " IN " in asks]}

    dct.on({COPY: made, "POST /v3/jobs/search": listed, "GET /v3/masking-jobs/copy-2": (404, {"error": "x"})})
    dct.on({"GET /v3/jobs/[123]": lambda r: (200, rows[r.url.path[-1]])})
    async with dct.async_client(rules="off") as client:
        handles = [await client.masking_jobs.copy("a", **PLACE) for _ in range(3)]
        first, failed, last = await wait_all(handles, return_exceptions=True)
    assert [getattr(each, "id", None) for each in (first, last)] == ["copy-1", "copy-3"]
    assert isinstance(failed, JobFailed)


EXECUTED: dict[str, Any] = {"GET /v3/jobs/1": (200, DONE | {"execution_id": "r"})}
ENDED: dict[str, Any] = {"id": "r", "end_time": "2024-01-01T00:00:00Z"}


@pytest.mark.parametrize("status", ["SUCCEEDED", "FAILED"])
async def test_a_run_that_is_over_ends_the_wait_though_its_data_never_come(dct: ScriptedDct, status: str) -> None:
    run = ENDED | {"status": status, "data_collection_complete": False}
    dct.on(EXECUTED | {"GET /v3/executions/r": (200, run)})
    async with dct.async_client() as client:
        running = await client.masking_jobs.execute("a", engine_id="2")
        end = await running.wait(timeout=6 * 3600, raise_on_failure=False)
        assert isinstance(end, Execution if status == "SUCCEEDED" else Run)
        if status == "FAILED":
            with pytest.raises(JobFailed):
                await running.wait(timeout=6 * 3600)
    assert any("its last part did not come" in event.what for event in dct.events if isinstance(event, UnexpectedData))


async def test_a_run_that_never_appears_ends_the_wait_in_doubt(dct: ScriptedDct) -> None:
    began = dct.clock.wall()
    async with dct.async_client() as client:
        running = await client.masking_jobs.execute("a", engine_id="2")
        with pytest.raises(AmbiguousOutcomeError, match="DCT shows no run") as unsure:
            await running.wait(timeout=6 * 3600)
    assert unsure.value.ref == running.ref
    assert dct.clock.wall() - began < 3600


async def test_an_inventory_that_never_catches_up_ends_the_wait(dct: ScriptedDct) -> None:
    dct.on({"GET /v3/jobs/1": (200, STARTED | {"is_waiting_for_telemetry": True})})
    async with dct.async_client() as client:
        assert (await (await client.masking_jobs.copy("a", **PLACE)).wait(timeout=6 * 3600)).id == "copy"


async def test_a_run_that_ends_with_warnings_is_partial(dct: ScriptedDct) -> None:
    events = [{"event": "Masking", "status": "NON_CONFORMANT"}]
    dct.on(EXECUTED | {"GET /v3/executions/r": (200, ENDED | {"status": "WARNING", "task_events": events})})
    async with dct.async_client() as client:
        running = await client.masking_jobs.execute("a", engine_id="2")
        with pytest.raises(JobFailed, match="Masking: NON_CONFORMANT") as partial:
            await running.wait()
        assert partial.value.phase is Phase.PARTIAL
        assert await running.wait(raise_on_failure=False) == partial.value.view


async def test_a_run_that_masked_fewer_rows_than_it_had_says_so(dct: ScriptedDct) -> None:
    run = ENDED | {"status": "SUCCEEDED", "rows_masked": 40, "rows_total": 100}
    dct.on(EXECUTED | {"GET /v3/executions/r": (200, run)})
    async with dct.async_client() as client:
        done = await (await client.masking_jobs.execute("a", engine_id="2")).wait()
    assert done.unmasked == 60
    assert any("masked 40 of 100 rows" in event.what for event in dct.events if isinstance(event, UnexpectedData))


# --- which run is ours, on servers whose jobs do not name it ---

BEGUN: dict[str, Any] = DONE | {"start_time": "2024-01-01T12:00:00Z"} | OURS
RUN: dict[str, Any] = {"id": "ours", "status": "SUCCEEDED", "submit_time": "2024-01-01T12:00:05Z", "account_id": 1}


@pytest.mark.parametrize(
    "more",
    [
        {"id": "theirs", "account_id": 99, "submit_time": "2024-01-01T12:00:01Z"},
        {"id": "older", "submit_time": "2024-01-01T11:00:00Z"},
    ],
    ids=["of another account", "submitted before"],
)
@pytest.mark.parametrize("readable", [True, False], ids=["runs before are known", "runs before are not known"])
async def test_the_run_of_a_job_is_told_from_others(dct: ScriptedDct, more: Any, readable: bool) -> None:
    before: Any = (200, {"items": []}) if readable else NO
    listed = (200, {"items": [RUN, RUN | more]})

    def runs(request: httpx.Request) -> Any:
        return listed if dct.count("POST /v3/masking-jobs/a/execute") else before

    dct.on({"GET /v3/jobs/1": (200, BEGUN), "POST /v3/executions/search": runs})
    async with dct.async_client() as client:
        assert (await (await client.masking_jobs.execute("a", engine_id="2")).wait()).id == "ours"


async def test_runs_are_told_apart_by_time_when_the_list_is_out_of_order(dct: ScriptedDct) -> None:
    before = RUN | {"id": "before", "submit_time": "2024-01-01T11:00:00Z"}
    later = RUN | {"id": "later", "submit_time": "2024-01-01T12:09:00Z"}

    def runs(request: httpx.Request) -> Any:
        return 200, {"items": [before, RUN, later] if dct.count("POST /v3/masking-jobs/a/execute") else [before]}

    dct.on({"GET /v3/jobs/1": (200, BEGUN), "POST /v3/executions/search": runs})
    async with dct.async_client(rules="off") as client:
        assert (await (await client.masking_jobs.execute("a", engine_id="2")).wait()).id == "ours"


async def test_the_run_of_a_job_is_found_behind_many_later_ones(dct: ScriptedDct) -> None:
    later = [RUN | {"id": f"later-{n}", "submit_time": f"2024-01-01T13:{n:02d}:00Z"} for n in range(59, 0, -1)]
    before = RUN | {"id": "before", "submit_time": "2024-01-01T11:00:00Z"}

    def runs(request: httpx.Request) -> Any:
        began = dct.count("POST /v3/masking-jobs/a/execute")
        return pages([*later, RUN, before] if began else [before], size=10)(request)

    dct.on({"GET /v3/jobs/1": (200, BEGUN), "POST /v3/executions/search": runs})
    async with dct.async_client(rules="off") as client:
        assert (await (await client.masking_jobs.execute("a", engine_id="2")).wait()).id == "ours"


# --- what is only looked up ---


@pytest.mark.parametrize("rules", ["enforce", "off"])
@pytest.mark.parametrize(
    "read", ["GET /v3/management/engines/2", "POST /v3/(jobs|executions)/search", "POST /v3/jobs/search"]
)
@pytest.mark.parametrize("answer", [NO, (503, None), None, (200, b"<html>")])
async def test_what_an_account_may_not_read_does_not_stop_what_it_may_do(
    dct: ScriptedDct, rules: str, read: str, answer: Any
) -> None:
    dct.on({read: answer})
    async with dct.async_client(rules=rules) as client:
        assert (await (await client.masking_jobs.copy("a", **PLACE)).wait()).id == "copy"
    assert dct.count(COPY) == 1


async def test_a_search_that_is_not_there_says_nothing_of_the_engine_and_an_engine_that_is_not_there_does(
    dct: ScriptedDct,
) -> None:
    async with dct.async_client() as client:
        dct.on({"POST /v3/(jobs|executions)/search": (404, {"error": "no such API"})})
        await client.masking_jobs.copy("a", **PLACE)
        dct.on({"GET /v3/management/engines/2": (404, {"error": "no engine"})})
        with pytest.raises(NotFound, match="no engine"):
            await client.masking_jobs.copy("a", **PLACE)
    assert dct.count(COPY) == 1


async def test_with_rules_off_nothing_is_read_that_only_rules_want(dct: ScriptedDct) -> None:
    dct.on({"DELETE /v3/(connectors|masking-jobs)/x": (200, {"job": DONE}), "POST /v3/jobs/x/abandon": (204, None)})
    async with dct.async_client(rules="off") as client:
        await client.connectors.delete("x")
        await client.masking_jobs.delete("x")
        await client.delphix.jobs.abandon("x")
        await client.masking_jobs.migrate("a", **PLACE)
    assert [line for line in dct.requests if line.startswith("GET")] == []


@pytest.mark.parametrize("change", ["connectors", "masking_jobs", "executions", "jobs"])
async def test_a_rule_that_cannot_be_evaluated_refuses_nothing(dct: ScriptedDct, change: str) -> None:
    dct.on({"GET /v3/.*": NO, "DELETE /v3/.*/x": (200, {"job": DONE}), "POST /v3/.*/x/(cancel|abandon)": (204, None)})
    async with dct.async_client() as client:
        calls: dict[str, Any] = {
            "connectors": client.connectors.delete,
            "masking_jobs": client.masking_jobs.delete,
            "executions": client.delphix.executions.cancel,
            "jobs": client.delphix.jobs.abandon,
        }
        plan = await calls[change].plan("x")
        assert [verdict.passed for verdict in plan.verdicts] == [None]
        assert "not evaluated" in plan.verdicts[0].message
        await calls[change]("x")


@pytest.mark.parametrize(
    ("kind", "state"), [("DB_REFRESH", "RUNNING"), ("CONNECTOR_UPDATE", "STARTED"), (None, "STARTED")]
)
async def test_work_that_is_no_import_and_no_run_does_not_block_a_copy(dct: ScriptedDct, kind: Any, state: str) -> None:
    row = {"id": "7", "type": kind, "status": state}
    dct.on({"POST /v3/jobs/search": lambda r: (200, {"items": [row] if "status" in filter_of(r) else []})})
    async with dct.async_client() as client:
        await client.masking_jobs.copy("a", **PLACE)
        row["type"] = "MASKING_JOB_EXECUTE"
        with pytest.raises(RuleViolation, match="DCT jobs 7 are active"):
            await client.masking_jobs.copy("a", **PLACE)


@pytest.mark.parametrize(("owner", "refused"), [("2", False), ("1", True), (None, False)])
async def test_a_run_is_refused_only_where_the_job_has_to_be_brought_first(
    dct: ScriptedDct, owner: str | None, refused: bool
) -> None:
    dct.on({
        "GET /v3/management/engines/2": (200, {"id": "2", "masking_jobs_running": 3, "masking_max_concurrent_jobs": 7}),
        "POST /v3/masking-jobs/source-engines/search": (
            NO if owner is None else (200, {"items": [{"masking_job_id": "a", "source_engine_id": owner}]})
        ),
    })  # fmt: skip
    async with dct.async_client() as client:
        if refused:
            with pytest.raises(RuleViolation, match="3 running"):
                await client.masking_jobs.execute("a", engine_id="2")
        else:
            await client.masking_jobs.execute("a", engine_id="2")
            assert any(isinstance(event, RuleWarning) for event in dct.events)


@pytest.mark.parametrize("start", ["copy", "migrate", "execute"])
async def test_a_caller_may_send_whatever_the_rule_says(dct: ScriptedDct, start: str) -> None:
    dct.on({"GET /v3/management/engines/2": (200, {"id": "2", "masking_jobs_running": 3})})
    dct.on({"POST /v3/masking-jobs/source-engines/search": (
        200, {"items": [{"masking_job_id": "a", "source_engine_id": "1"}]})})  # fmt: skip
    async with dct.async_client() as client:
        call: Any = getattr(client.masking_jobs, start)
        place = {"engine_id": "2"} if start == "execute" else PLACE
        with pytest.raises(RuleViolation):
            await call("a", **place)
        await call("a", **place, when_busy="send")
    assert dct.count(f"POST /v3/masking-jobs/a/{start}") == 1


BUSY: dict[str, Any] = {
    "status": "FAILED",
    "target_id": "a",
    "error_details": "Engine qa01 is busy: an import is in progress",
}


@pytest.mark.parametrize("start", ["copy", "migrate", "execute"])
async def test_an_engine_that_refuses_a_job_as_busy_is_asked_again_when_waiting_was_asked_for(
    dct: ScriptedDct, start: str
) -> None:
    line = f"POST /v3/masking-jobs/a/{start}"

    def made(request: httpx.Request) -> Any:
        return 200, {"job": STARTED | {"id": str(dct.count(line))}, "masking_job_id": "copy"}

    dct.on({
        line: made,
        "GET /v3/jobs/1": in_turn((200, STARTED), (200, BUSY | {"id": "1"})),
        "GET /v3/jobs/2": (200, DONE | {"id": "2"}),
    })  # fmt: skip
    place = {"engine_id": "2"} if start == "execute" else PLACE
    async with dct.async_client() as client:
        call: Any = getattr(client.masking_jobs, start)
        handle = await call("a", **place, when_busy="wait")
        assert handle.id == "2"
    assert dct.count(line) == 2


async def test_a_job_that_failed_for_another_reason_is_not_sent_again(dct: ScriptedDct) -> None:
    dct.on({"GET /v3/jobs/1": (200, BUSY | {"id": "1", "error_details": "the target is read-only"})})
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy("a", **PLACE, when_busy="wait")
        with pytest.raises(JobFailed, match="read-only"):
            await copying.wait()
    assert dct.count(COPY) == 1


async def test_an_engine_that_refuses_for_too_long_leaves_the_job_it_refused(dct: ScriptedDct) -> None:
    dct.on({"GET /v3/jobs/1": (200, BUSY | {"id": "1"})})
    async with dct.async_client() as client:
        copying = await client.masking_jobs.copy("a", **PLACE, when_busy="wait", busy_timeout=0)
        with pytest.raises(JobFailed, match="busy"):
            await copying.wait()


async def test_a_wait_for_an_idle_engine_outlives_an_outage(dct: ScriptedDct) -> None:
    began = dct.clock.wall()
    up = (200, {"id": "2"})
    dct.on({"GET /v3/management/engines/2": lambda r: (503, None) if dct.clock.wall() - began < 120 else up})
    async with dct.async_client() as client:
        await client.delphix.engines.wait_until_idle("2", timeout=600)
        dct.on({"GET /v3/management/engines/2": (503, None)})
        with pytest.raises(ServerError):
            await client.delphix.engines.wait_until_idle("2", timeout=60)
        with pytest.raises(ServerError):
            await client.delphix.engines.busy_with("2")


# --- words ---


@pytest.mark.parametrize(
    "document",
    [
        {"errors": [{"message": "engine qa01 runs a job", "object_name": "qa01"}]},
        {"title": "Unprocessable", "detail": "engine qa01 runs a job"},
        {"errorMessage": "engine qa01 runs a job"},
        {"error_details": "engine qa01 runs a job"},
        {"reason": {"text": "engine qa01 runs a job"}},
        {"error": {"message": "engine qa01 runs a job"}},
        {"error": "failed", "errors": ["engine qa01 runs a job"]},
        {"fault": {"because": "engine qa01 runs a job"}},
        ["engine qa01 runs a job"],
        b"engine qa01 runs a job",
    ],
)
async def test_the_plane_s_own_words_are_in_the_error(dct: ScriptedDct, document: Any) -> None:
    dct.on({COPY: (400, document)})
    async with dct.async_client() as client:
        with pytest.raises(ApiError, match="engine qa01 runs a job"):
            await client.masking_jobs.copy("a", **PLACE)


async def test_a_connection_that_cannot_be_made_is_not_a_doubt(dct: ScriptedDct) -> None:
    def refuse(request: httpx.Request) -> Any:
        raise httpx.ConnectError("no route")

    dct.on({COPY: refuse})
    async with dct.async_client() as client:
        with pytest.raises(TransportError):
            await client.masking_jobs.copy("a", **PLACE)


async def test_the_account_behind_the_credentials_can_be_read(dct: ScriptedDct) -> None:
    async with dct.async_client() as client:
        assert (await client.delphix.account()).username == "me"
    assert dct.bodies[-1] == {"token": "apk k"}


async def test_a_job_that_is_only_referred_to_and_is_not_there_is_told_at_once(dct: ScriptedDct) -> None:
    async with dct.async_client() as client:
        with pytest.raises(NotFound):
            await client.delphix.jobs.watch("7").wait(timeout=3600)
    assert dct.count("GET /v3/jobs/7") == 1


# --- many at once, and whole journeys ---


async def test_results_of_many_copies_are_read_a_hundred_a_request(dct: ScriptedDct) -> None:
    def made(request: httpx.Request) -> Any:
        n = dct.count(COPY)
        return 200, {"job": STARTED | {"id": str(n)}, "masking_job_id": f"copy-{n}"}

    def jobs(request: httpx.Request) -> Any:
        asks = filter_of(request)
        return 200, {"items": [DONE | {"id": str(n)} for n in range(1, 151) if f"'{n}'" in asks]}

    def copies(request: httpx.Request) -> Any:
        asks = filter_of(request)
        return 200, {"items": [{"id": f"copy-{n}"} for n in range(1, 150) if f"'copy-{n}'" in asks]}

    dct.on({COPY: made, "POST /v3/jobs/search": jobs, "POST /v3/masking-jobs/search": copies})
    async with dct.async_client(rules="off") as client:
        handles = [await client.masking_jobs.copy("a", **PLACE) for _ in range(150)]
        looked = dct.count("GET /v3/masking-jobs/copy-.*")
        copied = await wait_all(handles)
    assert [each.id for each in copied] == [f"copy-{n}" for n in range(1, 151)]
    assert dct.count("POST /v3/masking-jobs/search") == 2
    assert dct.count("GET /v3/masking-jobs/copy-.*") - looked == 1


async def test_credentials_are_set_for_each_of_many_copies(dct: ScriptedDct) -> None:
    def made(request: httpx.Request) -> Any:
        n = dct.count(COPY)
        return 200, {"job": STARTED | {"id": str(n)}, "masking_job_id": f"copy-{n}"}

    def jobs(request: httpx.Request) -> Any:
        asks = filter_of(request)
        return 200, {"items": [DONE | {"id": n} for n in "12" if f"'{n}'" in asks and " IN " in asks]}

    dct.on({COPY: made, "POST /v3/jobs/search": jobs, "GET /v3/masking-jobs/copy-[12]/connectors": (200, ONE)})
    dct.on(WORKING)
    async with dct.async_client(rules="off") as client:
        handles = [await client.masking_jobs.copy("a", **PLACE, connector_credentials=PASSWORD) for _ in range(2)]
        await wait_all(handles)
        await wait_all(handles)
    assert dct.count(TEST) == 2


async def test_a_promotion_that_is_done_is_reported_though_its_log_cannot_be_read(dct: ScriptedDct) -> None:
    run = ENDED | {"status": "SUCCEEDED", "rows_masked": 40, "rows_total": 100}
    routes: dict[str, Any] = {
        "POST /v3/masking-jobs/search": (200, {"items": [{"id": "a", "name": "customers"}]}),
        "POST /v3/management/engines/search": (200, {"items": [{"id": "2", "name": "qa01"}]}),
        "POST /v3/masking-environments/search": (200, {"items": [{"id": "prod-env", "name": "prod-env"}]}),
        "GET /v3/masking-jobs/copy/connectors": in_turn((200, ONE), NO),
        "POST /v3/masking-jobs/copy/execute": (200, {"job": STARTED}),
        "GET /v3/executions/r": (200, run),
        "GET /v3/executions/r/log": NO,
    }
    dct.on(routes).on(EXECUTED).on(WORKING)
    promotion = Promotion(
        job_name="customers", target_engine_name="qa01", target_environment_name="prod-env", credentials=PASSWORD
    )
    steps: list[str] = []
    async with dct.async_client() as client:
        report = await client.delphix.promote(promotion, on_step=steps.append)
    assert (report.copied.id, report.execution.id, report.log, report.connectors) == ("copy", "r", "", ())
    assert dict(report.rows())["rows not masked"] == "60"
    assert [step for step in steps if "could not be" in step] != []
