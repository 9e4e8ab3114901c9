"""Settings and credentials of Huawei Cloud, driven by hand."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.http import Response
from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.huawei.access_keys import Credentials
from jobspan._planes.huawei.auth import REFUSALS, auth_of
from jobspan._planes.huawei.dialect import HuaweiDialect
from jobspan._planes.huawei.errors import error_in, normal_code, throttle_window
from jobspan._planes.huawei.paths import project_path
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan.credentials import FromEnv, Secret
from jobspan.errors import (
    ApiError,
    AuthError,
    ConfigError,
    DecodeError,
    PermissionDenied,
    RateLimited,
    ServerError,
    ValidationError,
)
from jobspan.models import Model
from jobspan.policy import Policy

PROJECT = "054ba152d480d55b2f5dc0069e7ddef0"
KEYS: dict[str, Any] = {"access_key": "AK", "secret_key": "canary-sk"}
LOGIN: dict[str, Any] = {"username": "u", "password": "canary-pw", "domain_name": "d"}
READ: Operation[Model] = Operation(
    plane="huawei_drs",
    domain="X",
    id="read",
    method="GET",
    path="/v3/x",
    retry=RetryClass.READ,
    call="x.read",
    source="https://example.com",
    returns=Model,
)


def settings(**more: Any) -> HuaweiSettings:
    return HuaweiSettings(**({"project_id": PROJECT, "region": "eu-west-101"} | more))


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-west-101", "https://drs.eu-west-101.myhuaweicloud.eu"),
        ("ap-southeast-2", "https://drs.ap-southeast-2.myhuaweicloud.com"),
    ],
)
def test_addresses_follow_from_the_region(region: str, host: str) -> None:
    assert settings(region=region, **KEYS).endpoint("drs") == host


def test_an_address_of_ones_own_comes_first() -> None:
    own = settings(region="moon-base-7", drs_url="https://drs.example.com/", **KEYS)
    assert own.endpoint("drs") == "https://drs.example.com"
    with pytest.raises(ConfigError, match="moon-base-7"):
        own.endpoint("iam")


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"region": "Not A Region", **KEYS}, "is not a valid region name"),
        ({"region": "https://evil.example.com", **KEYS}, "is not a valid region name"),
        ({"region": None, **KEYS}, "JOBSPAN_HUAWEI_REGION"),
        ({"project_id": "../x", **KEYS}, "not a valid project id"),
        ({"language": "de-de", **KEYS}, "language"),
        ({"access_key": "AK"}, "secret_key missing"),
        ({"username": "u", "password": "p"}, "domain_name missing"),
        ({**KEYS, **LOGIN}, "exclude each other"),
    ],
)
def test_unusable_settings_say_what_is_wrong(more: dict[str, Any], text: str) -> None:
    with pytest.raises(ConfigError, match=text) as wrong:
        settings(**more)
    assert "canary" not in str(wrong.value)


def test_settings_show_no_secrets() -> None:
    shown = repr(settings(**KEYS)) + repr(settings(**LOGIN)) + repr(settings(access_key=FromEnv("A"), secret_key="s"))
    assert "canary" not in shown


def context(given: HuaweiSettings) -> PlaneContext:
    return PlaneContext(
        plane="huawei_drs",
        base_url=given.endpoint("drs"),
        auth=auth_of(given),
        dialect=HuaweiDialect(given.language),
        refusals=REFUSALS,
        policy=Policy(),
        settings=given,
    )


def reply(status: int, body: Any = None, **headers: str) -> Response:
    return Response(status=status, body=b"" if body is None else json.dumps(body).encode(), headers=headers)


def login(lifetime: str = "2026-03-02T12:00:00.000000Z", token: str = "canary-token") -> Response:
    body = {"token": {"issued_at": "2026-03-01T12:00:00.000000Z", "expires_at": lifetime}}
    return reply(201, body, **{"x-subject-token": token})


def test_each_attempt_is_signed_with_its_own_date(hand: Any) -> None:
    driver = hand(reply(503), reply(200, {}))
    driver.run(call(context(settings(security_token="canary-st", **KEYS)), READ))
    first, second = driver.sent
    assert first.header("X-Sdk-Date") == "20260301T120000Z"
    assert first.header("X-Project-Id") == PROJECT
    assert isinstance(first.header("Authorization"), Secret)
    assert first.header("X-Security-Token").reveal() == "canary-st"
    assert "x-security-token" in first.header("Authorization").reveal()
    assert first.url == second.url
    assert "canary" not in repr(first) + str(first.masked())


def test_one_login_serves_a_day_and_is_renewed_early(hand: Any) -> None:
    driver = hand(login(), reply(200, {}), reply(200, {}), login(token="second"), reply(200, {}))
    ctx = context(settings(**LOGIN))
    driver.run(call(ctx, READ))
    driver.time += 24 * 3600 - 700
    driver.run(call(ctx, READ))
    driver.time += 200
    driver.run(call(ctx, READ))
    assert [request.method for request in driver.sent] == ["POST", "GET", "GET", "POST", "GET"]
    asked = json.loads(driver.sent[0].content())
    assert asked["auth"]["scope"] == {"project": {"id": PROJECT}}
    assert asked["auth"]["identity"]["password"]["user"] == {
        "name": "u",
        "password": "canary-pw",
        "domain": {"name": "d"},
    }
    assert driver.sent[0].url == "https://iam.eu-west-101.myhuaweicloud.eu/v3/auth/tokens"
    assert "canary" not in str(driver.sent[0].masked()) + "".join(map(repr, driver.told))
    assert driver.sent[1].header("X-Auth-Token").reveal() == "canary-token"


def test_a_refused_token_is_renewed_once(hand: Any) -> None:
    refusal = reply(401, {"error_code": "APIGW.0301", "error_msg": "token expired"})
    driver = hand(login(), refusal, login(token="second"), refusal)
    with pytest.raises(AuthError):
        driver.run(call(context(settings(**LOGIN)), READ))
    assert len(driver.sent) == 4


def test_a_missing_permission_renews_nothing(hand: Any) -> None:
    driver = hand(login(), reply(401, {"error_code": "APIGW.0302", "error_msg": "denied"}))
    with pytest.raises(PermissionDenied):
        driver.run(call(context(settings(**LOGIN)), READ))
    assert len(driver.sent) == 2


def test_a_wrong_password_is_not_tried_again(hand: Any) -> None:
    refusal = {"error": {"code": 401, "message": "The username or password is wrong.", "title": "Unauthorized"}}
    driver = hand(reply(401, refusal))
    with pytest.raises(AuthError, match="username or password is wrong") as wrong:
        driver.run(call(context(settings(**LOGIN)), READ))
    assert wrong.value.operation == "iam.tokens"
    assert len(driver.sent) == 1


def test_a_login_without_a_token_is_told(hand: Any) -> None:
    driver = hand(*[reply(201, {"token": {"expires_at": "2026-03-02T12:00:00Z"}})] * 4)
    with pytest.raises(DecodeError, match="X-Subject-Token"):
        driver.run(call(context(settings(**LOGIN)), READ))


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_clock_is_the_reason_that_is_given(hand: Any, status: int) -> None:
    body = {"error_code": "APIGW.0301", "error_msg": "verify aksk signature fail", "request_id": "r-1"}
    driver = hand(reply(status, body, date="Sun, 01 Mar 2026 13:00:00 GMT"))
    with pytest.raises(AuthError) as wrong:
        driver.run(call(context(settings(**KEYS)), READ))
    assert "2026-03-01 12:00:00 UTC" in str(wrong.value)
    assert "2026-03-01 13:00:00 UTC" in str(wrong.value)
    assert (wrong.value.code, wrong.value.request_id) == ("APIGW.0301", "r-1")


def test_a_right_clock_leaves_the_reason_to_the_gateway(hand: Any) -> None:
    body = {"error_code": "APIGW.0301", "error_msg": "verify aksk signature fail"}
    driver = hand(reply(401, body, date="Sun, 01 Mar 2026 12:01:00 GMT"))
    with pytest.raises(AuthError, match="verify aksk signature fail"):
        driver.run(call(context(settings(**KEYS)), READ))
    assert len(driver.sent) == 1


@pytest.mark.parametrize(
    ("document", "code", "message"),
    [
        ({"error_code": "DRS.M00202", "error_msg": "bad"}, "DRS.M00202", "bad"),
        ({"err code": "DRS-M00201", "err msg": "old"}, "DRS.M00201", "old"),
        ({"error_code": "APIG.0308", "error_msg": "slow"}, "APIGW.0308", "slow"),
        ({"error": {"code": 401, "message": "no", "title": "Unauthorized"}}, "401", "no"),
        ({"error_msg": "only text"}, None, "only text"),
        ({"errors": [{"error_code": "DRS.M00202", "error_msg": "bad"}]}, "DRS.M00202", "bad"),
        ({"error": "out of order"}, None, "out of order"),
        ({"message": "out of order"}, None, "out of order"),
    ],
)
def test_errors_are_read_in_every_shape(document: Any, code: str | None, message: str) -> None:
    found = error_in(document)
    assert found is not None
    assert (found.code, found.message) == (code, message)


def test_what_is_no_error_reads_as_none() -> None:
    assert error_in({"jobs": []}) is None
    assert error_in([1]) is None
    assert normal_code("") is None


def rotating(*generations: str, changes_at: int) -> dict[str, Any]:
    """Three sources of which the parts of the next generation are read from the given reading on."""
    reads: list[str] = []

    def source(kind: str) -> Any:
        def read() -> str:
            reads.append(kind)
            return kind + generations[len(reads) > changes_at]

        return read

    return {"access_key": source("AK"), "secret_key": source("SK"), "security_token": source("ST")}


@pytest.mark.parametrize("changes_at", range(10))
def test_keys_that_are_rotated_meanwhile_are_read_until_they_belong_together(hand: Any, changes_at: int) -> None:
    driver = hand(reply(200, {}))
    driver.run(call(context(settings(**rotating("1", "2", changes_at=changes_at))), READ))
    (sent,) = driver.sent
    key = sent.header("Authorization").reveal().partition("Access=")[2][:3]
    assert (key, sent.header("X-Security-Token").reveal()) in {("AK1", "ST1"), ("AK2", "ST2")}


def test_keys_that_never_agree_are_not_used(hand: Any) -> None:
    count = iter(range(1000))
    driver = hand()
    with pytest.raises(ConfigError, match="credentials="):
        driver.run(call(context(settings(access_key=lambda: f"AK{next(count)}", secret_key="s")), READ))
    assert driver.sent == []


def test_one_source_gives_all_parts_at_once(hand: Any) -> None:
    given = iter([Credentials(access_key=f"AK{n}", secret_key="canary-s", security_token=f"ST{n}") for n in range(3)])
    ctx = context(settings(credentials=lambda: next(given)))
    driver = hand(reply(200, {}), reply(200, {}))
    driver.run(call(ctx, READ))
    driver.run(call(ctx, READ))
    for number, sent in enumerate(driver.sent):
        assert f"Access=AK{number}," in sent.header("Authorization").reveal()
        assert sent.header("X-Security-Token").reveal() == f"ST{number}"
    assert "canary" not in repr(Credentials(access_key="canary", secret_key="canary"))


def test_a_source_of_credentials_that_gives_something_else_is_named(hand: Any) -> None:
    with pytest.raises(ConfigError, match="returned str, not Credentials"):
        hand().run(call(context(settings(credentials=lambda: "AK")), READ))


@pytest.mark.parametrize("second", ["ST1", "ST2"])
def test_temporary_keys_are_tried_again_only_when_they_were_replaced(hand: Any, second: str) -> None:
    tokens = ["ST1"]
    source = settings(
        credentials=lambda: Credentials(
            access_key="AK", secret_key="s", security_token=tokens.pop() if tokens else second
        )
    )
    refusal = reply(401, {"error_code": "APIGW.0301", "error_msg": "bad signature"})
    driver = hand(refusal, reply(200, {}))
    if second == "ST1":
        with pytest.raises(AuthError):
            driver.run(call(context(source), READ))
    else:
        driver.run(call(context(source), READ))
    assert len(driver.sent) == (1 if second == "ST1" else 2)


@pytest.mark.parametrize("blip", [reply(503, None), reply(502, {"error": {"code": 502, "message": "down"}})])
def test_a_login_outlives_a_blip(hand: Any, blip: Response) -> None:
    driver = hand(blip, login(), reply(200, {}))
    driver.run(call(context(settings(**LOGIN)), READ))
    assert [request.method for request in driver.sent] == ["POST", "POST", "GET"]


def test_a_login_during_an_outage_is_an_outage(hand: Any) -> None:
    driver = hand(*[reply(503)] * 4)
    with pytest.raises(ServerError) as down:
        driver.run(call(context(settings(**LOGIN)), READ))
    assert (down.value.operation, len(driver.sent)) == ("iam.tokens", 4)


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refused_login_is_never_repeated(hand: Any, status: int) -> None:
    driver = hand(reply(status, {"error": {"code": status, "message": "no"}}))
    with pytest.raises(ApiError):
        driver.run(call(context(settings(**LOGIN)), READ))
    assert len(driver.sent) == 1


@pytest.mark.parametrize("zone", ["", "Z"])
def test_times_of_iam_are_those_of_utc(hand: Any, zone: str) -> None:
    body = {"token": {"issued_at": "2026-03-01T12:00:00Z", "expires_at": f"2026-03-02T12:00:00{zone}"}}
    driver = hand(reply(201, body, **{"x-subject-token": "T"}), reply(200, {}), reply(200, {}))
    ctx = context(settings(**LOGIN))
    driver.run(call(ctx, READ))
    driver.time += 12 * 3600
    driver.run(call(ctx, READ))
    assert [request.method for request in driver.sent] == ["POST", "GET", "GET"]


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("policy user over ratelimit,limit:10,time:1 minute", 60.0),
        ("Throttled, limit:100, time: 30 seconds", 30.0),
        ("limit:5,time:1 hour", 3600.0),
        ("too many requests", None),
    ],
)
def test_the_window_of_a_throttling_is_read_from_its_text(message: str, seconds: float | None, hand: Any) -> None:
    assert throttle_window(message) == seconds
    throttled = reply(429, {"error_code": "APIGW.0308", "error_msg": message})
    driver = hand(throttled, login(), reply(200, {}))
    ctx = attrs.evolve(context(settings(**KEYS)), policy=Policy(attempts=1))
    with pytest.raises(RateLimited) as slow:
        driver.run(call(ctx, READ))
    assert slow.value.retry_after == seconds


@pytest.mark.parametrize("id", ["a/b", "/", "../jobs"])
def test_an_id_with_a_slash_is_refused(id: str) -> None:
    ctx = context(settings(**KEYS))
    with pytest.raises(ValidationError, match="must not contain a slash"):
        project_path(ctx, job_id=id)
    assert project_path(ctx, job_id="a.b") == {"project_id": PROJECT, "job_id": "a.b"}
