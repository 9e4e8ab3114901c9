"""DRS over a real socket: lives of tasks, rules, plans, batches and waits."""

from collections.abc import Iterator

import pytest

import jobspan
from jobspan.aio import as_completed, wait_all
from jobspan.batches import ItemStatus
from jobspan.drs import (
    AlarmNotice,
    ConnectionTest,
    DataComparison,
    DataTransformation,
    Endpoint,
    EndpointPassword,
    JobChange,
    JobStatus,
    NamedAction,
    ObjectSelection,
    SpeedLimit,
    SpeedWindow,
    SyncPolicy,
    UserChange,
)
from jobspan.hooks import RuleWarning
from jobspan.jobs import Phase
from jobspan.policy import Policy, RuleMode
from jobspan.testing import Clock, Progress, Sandbox, faults
from tests.samples.huawei_drs import new_job

CANARY = "canary-7f3a"


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


def named(sandbox: Sandbox, *names: str) -> list[str]:
    return [sandbox.huawei_drs.task_named(f"shop-{name}") for name in names]


def connection(job_id: str, end: str, password: str = "right") -> ConnectionTest:
    return ConnectionTest(
        job_id=job_id,
        end_point=end,
        net_type="eip",
        db_type="mysql",
        ip="192.0.2.10",
        db_user="drs",
        db_password=password,
    )


async def test_a_task_lives_from_creation_to_deletion(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        jobs = client.migration_jobs
        task = await jobs.create(new_job())
        assert (await task.wait()).status == JobStatus.CONFIGURATION
        id = task.id
        drs.huawei_drs.wrong_passwords.add("wrong")
        tested = await jobs.test_connections([connection(id, "source"), connection(id, "target", "wrong")])
        assert [item.status for item in tested] == [ItemStatus.ACCEPTED, ItemStatus.FAILED]
        assert tested.failed[0].code == "DRS.KE0002"
        (await jobs.test_connections([connection(id, "target")])).raise_for_failures()
        end = Endpoint(db_type="mysql", ip="192.0.2.10", db_user="drs", db_password="right")
        change = JobChange(
            job_id=id,
            source_endpoint=end,
            target_endpoint=end,
            node_type="high",
            engine_type="mysql",
            net_type="eip",
            store_db_info=True,
        )
        (await jobs.configure([change])).raise_for_failures()
        (await jobs.set_sync_policy([SyncPolicy(job_id=id, conflict_policy="stop")])).raise_for_failures()
        (await jobs.select_objects([ObjectSelection(job_id=id, selected=False)])).raise_for_failures()
        window = SpeedWindow(begin="16:00", end="15:59", speed="15")
        (await jobs.set_speed([SpeedLimit(job_id=id, windows=[window])])).raise_for_failures()
        (await jobs.set_definer(id, replace=True)).raise_for_failures()
        assert (await jobs.users(id)).user_list
        change_of_users = UserChange(job_id=id, is_set_password=False, is_migrate_user=True)
        (await jobs.set_users([change_of_users])).raise_for_failures()
        assert (await jobs.parameters(id))[0].params
        assert (await jobs.set_parameters(id, "common", {"character_set_server": "utf8mb4"})).should_restart is True
        (await jobs.set_alarms(id, AlarmNotice(delay_time=60))).raise_for_failures()
        rule = DataTransformation(job_id=id, transformation_info={"transformation_type": "contentConditionalFilter"})
        (await jobs.transform_data([rule])).raise_for_failures()
        assert (await jobs.transform_data([rule])).failed[0].code == "DRS.M07000"
        (await jobs.precheck(id)).raise_for_failures()
        assert all(check.passed for check in await jobs.wait_for_prechecks(id))
        (await jobs.start(id)).raise_for_failures()
        heard: list[str] = []
        (view,) = await jobs.wait(id, until="caught-up", progress=lambda event: heard.append(event.progress.text))
        assert view.delay == 0
        assert any("full load 50%" in text for text in heard)
        started = await jobs.compare(id, objects=True, data=DataComparison())
        assert started.object_level_compare_create_result is not None
        found = await jobs.compare_results(id)
        assert found.compare_task_list_results is not None
        assert found.compare_task_list_results.compare_task_list_count == 2
        (await jobs.pause(id)).raise_for_failures()
        assert (await jobs.wait(id, until="paused"))[0].is_paused
        (await jobs.resume(id)).raise_for_failures()
        await jobs.wait(id, until="incremental")
        (await jobs.terminate(id)).raise_for_failures()
        await jobs.wait(id, until="terminated")
        (await jobs.delete(id)).raise_for_failures()
        with pytest.raises(jobspan.NotFound):
            await jobs.get(id)
        (again,) = await jobs.status(id)
        assert again.status == JobStatus.DELETED


async def test_every_violation_is_listed_and_nothing_is_sent(drs: Sandbox) -> None:
    ids = named(drs, "orders", "customers", "legacy", "pair")
    async with drs.async_client() as client:
        with pytest.raises(jobspan.RuleViolation) as refused:
            await client.migration_jobs.change_passwords([EndpointPassword(id, "source", CANARY) for id in ids])
        assert drs.requests.count("batch_reset_password") == 0
    assert drs.requests.count("batch_list_job_status") == 1
    assert {(v.subject, v.rule) for v in refused.value.verdicts} == {
        (f"job {ids[1]}", "change-passwords-state"),
        (f"job {ids[2]}", "change-passwords-state"),
        (f"job {ids[3]}", "not-the-parent"),
    }
    assert "CONFIGURATION" in str(refused.value)
    assert CANARY not in str(refused.value) + repr(refused.value)


async def test_the_rest_is_sent_and_the_skipped_are_reported(drs: Sandbox) -> None:
    ids = named(drs, "orders", "customers", "billing", "pair-up")
    async with drs.async_client() as client:
        result = await client.migration_jobs.change_passwords(
            [EndpointPassword(id, "target", CANARY) for id in ids], skip_invalid=True
        )
        with pytest.raises(jobspan.PartialFailure, match="1 skipped"):
            result.raise_for_failures()
    assert [item.item.job_id for item in result] == ids
    assert [item.status.value for item in result] == ["accepted", "skipped", "accepted", "accepted"]
    assert drs.huawei_drs.tasks[ids[0]].passwords["ta"] == CANARY
    assert CANARY not in repr(result)


async def test_warned_rules_let_the_server_decide(drs: Sandbox) -> None:
    heard: list[object] = []
    (id,) = named(drs, "customers")
    async with drs.async_client(policy=Policy(rules=RuleMode.WARN), hooks=[heard.append]) as client:
        result = await client.migration_jobs.change_passwords([EndpointPassword(id, "source", CANARY)])
    assert result.failed[0].code == "DRS.M00304"
    assert [event.verdict.rule for event in heard if isinstance(event, RuleWarning)] == ["change-passwords-state"]


@pytest.mark.parametrize("whole", [False, True])
async def test_a_server_refusal_fails_the_bad_entry_only(drs: Sandbox, whole: bool) -> None:
    drs.huawei_drs.refuses_whole_batches = whole
    ids = named(drs, "orders", "customers", "stock")
    async with drs.async_client(policy=Policy(rules=RuleMode.OFF)) as client:
        result = await client.migration_jobs.change_passwords([EndpointPassword(id, "source", CANARY) for id in ids])
    statuses = [item.status.value for item in result]
    assert result.items[1].code == "DRS.M00304"
    assert statuses == ["accepted", "failed", "accepted"]
    assert drs.huawei_drs.tasks[ids[0]].passwords["so"] == CANARY
    assert drs.requests.count("batch_reset_password") == (2 if whole else 1)
    assert drs.requests.count("batch_list_job_status") == 0


async def test_a_plan_shows_masked_batches_and_holds_to_its_states(drs: Sandbox) -> None:
    ids = named(drs, "orders", "stock")
    items = [EndpointPassword(id, "source", CANARY) for id in ids]
    async with drs.async_client() as client:
        plan = await client.migration_jobs.change_passwords.plan(items, batch_size=1)
        assert len(plan.requests) == 2
        assert plan.ok
        assert CANARY not in str(plan) + repr(plan) + str(plan.requests) + plan._repr_html_()
        assert drs.requests.count("batch_reset_password") == 0
        drs.huawei_drs.fail(ids[1])
        with pytest.raises(jobspan.PlanChanged, match="INCRE_TRANSFER_FAILED"):
            await plan.apply()
        assert drs.requests.count("batch_reset_password") == 0
        again = await client.migration_jobs.change_passwords.plan(items, batch_size=1)
        (await again.apply()).raise_for_failures()
    assert drs.requests.count("batch_reset_password") == 2


async def test_both_ends_of_a_task_travel_together(drs: Sandbox) -> None:
    ids = named(drs, "orders", "stock", "billing")
    items = [EndpointPassword(id, end, CANARY) for end in ("source", "target") for id in ids]
    async with drs.async_client() as client:
        result = await client.migration_jobs.change_passwords(items, batch_size=3)
    assert [item.item for item in result.raise_for_failures()] == items
    for request in drs.requests.of("batch_reset_password"):
        sent = [entry["job_id"] for entry in request.json["jobs"]]
        assert all(sent.count(id) == 2 for id in sent)


async def test_verification_finds_tasks_that_the_password_broke(drs: Sandbox) -> None:
    drs.huawei_drs.wrong_passwords.add("mistyped")
    ids = named(drs, "orders", "stock")
    async with drs.async_client() as client:
        result = await client.migration_jobs.change_passwords(
            [EndpointPassword(ids[0], "source", "mistyped"), EndpointPassword(ids[1], "source", "fine")], verify=True
        )
    assert [item.status for item in result] == [ItemStatus.FAILED, ItemStatus.ACCEPTED]
    assert result.items[0].code == "DRS.KE0002"
    assert "INCRE_TRANSFER_FAILED" in (result.items[0].message or "")


async def test_failed_tasks_are_resumed_and_paused_ones_are_left_alone(drs: Sandbox) -> None:
    failed, paused = named(drs, "billing", "archive")
    async with drs.async_client() as client:
        items = [EndpointPassword(id, "source", "fine") for id in (failed, paused)]
        plan = await client.migration_jobs.change_passwords.plan(items, then_resume=True, verify=True)
        assert len(plan.then) == 2
        (await plan.apply()).raise_for_failures()
        await client.migration_jobs.wait(failed, until="incremental")
    assert drs.huawei_drs.tasks[paused].status == "PAUSING"


async def test_too_frequent_entries_and_requests_are_sent_again(drs: Sandbox) -> None:
    ids = named(drs, "orders", "stock")
    busy = faults.FailItems([ids[0]], "DRS.M01503", "too frequent")
    drs.faults.add(
        "batch_reset_password", faults.Answer(400, {"error_code": "DRS.M01503", "error_msg": "too frequent"})
    )
    drs.faults.add("batch_reset_password", faults.Answer(429, {"error_code": "APIGW.0308"}, {"Retry-After": "7"}))
    drs.faults.add("batch_reset_password", busy)
    async with drs.async_client() as client:
        result = await client.migration_jobs.change_passwords([EndpointPassword(id, "source", "fine") for id in ids])
    result.raise_for_failures()
    sent = [len(request.json["jobs"]) for request in drs.requests.of("batch_reset_password")]
    assert sent == [2, 2, 2, 1]


async def test_a_quiet_time_is_respected_by_itself(drs: Sandbox) -> None:
    drs.huawei_drs.quiet_seconds = 0.6
    (id,) = named(drs, "orders")
    async with drs.async_client() as client:
        (await client.migration_jobs.pause(id)).raise_for_failures()
        (await client.migration_jobs.resume(id)).raise_for_failures()
    assert drs.requests.count("batch_restore_task") > 1


async def test_a_lost_reply_is_settled_by_the_states(drs: Sandbox) -> None:
    ids = named(drs, "orders", "stock")
    drs.faults.add("batch_stop_jobs", faults.DropAfterWork())
    async with drs.async_client() as client:
        result = await client.migration_jobs.pause(ids)
    assert [item.status for item in result] == [ItemStatus.ACCEPTED] * 2
    assert drs.requests.count("batch_stop_jobs") == 1


async def test_an_unanswered_request_that_changed_nothing_stays_unknown(drs: Sandbox) -> None:
    ids = named(drs, "orders", "stock")
    drs.faults.add("batch_stop_jobs", faults.DropBeforeWork())
    async with drs.async_client() as client:
        result = await client.migration_jobs.pause(ids)
    assert [item.status for item in result] == [ItemStatus.UNKNOWN] * 2
    assert drs.requests.count("batch_stop_jobs") == 1


async def test_a_switchover_is_never_repeated(drs: Sandbox) -> None:
    (id,) = named(drs, "standby")
    drs.faults.add("batch_switchover", faults.DropAfterWork())
    async with drs.async_client() as client:
        result = await client.migration_jobs.switchover(id)
        assert result.unknown[0].item == id
        assert drs.requests.count("batch_switchover") == 1
        (await client.migration_jobs.switchover(id)).raise_for_failures()
        with pytest.raises(jobspan.RuleViolation, match="disaster-recovery-only"):
            await client.migration_jobs.switchover(named(drs, "orders")[0])
        with pytest.raises(jobspan.RuleViolation, match="no-dual-active"):
            await client.migration_jobs.switchover(named(drs, "pair-up")[0])


async def test_a_lost_creation_is_found_by_its_name(drs: Sandbox) -> None:
    drs.faults.add("batch_create_jobs", faults.DropAfterWork())
    async with drs.async_client() as client:
        task = await client.migration_jobs.create(new_job())
        assert task.id == drs.huawei_drs.task_named("fresh")
        drs.faults.add("batch_create_jobs", faults.DropBeforeWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="not known"):
            await client.migration_jobs.create(new_job("another"))
        with pytest.raises(jobspan.ApiError, match="exists"):
            await client.migration_jobs.create(new_job("shop-orders"))
    assert drs.requests.count("batch_create_jobs") == 3


async def test_of_a_pair_the_forward_task_comes_first(drs: Sandbox) -> None:
    parent, forward, backward = named(drs, "pair", "pair-up", "pair-down")
    async with drs.async_client() as client:
        jobs = client.migration_jobs
        drs.huawei_drs.tasks[forward].rpo_millis = 90_000
        with pytest.raises(jobspan.RuleViolation, match="RPO 90 s"):
            await jobs.start(backward)
        drs.huawei_drs.tasks[forward].rpo_millis = 0
        drs.huawei_drs.tasks[backward].prechecked = True
        (await jobs.start(backward)).raise_for_failures()
        (view,) = await jobs.wait(backward, until="protected")
        assert "RPO 0 s" in view.progress.text
        with pytest.raises(jobspan.RuleViolation, match="only-the-parent"):
            await jobs.terminate(forward)
        (await jobs.terminate(parent)).raise_for_failures()
        await jobs.wait([parent, forward, backward], until="terminated")


async def test_failures_end_a_wait_unless_it_is_patient(drs: Sandbox) -> None:
    (id,) = named(drs, "billing")
    async with drs.async_client() as client:
        with pytest.raises(jobspan.JobFailed, match="INCRE_TRANSFER_FAILED"):
            await client.migration_jobs.wait(id, until="incremental")
        with pytest.raises(jobspan.WaitTimeout):
            await client.migration_jobs.wait(id, until="incremental", patient=True, timeout=60)
        with pytest.raises(jobspan.WaitTimeout):
            await client.migration_jobs.wait(named(drs, "archive"), until="FULL_TRANSFER_STARTED", timeout=60)  # type: ignore[arg-type]


async def test_a_wait_goes_on_elsewhere(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        handle = client.migration_jobs.watch(named(drs, "reviews"), until="caught-up", lag=5)[0]
        text = handle.ref.to_json()
    async with drs.async_client() as client:
        resumed = client.resume(text)
        view = await resumed.wait()
    assert (view.until, view.lag, view.phase) == ("caught-up", 5, Phase.SUCCEEDED)


async def test_a_new_state_of_the_vendor_ends_no_wait(drs: Sandbox) -> None:
    (id,) = named(drs, "reviews")
    drs.faults.add("batch_list_job_status", faults.SetFields({"results.*.status": "TELEPORTING"}), times=2)
    async with drs.async_client() as client:
        heard: list[Phase] = []
        await client.migration_jobs.wait(id, until="incremental", progress=lambda event: heard.append(event.phase))
    assert heard[:2] == [Phase.UNKNOWN, Phase.UNKNOWN]
    assert heard[-1] is Phase.SUCCEEDED


async def test_thousands_of_waits_cost_pages_of_reads(drs: Sandbox) -> None:
    tasks = [drs.huawei_drs.add(f"bulk-{n}", "INCRE_TRANSFER_STARTED") for n in range(3000)]
    async with drs.async_client() as client:
        handles = client.migration_jobs.watch([task.id for task in tasks], until="caught-up")
        views = await wait_all(handles)
        assert all(view.reached for view in views)
        looks = len(drs.requests)
        assert looks % 60 == 0
        assert looks <= 60 * 4, "30 pages of states and 30 of progress, for each look"
        done = [handle.id async for handle in as_completed(handles[:200])]
        assert sorted(done) == sorted(task.id for task in tasks[:200])


@pytest.mark.parametrize("shown", [False, True])
async def test_how_far_tasks_are_is_read_for_whoever_wants_to_know(
    drs: Sandbox, shown: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING", logger="jobspan.huawei_drs")  # the log hears, too
    tasks = [drs.huawei_drs.add(f"moving-{n}", "INCRE_TRANSFER_STARTED") for n in range(3)]
    moving = faults.SetFields({"results.*.status": "FULL_TRANSFER_STARTED"})
    drs.faults.add("batch_list_job_status", moving, times=2)
    heard: list[float | None] = []
    async with drs.async_client() as client:
        handles = client.migration_jobs.watch([task.id for task in tasks], until="incremental")
        views = await wait_all(
            handles, progress=(lambda event: heard.append(event.progress.fraction)) if shown else False
        )
    looks = drs.requests.count("batch_list_job_status")
    assert looks == 3
    mode_and_end = 2
    assert drs.requests.count("batch_list_progresses") == (looks if shown else mode_and_end)
    assert all(view.percent is not None for view in views)
    assert (None in heard, len(heard) > 0) == (False, shown)


async def test_tasks_that_are_gone_do_not_hide_the_others(drs: Sandbox) -> None:
    orders, legacy = named(drs, "orders", "legacy")
    unknown = "00000000-0000-0000-0000-0000000jb101"
    async with drs.async_client() as client:
        (await client.migration_jobs.delete(legacy)).raise_for_failures()
        states = await client.migration_jobs.status([legacy, orders, unknown])
        assert [state.status for state in states] == ["DELETED", "INCRE_TRANSFER_STARTED", "DELETED"]
        with pytest.raises(jobspan.RuleViolation, match="job-exists"):
            await client.migration_jobs.pause([orders, unknown])
        assert (await client.migration_jobs.pause([orders, unknown], skip_invalid=True)).skipped[0].item == unknown


async def test_lists_and_catalogs_are_read(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        jobs = client.migration_jobs
        assert len(await jobs.list("migration", page_size=2).to_list()) == 7
        assert [job.name async for job in jobs.list("sync")] == ["shop-search"]
        assert (await jobs.quotas())[0].used == 12
        assert len(await jobs.node_types(engine_type="mysql", db_use_type="sync", job_direction="up")) == 6
        zones = await jobs.zones(engine_type="mysql", db_use_type="sync", job_direction="up", node_type="high")
        assert zones[0].status == "ENABLED"
        ids = named(drs, "orders", "stock")
        assert [detail.name for detail in await jobs.get_many(ids)] == ["shop-orders", "shop-stock"]
        assert (await jobs.rpo_rto(named(drs, "standby")))[0].rto == 0
        assert (await jobs.monitoring(named(drs, "standby")))[0].data is not None
        assert (await jobs.structure_progress(ids))[1].struct_process is not None
        details = (await jobs.structure_details(ids, "index"))[0].struct_detail
        assert details is not None
        assert [each.src_tb for each in details.objects or ()] == ["customers", "orders"]
        assert [line.name for line in await client.recent_jobs("huawei_drs", 3)]


async def test_actions_by_name(drs: Sandbox) -> None:
    orders, stock = named(drs, "orders", "stock")
    async with drs.async_client() as client:
        actions = client.drs.actions
        assert "PAUSE" in ((await actions.available(orders)).available_actions or ())
        assert (await actions.run(orders, "stop")).status == "success"
        assert (await actions.run(orders, "diagnosis")).query_id
        ran = await actions.run_many(
            [
                NamedAction(job_id=orders, action_name="restart"),
                NamedAction(job_id=stock, action_name="reset"),
            ]
        )
        assert [item.status.value for item in ran] == ["accepted", "failed"]
        assert (await actions.inspect(orders))["base_info"]["name"] == "shop-orders"
        renamed = await actions.update(orders, "name", {"base_info": {"name": "shop-renamed"}})
        assert renamed.name == "shop-renamed"
        assert (await actions.check_name("shop-new")).is_valid
        with pytest.raises(jobspan.Conflict):
            await actions.check_name("shop-renamed")
        assert [job.name async for job in actions.search("sync")] == ["shop-search"]
        assert (await actions.stop(stock)).status == "success"
        (await actions.stop_many([orders])).raise_for_failures()
        await client.migration_jobs.wait([orders, stock], until="terminated")
        assert (await actions.delete(orders)).status == "success"
        (await actions.delete_many(stock)).raise_for_failures()


async def test_an_expired_token_is_renewed_once(drs: Sandbox) -> None:
    settings = token_settings(drs)
    async with jobspan.AsyncClient(huawei=settings) as client:
        assert await client.migration_jobs.quotas()
        drs.faults.add("show_quotas", faults.ExpiredToken())
        assert await client.migration_jobs.quotas()
        assert drs.huawei_drs.access.logins == 2
        drs.faults.add("show_quotas", faults.Answer(403, {"error_code": "DRS.M00100", "error_msg": "bad token"}))
        assert await client.migration_jobs.quotas()
        assert drs.huawei_drs.access.logins == 3
        drs.faults.add("show_quotas", faults.Answer(401, {"error_code": "DRS.M00103", "error_msg": "no permission"}))
        with pytest.raises(jobspan.PermissionDenied):
            await client.migration_jobs.quotas()
        assert drs.huawei_drs.access.logins == 3
    assert len({request.headers["x-auth-token"] for request in drs.requests.of("show_quotas")}) == 3


async def test_a_login_can_be_checked_by_itself(drs: Sandbox) -> None:
    async with drs.async_client(huawei=token_settings(drs)) as client:
        about = await client.huawei.log_in()
        assert about.issued_at is not None
        assert (about.expires_at - about.issued_at).total_seconds() == 24 * 3600
    async with drs.async_client() as client:
        with pytest.raises(jobspan.ConfigError, match="signed with keys"):
            await client.huawei.log_in()
        assert drs.huawei_drs.access.logins == 1


async def test_a_wrong_password_is_tried_once(drs: Sandbox) -> None:
    async with jobspan.AsyncClient(huawei=token_settings(drs, CANARY)) as client:
        with pytest.raises(jobspan.AuthError) as refused:
            await client.migration_jobs.quotas()
        assert drs.requests.count("iam.tokens") == 1
    assert CANARY not in str(refused.value) + repr(refused.value)


def token_settings(sandbox: Sandbox, password: str = "operator-sandbox") -> jobspan.HuaweiSettings:
    url = sandbox.url("huawei_drs")
    return jobspan.HuaweiSettings(
        project_id="054ba152d480d55b2f5dc0069e7ddef0",
        username="operator",
        password=password,
        domain_name="sandbox-account",
        drs_url=url,
        iam_url=url,
    )


async def test_a_state_of_before_the_pause_is_no_end_of_the_resume(drs: Sandbox) -> None:
    """Some replies come from a server that is behind by a quarter of a minute."""
    drs.progress = Progress.by_seconds(5)
    task = drs.huawei_drs.add("orders-2", "INCRE_TRANSFER_STARTED")
    behind = faults.SetFields({"results.*.status": "INCRE_TRANSFER_STARTED"})
    async with drs.async_client() as client:
        jobs = client.migration_jobs
        (await jobs.pause(task.id)).raise_for_failures()
        await jobs.wait(task.id, until="paused")
        (await jobs.resume(task.id)).raise_for_failures()
        drs.faults.add("batch_list_job_status", behind, skip=1, times=3)
        await jobs.wait(task.id, until="incremental")
        assert drs.huawei_drs.tasks[task.id].status == "INCRE_TRANSFER_STARTED"


async def test_a_task_that_fails_says_why_what_its_history_has_and_what_to_do(drs: Sandbox) -> None:
    [id] = named(drs, "orders")
    drs.huawei_drs.fail(id)
    async with drs.async_client() as client:
        [handle] = client.migration_jobs.watch([id], until="caught-up")
        with pytest.raises(jobspan.JobFailed) as caught:
            await handle.wait()
    assert caught.value.reason == "DRS.M01501: The replication was interrupted."
    assert caught.value.evidence == ("transfer by operator: failed",)
    assert f"Once the cause is mended, migration_jobs.resume({id!r}) lets it go on." in str(caught.value)
