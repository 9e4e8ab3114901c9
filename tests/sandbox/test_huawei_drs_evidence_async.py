"""DRS answers less, later, or otherwise than asked: what is believed then, and what is not."""

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import httpx
import pytest

import jobspan
from jobspan.aio import wait_all
from jobspan.batches import BatchResult
from jobspan.drs import AlarmNotice, DataComparison, Endpoint, EndpointPassword, NamedAction, NewJob
from jobspan.hooks import Event, LookFailed
from jobspan.policy import Policy
from jobspan.testing import FakeClock

PROJECT = "0123456789abcdef0123456789abcdef"
J, K = "00000001-0000-4000-8000-0000001jb101", "00000002-0000-4000-8000-0000002jb101"
GONE = {"id": J, "error_code": "DRS.M00289", "error_msg": "not found"}
Answer: TypeAlias = Callable[[Any], httpx.Response]


def reply(body: Any = None, status: int = 200) -> Answer:
    content = body if isinstance(body, bytes) else None
    return lambda asked: httpx.Response(status, content=content) if content else httpx.Response(status, json=body)


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other; the last one from then on."""
    left = list(answers)
    return lambda asked: (left.pop(0) if len(left) > 1 else left[0])(asked)


def states(state: str, *, only: Callable[[str], bool] = lambda id: True) -> Answer:
    def answer(asked: Any) -> httpx.Response:
        rows = [{"id": id, "status": state} for id in asked["jobs"] if only(id)]
        return httpx.Response(200, json={"results": rows, "count": len(rows)})

    return answer


def outcomes(*rows: dict[str, Any], status: int = 202) -> Answer:
    return reply({"results": list(rows), "count": len(rows)}, status)


def task(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-0000001jb101"


RUNNING: dict[str, Answer] = {
    "/jobs": reply({"jobs": [], "total_record": 0}),
    "/jobs/batch-status": states("INCRE_TRANSFER_STARTED"),
    "/jobs/batch-progress": outcomes(),
}


class Drs:
    """A scripted DRS: answers by the end of the path, and keeps what it was asked."""

    def __init__(self, routes: dict[str, Answer] | None = None) -> None:
        self.routes = RUNNING | (routes or {})
        self.asked: list[tuple[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.partition(PROJECT)[2]
        body = json.loads(request.content) if request.content else None
        self.asked.append((path, body))
        return self.routes[path](body)

    def count(self, path: str) -> int:
        return len([each for each, _ in self.asked if each == path])

    def client(self, clock: FakeClock | None = None, **more: Any) -> jobspan.AsyncClient:
        hooks = more.pop("hooks", [])
        settings = jobspan.HuaweiSettings(
            project_id=PROJECT,
            region="eu-west-101",
            access_key="AK",
            secret_key="SK",
            transport=httpx.MockTransport(self),
        )
        return jobspan.AsyncClient(huawei=settings, policy=Policy(**more), clock=clock or FakeClock(), hooks=hooks)


def new(name: str) -> NewJob:
    end = Endpoint(db_type="mysql")
    return NewJob(
        name=name,
        db_use_type="migration",
        engine_type="mysql",
        job_direction="up",
        net_type="vpc",
        subnet_id="s",
        source_endpoint=end,
        target_endpoint=end,
    )


def verdicts(result: BatchResult[Any]) -> list[str]:
    return [each.status.value for each in result]


@pytest.mark.parametrize("early", [outcomes(), reply({"results": None}), outcomes(GONE), outcomes(GONE, status=400)])
async def test_a_new_task_that_is_not_shown_yet_is_not_deleted(early: Answer) -> None:
    drs = Drs(
        {
            "/jobs/batch-creation": outcomes({"id": J, "name": "shop-1", "status": "CREATING"}),
            "/jobs/batch-status": in_turn(early, early, states("CREATING"), states("CONFIGURATION")),
        }
    )
    async with drs.client() as client:
        begun = await client.migration_jobs.create(new("shop-1"))
        view = await begun.wait(timeout=3600)
    assert view.status == "CONFIGURATION"


async def test_one_row_that_is_missing_twice_ends_no_wait() -> None:
    ten = [task(number) for number in range(10)]
    nine = states("FULL_TRANSFER_STARTED", only=lambda id: id != ten[9])
    looks = in_turn(states("FULL_TRANSFER_STARTED"), nine, nine, states("INCRE_TRANSFER_STARTED"))
    async with Drs({"/jobs/batch-status": looks}).client() as client:
        views = await client.migration_jobs.wait(ten, until="incremental", timeout=3600)
    assert [view.status for view in views] == ["INCRE_TRANSFER_STARTED"] * 10


async def test_absence_that_lasts_ends_the_wait_of_a_task_that_was_seen() -> None:
    looks = in_turn(states("RELEASE_RESOURCE_STARTED"), outcomes())
    async with Drs({"/jobs/batch-status": looks}).client() as client:
        (view,) = await client.migration_jobs.wait(J, until="deleted", timeout=3600)
        assert view.status == "DELETED"
        assert view.reason == "DRS does not show it any more"


async def test_the_word_of_drs_is_enough_for_a_task_that_is_gone() -> None:
    drs = Drs()
    async with drs.client() as client:
        assert (await client.migration_jobs.status(J))[0].status == "INCRE_TRANSFER_STARTED"
        drs.routes["/jobs/batch-status"] = outcomes(GONE, status=400)
        assert (await client.migration_jobs.wait(J, until="deleted"))[0].status == "DELETED"
        assert (await client.migration_jobs.status(J))[0].status == "DELETED"


@pytest.mark.parametrize("until", ["terminated", "deleted", "paused", "edited", "running"])
@pytest.mark.parametrize("status", [202, 400])
async def test_a_task_that_drs_denies_and_nobody_has_seen_is_not_found(until: str, status: int) -> None:
    async with Drs({"/jobs/batch-status": outcomes(GONE, status=status)}).client() as client:
        with pytest.raises(jobspan.NotFound, match=J):
            await client.migration_jobs.wait(J, until=until, timeout=3600)  # type: ignore[arg-type]
        (handle,) = client.migration_jobs.watch([J], until=until)  # type: ignore[arg-type]
        with pytest.raises(jobspan.NotFound, match=J):
            await handle.wait(timeout=3600)


@pytest.mark.parametrize("until", ["terminated", "deleted", "running"])
async def test_a_task_that_was_never_shown_is_neither_ended_nor_deleted(until: str) -> None:
    drs = Drs({"/jobs/batch-status": outcomes()})
    async with drs.client() as client:
        with pytest.raises(jobspan.NotFound, match=J) as missing:
            await client.migration_jobs.wait(J, until=until, timeout=3600)  # type: ignore[arg-type]
        assert missing.value.ref is not None
        assert (await client.migration_jobs.status(J))[0].status is None


async def test_silence_does_not_prove_a_termination() -> None:
    def lost(asked: Any) -> httpx.Response:
        raise httpx.RemoteProtocolError("hung up")

    drs = Drs({"/jobs/batch-jobs": lost, "/jobs/batch-status": outcomes()})
    async with drs.client(rules="off") as client:
        result = await client.migration_jobs.terminate([J, K])
    assert verdicts(result) == ["unknown", "unknown"]
    assert drs.count("/jobs/batch-jobs") == 1


async def test_silence_about_a_task_is_not_that_it_does_not_exist() -> None:
    drs = Drs({"/jobs/batch-status": outcomes(), "/jobs/batch-pause-task": outcomes({"id": J, "status": "success"})})
    async with drs.client() as client:
        plan = await client.migration_jobs.pause.plan(J)
        assert [each.passed for each in plan.verdicts] == [None]
        assert "not evaluated: DRS does not mention it" in plan.verdicts[0].message
        assert verdicts(await client.migration_jobs.pause(J)) == ["accepted"]


A, B = {"id": J, "name": "job-a", "status": "CREATING"}, {"id": K, "name": "JOB-B", "status": "CREATING"}
TAKEN = {"name": "job-b", "status": "failed", "error_code": "DRS.M00277", "error_msg": "the name is taken"}


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([B, A], [("accepted", J), ("accepted", K)]),
        ([TAKEN, A], [("accepted", J), ("failed", None)]),
        ([A, A | {"status": "failed"}], [("unknown", None), ("unknown", None)]),
        ([A], [("accepted", J), ("unknown", None)]),
        ([{"name": "job-a", "status": "CREATING"}, B], [("unknown", None), ("accepted", K)]),
        ([A | {"name": "job-x"}, B], [("unknown", None), ("accepted", K)]),
        ([A | {"name": "job-x"}, B | {"name": "job-y"}], [("unknown", None), ("unknown", None)]),
        ([{"id": J, "status": "CREATING"}, {"id": K, "status": "CREATING"}], [("accepted", J), ("accepted", K)]),
    ],
)
async def test_new_tasks_are_told_apart_by_their_names(rows: list[Any], wanted: list[tuple[str, str | None]]) -> None:
    async with Drs({"/jobs/batch-creation": outcomes(*rows)}).client() as client:
        result = await client.migration_jobs.create_many([new("job-a"), new("job-b")])
    seen = [(each.status.value, each.value.id if each.status.value == "accepted" else None) for each in result]
    assert seen == wanted


async def test_a_creation_without_an_id_is_not_a_refusal() -> None:
    drs = Drs({"/jobs/batch-creation": outcomes({"name": "shop-1", "status": "CREATING"})})
    async with drs.client() as client:
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="CREATING"):
            await client.migration_jobs.create(new("shop-1"))


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("fail", "failed"),
        ("error", "failed"),
        (None, "unknown"),
        ("", "unknown"),
        ("queued", "unknown"),
        ("SUCCESS", "accepted"),
    ],
)
async def test_only_a_clear_yes_counts(word: str | None, wanted: str) -> None:
    drs = Drs(
        {
            "/jobs/batch-status": states("CONFIGURATION"),
            "/jobs/batch-starting": outcomes({"id": J, "status": word}),
            "/jobs/batch-modify-pwd": outcomes({"id": J, "end_point_type": "so", "status": word}),
            f"/jobs/{J}/stop": reply({"id": J, "status": word}),
        }
    )
    async with drs.client(rules="off") as client:
        assert verdicts(await client.migration_jobs.start(J)) == [wanted]
        assert verdicts(await client.migration_jobs.change_passwords([EndpointPassword(J, "so", "a")])) == [wanted]
        if wanted == "accepted":
            assert (await client.drs.actions.stop(J)).status == word
        else:
            with pytest.raises(jobspan.ApiError if wanted == "failed" else jobspan.AmbiguousOutcomeError):
                await client.drs.actions.stop(J)


async def test_a_switchover_is_known_by_what_it_did() -> None:
    done = {"job_id": J, "updated_at": "2026-01-01T00:00:00Z", "job_direction": "down"}
    drs = Drs({"/jobs/batch-switchover": in_turn(outcomes(done), outcomes({"job_id": J}))})
    async with drs.client(rules="off") as client:
        assert verdicts(await client.migration_jobs.switchover(J)) == ["accepted"]
        assert verdicts(await client.migration_jobs.switchover(J)) == ["unknown"]


async def test_a_list_that_the_server_cuts_comes_whole() -> None:
    def page(asked: Any) -> httpx.Response:
        begin = (asked["cur_page"] - 1) * 10
        jobs = [{"id": task(n), "name": f"n{n}"} for n in range(250)][begin : begin + 10]
        return httpx.Response(200, json={"jobs": jobs, "total_record": 250})

    async with Drs({"/jobs": page}).client() as client:
        assert len(await client.migration_jobs.list("migration").to_list()) == 250


async def test_a_list_ends_at_a_page_without_news() -> None:
    drs = Drs({"/jobs": reply({"jobs": [{"id": J, "name": "n"}], "total_record": 100000})})
    async with drs.client() as client:
        assert [job.id for job in await client.migration_jobs.list("sync").to_list()] == [J]
    assert drs.count("/jobs") == 2


@pytest.mark.parametrize("body", [{"total_record": 7, "jobs": None}, {"total_record": 7}, {"error": "maintenance"}])
async def test_a_list_without_its_rows_is_not_an_empty_list(body: Any) -> None:
    async with Drs({"/jobs": reply(body)}).client() as client:
        with pytest.raises(jobspan.DecodeError):
            await client.migration_jobs.list("sync").to_list()


def resumed(drs_state: str = "INCRE_TRANSFER_FAILED", after: int = 2) -> Drs:
    """A task whose resume is accepted; the state follows some reads later."""
    left = [after]

    def state(asked: Any) -> httpx.Response:
        if drs.count("/jobs/batch-retry-task"):
            left[0] -= 1
        return states("INCRE_TRANSFER_STARTED" if left[0] < 0 else drs_state)(asked)

    drs = Drs(
        {
            "/jobs/batch-status": state,
            "/jobs/batch-retry-task": outcomes({"id": J, "status": "success"}),
            "/jobs/batch-modify-pwd": outcomes({"id": J, "end_point_type": "so", "status": "success"}),
        }
    )
    return drs


async def test_a_task_just_resumed_is_not_judged_by_the_failure_before() -> None:
    async with resumed().client() as client:
        result = await client.migration_jobs.change_passwords(
            [EndpointPassword(J, "so", "a")], then_resume=True, verify=True
        )
    assert verdicts(result) == ["accepted"]
    assert "INCRE_TRANSFER_STARTED" in (result.items[0].message or "")
    async with resumed().client() as client:
        (await client.migration_jobs.resume(J)).raise_for_failures()
        assert (await client.migration_jobs.wait(J, until="running"))[0].status == "INCRE_TRANSFER_STARTED"


async def test_a_failure_that_outlasts_the_grace_counts() -> None:
    clock = FakeClock()
    drs = resumed(after=10**6)
    nothing = reply({"error_code": "DRS.0404", "error_msg": "no"}, 404)
    drs.routes |= {f"/jobs/{J}/timelines": nothing, f"/jobs/{J}": nothing}  # what a failure is explained with
    async with drs.client(clock) as client:
        (await client.migration_jobs.resume(J)).raise_for_failures()
        with pytest.raises(jobspan.JobFailed, match="INCRE_TRANSFER_FAILED"):
            await client.migration_jobs.wait(J, until="running", timeout=3600)
    assert sum(clock.slept) >= Policy().grace


async def test_the_precheck_before_is_not_the_new_one() -> None:
    old = {"precheck_id": "p1", "process": "100%", "result": False}
    drs = Drs(
        {
            "/jobs/batch-status": states("CONFIGURATION"),
            "/jobs/batch-precheck": outcomes({"id": J, "precheck_id": "p2", "status": "success"}),
            "/jobs/batch-precheck-result": in_turn(
                outcomes(old), outcomes(old), outcomes({"precheck_id": "p2", "process": "100%", "result": True})
            ),
        }
    )
    async with drs.client() as client:
        (await client.migration_jobs.precheck(J)).raise_for_failures()
        (check,) = await client.migration_jobs.wait_for_prechecks(J)
    assert (check.precheck_id, check.passed) == ("p2", True)


@pytest.mark.parametrize("refusal", [{"status": "failed", "error_code": "DRS.KE0002"}, {"status": "perhaps"}])
async def test_a_task_with_one_password_not_accepted_is_not_resumed(refusal: dict[str, Any]) -> None:
    both = [EndpointPassword(J, "so", "a"), EndpointPassword(J, "ta", "b")]
    drs = resumed()
    drs.routes["/jobs/batch-modify-pwd"] = outcomes(
        {"id": J, "end_point_type": "so", "status": "success"}, {"id": J, "end_point_type": "ta"} | refusal
    )
    async with drs.client() as client:
        result = await client.migration_jobs.change_passwords(both, then_resume=True)
    assert drs.count("/jobs/batch-retry-task") == 0
    assert verdicts(result)[0] == "accepted"
    assert verdicts(result)[1] != "accepted"


@pytest.mark.parametrize(("concurrency", "deadline"), [(1, 300.0), (8, 7200.0)])
async def test_throttling_delays_a_batch(concurrency: int, deadline: float) -> None:
    clock = FakeClock()
    window: list[float] = []

    def ten_a_minute(asked: Any) -> httpx.Response:
        window[:] = [at for at in window if clock.wall() - at < 60]
        if len(window) >= 10:
            said = "policy user over ratelimit,limit:10,time:1 minute"
            return httpx.Response(429, json={"error_code": "APIGW.0308", "error_msg": said})
        window.append(clock.wall())
        rows = [{"id": row["job_id"], "end_point_type": "so", "status": "success"} for row in asked["jobs"]]
        return httpx.Response(200, json={"results": rows})

    many = [EndpointPassword(task(number), "so", "p") for number in range(300)]
    drs = Drs({"/jobs/batch-modify-pwd": ten_a_minute})
    async with drs.client(clock, concurrency=concurrency, call_deadline=deadline) as client:
        result = await client.migration_jobs.change_passwords(many)
    assert verdicts(result) == ["accepted"] * 300


def refuses(bad: str, code: str) -> Answer:
    def answer(asked: Any) -> httpx.Response:
        if bad in asked["jobs"]:
            return httpx.Response(400, json={"results": [{"id": bad, "error_code": code, "error_msg": "no progress"}]})
        return httpx.Response(202, json={"results": [{"job_id": id, "incre_trans_delay": "0"} for id in asked["jobs"]]})

    return answer


@pytest.mark.parametrize(
    "progress",
    [
        refuses(K, "DRS.M00300"),
        reply({"error_code": "DRS.M00102", "error_msg": "no"}, 403),
        reply({"error_code": "APIGW.0301", "error_msg": "no"}, 401),
        reply(b"<html>", 502),
    ],
)
async def test_progress_that_cannot_be_read_fails_no_wait_that_needs_none(progress: Answer) -> None:
    heard: list[Event] = []
    async with Drs({"/jobs/batch-progress": progress}).client(hooks=[heard.append], attempts=1) as client:
        views = await client.migration_jobs.wait([J, K], until="running", timeout=600)
    assert [view.status for view in views] == ["INCRE_TRANSFER_STARTED"] * 2
    assert [event.operation for event in heard if isinstance(event, LookFailed)] == ["batch_list_progresses"]


async def test_a_wait_that_needs_a_delay_that_may_not_be_read_says_so() -> None:
    drs = Drs({"/jobs/batch-progress": reply({"error_code": "DRS.M00102", "error_msg": "no"}, 403)})
    async with drs.client() as client:
        with pytest.raises(jobspan.PermissionDenied):
            await client.migration_jobs.wait(J, until="caught-up", timeout=3600)


@pytest.mark.parametrize(
    ("path", "row"), [("/jobs/batch-status", {"id": None}), ("/jobs/batch-progress", {"job_id": None})]
)
async def test_a_row_without_an_id_costs_itself(path: str, row: dict[str, Any]) -> None:
    def answer(asked: Any) -> httpx.Response:
        rows = [{"id": id, "job_id": id, "status": "INCRE_TRANSFER_STARTED"} for id in asked["jobs"]]
        return httpx.Response(200, json={"results": [row, None, *rows]})

    async with Drs({path: answer}).client() as client:
        views = await client.migration_jobs.wait([J, K], until="running", timeout=600)
    assert [view.status for view in views] == ["INCRE_TRANSFER_STARTED"] * 2


@pytest.mark.parametrize("code", ["DRS.M00289", "DRS.M00300"])
async def test_a_task_whose_progress_is_refused_does_not_hide_that_of_others(code: str) -> None:
    async with Drs({"/jobs/batch-progress": refuses(K, code)}).client() as client:
        first, second = client.migration_jobs.watch([J, K], until="caught-up")
        assert (await first.wait(timeout=600)).delay == 0
        ended = await wait_all([first, second], timeout=60, return_exceptions=True)
    assert getattr(ended[0], "id", None) == J
    assert isinstance(ended[1], jobspan.WaitTimeout)


async def test_alarms_are_set_for_the_tasks_that_are_there() -> None:
    detail = {"id": J, "status": "INCRE_TRANSFER_STARTED", "inst_info": {"engine_type": "mysql"}}
    drs = Drs(
        {
            "/jobs/batch-status": states("INCRE_TRANSFER_STARTED", only=lambda id: id == J),
            "/jobs/batch-detail": outcomes(detail, status=200),
            "/jobs/batch-set-smn": outcomes({"id": J, "status": "success"}),
        }
    )
    async with drs.client() as client:
        result = await client.migration_jobs.set_alarms([J, K], AlarmNotice(delay_time=60), skip_invalid=True)
        assert verdicts(result) == ["accepted", "skipped"]
        assert K in (result.items[1].message or "")
        with pytest.raises(jobspan.NotFound, match=K):
            await client.migration_jobs.set_alarms([J, K], AlarmNotice(delay_time=60))


async def test_a_short_reply_of_prechecks_is_asked_for_one_by_one() -> None:
    drs = Drs({"/jobs/batch-precheck-result": outcomes({"precheck_id": "p", "process": "100%", "result": True})})
    async with drs.client() as client:
        checks = await client.migration_jobs.wait_for_prechecks([J, K], timeout=600)
    assert [check.passed for check in checks] == [True, True]


async def test_comparisons_are_listed_by_a_request_without_parts() -> None:
    drs = Drs({"/jobs/create-compare-task": reply({"job_id": J}), "/jobs/batch-status": states("PAUSING")})
    async with drs.client() as client:
        await client.migration_jobs.compare(J)
        assert drs.asked[-1] == ("/jobs/create-compare-task", {"job_id": J})
        with pytest.raises(jobspan.RuleViolation, match="compare-state"):
            await client.migration_jobs.compare(J, objects=True)


@pytest.mark.parametrize(
    ("result", "error"),
    [
        (None, jobspan.AmbiguousOutcomeError),
        ({"error_code": "DRS.M00304", "error_msg": "not now"}, jobspan.StateConflict),
        ({}, jobspan.AmbiguousOutcomeError),
    ],
)
async def test_a_comparison_that_was_not_started_is_not_started(result: Any, error: type[Exception]) -> None:
    body = {"job_id": J, "data_level_compare_create_result": result}
    async with Drs({"/jobs/create-compare-task": reply(body)}).client() as client:
        with pytest.raises(error):
            await client.migration_jobs.compare(J, data=DataComparison())


@pytest.mark.parametrize(("status", "code"), [(403, "DRS.M00102"), (400, "DRS.M00202"), (500, "DRS.M99999")])
async def test_passwords_can_be_changed_by_an_account_that_may_not_list(status: int, code: str) -> None:
    drs = Drs(
        {
            "/jobs": reply({"error_code": code, "error_msg": "no"}, status),
            "/jobs/batch-modify-pwd": outcomes({"id": J, "end_point_type": "so", "status": "success"}),
        }
    )
    items = [EndpointPassword(J, "so", "a")]
    heard: list[Event] = []
    async with drs.client(hooks=[heard.append]) as client:
        plan = await client.migration_jobs.change_passwords.plan(items)
        unread = [each for each in plan.verdicts if each.passed is None]
        assert [each.rule for each in unread] == ["not-the-parent"]
        assert code in unread[0].message
        assert verdicts(await plan.apply()) == ["accepted"]
    assert any(isinstance(event, LookFailed) for event in heard)


@pytest.mark.parametrize("status", [408, 409, 524, 599])
async def test_what_nobody_worded_is_never_sent_again(status: int) -> None:
    drs = Drs({"/jobs/batch-switchover": reply(b"<html>timeout</html>", status)})
    async with drs.client(rules="off") as client:
        assert verdicts(await client.migration_jobs.switchover([J, K])) == ["unknown", "unknown"]
    assert drs.count("/jobs/batch-switchover") == 1


async def test_a_400_that_nobody_worded_fails_a_batch_without_a_second_request() -> None:
    drs = Drs({"/jobs/batch-switchover": reply(b"<html>bad</html>", 400)})
    async with drs.client(rules="off") as client:
        assert verdicts(await client.migration_jobs.switchover([J, K])) == ["failed", "failed"]
    assert drs.count("/jobs/batch-switchover") == 1


async def test_what_is_gone_after_a_doubt_was_deleted() -> None:
    lost, rows = reply(b"<html>", 502), [{"id": id, "status": "Failed", "error_code": "DRS.10000010"} for id in (J, K)]
    gone = reply({"error_code": "DRS.10000010", "error_msg": "not there"}, 400)
    drs = Drs(
        {
            "/jobs": in_turn(lost, reply({"jobs": rows})),
            f"/jobs/{J}": in_turn(lost, gone),
            "/jobs/batch-status": outcomes(GONE, status=400),
        }
    )
    async with drs.client(rules="off") as client:
        assert verdicts(await client.drs.actions.delete_many([J, K])) == ["accepted", "accepted"]
        assert (await client.drs.actions.delete(J)).status == "success"


async def test_a_refusal_after_a_doubt_leaves_passwords_unknown() -> None:
    lost = reply(b"<html>", 502)
    for answer in (
        outcomes({"id": J, "end_point_type": "so", "status": "failed", "error_code": "DRS.M00304"}),
        reply({"error_code": "DRS.M00102", "error_msg": "no"}, 403),
    ):
        drs = Drs({"/jobs/batch-modify-pwd": in_turn(lost, answer)})
        async with drs.client(rules="off") as client:
            result = await client.migration_jobs.change_passwords([EndpointPassword(J, "so", "a")])
        assert verdicts(result) == ["unknown"]


async def test_an_answer_without_a_verdict_leaves_an_action_unknown() -> None:
    for body in (b"", b"{}", b'{"status": null}', json.dumps({"id": K, "status": "success"}).encode()):
        drs = Drs({f"/jobs/{J}/action": lambda asked, body=body: httpx.Response(200, content=body)})  # type: ignore[misc]  # the default binds it
        async with drs.client(rules="off") as client:
            with pytest.raises(jobspan.AmbiguousOutcomeError):
                await client.drs.actions.run(J, "stop")
        assert drs.count(f"/jobs/{J}/action") == 1


async def test_an_action_of_a_newer_server_is_sent() -> None:
    drs = Drs({f"/jobs/{J}/action": reply({"id": J, "status": "success"})})
    async with drs.client() as client:
        plan = await client.drs.actions.run.plan(J, "force_start")
        assert "unknown to this version of jobspan: force_start" in str(plan)
        assert (await plan.apply()).status == "success"
        row = {"id": J, "status": "Success"}
        drs.routes["/jobs/action"] = reply({"jobs": [row]})
        result = await client.drs.actions.run_many([NamedAction(job_id=J, action_name="force_start")])
    assert verdicts(result) == ["accepted"]


async def test_why_a_state_cannot_be_read_is_told() -> None:
    row = {"id": J, "error_code": "DRS.M01501", "error_msg": "The service is abnormal."}
    async with Drs({"/jobs/batch-status": outcomes(row)}).client() as client:
        with pytest.raises(jobspan.WaitTimeout, match=r"DRS\.M01501: The service is abnormal"):
            await client.migration_jobs.wait(J, until="running", timeout=60)


@pytest.mark.parametrize(
    ("state", "wanted"),
    [("RELEASE_CHILD_TRANSFER_COMPLETE", "succeeded"), ("child_transfer_failed", "failed"), ("DELETED", "succeeded")],
)
async def test_the_end_of_an_edit_can_be_waited_for(state: str, wanted: str) -> None:
    async with Drs({"/jobs/batch-status": states(state)}).client() as client:
        (handle,) = client.migration_jobs.watch([J], until="edited")
        assert (await handle.refresh()).phase.value == wanted


@pytest.mark.parametrize("mask", ["********", "", "••••", "xxxx"])
async def test_a_masked_password_is_not_a_password_to_write_back(mask: str) -> None:
    end = {"db_type": "mysql", "db_user": "drs", "db_password": mask}
    detail = {"id": J, "source_endpoint": end, "target_endpoint": end | {"db_password": "real"}}
    account = {"account": "app", "privileges": "SELECT", "password": mask}
    drs = Drs(
        {
            "/jobs/batch-detail": outcomes(detail, status=200),
            f"/jobs/{J}/get-src-user": reply({"job_id": J, "user_list": [account]}),
        }
    )
    async with drs.client() as client:
        job = await client.migration_jobs.get(J)
        users = await client.migration_jobs.users(J)
    assert job.source_endpoint is not None
    assert job.target_endpoint is not None
    assert job.source_endpoint.db_password is None
    assert job.target_endpoint.db_password == jobspan.Secret("real")
    assert users.user_list is not None
    assert (users.user_list[0].privileges, users.user_list[0].password) == ("SELECT", None)


@pytest.mark.parametrize("names", [("src_db", "src_tb"), ("src_DB", "src_TB")])
async def test_structure_details_name_their_objects(names: tuple[str, str]) -> None:
    row = {"progress": "100", names[0]: "a", names[1]: "t"}
    body = {"count": 1, "results": [{"job_id": J, "struct_detail": {"total_record": 1, "list": [row]}}]}
    async with Drs({"/jobs/table/batch-struct-detail": reply(body)}).client() as client:
        (details,) = await client.migration_jobs.structure_details(J, "table")
    assert details.struct_detail is not None
    (found,) = details.struct_detail.objects or ()
    assert (found.progress, found.src_db, found.src_tb) == ("100", "a", "t")


async def test_every_query_of_a_part_is_sent() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"job": {"id": J}})

    settings = jobspan.HuaweiSettings(
        project_id=PROJECT, region="eu-west-101", access_key="A", secret_key="S", transport=httpx.MockTransport(answer)
    )
    query = {
        "query_id": "q",
        "query_type": "a",
        "compare_type": "lines",
        "compare_task_id": "c",
        "compare_detail_type": "d",
        "object_type": "table",
        "source_db_name": "s",
        "target_db_name": "t",
        "log_level": "error",
    }
    async with jobspan.AsyncClient(huawei=settings) as client:
        await client.drs.actions.inspect(J, "compare", offset=10, limit=5, **query)
    assert dict(seen[0].url.params) == {"type": "compare", "offset": "10", "limit": "5", **query}


async def test_comparisons_are_read_as_models() -> None:
    body = {
        "job_id": J,
        "line_compare_results": {
            "compare_task_id": "c",
            "line_compare_details": [
                {"source_db_name": "shop", "line_compare_detail": [{"source_table_name": "t", "diff_row_num": 3}]}
            ],
        },
        "content_compare_results": {
            "content_compare_diffs": [{"content_compare_diff": [{"source_key_value": ["1"], "target_key_value": []}]}]
        },
    }
    async with Drs({"/jobs/query-compare-result": reply(body)}).client() as client:
        found = await client.migration_jobs.compare_results(J, line_comparison="c")
    assert found.line_compare_results is not None
    (database,) = found.line_compare_results.line_compare_details or ()
    assert [each.diff_row_num for each in database.line_compare_detail or ()] == [3]
    assert found.content_compare_results is not None
    (table,) = found.content_compare_results.content_compare_diffs or ()
    assert [each.source_key_value for each in table.content_compare_diff or ()] == [("1",)]
