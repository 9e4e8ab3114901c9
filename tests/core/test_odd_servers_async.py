"""What people have met in the field, on every plane: bodies, lists, refusals and files that are not as documented."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from typing import Any, TypeAlias

import httpx
import pytest

from jobspan import (
    AmbiguousOutcomeError,
    ApiError,
    AsyncClient,
    CipherTrustSettings,
    Conflict,
    DecodeError,
    DelphixSettings,
    GroupIDSettings,
    HuaweiSettings,
    NotFound,
    Phase,
    Policy,
    TransportError,
    WaitTimeout,
)
from jobspan.drs import JobStatus
from jobspan.errors import SendPhase
from jobspan.hooks import Event, UnexpectedData
from jobspan.policy import RuleMode
from jobspan.testing import FakeClock
from tests.samples.huawei_drs import new_job

Answer: TypeAlias = Callable[[httpx.Request], httpx.Response]
TASK = "00000001-0000-0000-0000-000000jb0001"
JOB = {"id": "m1", "name": "x"}
OLD = "cp1252"


def reply(body: Any = None, status: int = 200, encoding: str | None = None) -> httpx.Response:
    headers = {"Content-Encoding": encoding} if encoding else {}
    if isinstance(body, bytes):
        return httpx.Response(status, content=body, headers=headers)
    return httpx.Response(status, json=body, headers=headers)


def client_of(
    answer: Answer,
    *,
    hooks: tuple[Callable[[Event], None], ...] = (),
    attempts: int = 2,
    clock: FakeClock | None = None,
) -> AsyncClient:
    """A client of all planes, whose servers are one function."""
    over: dict[str, Any] = {"transport": httpx.MockTransport(answer)}
    return AsyncClient(
        policy=Policy(attempts=attempts, rules=RuleMode.OFF),
        clock=clock or FakeClock(),
        hooks=hooks,
        delphix=DelphixSettings(url="http://dct", api_key="k", **over),
        ciphertrust=CipherTrustSettings(url="http://cm", username="a", password="b", **over),
        groupid=GroupIDSettings(
            url="http://gid",
            username="u",
            password="p",
            client_id="c",
            client_secret="s",
            identity_store_id=1,
            use_refresh_token=True,
            **over,
        ),
        huawei=HuaweiSettings(project_id="0" * 32, region="eu-west-101", access_key="A", secret_key="S", **over),
    )


def logged_in(answer: Answer) -> Answer:
    """The planes with a login: it works, and the rest is as given."""

    def answered(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(("/token", "/tokens", "/tokens/")):
            return reply({"access_token": "T", "jwt": "J", "duration": 300})
        return answer(request)

    return answered


# --- bodies ---

COPIED = '{"job":{"id":"J1","status":"PENDING"},"note":"Müller"}'.encode(OLD)
DEEP = b'{"id":"m1","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize("body", [COPIED, DEEP, b"\x80\x81", b'{"job": {"id": '], ids=["old", "deep", "bytes", "cut"])
async def test_a_start_whose_reply_cannot_be_decoded_is_in_doubt(body: bytes) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return reply(body) if request.url.path.endswith("/copy") else reply(JOB | {"items": []})

    async with client_of(answer) as client:
        with pytest.raises(AmbiguousOutcomeError):
            await client.masking_jobs.copy("m1", target_engine_id="2", target_environment_id="e")


@pytest.mark.parametrize("body", [COPIED, DEEP, b"\x80\x81"], ids=["old", "deep", "bytes"])
async def test_a_read_whose_reply_cannot_be_decoded_says_so(body: bytes) -> None:
    async with client_of(lambda _: reply(body)) as client:
        with pytest.raises(DecodeError):
            await client.masking_jobs.get("m1")


async def test_the_words_of_an_error_count_more_than_their_encoding() -> None:
    async with client_of(lambda _: reply('{"error_details":"ungültig"}'.encode(OLD), 400)) as client:
        with pytest.raises(ApiError, match="ungültig"):
            await client.masking_jobs.get("m1")


async def test_a_batch_whose_reply_cannot_be_decoded_is_unknown_item_by_item() -> None:
    async with client_of(lambda request: reply(COPIED)) as client:
        done = await client.migration_jobs.pause(TASK)
    assert [each.item.status.value if hasattr(each.item, "status") else each.status.value for each in done] == [
        "unknown"
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
async def test_a_byte_order_mark_and_other_encodings_of_unicode_are_read(encoding: str) -> None:
    body = json.dumps({"count": 0, "status": 0, "data": []}).encode(encoding)
    async with client_of(logged_in(lambda _: reply(body))) as client:
        assert await client.data_sync_jobs.list().to_list() == []


async def test_what_is_not_a_number_is_read_as_absent_and_reported() -> None:
    odd: list[Event] = []
    body = b'{"id":"m1","name":"x","min_memory":NaN}'
    async with client_of(lambda _: reply(body), hooks=(odd.append,)) as client:
        assert (await client.masking_jobs.get("m1")).min_memory is None
    assert [each.path for each in odd if isinstance(each, UnexpectedData)] == ["$.min_memory"]


async def test_a_compressed_reply_that_breaks_off_is_read_again() -> None:
    packed = gzip.compress(json.dumps(JOB | {"note": sha256(b"x").hexdigest() * 2}).encode())
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return reply(packed[:-40], encoding="gzip")

    async with client_of(answer, attempts=3) as client:
        with pytest.raises(TransportError, match="cut off") as caught:
            await client.masking_jobs.get("m1")
    assert (caught.value.phase, len(asked)) == (SendPhase.REPLY_PARTIAL, 3)


# --- what is not there ---


async def test_one_empty_look_does_not_end_a_wait() -> None:
    looks = iter([{"results": [{"id": TASK, "status": "STARTJOBING"}]}, {}])
    runs = {"results": [{"id": TASK, "status": "INCRE_TRANSFER_STARTED"}]}
    async with client_of(lambda _: reply(next(looks, runs))) as client:
        (watch,) = await client.migration_jobs.wait(TASK, until="running", timeout=60)
    assert watch.status is JobStatus.INCRE_TRANSFER_STARTED


@pytest.mark.parametrize("body", [{"error": "down"}, {"count": 7, "status": 0, "data": {"jobId": 5}}, {"data": None}])
async def test_a_document_of_another_kind_is_no_empty_list_of_directory_jobs(body: Any) -> None:
    async with client_of(logged_in(lambda _: reply(body))) as client:
        with pytest.raises(DecodeError, match="data"):
            await client.data_sync_jobs.list().to_list()


@pytest.mark.parametrize("body", [{"total_record": 7, "jobs": None}, {"total_record": 7}, {}, {"jobs": "down"}])
async def test_a_document_of_another_kind_is_no_empty_list_of_tasks(body: Any) -> None:
    async with client_of(lambda _: reply(body)) as client:
        with pytest.raises(DecodeError, match="jobs"):
            await client.migration_jobs.list("migration").to_list()


@pytest.mark.parametrize("body", [{"error": "down"}, {"items": None}, {"items": {"id": "1"}}, {"resources": "x"}])
async def test_a_document_of_another_kind_is_no_empty_list_elsewhere(body: Any) -> None:
    async with client_of(logged_in(lambda _: reply(body))) as client:
        for rows in (client.masking_jobs.list(), client.sync_jobs.aws.keys.list(), client.dsc.scan_jobs.list()):
            with pytest.raises((DecodeError, ApiError)):
                await rows.to_list()


# --- outcomes ---

NEW = new_job("shop-a")


async def test_a_task_that_was_accepted_without_an_id_was_not_refused() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "creation" in request.url.path:
            return reply({"results": [{"name": "shop-a", "status": "CREATING"}]}, 202)
        return reply({"jobs": []})

    async with client_of(answer) as client:
        with pytest.raises(AmbiguousOutcomeError):
            await client.migration_jobs.create(NEW)


async def test_a_row_that_is_an_error_gives_its_reason() -> None:
    row = {"id": TASK, "error_code": "DRS.M01501", "error_msg": "The service is abnormal."}
    async with client_of(lambda _: reply({"results": [row]})) as client:
        with pytest.raises(WaitTimeout, match=r"DRS\.M01501: The service is abnormal") as caught:
            await client.migration_jobs.wait(TASK, until="running", timeout=1)
    assert "DRS.M01501" in str(caught.value.view)


@pytest.mark.parametrize("state", ["RELEASE_CHILD_TRANSFER_COMPLETE", "DELETED"])
async def test_the_end_of_an_edit_can_be_waited_for(state: str) -> None:
    async with client_of(lambda _: reply({"results": [{"id": TASK, "status": state}]})) as client:
        (watch,) = await client.migration_jobs.wait(TASK, until="edited", timeout=60)
    assert watch.status == state


async def test_an_action_that_this_version_does_not_know_is_sent() -> None:
    sent: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return reply({"id": TASK, "status": "success"})

    async with client_of(answer) as client:
        assert (await client.drs.actions.run(TASK, "force_start")).status == "success"
    assert sent[0]["job"]["action_name"] == "force_start"


# --- walks ---


@pytest.mark.parametrize(
    ("plane", "body"),
    [
        ("drs", {"total_record": 100_000, "jobs": [{"id": TASK, "name": "n"}]}),
        ("drs v5", {"total_count": 100_000, "jobs": [{"id": TASK, "name": "n"}]}),
        ("delphix", {"items": [JOB], "response_metadata": {"total": 100_000, "next_cursor": "c"}}),
        ("delphix, no way on", {"items": [JOB], "response_metadata": {"total": 100_000}}),
        ("ciphertrust", {"resources": [{"id": "s1"}], "total": 100_000, "skip": 0, "limit": 100}),
        ("groupid", {"count": 100_000, "status": 0, "data": [{"jobId": 1, "jobName": "n", "jobTypeId": 1}]}),
        ("dsc", {"total": 100_000, "tasks": [{"id": "t1", "name": "n"}]}),
    ],
)
async def test_a_walk_ends_at_a_page_without_news_and_says_that_rows_are_missing(plane: str, body: Any) -> None:
    calls, odd = count(), list[Event]()

    def answer(request: httpx.Request) -> httpx.Response:
        next(calls)
        return reply(body)

    async with client_of(logged_in(answer), hooks=(odd.append,)) as client:
        lists: dict[str, Any] = {
            "drs": lambda: client.migration_jobs.list("sync"),
            "drs v5": lambda: client.drs.actions.search("sync"),
            "delphix": client.masking_jobs.list,
            "delphix, no way on": client.masking_jobs.list,
            "ciphertrust": client.sync_jobs.aws.keys.list,
            "groupid": client.data_sync_jobs.list,
            "dsc": client.dsc.scan_jobs.list,
        }
        assert len(await lists[plane]().to_list()) == 1
    assert next(calls) <= 3
    assert [each.what for each in odd if isinstance(each, UnexpectedData) and "100000" in each.what] != []


# --- refusals ---


def appliance(status: int, text: str) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET" and request.url.path.endswith("synchronization-jobs"):
            return reply({"resources": []})
        return reply({"code": 16, "codeDesc": text}, status)

    return logged_in(answer)


async def test_a_conflict_that_says_its_reason_gets_no_advice_about_another_one() -> None:
    text = "NCERRConflict: Vault must be in one of the following states: [ACTIVE]"
    async with client_of(appliance(409, text)) as client:
        with pytest.raises(Conflict) as caught:
            await client.sync_jobs.start("oci", vaults=["v"])
    assert str(caught.value).count("Vault must be") == 1
    assert "already" not in str(caught.value)


async def test_an_error_says_its_text_once() -> None:
    async with client_of(appliance(404, "NCERRResourceNotFound: Resource not found")) as client:
        with pytest.raises(NotFound) as caught:
            await client.sync_jobs.aws.keys.get("s1")
    assert str(caught.value).count("Resource not found") == 1


# --- keys and sessions ---


async def test_keys_that_belong_together_are_used_together() -> None:
    """Rotated right after the first of them was read."""
    seen: list[tuple[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        key = request.headers["authorization"].partition("Access=")[2].partition(",")[0]
        seen.append((key, request.headers["x-security-token"]))
        return reply({"results": [{"id": TASK, "status": "PAUSING"}]})

    reads = count()
    rotated = {kind: (lambda kind=kind: f"{kind}{1 if next(reads) == 0 else 2}") for kind in ("AK", "SK", "TK")}
    settings = HuaweiSettings(
        project_id="0" * 32,
        region="eu-west-101",
        access_key=rotated["AK"],
        secret_key=rotated["SK"],
        security_token=rotated["TK"],
        transport=httpx.MockTransport(answer),
    )
    async with AsyncClient(huawei=settings) as client:
        await client.migration_jobs.status(TASK)
    assert seen == [("AK2", "TK2")]


async def test_temporary_keys_that_were_replaced_are_tried_once_more() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["x-security-token"])
        if seen[-1] == "TK1":
            return reply({"error_code": "APIGW.0301", "error_msg": "Incorrect IAM authentication information"}, 401)
        return reply({"results": [{"id": TASK, "status": "PAUSING"}]})

    settings = HuaweiSettings(
        project_id="0" * 32,
        region="eu-west-101",
        access_key=lambda: "AK1" if not seen else "AK2",
        secret_key=lambda: "SK1" if not seen else "SK2",
        security_token=lambda: "TK1" if not seen else "TK2",
        transport=httpx.MockTransport(answer),
    )
    async with AsyncClient(huawei=settings) as client:
        await client.migration_jobs.status(TASK)
    assert seen == ["TK1", "TK2"]


RENEWALS: dict[str, Answer] = {
    "401": lambda _: reply({"code": 16, "codeDesc": "NCERRUnauthorized", "error_description": "no"}, 401),
    "400": lambda _: reply({"code": 4, "codeDesc": "NCERRBadRequest", "error": "invalid_grant"}, 400),
    "404": lambda _: reply({"code": 4, "codeDesc": "NCERRResourceNotFound"}, 404),
    "500": lambda _: reply({"code": 13, "codeDesc": "NCERRInternalServerError"}, 500),
    "no token": lambda _: reply({"access_token": "", "jwt": ""}),
    "a page": lambda _: reply(b"<html>sign in</html>"),
}


@pytest.mark.parametrize("plane", ["ciphertrust", "groupid"])
@pytest.mark.parametrize("how", RENEWALS)
async def test_a_renewal_that_is_answered_otherwise_falls_back_to_the_login_once(how: str, plane: str) -> None:
    asked: list[str] = []
    good = {"jwt": "J", "access_token": "T", "duration": 300, "expires_in": 1200}

    def answer(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith(("/token", "/tokens", "/tokens/")):
            return reply({"resources": [], "total": 0, "data": [], "count": 0, "status": 0})
        asked.append("renewal" if b"refresh-" in request.content else "login")
        return (
            RENEWALS[how](request)
            if asked[-1] == "renewal"
            else reply(good | {"refresh_token": f"refresh-{len(asked)}"})
        )

    clock = FakeClock()
    async with client_of(answer, attempts=1, clock=clock) as client:
        rows: Any = client.sync_jobs.aws.keys.list if plane == "ciphertrust" else client.data_sync_jobs.list
        for _ in range(4):
            await rows().to_list()
            clock.advance(250 if plane == "ciphertrust" else 1190)
        before_close = list(asked)
    assert before_close == ["login", "renewal", "login", "renewal", "login", "renewal", "login"]


# --- times ---


@pytest.mark.parametrize("written", ["2023-05-26T12:44:07", "2023-05-26T12:44:07Z", "2023-05-26T14:44:07+02:00"])
async def test_times_with_and_without_a_zone_can_be_compared(written: str) -> None:
    def dated(text: str) -> Answer:
        return lambda _: reply(JOB | {"creation_date": text})

    async with client_of(dated(written)) as first, client_of(dated("2023-05-26T12:44:08Z")) as second:
        one = (await first.masking_jobs.get("m1")).creation_date
        other = (await second.masking_jobs.get("m1")).creation_date
    assert one is not None
    assert other is not None
    assert one < other
    assert (other - one).total_seconds() == 1


SYNC: dict[str, Any] = {
    "id": "j",
    "cloud": "aws",
    "kms": ["kms"],
    "regions": [],
    "overall_status": "in_progress",
    "createdAt": "2026-01-01T12:00:00Z",
}


async def test_one_date_without_a_zone_does_not_end_an_overview() -> None:
    rows = [SYNC, SYNC | {"id": "k", "createdAt": "2026-01-01T11:00:00"}]
    async with client_of(logged_in(lambda _: reply({"resources": rows, "total": 2}))) as client:
        lines = await client.recent_jobs("ciphertrust", 40)
    assert {"j", "k"} <= {line.id for line in lines}


# --- ends ---


@pytest.mark.parametrize(
    "text", ["region synchronized", "No keys to synchronize", "synchronized successfully, with no changes"]
)
async def test_a_completed_synchronization_is_no_failure_for_want_of_the_word_success(text: str) -> None:
    over = {"overall_status": "completed", "completed_at": "2026-01-01T12:00:05Z", "detailed_status": {"1/a": text}}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return reply(SYNC, 201)
        return reply({"resources": [], "total": 0} if request.url.path.endswith("jobs") else SYNC | over)

    async with client_of(logged_in(answer)) as client:
        assert (await (await client.sync_jobs.start("aws", kms=["kms"])).wait()).phase is Phase.SUCCEEDED


async def test_a_wait_of_days_outlives_a_blip_of_the_login() -> None:
    """The token of a day is renewed during the wait, and that login is dropped once."""
    clock, logins = FakeClock(), count(1)
    began = clock.wall()

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth/tokens"):
            if next(logins) == 2:
                raise httpx.ReadError("connection reset")
            end = datetime.fromtimestamp(clock.wall() + 86_400, UTC)
            token = {"token": {"expires_at": end.isoformat().replace("+00:00", "Z"), "project": {"id": "0" * 32}}}
            return httpx.Response(201, json=token, headers={"X-Subject-Token": "T"})
        state = "INCRE_TRANSFER_STARTED" if clock.wall() - began > 30 * 3600 else "STARTJOBING"
        return reply({"results": [{"id": TASK, "status": state}]})

    settings = HuaweiSettings(
        project_id="0" * 32,
        region="eu-west-101",
        username="u",
        password="p",
        domain_name="d",
        transport=httpx.MockTransport(answer),
    )
    policy = Policy(poll_first=600.0, poll_cap=600.0)
    async with AsyncClient(huawei=settings, clock=clock, policy=policy) as client:
        (watch,) = await client.migration_jobs.wait(TASK, until="running", timeout=48 * 3600)
    assert watch.status is JobStatus.INCRE_TRANSFER_STARTED
    assert next(logins) == 4
