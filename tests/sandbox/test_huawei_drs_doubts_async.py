"""DRS over a real socket: refusals and losses in the middle of a batch, and what may be said of its entries then."""

from collections.abc import Iterator

import pytest

import jobspan
from jobspan.batches import ItemStatus
from jobspan.drs import ClusterConnectionTest, ClusterEnd, ConnectionTest, EndpointPassword
from jobspan.hooks import Event, RuleWarning
from jobspan.policy import Policy, RuleMode
from jobspan.testing import Clock, Sandbox, faults
from jobspan.testing.sandbox.huawei.access import ACCESS_KEY, PROJECT_ID
from tests.samples.huawei_drs import new_job

CANARY = "canary-5e1d"
ABNORMAL = {"error_code": "DRS.M00004", "error_msg": "service abnormal"}
THROTTLED = {"error_code": "APIGW.0308", "error_msg": "throttled"}


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


def fleet(sandbox: Sandbox, *states: str) -> list[str]:
    return [sandbox.huawei_drs.add(f"fleet-{n}", state).id for n, state in enumerate(states)]


def passwords(ids: list[str]) -> list[EndpointPassword]:
    return [EndpointPassword(id, "source", CANARY) for id in ids]


@pytest.mark.parametrize("status", [200, 202, 422])
async def test_an_abnormal_service_is_not_asked_again_for_what_a_repeat_could_undo(drs: Sandbox, status: int) -> None:
    ids = fleet(drs, "INCRE_TRANSFER_STARTED", "INCRE_TRANSFER_STARTED")
    for id in ids:
        drs.huawei_drs.tasks[id].use = "cloudDataGuard"
    drs.faults.add("batch_switchover", faults.Answer(status, ABNORMAL, after_work=True))
    async with drs.async_client() as client:
        result = await client.migration_jobs.switchover(ids)
    assert drs.requests.count("batch_switchover") == 1
    assert [each.status for each in result] == [ItemStatus.UNKNOWN] * 2
    assert {each.code for each in result} == {"DRS.M00004"}


async def test_entries_that_were_accepted_stay_so_when_the_rest_is_throttled(drs: Sandbox) -> None:
    ids = fleet(drs, *["INCRE_TRANSFER_STARTED"] * 3)
    drs.faults.add("batch_stop_jobs", faults.Answer(400, {"error_code": "DRS.M00300", "error_msg": "no"}))
    drs.faults.add(
        "batch_stop_jobs",
        faults.Answer(429, THROTTLED),
        times=None,
        when=lambda call: call.json["jobs"][0]["job_id"] == ids[1],
    )
    async with drs.async_client() as client:
        result = await client.migration_jobs.pause(ids)
    assert [each.status.value for each in result] == ["accepted", "failed", "failed"]
    assert {each.code for each in result.failed} == {"APIGW.0308"}


async def test_entries_that_were_accepted_stay_so_when_the_repeat_of_others_is_refused(drs: Sandbox) -> None:
    ids = fleet(drs, *["INCRE_TRANSFER_STARTED"] * 2)
    drs.faults.add("batch_stop_jobs", faults.FailItems([ids[1]], "DRS.M01503"))
    drs.faults.add("batch_stop_jobs", faults.Answer(403, {"error_code": "DRS.M00102", "error_msg": "no"}))
    async with drs.async_client() as client:
        result = await client.migration_jobs.pause(ids)
    assert [(each.status.value, each.code) for each in result] == [("accepted", None), ("failed", "DRS.M00102")]


@pytest.mark.parametrize("step", ["batch_restore_task", "batch_list_job_status"])
async def test_what_follows_a_password_change_cannot_hide_its_report(drs: Sandbox, step: str) -> None:
    ids = fleet(drs, "INCRE_TRANSFER_FAILED", "INCRE_TRANSFER_STARTED")
    async with drs.async_client(policy=Policy(attempts=1)) as client:
        drs.faults.add(
            step,
            faults.Answer(403, {"error_code": "DRS.M00102", "error_msg": "no"}),
            times=None,
            when=lambda _: drs.requests.count("batch_reset_password") > 0,
        )
        result = await client.migration_jobs.change_passwords(passwords(ids), then_resume=True, verify=True)
    assert [each.item.job_id for each in result] == ids
    resumes = step == "batch_restore_task"
    assert [each.status.value for each in result] == (["failed", "accepted"] if resumes else ["unknown"] * 2)
    assert "DRS.M00102" in (result.items[0].message or "")


async def test_a_verification_that_fails_leaves_the_report(drs: Sandbox) -> None:
    ids = fleet(drs, "INCRE_TRANSFER_STARTED", "PAUSING")
    drs.faults.add("batch_list_job_status", faults.Answer(403, {"error_code": "DRS.M00102"}), skip=1)
    async with drs.async_client() as client:
        result = await client.migration_jobs.change_passwords(passwords(ids), verify=True)
    assert [each.status for each in result] == [ItemStatus.ACCEPTED] * 2
    assert "DRS.M00102" in (result.items[0].message or "")


async def test_a_task_that_had_the_name_before_is_not_taken_for_the_new_one(drs: Sandbox) -> None:
    drs.huawei_drs.add("taken", "INCRE_TRANSFER_STARTED")
    drs.faults.add("batch_create_jobs", faults.DropBeforeWork())
    async with drs.async_client() as client:
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="taken"):
            await client.migration_jobs.create(new_job("taken"))


async def test_of_a_lost_creation_each_task_is_looked_for(drs: Sandbox) -> None:
    drs.faults.add("batch_create_jobs", faults.DropAfterWork())
    drs.faults.add(
        "show_job_list", faults.EditJson(lambda page: page | {"jobs": [], "total_record": 0}), skip=1, times=None
    )
    async with drs.async_client() as client:
        result = await client.migration_jobs.create_many([new_job("first"), new_job("second")])
    assert [each.status for each in result] == [ItemStatus.ACCEPTED, ItemStatus.UNKNOWN]


async def test_a_name_that_exists_is_a_conflict(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        with pytest.raises(jobspan.Conflict, match="exists"):
            await client.migration_jobs.create(new_job("shop-orders"))


async def test_one_task_that_is_gone_is_named_and_no_other(drs: Sandbox) -> None:
    ids = fleet(drs, "INCRE_TRANSFER_STARTED", "DELETED", "INCRE_TRANSFER_STARTED")
    async with drs.async_client() as client:
        jobs = client.migration_jobs
        for read in (jobs.progress, jobs.rpo_rto, jobs.precheck_results, jobs.get_many, jobs.structure_progress):
            with pytest.raises(jobspan.NotFound) as missing:
                await read(ids)
            assert ids[1] in str(missing.value)
            assert ids[0] not in str(missing.value)


async def test_a_short_page_of_states_is_read_on(drs: Sandbox) -> None:
    ids = fleet(drs, *["INCRE_TRANSFER_STARTED"] * 8)
    drs.faults.add("batch_list_job_status", faults.EditJson(lambda page: page | {"results": page["results"][:5]}))
    async with drs.async_client() as client:
        assert [each.status for each in await client.migration_jobs.status(ids)] == ["INCRE_TRANSFER_STARTED"] * 8


async def test_prechecks_are_never_taken_for_those_of_other_tasks(drs: Sandbox) -> None:
    ids = fleet(drs, *["CONFIGURATION"] * 3)
    drs.faults.add("batch_check_results", faults.EditJson(lambda page: page | {"results": page["results"][1:]}))
    async with drs.async_client() as client:
        assert len(await client.migration_jobs.precheck_results(ids)) == 3
        asked = [request.json["jobs"] for request in drs.requests.of("batch_check_results")]
        assert asked == [ids, *([id] for id in ids)]
        drs.faults.add("batch_check_results", faults.EditJson(lambda page: page | {"results": []}), times=None)
        with pytest.raises(jobspan.DecodeError, match="0 results for 1 tasks"):
            await client.migration_jobs.precheck_results(ids)


async def test_a_task_that_goes_between_two_reads_ends_no_other_wait(drs: Sandbox) -> None:
    ids = fleet(drs, *["INCRE_TRANSFER_STARTED"] * 2)
    gone = {"results": [{"id": ids[0], "status": "failed", "error_code": "DRS.M05004"}], "count": 1}
    drs.faults.add("batch_list_progresses", faults.Answer(400, gone))
    async with drs.async_client() as client:
        views = await client.migration_jobs.wait(ids, until="caught-up", timeout=600)
    assert all(view.reached for view in views)


async def test_a_precheck_by_name_for_a_retry_follows_the_rules_of_a_retry(drs: Sandbox) -> None:
    failed, running = fleet(drs, "INCRE_TRANSFER_FAILED", "FULL_TRANSFER_STARTED")
    async with drs.async_client() as client:
        again = {"precheck_mode": "forRetryJob"}
        plan = await client.drs.actions.run.plan(failed, "precheck", again)
        assert all(each.passed for each in plan.verdicts)
        plan = await client.drs.actions.run.plan(running, "reset")
        assert any(each.rule == "reset-state" and each.passed is False for each in plan.verdicts)


async def test_what_a_server_adds_shows_no_passwords(drs: Sandbox) -> None:
    (id,) = fleet(drs, "INCRE_TRANSFER_STARTED")
    task = drs.huawei_drs.tasks[id]
    task.use = "cloudDataGuard"
    task.source = {"db_password": CANARY}
    task.target = {"db_password": CANARY}
    async with drs.async_client() as client:
        result = await client.migration_jobs.switchover(id)
        details = await client.migration_jobs.get(id)
        aspect = await client.drs.actions.inspect(id, "detail")
    assert CANARY not in f"{result!r} {result} {result._repr_html_()} {details!r} {details}"
    assert CANARY not in f"{aspect!r} {aspect}"


async def test_an_entry_does_not_repeat_the_password_it_was_refused_for(drs: Sandbox) -> None:
    ids = fleet(drs, *["INCRE_TRANSFER_STARTED"] * 2)
    drs.faults.add("batch_reset_password", faults.FailItems([ids[0]], "DRS.M00202", f"{CANARY} is too weak"))
    async with drs.async_client() as client:
        result = await client.migration_jobs.change_passwords(passwords(ids))
    assert "is too weak" in (result.items[0].message or "")
    with pytest.raises(jobspan.PartialFailure) as failed:
        result.raise_for_failures()
    assert CANARY not in f"{result!r} {result._repr_html_()} {failed.value} {failed.value!r}"


@pytest.mark.parametrize("whole", [False, True])
async def test_a_cluster_test_does_not_repeat_the_password_of_a_member(drs: Sandbox, whole: bool) -> None:
    (id,) = fleet(drs, "CONFIGURATION")
    text = f"{CANARY} is wrong"
    drs.faults.add(
        "batch_validate_clusters_connections",
        faults.Answer(400, {"error_code": "DRS.M00202", "error_msg": text})
        if whole
        else faults.FailItems([id], "DRS.M00202", text),
    )
    member = ClusterEnd(
        dbtype="mongodb",
        dbport=0,
        ssllink=False,
        nettype="eip",
        end_point="source",
        ip="192.0.2.10",
        dbuser="drs",
        dbpassword=CANARY,
    )
    async with drs.async_client() as client:
        result = await client.migration_jobs.test_cluster_connections(
            [ClusterConnectionTest(job_id=id, members=[member])]
        )
    assert "is wrong" in (result.failed[0].message or "")
    assert CANARY not in repr(result)


@pytest.mark.parametrize("action", ["start", "resume", "terminate"])
async def test_what_only_practice_forbids_is_a_warning(drs: Sandbox, action: str) -> None:
    state = "RELEASE_RESOURCE_COMPLETE" if action == "terminate" else "INCRE_TRANSFER_STARTED"
    (id,) = fleet(drs, state)
    told: list[Event] = []
    async with drs.async_client(hooks=[told.append]) as client:
        result = await getattr(client.migration_jobs, action)(id)
    assert [event.verdict.rule for event in told if isinstance(event, RuleWarning)] == [f"{action}-state"]
    assert [each.code for each in result.failed] == ["DRS.M00304"]


async def test_details_are_read_ten_at_a_time_as_recommended(drs: Sandbox) -> None:
    ids = fleet(drs, *["INCRE_TRANSFER_STARTED"] * 25)
    async with drs.async_client() as client:
        assert [job.id for job in await client.migration_jobs.get_many(ids)] == ids
    sizes = [len(request.json["jobs"]) for request in drs.requests.of("batch_list_job_details")]
    assert sorted(sizes) == [5, 10, 10]


@pytest.mark.parametrize(("rules", "most"), [(RuleMode.ENFORCE, 1), (RuleMode.OFF, 2)])
async def test_wrong_keys_are_not_tried_again_and_again(drs: Sandbox, rules: RuleMode, most: int) -> None:
    ids = fleet(drs, *["INCRE_TRANSFER_STARTED"] * 300)
    settings = jobspan.HuaweiSettings(
        project_id=PROJECT_ID, access_key=ACCESS_KEY, secret_key=CANARY, drs_url=drs.url("huawei_drs")
    )
    async with drs.async_client(huawei=settings, policy=Policy(rules=rules, concurrency=2)) as client:
        with pytest.raises(jobspan.AuthError):
            await client.migration_jobs.change_passwords(passwords(ids))
    assert len(drs.requests) <= most


async def test_a_state_that_cannot_be_read_does_not_count_as_deleted(drs: Sandbox) -> None:
    (id,) = fleet(drs, "RELEASE_RESOURCE_COMPLETE")
    drs.faults.add("batch_delete_jobs", faults.DropBeforeWork())
    drs.faults.add(
        "batch_list_job_status",
        faults.Answer(200, {"results": [{"id": id, "error_code": "DRS.M00004", "error_msg": "service abnormal"}]}),
        times=None,
        when=lambda _: drs.requests.count("batch_delete_jobs") > 0,
    )
    async with drs.async_client() as client:
        result = await client.migration_jobs.delete([id])
    assert [each.status for each in result] == [ItemStatus.UNKNOWN]
    assert drs.requests.count("batch_delete_jobs") == 1


async def test_two_tests_of_one_end_are_accounted_for_one_by_one(drs: Sandbox) -> None:
    (id,) = fleet(drs, "CONFIGURATION")
    tests = [
        ConnectionTest(
            job_id=id, end_point="source", net_type="eip", db_type="mongodb", ip=ip, db_user="drs", db_password=CANARY
        )
        for ip in ("192.0.2.1:27017", "192.0.2.2:27017")
    ]
    async with drs.async_client() as client:
        result = await client.migration_jobs.test_connections(tests)
    assert [each.item for each in result] == tests
    assert all(each.item is test for each, test in zip(result, tests, strict=True))
    assert [each.status for each in result] == [ItemStatus.ACCEPTED] * 2
