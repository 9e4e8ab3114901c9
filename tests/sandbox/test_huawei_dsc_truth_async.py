"""What DSC's answers prove and what they do not: exports that look finished, lists that leave something out, replies lost."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from jobspan import (
    AmbiguousOutcomeError,
    ApiError,
    AsyncClient,
    JobFailed,
    NotFound,
    PermissionDenied,
    ValidationError,
    WaitTimeout,
)
from jobspan.dsc import BucketToAdd, Busy, ExportReplaced
from jobspan.hooks import Event, LookFailed, RetryScheduled, RuleWarning
from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.huawei_dsc.plane import HuaweiDsc
from jobspan.testing.sandbox.huawei_dsc.seed import BUCKET, CLOSED_SCAN, DATABASE, FINISHED_SCAN, PCI

WANTED: dict[str, Any] = {"asset_ids": [BUCKET, DATABASE], "rule_group_ids": [PCI]}
DENIED = faults.Answer(403, {"error_code": "dsc.50000014", "error_msg": "no"})
BROKEN = faults.Answer(500, {"error_code": "dsc.50000000", "error_msg": "broken"})
GONE = faults.Answer(404, {"error_code": "dsc.sandbox.404", "error_msg": "the task does not exist"})
OLD = {"status": "FINISHED", "file_name": "old.xlsx", "start_time": "1"}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(["huawei_dsc"], clock=Clock.manual()) as sandbox:
        yield sandbox


@pytest.fixture
def dsc(sandbox: Sandbox) -> HuaweiDsc:
    return sandbox.huawei_dsc


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
async def client(sandbox: Sandbox, events: list[Event]) -> AsyncIterator[AsyncClient]:
    async with sandbox.async_client(hooks=[events.append]) as client:
        yield client


def replaced_by(document: Any) -> faults.Fault:
    return faults.EditJson(lambda _: document)


def exports(dsc: HuaweiDsc) -> list[str]:
    run = dsc.scan_jobs[FINISHED_SCAN].export
    return [] if run is None else [run.file_name]


@pytest.mark.parametrize(
    "reply",
    [
        {"status": "success", "msg": "ok", "id": "x"},
        {"status": "RESPONSE_SUCCESS", "msg": "success"},
        {"status": "COMPLETED"},
        OLD,
        {**OLD, "start_time": None},
        {"status": None, "file_name": "old.xlsx"},
    ],
)
async def test_the_reply_to_a_create_does_not_end_the_export(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, tmp_path: Path, reply: dict[str, Any]
) -> None:
    """An envelope is no finished export, and what still shows the export before is the export before."""
    sandbox.faults.add("E2", faults.Answer(200, OLD), times=4)
    sandbox.faults.add("E1", replaced_by(reply))
    done = await client.export_tasks.export(FINISHED_SCAN, to=tmp_path / "f.xlsx")
    assert [done.task.file_name] == exports(dsc)


@pytest.mark.parametrize(
    "shown", [OLD, {**OLD, "start_time": None}, {**OLD, "file_name": None}, {"status": "FINISHED"}]
)
async def test_the_export_before_stays_the_export_before_whatever_a_look_leaves_out(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, shown: dict[str, Any]
) -> None:
    dsc.switches.create_status = 201
    sandbox.faults.add("E2", faults.Answer(200, OLD))
    sandbox.faults.add("E2", faults.Answer(200, shown), times=3)
    handle = await client.export_tasks.create(FINISHED_SCAN, mask=True)
    assert [(await handle.wait()).file_name] == exports(dsc)


async def test_a_link_that_lags_behind_is_not_followed(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, tmp_path: Path
) -> None:
    await client.export_tasks.export(FINISHED_SCAN, to=tmp_path / "first.xlsx")
    before = exports(dsc)[0]
    sandbox.advance(60)
    sandbox.faults.add("E3", faults.SetFields({"url": f"https://obs.example.com/{before}?Signature=s"}), times=2)
    done = await client.export_tasks.export(FINISHED_SCAN, to=tmp_path)
    assert done.path is not None
    assert [done.path.name] == exports(dsc) != [before]


async def test_an_export_that_somebody_else_replaced_is_not_taken_for_ones_own(
    client: AsyncClient, sandbox: Sandbox, tmp_path: Path
) -> None:
    handle = await client.export_tasks.create(FINISHED_SCAN, mask=True)
    sandbox.advance(60)
    async with sandbox.async_client() as stranger:
        await (await stranger.export_tasks.create(FINISHED_SCAN, mask=False)).wait()
    with pytest.raises(ExportReplaced) as caught:
        await handle.wait()
    assert caught.value.ref == handle.ref


async def test_an_export_begins_though_what_is_there_cannot_be_read(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, events: list[Event]
) -> None:
    sandbox.faults.add("E2", DENIED)
    handle = await client.export_tasks.create(FINISHED_SCAN, mask=True)
    assert any(isinstance(event, LookFailed) for event in events)
    assert [(await handle.wait()).file_name] == exports(dsc)


@pytest.mark.parametrize("no", [DENIED, BROKEN])
async def test_an_export_needs_no_right_to_read_results_jobs_or_buckets(
    client: AsyncClient, sandbox: Sandbox, events: list[Event], no: faults.Fault
) -> None:
    for operation in ("R1", "S1"):
        sandbox.faults.add(operation, no, times=20)
    await client.export_tasks.create(FINISHED_SCAN, mask=True)
    assert sandbox.requests.count("E1") == 1
    assert [event for event in events if isinstance(event, RuleWarning)] == []


async def test_a_created_export_answered_in_words_is_a_created_export(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    sandbox.faults.add("E1", faults.Answer(201, b"Export task created.", after_work=True))
    sandbox.faults.add("E2", GONE, times=9)
    handle = await client.export_tasks.create(FINISHED_SCAN, mask=True)
    assert handle.view is None
    assert [(await handle.wait()).file_name] == exports(dsc)
    assert sandbox.requests.count("E1") == 1


async def test_what_fails_after_an_export_was_accepted_says_how_to_go_on(
    client: AsyncClient, sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox.faults.add("E3", DENIED, times=9)
    with pytest.raises(PermissionDenied, match=r"export_tasks\.download") as caught:
        await client.export_tasks.export(FINISHED_SCAN, to=tmp_path)
    assert caught.value.ref is not None
    assert caught.value.ref.id == FINISHED_SCAN
    assert "E1" in caught.value.accepted


async def test_the_reason_of_a_failed_export_is_said(client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc) -> None:
    dsc.switches.exports_fail = True
    sandbox.faults.add(
        "E2", faults.SetFields({"error_code": "dsc.70000001", "error_msg": "the bucket is full"}), times=99
    )
    handle = await client.export_tasks.create(FINISHED_SCAN, mask=True)
    with pytest.raises(JobFailed, match=r"dsc.70000001: the bucket is full"):
        await handle.wait()


@pytest.mark.parametrize("no", [DENIED, BROKEN])
async def test_a_read_that_fails_after_a_start_does_not_hide_the_start(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, no: faults.Fault
) -> None:
    sandbox.advance(60)
    sandbox.faults.add("S1", no, times=12, when=lambda _: sandbox.requests.count("S7") > 0)
    handle = await client.dsc.scan_jobs.start(FINISHED_SCAN)
    assert (handle.id, handle.view) == (FINISHED_SCAN, None)


async def test_a_job_that_cannot_be_read_can_be_started(client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc) -> None:
    """What it showed before is unknown then, so the end of the previous run is not taken for that of this one."""
    old = {"tasks.0.status": "FINISHED", "tasks.0.last_run_time": dsc.scan_jobs[FINISHED_SCAN].last_run}
    sandbox.faults.add("S1", DENIED)
    sandbox.faults.add("S1", faults.SetFields(old), times=3)
    sandbox.advance(60)
    handle = await client.dsc.scan_jobs.start(FINISHED_SCAN)
    assert (await handle.wait()).last_run_time == dsc.scan_jobs[FINISHED_SCAN].last_run != old["tasks.0.last_run_time"]


async def test_a_read_that_fails_after_a_create_does_not_hide_the_create(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    made = sandbox.faults.add("S1", DENIED, times=None, when=lambda _: sandbox.requests.count("S3") > 0)
    scan = await client.dsc.scan_jobs.create("weekly-scan", **WANTED)
    assert dsc.scan_jobs[scan.id].name == "weekly-scan"
    assert scan.view is None
    assert made.times is None
    dsc.switches.generations = frozenset("AB")
    sandbox.requests.clear()
    with pytest.raises(AmbiguousOutcomeError, match="was accepted, but cannot be identified") as caught:
        await client.dsc.scan_jobs.create("daily-scan", **WANTED)
    assert "S3" in caught.value.accepted


async def test_a_read_that_fails_after_a_group_was_made_does_not_hide_the_group(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    sandbox.faults.add("G1", DENIED, times=None, when=lambda _: sandbox.requests.count("G2.add") > 0)
    group = await client.dsc.rule_groups.create("Phones", ["rule-phone"])
    assert dsc.rule_groups[group.id or ""].name == "Phones"


@pytest.mark.parametrize(
    ("operation", "check"), [("A2", "dsc.assets.buckets"), ("G2.add", "dsc.rule_groups.list")], ids=["A2", "G2.add"]
)
async def test_a_create_whose_names_are_not_documented_as_unique_is_not_repeated(
    client: AsyncClient, sandbox: Sandbox, operation: str, check: str
) -> None:
    sandbox.faults.add(operation, faults.DropBeforeWork())
    made = {
        "A2": lambda: client.dsc.assets.add_buckets([BucketToAdd(bucket_name="invoices")]),
        "G2.add": lambda: client.dsc.rule_groups.create("Phones", ["rule-phone"]),
    }
    make: Any = made[operation]
    with pytest.raises(AmbiguousOutcomeError, match=check):
        await make()
    assert sandbox.requests.count(operation) == 1


async def test_a_first_create_that_comes_late_is_found_when_the_second_meets_its_name(
    sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    late: list[str] = []

    def arrive(event: Event) -> None:
        if isinstance(event, RetryScheduled) and event.operation == "S3":
            late.append(dsc.add_scan_job({"name": "weekly-scan", "cycle": "ONCE", **WANTED}).id)

    sandbox.faults.add("S3", faults.DropBeforeWork())
    async with sandbox.async_client(hooks=[arrive]) as client:
        scan = await client.dsc.scan_jobs.create("weekly-scan", **WANTED)
    assert [scan.id] == late
    assert sandbox.requests.count("S3") == 2


async def test_a_job_of_that_name_with_other_assets_is_not_adopted(sandbox: Sandbox, dsc: HuaweiDsc) -> None:
    def somebody_else(event: Event) -> None:
        if type(event).__name__ == "RequestFailed":
            dsc.add_scan_job({"name": "weekly-scan", "cycle": "ONCE", "asset_ids": [DATABASE], "rule_group_ids": [PCI]})

    sandbox.faults.add("S3", faults.DropBeforeWork())
    async with sandbox.async_client(hooks=[somebody_else]) as client:
        with pytest.raises(AmbiguousOutcomeError, match="surely not the one"):
            await client.dsc.scan_jobs.create("weekly-scan", **WANTED)
    assert sandbox.requests.count("S3") == 1


async def test_what_is_gone_after_an_unanswered_delete_is_deleted(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    for operation in ("S5", "S12", "A3", "G2.delete"):
        sandbox.faults.add(operation, faults.DropAfterWork())
    task = dsc.scan_jobs[FINISHED_SCAN].tasks[0].id
    await client.dsc.scan_jobs.delete_task(task)
    await client.dsc.scan_jobs.delete(CLOSED_SCAN)
    await client.dsc.assets.delete_bucket(BUCKET)
    await client.dsc.rule_groups.delete(PCI)
    assert (CLOSED_SCAN in dsc.scan_jobs, BUCKET in dsc.assets, PCI in dsc.rule_groups) == (False, False, False)
    assert [sandbox.requests.count(operation) for operation in ("S5", "S12", "A3", "G2.delete")] == [2, 2, 2, 2]


async def test_a_refused_repeat_of_a_delete_is_judged_by_whole_lists_only(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    refused = faults.Answer(400, {"error_code": "dsc.40000011", "error_msg": "Invalid parameter"})
    sandbox.faults.add("S5", faults.DropAfterWork())
    sandbox.faults.add("S5", refused)
    await client.dsc.scan_jobs.delete(CLOSED_SCAN)
    sandbox.faults.add("S5", faults.DropBeforeWork())
    sandbox.faults.add("S5", refused)
    sandbox.faults.add("S1", replaced_by({"tasks": [], "total": 2}), times=9)
    with pytest.raises(AmbiguousOutcomeError):
        await client.dsc.scan_jobs.delete(FINISHED_SCAN)
    assert FINISHED_SCAN in dsc.scan_jobs


async def test_a_stop_whose_repeat_is_refused_is_looked_up(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    sandbox.advance(60)
    await client.dsc.scan_jobs.start(FINISHED_SCAN)
    sandbox.faults.add("S8", faults.DropAfterWork())
    await client.dsc.scan_jobs.stop(FINISHED_SCAN)
    assert dsc.scan_jobs[FINISHED_SCAN].status == "STOPPED"
    assert sandbox.requests.count("S8") == 2


async def test_a_list_that_leaves_a_job_out_does_not_end_its_wait(client: AsyncClient, sandbox: Sandbox) -> None:
    scan = await client.dsc.scan_jobs.create("weekly-scan", **WANTED)
    sandbox.advance(3600)
    sandbox.faults.add("S1", replaced_by({"tasks": [], "total": 0}), times=4)
    sandbox.faults.add("S2", replaced_by({"tasks": [], "total": 0}), times=2)
    assert (await scan.wait()).status == "FINISHED"
    with pytest.raises(NotFound):
        await client.dsc.scan_jobs.watch("no-such-job").wait()


async def test_states_are_read_without_regard_to_case(client: AsyncClient, sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.faults.add("S1", faults.SetFields({"tasks.0.status": "finished"}), times=None)
    assert (await client.dsc.scan_jobs.wait(FINISHED_SCAN)).status == "finished"
    assert (await client.export_tasks.export(FINISHED_SCAN, to=tmp_path)).path is not None


async def test_a_busy_service_spends_the_tries_of_every_other_refusal(
    client: AsyncClient, sandbox: Sandbox, events: list[Event]
) -> None:
    busy = faults.Answer(400, {"error_code": "DSC.40000028", "error_msg": "task is running"})
    sandbox.faults.add("E1", busy, times=None)
    with pytest.raises(Busy, match="A task is running"):
        await client.export_tasks.create(FINISHED_SCAN, mask=True)
    assert sandbox.requests.count("E1") == 4
    assert [event.delay for event in events if isinstance(event, RetryScheduled)] == [5.0, 5.0, 5.0]


@pytest.mark.parametrize(
    "body",
    [
        {"error_code": "dsc.40000007", "error_msg": "no such label"},
        {"errorCode": "dsc.40000007", "errorMsg": "no such label"},
        {"code": "dsc.40000007", "message": "no such label"},
        {"error": {"error_code": "dsc.40000007", "error_msg": "no such label"}},
        {"result": {"code": "dsc.40000007", "message": "no such label"}},
        {"errors": [{"error_code": "DSC.40000007", "error_msg": "no such label"}]},
    ],
)
async def test_the_words_of_an_error_are_found_in_every_shape(client: AsyncClient, sandbox: Sandbox, body: Any) -> None:
    sandbox.faults.add("A8", faults.Answer(400, body))
    with pytest.raises(NotFound, match="no such label") as caught:
        await client.dsc.assets.quota()
    assert caught.value.code == "dsc.40000007"


async def test_an_error_in_no_known_shape_shows_its_beginning(client: AsyncClient, sandbox: Sandbox) -> None:
    sandbox.faults.add("A8", faults.Answer(400, b"quota service is closed on Sundays"))
    with pytest.raises(ApiError, match="closed on Sundays"):
        await client.dsc.assets.quota()
    sandbox.faults.add("A8", faults.Answer(400, {"why": "closed on Sundays"}))
    with pytest.raises(ApiError, match="closed on Sundays"):
        await client.dsc.assets.quota()


async def test_a_503_of_the_gateway_did_nothing_and_one_of_anybody_else_may_have(
    client: AsyncClient, sandbox: Sandbox
) -> None:
    sandbox.faults.add("S10", faults.Answer(503, {"error_code": "APIGW.0502", "error_msg": "unavailable"}))
    with pytest.raises(ApiError, match=r"APIGW\.0502"):
        await client.dsc.scan_jobs.start_task("t-1")
    sandbox.faults.add("S10", faults.Answer(503, {"error_code": "dsc.50000000", "error_msg": "broken"}))
    with pytest.raises(AmbiguousOutcomeError):
        await client.dsc.scan_jobs.start_task("t-1")
    assert sandbox.requests.count("S10") == 2


@pytest.mark.parametrize("id", ["a/b", "/", "a/../b"])
async def test_an_id_with_a_slash_is_refused_before_anything_is_sent(
    client: AsyncClient, sandbox: Sandbox, id: str
) -> None:
    with pytest.raises(ValidationError, match="slash"):
        await client.dsc.assets.delete_bucket(id)
    with pytest.raises(ValidationError, match="slash"):
        await client.export_tasks.create(id)
    with pytest.raises(ValidationError, match="slash"):
        await client.dsc.scan_jobs.start(id)
    assert len(sandbox.requests) == 0


async def test_lists_take_the_times_that_the_vendors_sdk_takes(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    span = {"start_time": "1700000000000", "end_time": "1800000000000"}
    rows = client.dsc.scan_jobs.results(
        FINISHED_SCAN, type="OBS", start_time=1_700_000_000_000, end_time=span["end_time"]
    )
    await rows.to_list()
    dsc.switches.generations = frozenset("A")
    await client.dsc.scan_jobs.list(start_time=span["start_time"], end_time=1_800_000_000_000).to_list()
    for operation in ("R4", "S2"):
        query = sandbox.requests.of(operation)[0].query
        assert {name: query[name] for name in span} == span
    with pytest.raises(ValidationError, match="end_time"):
        client.dsc.scan_jobs.list(end_time=1_800_000_000)


async def test_assets_say_where_they_are_and_why_they_cannot_be_reached(client: AsyncClient, dsc: HuaweiDsc) -> None:
    dsc.assets[DATABASE].authorized = False
    dsc.assets[DATABASE].traits["fail_reason"] = "the password is wrong"
    [database] = await client.dsc.assets.databases("RDS").to_list()
    assert (database.db_address, database.db_port, database.db_version) == ("192.0.2.10", 3306, "8.0")
    assert (database.authorized, database.authorize_fail_reason) == (False, "the password is wrong")
    assert database.extra == {}
    [source] = await client.dsc.assets.big_data("Elasticsearch")
    assert (source.ds_address, source.ds_port, source.extra) == ("192.0.2.20", 9200, {})


async def test_an_end_in_an_unknown_word_is_told_by_the_sub_tasks(client: AsyncClient, sandbox: Sandbox) -> None:
    sandbox.faults.add("S1", faults.SetFields({"tasks.0.status": "CONCLUDED"}), times=None)
    assert (await client.dsc.scan_jobs.wait(FINISHED_SCAN)).status == "CONCLUDED"
    sandbox.faults.add("S9", faults.SetFields({"tasks.1.status": "FAILED"}), times=None)
    with pytest.raises(JobFailed, match="CONCLUDED"):
        await client.dsc.scan_jobs.wait(FINISHED_SCAN)
    sandbox.faults.clear()
    sandbox.faults.add("S1", faults.SetFields({"tasks.0.status": "CONCLUDED"}), times=None)
    sandbox.faults.add("S9", faults.SetFields({"tasks.1.end_time": None}), times=None)
    with pytest.raises(WaitTimeout, match="CONCLUDED"):
        await client.dsc.scan_jobs.wait(FINISHED_SCAN, timeout=60)


async def test_a_run_of_a_periodic_scan_ends_though_the_scan_waits_for_the_next(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    dsc.scan_jobs[FINISHED_SCAN].settings["cycle"] = "WEEK"
    sandbox.advance(60)
    handle = await client.dsc.scan_jobs.start(FINISHED_SCAN)
    sandbox.faults.add("S1", faults.SetFields({"tasks.0.status": "WAITING"}), times=None)
    job = await handle.wait(timeout=600)
    assert (job.status, job.last_run_time) == ("WAITING", dsc.scan_jobs[FINISHED_SCAN].last_run)


async def test_a_scan_that_is_over_at_once_is_seen_as_a_new_run(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    """The clock stands still, so only the time of the run tells it from the one before."""
    before = dsc.scan_jobs[FINISHED_SCAN].last_run
    sandbox.progress = Progress.at_once()
    run = await client.dsc.scan_jobs.start(FINISHED_SCAN)
    await run.wait(timeout=600)
    assert before is not None
    assert dsc.scan_jobs[FINISHED_SCAN].last_run == before + 1
