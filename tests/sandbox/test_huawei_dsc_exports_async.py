"""From a scan to a file, over a real socket, with every generation of the API."""

import random
import traceback
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Literal, cast

import pytest

from jobspan import (
    AmbiguousOutcomeError,
    ApiError,
    AsyncClient,
    DecodeError,
    JobFailed,
    JobRef,
    NotFound,
    Phase,
    RuleViolation,
    TransportError,
    ValidationError,
    WaitTimeout,
)
from jobspan.dsc import Paging, RouteNotPublished, ServiceNotEnabled
from jobspan.hooks import Event, JobChanged, RuleWarning, StepStarted, UnexpectedData
from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.huawei_dsc.plane import HuaweiDsc
from jobspan.testing.sandbox.huawei_dsc.seed import (
    BUCKET,
    CLOSED_SCAN,
    DATABASE,
    EMPTY_SCAN,
    FINISHED_SCAN,
    LIVE_SAMPLE,
    PCI,
)

NEWER = ("ABC", "AB", "B", "C")
NOT_PUBLISHED = faults.Answer(404, {"error_code": "APIGW.0101", "error_msg": "The API does not exist"})


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


def sheet(path: Path) -> str:
    """What the spreadsheet says."""
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("generations", NEWER)
@pytest.mark.parametrize("status", [200, 201])
async def test_the_journey_is_one_call_on_every_generation_with_exports(
    client: AsyncClient, dsc: HuaweiDsc, tmp_path: Path, generations: str, status: int
) -> None:
    dsc.switches.generations = frozenset(generations)
    dsc.switches.create_status = 201 if status == 201 else 200
    done = await client.export_tasks.export(FINISHED_SCAN, to=tmp_path / "findings.xlsx")
    assert done.path == tmp_path / "findings.xlsx"
    assert done.size == done.path.stat().st_size > 0
    assert [each.name for each in tmp_path.iterdir()] == ["findings.xlsx"]
    assert "orders-2025.csv" in sheet(done.path)
    assert LIVE_SAMPLE not in sheet(done.path)


async def test_the_journey_waits_for_the_scan_and_tells_its_steps(
    client: AsyncClient, sandbox: Sandbox, events: list[Event], tmp_path: Path
) -> None:
    scan = await client.dsc.scan_jobs.create("weekly-scan", asset_ids=[BUCKET, DATABASE], rule_group_ids=[PCI])
    seen: list[JobChanged] = []
    done = await client.export_tasks.export(scan.id, to=tmp_path, progress=seen.append)
    assert done.path is not None
    assert done.path.parent == tmp_path
    assert done.path.name.startswith("classification-result-")
    steps = [event.step.split(" ")[0] for event in events if isinstance(event, StepStarted)]
    assert steps == ["waiting", "exporting", "downloading"]
    assert [each.state for each in seen if each.changed][-1] == "DOWNLOADING"
    assert {each.ref.kind for each in seen} == {"huawei_dsc.scan", "huawei_dsc.export"}
    assert seen[-1].progress.fraction == 1.0


async def test_the_journey_may_end_in_a_bucket(client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc) -> None:
    done = await client.export_tasks.export(FINISHED_SCAN, to="obs://reports")
    assert (done.path, done.task.bucket_name) == (None, "reports")
    assert sandbox.requests.count("download_file") == 0


async def test_unmasked_needs_the_word(client: AsyncClient, sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="confirm='unmasked'"):
        await client.export_tasks.export(FINISHED_SCAN, to=tmp_path / "f.xlsx", mask=False)
    assert len(sandbox.requests) == 0
    done = await client.export_tasks.export(FINISHED_SCAN, to=tmp_path / "f.xlsx", mask=False, confirm="unmasked")
    assert done.path is not None
    assert LIVE_SAMPLE in sheet(done.path)
    assert done.path.stat().st_mode & 0o077 == 0


async def test_a_plan_of_the_journey_changes_nothing(client: AsyncClient, sandbox: Sandbox, tmp_path: Path) -> None:
    plan = await client.export_tasks.export.plan(FINISHED_SCAN, to=tmp_path / "f.xlsx")
    assert plan.ok
    assert [request["body"] for request in plan.requests] == [{"mask": True}]
    assert plan.then[-1] == f"download the file to {tmp_path / 'f.xlsx'}"
    assert sandbox.requests.count("E1") == 0
    assert list(tmp_path.iterdir()) == []
    done = await plan.apply()
    assert done.path == tmp_path / "f.xlsx"


async def test_a_wait_for_a_scan_that_cannot_run_is_refused_before_it_begins(
    client: AsyncClient, sandbox: Sandbox, tmp_path: Path
) -> None:
    with pytest.raises(RuleViolation) as caught:
        await client.export_tasks.export(CLOSED_SCAN, to=tmp_path / "f.xlsx")
    assert [verdict.rule for verdict in caught.value.verdicts] == ["scan-will-run"]
    assert sandbox.requests.count("E1") == 0


def warned_of(events: list[Event]) -> list[str]:
    return [event.verdict.rule for event in events if isinstance(event, RuleWarning)]


async def test_the_report_of_a_scan_that_found_nothing_is_exported_with_a_warning(
    client: AsyncClient, dsc: HuaweiDsc, events: list[Event], tmp_path: Path
) -> None:
    """An auditor wants the report that says so, and no page forbids it."""
    done = await client.export_tasks.export(EMPTY_SCAN, to=tmp_path / "empty.xlsx")
    assert done.path is not None
    assert warned_of(events) == ["export-has-results"]
    dsc.assets[BUCKET].objects.clear()
    scan = await client.dsc.scan_jobs.create("nothing-there", asset_ids=[BUCKET], rule_group_ids=[PCI])
    assert (await client.export_tasks.export(scan.id, to=tmp_path)).path is not None
    assert warned_of(events) == ["export-has-results"] * 2


async def test_a_scan_that_fails_ends_the_journey_clearly(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, tmp_path: Path
) -> None:
    dsc.switches.scans_fail = True
    scan = await client.dsc.scan_jobs.create("failing-scan", asset_ids=[BUCKET], rule_group_ids=[PCI])
    with pytest.raises(JobFailed) as caught:
        await client.export_tasks.export(scan.id, to=tmp_path)
    assert caught.value.phase is Phase.FAILED
    assert caught.value.reason.endswith("FAILED, 0 of 2 objects")
    assert f"dsc.scan_jobs.tasks({scan.id!r}) has what came of each asset" in str(caught.value)
    assert sandbox.requests.count("E1") == 0


async def test_a_scan_that_fails_says_what_came_of_each_asset(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    dsc.switches.scans_fail, sandbox.progress = True, Progress.by_seconds(3)
    [scan] = await client.dsc.scan_jobs.find("customer-scan")
    run = await client.dsc.scan_jobs.start(scan.id)
    with pytest.raises(JobFailed) as caught:
        await run.wait()
    said = [caught.value.reason, *caught.value.evidence]
    assert [line.partition(":")[0] for line in said] == ["customer files", "customer database", "search"]
    assert all("FAILED, 0 of" in line for line in said)


async def test_it_does_so_without_them_where_they_cannot_be_read(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    dsc.switches.scans_fail = True
    sandbox.faults.add("S9", faults.Answer(403, {"error_code": "DSC.403", "error_msg": "no"}), times=None)
    [scan] = await client.dsc.scan_jobs.find("customer-scan")
    run = await client.dsc.scan_jobs.start(scan.id)
    with pytest.raises(JobFailed, match=r"ended failed \(FAILED\)\. dsc.scan_jobs.tasks") as caught:
        await run.wait()
    assert caught.value.evidence == ()


async def test_create_of_nothing_is_sent_with_a_warning(
    client: AsyncClient, sandbox: Sandbox, events: list[Event]
) -> None:
    for scan, keyword in ((EMPTY_SCAN, None), (FINISHED_SCAN, "no such object")):
        await client.export_tasks.create(scan, mask=True, keyword=keyword)
    assert sandbox.requests.count("E1") == 2
    assert warned_of(events) == ["export-has-results"] * 2


async def test_an_unknown_kind_of_asset_is_sent_with_a_warning(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, events: list[Event]
) -> None:
    dsc.assets[BUCKET].kind = "QUANTUM"
    await client.export_tasks.create(FINISHED_SCAN, asset_type="QUANTUM", mask=True)
    warned = [event.verdict.rule for event in events if isinstance(event, RuleWarning)]
    assert warned == ["asset-type-known"]
    assert sandbox.requests.of("E1")[0].json == {"asset_type": "QUANTUM", "mask": True}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"bucket_name": "Customer-Files"}, "not a valid bucket name"),
        ({"bucket_name": "ab"}, "3 to 63"),
        ({"bucket_name": "10.0.0.1"}, "IP address"),
        ({"filter_bucket_name": "a..b"}, "not a valid bucket name"),
        ({"start_time": -1}, "negative"),
        ({"start_time": 1_767_603_600}, "looks like seconds"),
        ({"start_time": 1_767_603_600_000_000}, "looks like microseconds"),
        ({"security_level_ids": "level-l4"}, "list of ids"),
        ({"mask": "false"}, "True or False"),
    ],
)
async def test_bad_arguments_are_found_before_anything_is_sent(
    client: AsyncClient, sandbox: Sandbox, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        await client.export_tasks.create(FINISHED_SCAN, **arguments)
    assert len(sandbox.requests) == 0


@pytest.mark.parametrize(
    ("to", "bucket_name", "message"),
    [("obs://", None, "names no bucket"), ("obs://reports", "customer-files", "but to is")],
)
async def test_a_goal_that_is_no_bucket_or_two_is_found_before_anything_is_sent(
    client: AsyncClient, sandbox: Sandbox, to: str, bucket_name: str | None, message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        await client.export_tasks.export(FINISHED_SCAN, to=to, bucket_name=bucket_name)
    assert len(sandbox.requests) == 0


async def test_results_in_the_oldest_form_count_whatever_their_kind(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, events: list[Event]
) -> None:
    """Each kind has a list of its own there, and the first of them may be empty."""
    sandbox.faults.add("R1", NOT_PUBLISHED, times=100)
    scan = await client.dsc.scan_jobs.create("bucket-scan", asset_ids=[BUCKET], rule_group_ids=[PCI])
    await scan.wait()
    narrowings: list[dict[str, Any]] = [{}, {"keyword": "contacts"}, {"asset_id": BUCKET}]
    for narrowed in narrowings:
        await client.export_tasks.create(scan.id, mask=True, **narrowed)
    assert warned_of(events) == []
    await client.export_tasks.create(scan.id, mask=True, keyword="nowhere")
    assert warned_of(events) == ["export-has-results"]


async def test_an_export_under_way_is_not_taken_for_the_new_one_when_it_gets_its_file(
    client: AsyncClient, sandbox: Sandbox
) -> None:
    await client.export_tasks.create(FINISHED_SCAN, mask=True)
    sandbox.faults.add("E2", faults.SetFields({"file_name": "", "status": "RUNNING"}))
    sandbox.faults.add("E1", faults.DropBeforeWork())
    with pytest.raises(AmbiguousOutcomeError, match="No new export is to be seen"):
        await client.export_tasks.create(FINISHED_SCAN, mask=True)
    assert sandbox.requests.count("E1") == 2


@pytest.mark.parametrize("operation", ["E1", "E1.export"])
async def test_a_lost_reply_leads_to_one_export_that_is_the_callers(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, operation: str
) -> None:
    dsc.switches.generations = frozenset("ABC") if operation == "E1" else frozenset("C")
    await (await client.export_tasks.create(FINISHED_SCAN, mask=True)).wait()
    sandbox.advance(60)
    sandbox.faults.add(operation, faults.DropAfterWork())
    before = dsc._exports
    handle = await client.export_tasks.create(FINISHED_SCAN, mask=True)
    task = await handle.wait()
    assert dsc._exports == before + 1
    assert task.file_name is not None
    assert task.file_name.endswith(f"-{before + 1}.xlsx")


@pytest.mark.parametrize("operation", ["E1", "E1.export"])
async def test_an_export_that_is_not_to_be_seen_is_not_started_again(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, operation: str
) -> None:
    dsc.switches.generations = frozenset("ABC") if operation == "E1" else frozenset("C")
    sandbox.faults.add(operation, faults.DropBeforeWork())
    with pytest.raises(AmbiguousOutcomeError, match="No new export is to be seen"):
        await client.export_tasks.create(FINISHED_SCAN, mask=True)
    assert sandbox.requests.count(operation) == 1


async def test_without_a_status_a_lost_reply_is_not_repeated(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    dsc.switches.generations = frozenset("AB")
    sandbox.faults.add("E1", faults.DropBeforeWork())
    with pytest.raises(AmbiguousOutcomeError, match="only once it is finished"):
        await client.export_tasks.create(FINISHED_SCAN, mask=True)
    assert sandbox.requests.count("E1") == 1


@pytest.mark.parametrize("generations", ["ABC", "AB"])
async def test_the_export_before_is_not_taken_for_the_new_one(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, generations: str
) -> None:
    dsc.switches.generations = frozenset(generations)
    dsc.switches.create_status = 201
    for number in (1, 2, 3):
        handle = await client.export_tasks.create(FINISHED_SCAN, mask=True)
        assert handle.view is None
        task = await handle.wait()
        assert task.file_name is not None
        assert task.file_name.endswith(f"-{number}.xlsx")
        sandbox.advance(5)


async def test_an_export_is_waited_for_elsewhere(client: AsyncClient, sandbox: Sandbox) -> None:
    handle = await client.export_tasks.create(FINISHED_SCAN, mask=True)
    async with sandbox.async_client() as other:
        task = await other.resume(JobRef.from_json(handle.ref.to_json())).wait()
    assert task.status == "FINISHED"
    assert (await client.export_tasks.wait(FINISHED_SCAN)).status == "FINISHED"


async def test_an_export_that_fails(client: AsyncClient, dsc: HuaweiDsc) -> None:
    dsc.switches.exports_fail = True
    handle = await client.export_tasks.create(FINISHED_SCAN, mask=True)
    with pytest.raises(JobFailed) as caught:
        await handle.wait()
    assert caught.value.phase is Phase.FAILED


async def test_an_unknown_state_keeps_the_wait_going(client: AsyncClient, sandbox: Sandbox) -> None:
    sandbox.faults.add("E2", faults.SetFields({"status": "PONDERING"}), times=None)
    with pytest.raises(WaitTimeout, match="PONDERING"):
        await client.export_tasks.wait(await _exported(client), timeout=30)


async def test_states_are_read_without_regard_to_case(client: AsyncClient, sandbox: Sandbox) -> None:
    sandbox.faults.add("E2", faults.SetFields({"status": "finished"}), times=None)
    task = await client.export_tasks.wait(await _exported(client))
    assert task.status == "finished"


async def _exported(client: AsyncClient) -> str:
    await client.export_tasks.create(FINISHED_SCAN, mask=True)
    return FINISHED_SCAN


async def test_the_strict_service_refuses_a_second_export(client: AsyncClient, dsc: HuaweiDsc) -> None:
    dsc.switches.strict_exports = True
    await client.export_tasks.create(FINISHED_SCAN, mask=True)
    with pytest.raises(ApiError) as caught:
        await client.export_tasks.create(FINISHED_SCAN, mask=True)
    assert caught.value.code == "dsc.40000011"


async def test_a_busy_service_is_asked_again(client: AsyncClient, sandbox: Sandbox) -> None:
    busy = faults.Answer(400, {"error_code": "dsc.40000028", "error_msg": "task is running"})
    sandbox.faults.add("E1", busy, times=2)
    await client.export_tasks.create(FINISHED_SCAN, mask=True)
    assert sandbox.requests.count("E1") == 3


async def test_routes_are_tried_once_and_remembered(client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc) -> None:
    dsc.switches.generations = frozenset("C")
    for _ in range(3):
        await client.export_tasks.buckets()
        await (await client.export_tasks.create(FINISHED_SCAN, mask=True)).wait()
    assert (sandbox.requests.count("E4"), sandbox.requests.count("E4.export")) == (1, 3)
    assert (sandbox.requests.count("E1"), sandbox.requests.count("E1.export")) == (1, 3)
    dsc.switches.generations = frozenset("B")
    await client.export_tasks.buckets()
    await client.export_tasks.buckets()
    assert (sandbox.requests.count("E4"), sandbox.requests.count("E4.export")) == (3, 4)


async def test_the_oldest_servers_have_no_exports(client: AsyncClient, dsc: HuaweiDsc) -> None:
    dsc.switches.generations = frozenset("A")
    with pytest.raises(RouteNotPublished, match="None of these is published"):
        await client.export_tasks.create(FINISHED_SCAN, mask=True)
    with pytest.raises(RouteNotPublished):
        await client.export_tasks.hit_rules(FINISHED_SCAN).to_list()


async def test_dsc_that_is_not_bought(client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc) -> None:
    dsc.switches.enabled = False
    with pytest.raises(ServiceNotEnabled, match="the credentials are fine"):
        await client.export_tasks.buckets()
    assert len(sandbox.requests) == 1


async def test_there_is_no_link_before_there_is_an_export(client: AsyncClient, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await client.export_tasks.download_url(FINISHED_SCAN)
    with pytest.raises(NotFound):
        await client.export_tasks.download(FINISHED_SCAN, tmp_path / "f.xlsx")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValidationError, match="no such directory"):
        await client.export_tasks.download(FINISHED_SCAN, tmp_path / "nowhere" / "f.xlsx")


@pytest.mark.parametrize("name", ["x" * 300 + ".xlsx", "a\0b.xlsx"])
async def test_a_name_that_no_file_can_have_is_refused_before_anything_is_sent(
    client: AsyncClient, sandbox: Sandbox, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ValidationError, match="not a possible path"):
        await client.export_tasks.export(FINISHED_SCAN, to=tmp_path / name)
    assert len(sandbox.requests) == 0


@pytest.mark.parametrize("ranges", [True, False], ids=["ranges", "no-ranges"])
@pytest.mark.parametrize("etags", [True, False], ids=["etags", "no-etags"])
@pytest.mark.parametrize("seed", range(5))
async def test_a_download_cut_at_random_places_ends_whole(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, tmp_path: Path, ranges: bool, etags: bool, seed: int
) -> None:
    content = await _content(client, dsc, 200_000)
    dsc.switches.ranges, dsc.switches.etags = ranges, etags
    chance = random.Random(seed)
    for _ in range(3):
        sandbox.faults.add("download_file", faults.CutReply(chance.randrange(0, 60_000)))
    path = await client.export_tasks.download(FINISHED_SCAN, tmp_path / "f.xlsx")
    assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["f.xlsx"]
    asked = sandbox.requests.of("download_file")
    assert len(asked) == 4
    assert any("range" in each.headers for each in asked) == etags
    for each in asked:
        assert not {"authorization", "x-auth-token", "x-sdk-date", "x-project-id"} & set(each.headers)


async def test_a_download_that_never_ends_leaves_nothing(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, tmp_path: Path
) -> None:
    await _content(client, dsc, 50_000)
    sandbox.faults.add("download_file", faults.CutReply(0), times=None)
    with pytest.raises(TransportError, match="broke off"):
        await client.export_tasks.download(FINISHED_SCAN, tmp_path / "f.xlsx")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "f.xlsx").write_bytes(b"the one before")
    with pytest.raises(TransportError):
        await client.export_tasks.download(FINISHED_SCAN, tmp_path / "f.xlsx")
    assert (tmp_path / "f.xlsx").read_bytes() == b"the one before"
    assert len(list(tmp_path.iterdir())) == 1


async def test_a_file_that_changes_between_two_pieces_is_fetched_anew(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, tmp_path: Path
) -> None:
    await _content(client, dsc, 50_000)
    sandbox.faults.add("download_file", faults.CutReply(20_000))
    run = dsc.scan_jobs[FINISHED_SCAN].export
    assert run is not None
    other = bytes(reversed(run.content or b""))

    def change(event: Event) -> None:
        if type(event).__name__ == "RetryScheduled":
            run.content = other

    async with sandbox.async_client(hooks=[change]) as watching:
        path = await watching.export_tasks.download(FINISHED_SCAN, tmp_path / "f.xlsx")
    assert path.read_bytes() == other


async def test_an_expired_link_is_replaced(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, tmp_path: Path
) -> None:
    content = await _content(client, dsc, 5_000)
    refused = faults.Answer(403, "<Error><Code>AccessDenied</Code></Error>")
    sandbox.faults.add("download_file", refused)
    path = await client.export_tasks.download(FINISHED_SCAN, tmp_path / "f.xlsx")
    assert path.read_bytes() == content
    assert sandbox.requests.count("E3") == 2
    sandbox.faults.add("download_file", refused, times=None)
    with pytest.raises(ApiError, match="file host answers HTTP 403"):
        await client.export_tasks.download(FINISHED_SCAN, tmp_path / "g.xlsx")


@pytest.mark.parametrize(
    "url", ["http://[x/f?s=CANARY", "ftp://h/f?s=CANARY", "f?s=CANARY", "http://h:99999/f?s=CANARY"]
)
async def test_a_link_that_is_no_address_is_said_and_not_shown(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, tmp_path: Path, url: str
) -> None:
    await _content(client, dsc, 100)
    sandbox.faults.add("E3", faults.SetFields({"url": url}))
    with pytest.raises(DecodeError, match="not a valid URL") as caught:
        await client.export_tasks.download(FINISHED_SCAN, tmp_path)
    assert "CANARY" not in "".join(traceback.format_exception(caught.value))
    assert list(tmp_path.iterdir()) == []


async def test_the_link_shows_nowhere(
    client: AsyncClient,
    sandbox: Sandbox,
    dsc: HuaweiDsc,
    tmp_path: Path,
    events: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    await _content(client, dsc, 50_000)
    link = await client.export_tasks.download_url(FINISHED_SCAN)
    signature = link.reveal().partition("Signature=")[2]
    sandbox.faults.add("download_file", faults.CutReply(10))
    await client.export_tasks.download(FINISHED_SCAN, tmp_path / "f.xlsx")
    sandbox.faults.add("download_file", faults.Answer(404), times=None)
    with pytest.raises(ApiError) as caught:
        await client.export_tasks.download(FINISHED_SCAN, tmp_path / "g.xlsx")
    shown = f"{caplog.text} {events!r} {caught.value!r} {caught.value.__dict__!r}"
    assert signature[:16] not in shown
    assert "Expires=" not in shown
    assert sandbox.requests.of("download_file")[0].query["Signature"] == signature


async def _content(client: AsyncClient, dsc: HuaweiDsc, size: int) -> bytes:
    """An export whose file has this size."""
    await (await client.export_tasks.create(FINISHED_SCAN, mask=True)).wait()
    run = dsc.scan_jobs[FINISHED_SCAN].export
    assert run is not None
    run.content = random.Random(size).randbytes(size)
    return run.content


async def test_findings_show_no_live_data(client: AsyncClient) -> None:
    rows = await client.export_tasks.results(FINISHED_SCAN).to_list()
    assert any(
        LIVE_SAMPLE in (example.matched_content or "")
        for row in rows
        for match in row.match_info or ()
        for example in match.matched_examples or ()
    )
    assert LIVE_SAMPLE not in repr(rows)


@pytest.mark.parametrize("paging", ["page", "record", "ignored"])
@pytest.mark.parametrize("generations", ["A", "B", "C", "ABC"])
@pytest.mark.parametrize("cap", [3, 1000])
@pytest.mark.parametrize("totals", [True, False])
async def test_the_same_rows_from_every_generation_and_kind_of_paging(
    client: AsyncClient,
    sandbox: Sandbox,
    dsc: HuaweiDsc,
    events: list[Event],
    paging: Literal["page", "record", "ignored"],
    generations: str,
    cap: int,
    totals: bool,
) -> None:
    dsc.add_findings(FINISHED_SCAN, 23)
    dsc.switches.generations = frozenset(generations)
    dsc.switches.paging = paging
    dsc.switches.largest_page = cap
    dsc.switches.totals = totals
    limit = 3 if cap == 3 and not totals else 5
    limit = 100 if paging == "ignored" and cap == 1000 else limit
    rows = [row.object_full_path async for row in client.export_tasks.results(FINISHED_SCAN, page_size=limit)]
    paths = [f"customer-files/archive/part-{number:07d}.csv" for number in range(23)]
    odd = [event.what for event in events if isinstance(event, UnexpectedData)]
    lost = paging == "ignored" and cap == 3
    if lost:
        assert rows == paths[:3]
        assert any("ignores paging" in each for each in odd)
        pager = client.export_tasks.results(FINISHED_SCAN, page_size=limit)
        assert False in [page.complete async for page in pager.pages()]
    else:
        assert rows == paths
        assert odd == []


async def test_the_marker_leads_through_the_list_as_well(client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc) -> None:
    dsc.add_findings(FINISHED_SCAN, 23)
    pager = client.export_tasks.results(FINISHED_SCAN, page_size=5, paging=Paging.MARKER)
    rows = [row.object_name async for row in pager]
    assert rows == [f"part-{number:07d}.csv" for number in range(23)]
    asked = sandbox.requests.of("R1")
    assert len(asked) == 5
    assert all("offset" not in each.query for each in asked)


async def test_paging_may_be_a_text_and_must_be_one_there_is(client: AsyncClient, sandbox: Sandbox) -> None:
    by_text = client.export_tasks.results(FINISHED_SCAN, page_size=2, paging=cast(Paging, "marker"))
    assert len(await by_text.to_list()) == len(sandbox.huawei_dsc.scan_jobs[FINISHED_SCAN].findings)
    before = len(sandbox.requests)
    with pytest.raises(ValidationError, match=r"export_tasks.results: .* paging: is 'none'"):
        client.export_tasks.results(FINISHED_SCAN, paging=cast(Paging, "none"))
    with pytest.raises(ValidationError, match="paging: is 'none'"):
        client.dsc.scan_jobs.list(paging=cast(Paging, "none"))
    assert len(sandbox.requests) == before


async def test_a_marker_is_refused_where_replies_have_none(client: AsyncClient, sandbox: Sandbox) -> None:
    """Such a walk would end after its first page."""
    before = len(sandbox.requests)
    for listed in (
        lambda: client.export_tasks.hit_rules(FINISHED_SCAN, paging=Paging.MARKER),
        lambda: client.dsc.scan_jobs.list(paging=Paging.MARKER),
        lambda: client.dsc.scan_jobs.tasks(FINISHED_SCAN, paging=Paging.MARKER),
        lambda: client.dsc.scan_jobs.scopes(FINISHED_SCAN, paging=Paging.MARKER),
        lambda: client.dsc.scan_jobs.results(FINISHED_SCAN, paging=Paging.MARKER),
        lambda: client.dsc.assets.buckets(paging=Paging.MARKER),
        lambda: client.dsc.assets.databases("RDS", paging=Paging.MARKER),
        lambda: client.dsc.rule_groups.list(paging=Paging.MARKER),
        lambda: client.dsc.rule_groups.rules(paging=Paging.MARKER),
        lambda: client.dsc.scan_templates.list(paging=Paging.MARKER),
        lambda: client.dsc.security_levels.list(paging=Paging.MARKER),
    ):
        with pytest.raises(ValidationError, match=r"paging: is .*'marker'"):
            listed()
    assert len(sandbox.requests) == before


async def test_filters_are_repeated_keys(client: AsyncClient, sandbox: Sandbox) -> None:
    rows = await client.export_tasks.results(FINISHED_SCAN, security_level_ids=["level-l1", "level-l3"]).to_list()
    assert {row.security_level_name for row in rows} == {"L1", "L3"}
    asked = sandbox.requests.of("R1")[0]
    assert asked.query.multi_items()[:2] == [("security_level_ids", "level-l1"), ("security_level_ids", "level-l3")]
    shares = await client.export_tasks.security_levels(FINISHED_SCAN, asset_type="DATABASE")
    assert sum(share.count or 0 for share in shares) == 2


async def test_the_oldest_results_say_what_they_cannot_filter_by(client: AsyncClient, dsc: HuaweiDsc) -> None:
    dsc.switches.generations = frozenset("A")
    rows = await client.export_tasks.results(FINISHED_SCAN, asset_type="DATABASE", keyword="pay").to_list()
    assert [row.object_name for row in rows] == ["payments"]
    with pytest.raises(ValidationError, match="security_level_ids"):
        await client.export_tasks.results(FINISHED_SCAN, security_level_ids=["level-l1"]).to_list()


async def test_rows_as_a_table(client: AsyncClient) -> None:
    frame = await client.export_tasks.results(FINISHED_SCAN).to_pandas()
    assert sorted(frame["object_name"]) == ["contacts.txt", "customers", "orders-2025.csv", "payments", "profile"]
