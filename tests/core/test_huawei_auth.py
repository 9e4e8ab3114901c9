"""Settings and credentials of Huawei Cloud, driven by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.http import Response
from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.huawei.auth import REFUSALS, auth_of
from jobspan._planes.huawei.dialect import HuaweiDialect
from jobspan._planes.huawei.errors import error_in, normal_code
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan.credentials import FromEnv, Secret
from jobspan.errors import AuthError, ConfigError, DecodeError, PermissionDenied
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
        ({"region": "moon-base-7", **KEYS}, "is unknown"),
        ({"region": "Not A Region", **KEYS}, "is not a valid region name"),
        ({"region": "https://evil.example.com", **KEYS}, "is not a valid region name"),
        ({"region": None, **KEYS}, "JOBSPAN_HUAWEI_REGION"),
        ({"project_id": "../x", **KEYS}, "not a valid project id"),
        ({"language": "de-de", **KEYS}, "language"),
        ({}, "access_key, secret_key missing"),
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
    driver = hand(reply(201, {"token": {"expires_at": "2026-03-02T12:00:00Z"}}))
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
