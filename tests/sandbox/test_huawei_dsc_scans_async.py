"""Scan jobs and what they need, over a real socket."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Literal

import pytest

from jobspan import (
    AmbiguousOutcomeError,
    ApiError,
    AsyncClient,
    JobFailed,
    JobRef,
    NotFound,
    Phase,
    Policy,
    RuleMode,
    RuleViolation,
    ValidationError,
)
from jobspan.dsc import BucketToAdd, RouteNotPublished
from jobspan.hooks import Event, RuleWarning
from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.huawei_dsc.plane import HuaweiDsc
from jobspan.testing.sandbox.huawei_dsc.seed import BUCKET, CLOSED_SCAN, DATABASE, FINISHED_SCAN, INDEX, PCI

WANTED: dict[str, Any] = {"asset_ids": [BUCKET, DATABASE], "rule_group_ids": [PCI]}


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


@pytest.mark.parametrize("generations", ["A", "AB", "C", "ABC"])
async def test_a_job_is_created_found_and_waited_for_on_every_generation(
    client: AsyncClient, dsc: HuaweiDsc, generations: str
) -> None:
    dsc.switches.generations = frozenset(generations)
    scan = await client.dsc.scan_jobs.create("weekly-scan", **WANTED)
    job = await scan.wait()
    assert (job.id, job.name, job.status) == (scan.id, "weekly-scan", "FINISHED")
    assert job.rule_groups == ("PCI",)
    shown = [] if generations == "A" else [BUCKET, DATABASE]
    assert [asset.asset_id for asset in job.assets] == shown, "the older list does not show them"
    rows = await client.export_tasks.results(scan.id).to_list()
    assert sorted(row.object_name or "" for row in rows) == ["contacts.txt", "customers", "orders-2025.csv", "payments"]


@pytest.mark.parametrize("paging", ["page", "record", "ignored"])
@pytest.mark.parametrize("generations", ["A", "B", "C"])
async def test_the_same_jobs_are_listed_by_every_generation_and_kind_of_paging(
    client: AsyncClient, dsc: HuaweiDsc, paging: Literal["page", "record", "ignored"], generations: str
) -> None:
    for number in range(7):
        dsc.add_scan_job({"name": f"scan-{number}", "cycle": "ONCE", **WANTED})
    dsc.switches.generations = frozenset(generations)
    dsc.switches.paging = paging
    limit = 100 if paging == "ignored" else 3
    names = [job.name async for job in client.dsc.scan_jobs.list(page_size=limit)]
    assert names == ["customer-scan", "report-scan", "closed-scan", *(f"scan-{number}" for number in range(7))]


async def test_a_job_is_found_by_its_exact_name(client: AsyncClient, dsc: HuaweiDsc) -> None:
    dsc.add_scan_job({"name": "customer-scan-2", "cycle": "ONCE", **WANTED})
    assert [job.id for job in await client.dsc.scan_jobs.find("customer-scan")] == [FINISHED_SCAN]
    assert (await client.dsc.scan_jobs.get(FINISHED_SCAN)).name == "customer-scan"
    with pytest.raises(NotFound, match="no list of this project"):
        await client.dsc.scan_jobs.get("no-such-job")


async def test_a_job_made_from_a_template_is_found_in_its_own_list(client: AsyncClient) -> None:
    scan = await client.dsc.scan_jobs.create("by-template", scan_template_ids=["template-1"], open=False)
    assert (await client.dsc.scan_jobs.get(scan.id)).scan_templates == {"template-1": "template-1"}


async def test_a_name_in_use_is_refused_before_anything_is_sent(client: AsyncClient, sandbox: Sandbox) -> None:
    with pytest.raises(RuleViolation, match="in use"):
        await client.dsc.scan_jobs.create("customer-scan", **WANTED)
    assert sandbox.requests.count("S3") == 0


async def test_every_problem_with_a_definition_is_listed(client: AsyncClient, sandbox: Sandbox) -> None:
    with pytest.raises(ValidationError) as caught:
        await client.dsc.scan_jobs.create(
            "1st", asset_ids=[], rule_group_ids=[""], cycle="HOUR", start_time=1_700_000_000
        )
    assert {problem.field for problem in caught.value.problems} == {
        "name",
        "asset_ids",
        "rule_group_ids[0]",
        "cycle",
        "start_time",
    }
    assert len(sandbox.requests) == 0


@pytest.mark.parametrize("generations", ["A", "ABC"])
@pytest.mark.parametrize("fault", [faults.DropAfterWork(), faults.DropBeforeWork()], ids=["acted", "not-acted"])
async def test_a_lost_reply_leads_to_one_job(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, generations: str, fault: faults.Fault
) -> None:
    dsc.switches.generations = frozenset(generations)
    sandbox.faults.add("S3", fault)
    scan = await client.dsc.scan_jobs.create("weekly-scan", **WANTED)
    assert [job.id for job in dsc.scan_jobs.values() if job.name == "weekly-scan"] == [scan.id]


@pytest.mark.parametrize("generations", ["AB", "ABC"])
async def test_between_two_new_jobs_of_one_name_only_an_id_decides(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, generations: str
) -> None:
    dsc.switches.generations = frozenset(generations)

    def somebody_else(event: object) -> None:
        if getattr(event, "operation", "") == "S3" and type(event).__name__ == "RequestStarted":
            dsc.add_scan_job({"name": "weekly-scan", "cycle": "ONCE", **WANTED})
            dsc.scan_jobs[[*dsc.scan_jobs][-1]].name = "weekly-scan "

    def rename(event: object) -> None:
        if getattr(event, "operation", "") == "S3" and type(event).__name__ == "ResponseReceived":
            for job in dsc.scan_jobs.values():
                job.name = job.name.strip()

    async with sandbox.async_client(hooks=[somebody_else, rename]) as racing:
        if "C" in generations:
            scan = await racing.dsc.scan_jobs.create("weekly-scan", **WANTED)
            assert scan.id == [*dsc.scan_jobs][-1]
        else:
            with pytest.raises(AmbiguousOutcomeError, match="More than one new scan job"):
                await racing.dsc.scan_jobs.create("weekly-scan", **WANTED)


async def test_a_started_run_is_not_mistaken_for_the_one_before(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    sandbox.advance(60)
    old = {"tasks.0.status": "FINISHED", "tasks.0.last_run_time": dsc.scan_jobs[FINISHED_SCAN].last_run}
    sandbox.faults.add("S1", faults.SetFields(old), skip=1, times=2)
    handle = await client.dsc.scan_jobs.start(FINISHED_SCAN)
    assert (await handle.refresh()).begun is False
    assert handle.phase is Phase.QUEUED
    assert (await handle.wait()).last_run_time == dsc.scan_jobs[FINISHED_SCAN].last_run != old["tasks.0.last_run_time"]


@pytest.mark.parametrize("fault", [faults.DropAfterWork(), faults.DropBeforeWork()], ids=["acted", "not-acted"])
async def test_a_run_is_never_started_twice(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc, fault: faults.Fault
) -> None:
    sandbox.advance(60)
    sandbox.faults.add("S7", fault)
    if isinstance(fault, faults.DropAfterWork):
        assert (await (await client.dsc.scan_jobs.start(FINISHED_SCAN)).wait()).status == "FINISHED"
    else:
        with pytest.raises(AmbiguousOutcomeError, match="no new run"):
            await client.dsc.scan_jobs.start(FINISHED_SCAN)
    assert sandbox.requests.count("S7") == 1


async def test_a_job_that_was_ready_does_not_show_a_run_by_being_ready(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    sandbox.faults.add("S1", faults.SetFields({"tasks.0.status": "READY"}), times=100)
    sandbox.faults.add("S7", faults.DropBeforeWork())
    with pytest.raises(AmbiguousOutcomeError, match="no new run"):
        await client.dsc.scan_jobs.start(FINISHED_SCAN)
    assert sandbox.requests.count("S7") == 1


async def test_start_stop_and_resume(sandbox: Sandbox, events: list[Event], client: AsyncClient) -> None:
    sandbox.progress = Progress.by_script()
    handle = await client.dsc.scan_jobs.start(FINISHED_SCAN)
    sandbox.advance(1)
    handle = await client.dsc.scan_jobs.start(FINISHED_SCAN)
    assert warned_of(events) == ["scan-not-running"]
    await handle.cancel()
    with pytest.raises(JobFailed, match="resume=True") as caught:
        await handle.wait()
    assert caught.value.phase is Phase.CANCELLED
    sandbox.progress = Progress.by_polls()
    sandbox.advance(1)
    again = await client.dsc.scan_jobs.start(FINISHED_SCAN, resume=True)
    assert (await again.wait()).status == "FINISHED"
    with pytest.raises(ApiError, match="Invalid parameter"):
        await client.dsc.scan_jobs.start(FINISHED_SCAN, resume=True)
    assert warned_of(events)[1:] == ["scan-resumable"]
    with pytest.raises(ApiError):
        await client.dsc.scan_jobs.stop(FINISHED_SCAN)


def warned_of(events: list[Event]) -> list[str]:
    return [event.verdict.rule for event in events if isinstance(event, RuleWarning)]


@pytest.mark.parametrize(("status", "resume"), [("WAITING", None), ("FAILED", True), ("TERMINATED", True)])
async def test_a_periodic_scan_is_started_between_its_runs(
    sandbox: Sandbox, client: AsyncClient, dsc: HuaweiDsc, events: list[Event], status: str, resume: bool | None
) -> None:
    job = dsc.scan_jobs[FINISHED_SCAN]
    job.settings["cycle"] = "WEEK"
    job.timeline.divert(status)
    sandbox.advance(60)
    plan = await client.dsc.scan_jobs.start.plan(FINISHED_SCAN, resume=resume)
    assert plan.ok
    await client.dsc.scan_jobs.start(FINISHED_SCAN, resume=resume)
    assert sandbox.requests.count("S7") == 1
    assert len(warned_of(events)) == 1


async def test_many_runs_are_watched_by_pages_of_the_list(client: AsyncClient, sandbox: Sandbox) -> None:
    from jobspan.aio import wait_all

    handles = [await client.dsc.scan_jobs.create(f"scan-{number}", **WANTED) for number in range(12)]
    sandbox.requests.clear()
    done = await wait_all(handles)
    assert [job.status for job in done] == ["FINISHED"] * 12
    assert len(sandbox.requests) <= 8


async def test_a_run_is_waited_for_elsewhere(client: AsyncClient, sandbox: Sandbox) -> None:
    scan = await client.dsc.scan_jobs.create("weekly-scan", **WANTED)
    async with sandbox.async_client() as other:
        assert (await other.resume(JobRef.from_json(scan.ref.to_json())).wait()).name == "weekly-scan"
    assert (await client.dsc.scan_jobs.wait(scan.id)).status == "FINISHED"


async def test_the_schedule_is_switched(client: AsyncClient, dsc: HuaweiDsc) -> None:
    await client.dsc.scan_jobs.enable(CLOSED_SCAN)
    assert (await client.dsc.scan_jobs.get(CLOSED_SCAN)).open is True
    await client.dsc.scan_jobs.disable(CLOSED_SCAN)
    assert (await client.dsc.scan_jobs.get(CLOSED_SCAN)).open is False
    dsc.switches.generations = frozenset("A")
    with pytest.raises(RouteNotPublished):
        await client.dsc.scan_jobs.enable(CLOSED_SCAN)


async def test_update_replaces_the_definition(client: AsyncClient, dsc: HuaweiDsc) -> None:
    await client.dsc.scan_jobs.update(
        CLOSED_SCAN, name="closed-scan", asset_ids=[INDEX], rule_group_ids=[PCI], cycle="WEEK", open=False
    )
    job = await client.dsc.scan_jobs.get(CLOSED_SCAN)
    assert (job.cycle, [asset.asset_id for asset in job.assets]) == ("WEEK", [INDEX])


async def test_delete_counts_a_job_that_is_gone_after_a_lost_reply(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    sandbox.faults.add("S5", faults.DropAfterWork())
    await client.dsc.scan_jobs.delete(CLOSED_SCAN)
    assert CLOSED_SCAN not in dsc.scan_jobs
    assert sandbox.requests.count("S5") == 2
    with pytest.raises(NotFound):
        await client.dsc.scan_jobs.delete(CLOSED_SCAN)


async def test_sub_tasks(client: AsyncClient, sandbox: Sandbox) -> None:
    tasks = await client.dsc.scan_jobs.tasks(FINISHED_SCAN).to_list()
    assert [task.category for task in tasks] == ["OBS", "DATABASE", "BIGDATA"]
    first = tasks[0].id or ""
    await client.dsc.scan_jobs.start_task(first)
    assert (await client.dsc.scan_jobs.tasks(FINISHED_SCAN).to_list())[0].status == "RUNNING"
    await client.dsc.scan_jobs.stop_task(first)
    sandbox.faults.add("S10", faults.DropBeforeWork())
    with pytest.raises(AmbiguousOutcomeError):
        await client.dsc.scan_jobs.start_task(first)
    await client.dsc.scan_jobs.delete_task(first, delete_history=True)
    assert len(await client.dsc.scan_jobs.tasks(FINISHED_SCAN).to_list()) == 2
    assert sandbox.requests.of("S12")[0].query["delete_history"] == "true"
    assert len(await client.export_tasks.results(FINISHED_SCAN).to_list()) == 3


async def test_scopes_findings_and_the_last_job_of_an_asset(client: AsyncClient) -> None:
    scopes = await client.dsc.scan_jobs.scopes(FINISHED_SCAN).to_list()
    assert [scope.scope for scope in scopes] == ["customer-files", "shop", "people"]
    findings = await client.dsc.scan_jobs.results(FINISHED_SCAN).to_list()
    assert [row.table_name or row.file_name or row.type_name for row in findings] == [
        "customers",
        "payments",
        "orders-2025.csv",
        "contacts.txt",
        "profile",
    ]
    only = await client.dsc.scan_jobs.results(FINISHED_SCAN, type="OBS").to_list()
    assert [row.bucket_name for row in only] == ["customer-files"] * 2
    assert (await client.dsc.assets.last_job(DATABASE)).job_id == FINISHED_SCAN


async def test_buckets_are_added_once_renamed_and_removed(
    client: AsyncClient, sandbox: Sandbox, dsc: HuaweiDsc
) -> None:
    sandbox.faults.add("A2", faults.DropAfterWork())
    await client.dsc.assets.add_buckets([BucketToAdd(bucket_name="invoices", asset_name="invoices")])
    assert sandbox.requests.count("A2") == 1
    assert sandbox.requests.of("A2")[0].json["buckets"][0]["location"] == "eu-west-101"
    added = {bucket.bucket_name: bucket async for bucket in client.dsc.assets.buckets(added=True)}
    assert set(added) == {"customer-files", "reports", "invoices"}
    with pytest.raises(ApiError, match="Invalid parameter"):
        await client.dsc.assets.add_buckets([BucketToAdd(bucket_name="invoices")])
    with pytest.raises(ValidationError, match="not a valid bucket name"):
        await client.dsc.assets.add_buckets([BucketToAdd(bucket_name="Invoices")])
    id = added["invoices"].id or ""
    await client.dsc.assets.rename(id, "all invoices")
    assert dsc.assets[id].name == "all invoices"
    await client.dsc.assets.delete_bucket(id)
    assert id not in dsc.assets


async def test_other_assets_and_what_dsc_may_reach(client: AsyncClient) -> None:
    assert [each.db_name async for each in client.dsc.assets.databases("RDS")] == ["shop"]
    assert [each.ds_name for each in await client.dsc.assets.big_data("Elasticsearch")] == ["people"]
    assert (await client.dsc.assets.quota()).use_size == 4
    await client.dsc.assets.authorize("MRS", allowed=False)
    told = await client.dsc.assets.authorization()
    assert (told.mrs_authorization, told.obs_authorization) == (False, True)


async def test_rule_groups_rules_templates_and_levels(client: AsyncClient, sandbox: Sandbox) -> None:
    rules = [rule.id or "" async for rule in client.dsc.rule_groups.rules()]
    sandbox.faults.add("G2.add", faults.DropAfterWork())
    group = await client.dsc.rule_groups.create("Phones", rules[1:2], description="only phones")
    assert sandbox.requests.count("G2.add") == 1
    assert (group.group_name, group.rule_names) == ("Phones", "Phone number")
    with pytest.raises(ApiError, match="exists already"):
        await client.dsc.rule_groups.create("Phones", rules)
    assert [each.group_name async for each in client.dsc.rule_groups.list(category="BUILT_SELF")] == ["Phones"]
    await client.dsc.rule_groups.delete(group.id or "")
    assert [each.group_name async for each in client.dsc.rule_groups.list()] == ["PCI"]
    assert [each.name async for each in client.dsc.scan_templates.list()] == ["General", "Finance"]
    assert [each.security_level_name async for each in client.dsc.security_levels.list()] == ["L1", "L3", "L4"]
    everything = await client.dsc.security_levels.list(include_disabled=True).to_list()
    assert [each.security_level_name for each in everything][-1] == "L9"


async def test_a_rule_group_of_that_name_from_before_proves_nothing(sandbox: Sandbox) -> None:
    sandbox.faults.add("G2.add", faults.DropBeforeWork())
    async with sandbox.async_client(policy=Policy(rules=RuleMode.OFF)) as unruled:
        with pytest.raises(AmbiguousOutcomeError, match="No new rule group"):
            await unruled.dsc.rule_groups.create("PCI", ["rule-card"])
    assert sandbox.requests.count("G2.add") == 1


async def test_a_user_of_iam_logs_in_once(sandbox: Sandbox, dsc: HuaweiDsc) -> None:
    from jobspan import HuaweiSettings
    from jobspan.testing.sandbox.huawei.access import DOMAIN_NAME, PASSWORD, PROJECT_ID, USERNAME

    url = sandbox.url("huawei_dsc")
    settings = HuaweiSettings(
        project_id=PROJECT_ID, dsc_url=url, iam_url=url, username=USERNAME, password=PASSWORD, domain_name=DOMAIN_NAME
    )
    from jobspan.testing.sandbox.client_clock import ClientClock

    async with AsyncClient(huawei=settings, clock=ClientClock(sandbox)) as client:
        await client.dsc.scan_jobs.get(FINISHED_SCAN)
        sandbox.faults.add("S1", faults.ExpiredToken())
        await client.dsc.scan_jobs.get(FINISHED_SCAN)
    assert dsc.access.logins == 2


async def test_the_newest_jobs_in_one_line_each(client: AsyncClient, sandbox: Sandbox) -> None:
    from jobspan._planes.huawei_dsc.abilities import recent

    sandbox.advance(60)
    await client.dsc.scan_jobs.create("weekly-scan", **WANTED)
    sandbox.requests.clear()
    lines = await client.dsc.scan_jobs._run(recent(client.dsc.scan_jobs._ctx, 2))
    assert (lines[0].name, lines[0].phase, len(lines)) == ("weekly-scan", Phase.RUNNING, 2)
    assert len(sandbox.requests) == 1
