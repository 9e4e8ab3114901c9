"""Keys that were refused are left alone before the cloud locks them, also by threads that know nothing of each other."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs
import httpx
import pytest

import jobspan
from jobspan._core.context import PlaneContext
from jobspan._core.effects import pure
from jobspan._core.http import Request, Response
from jobspan._planes.huawei.clocks import is_about_the_clock
from jobspan._planes.huawei.dialect import HuaweiDialect
from jobspan._planes.huawei.identity import OutsideProjects
from jobspan._planes.huawei.refusals import Judgement, Refusals, cloud_of, judge
from jobspan._planes.huawei.signed import ReadKeys, Signed
from jobspan.huawei import AccessKeyHeld, Credentials

SIGNED = Request(
    plane="huawei_drs", method="GET", url="https://drs.example.com", headers=(("X-Sdk-Date", "20260301T120000Z"),)
)
CONTEXT = PlaneContext(
    plane="huawei_drs",
    base_url=SIGNED.url,
    auth=OutsideProjects(Signed(ReadKeys(lambda: pure(Credentials(access_key="a", secret_key="s"))))),
    dialect=HuaweiDialect("en-us"),
)
PROJECT = "054ba152d480d55b2f5dc0069e7ddef0"


def answer(status: int, message: str = "no", code: str | None = "APIGW.0301", **headers: str) -> Response:
    body = {"error_msg": message, **({"error_code": code} if code else {})}
    return Response(status=status, body=json.dumps(body).encode(), headers=headers)


@pytest.mark.parametrize(
    ("response", "judgement"),
    [
        (Response(status=200, body=b"{}"), Judgement.ACCEPTED),
        (answer(404, code="DRS.M00289"), Judgement.ACCEPTED),
        (answer(401, "verify aksk signature fail"), Judgement.REFUSED),
        (answer(401, "Get secretKey failed,ak:LTAI,err:ak not exist"), Judgement.REFUSED),
        (answer(401, "bad", code="APIG.0301"), Judgement.REFUSED),
        (answer(401, "bad", code="IAM.0062"), Judgement.REFUSED),
        (answer(401, "The request you have made requires authentication.", code=None), Judgement.REFUSED),
        (answer(401, "AK access failed to reach the limit,forbidden"), Judgement.LOCKED),
        (answer(401, "signature expired"), Judgement.CLOCK),
        (answer(401, "verify aksk signature fail", date="Sun, 01 Mar 2026 13:00:00 GMT"), Judgement.CLOCK),
        (answer(401, "not allowed", code="APIGW.0302"), Judgement.ACCEPTED),
        (answer(401, "not bought", code="dsc.10000009"), Judgement.SILENT),
        (answer(403, "denied"), Judgement.SILENT),
        (answer(503, "down"), Judgement.SILENT),
        (Response(status=502, body=b"<html>"), Judgement.SILENT),
    ],
)
def test_what_an_answer_says_of_a_signature(response: Response, judgement: Judgement) -> None:
    assert judge(SIGNED, response) is judgement


def test_a_token_has_no_clock() -> None:
    request = Request(plane="huawei_drs", method="GET", url="https://drs.example.com")
    assert not is_about_the_clock(request, answer(401, "signature expired"))


@pytest.mark.parametrize(
    ("url", "cloud"),
    [
        ("https://drs.eu-west-101.myhuaweicloud.eu/v3", "Huawei Cloud"),
        ("https://iam.cn-north-4.myhuaweicloud.com", "Huawei Cloud"),
        ("https://iam.eu-de.otc.t-systems.com", "Open Telekom Cloud"),
        ("https://drs.region-1.example.com", "example.com"),
        ("https://iam-apigateway-proxy.example.com", "example.com"),
        ("http://127.0.0.1:8470/v3", "127.0.0.1:8470"),
        ("http://localhost:8470", "localhost:8470"),
    ],
)
def test_services_of_one_cloud_count_together(url: str, cloud: str) -> None:
    assert cloud_of(url) == cloud


class Gateway(httpx.BaseTransport):
    """Refuses what was not signed with the right key; holds each request until several are there, or nobody comes."""

    def __init__(self, right: str = "AK-right") -> None:
        self.right = right
        self.seen: list[str] = []
        self.mixed: list[tuple[str, str]] = []
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        key = request.headers["Authorization"].partition("Access=")[2].partition(",")[0]
        token = request.headers.get("X-Security-Token", "")
        with self._lock:
            self.seen.append(key)
            if token and token.removeprefix("ST-") != key.removeprefix("AK-"):
                self.mixed.append((key, token))
        if token or key == self.right:
            return httpx.Response(200, json={"quotas": {"resources": []}})
        return httpx.Response(401, json={"error_code": "APIGW.0301", "error_msg": "verify aksk signature fail"})


def settings(gateway: Gateway, **more: Any) -> jobspan.HuaweiSettings:
    return jobspan.HuaweiSettings(
        project_id=PROJECT, drs_url="http://drs.example.com", transport=gateway, secret_key="canary", **more
    )


def outcome(client: jobspan.Client) -> str:
    try:
        client.migration_jobs.quotas()
    except jobspan.AuthError as error:
        return type(error).__name__
    return "fine"


def test_fifty_threads_with_a_wrong_key_send_two_requests() -> None:
    gateway = Gateway()
    with jobspan.Client(huawei=settings(gateway, access_key="AK-wrong")) as client, ThreadPoolExecutor(50) as pool:
        outcomes = sorted(pool.map(lambda _: outcome(client), range(50)))
    assert gateway.seen == ["AK-wrong", "AK-wrong"]
    assert outcomes == ["AccessKeyHeld"] * 48 + ["AuthError"] * 2


def test_a_key_that_was_right_once_is_not_queued_for() -> None:
    gateway = Gateway()
    with jobspan.Client(huawei=settings(gateway, access_key="AK-right")) as client, ThreadPoolExecutor(20) as pool:
        assert set(pool.map(lambda _: outcome(client), range(100))) == {"fine"}
    assert len(gateway.seen) == 100


def test_a_success_forgets_earlier_refusals() -> None:
    gateway = Gateway()
    with jobspan.Client(huawei=settings(gateway, access_key="AK-right")) as client:
        for _ in range(4):
            gateway.right = "another"
            assert outcome(client) == "AuthError"
            gateway.right = "AK-right"
            assert outcome(client) == "fine"
    assert len(gateway.seen) == 8


def test_a_held_key_says_what_to_do_and_no_secret() -> None:
    gateway = Gateway()
    with jobspan.Client(huawei=settings(gateway, access_key="AK-wrong")) as client:
        outcome(client), outcome(client)
        with pytest.raises(AccessKeyHeld) as held:
            client.migration_jobs.quotas()
    said = str(held.value)
    assert "APIGW.0301: verify aksk signature fail" in said
    assert "start the process anew" in said
    assert "canary" not in said
    assert "AK-wrong" not in said


def test_fifty_threads_over_many_renewals_mix_no_two_sets_of_keys() -> None:
    """The parts of a set are given together, so no signature of one travels with the token of another."""
    gateway, count = Gateway(), iter(range(10**6))

    def rotating() -> Credentials:
        number = next(count) // 7
        return Credentials(access_key=f"AK-{number}", secret_key="canary", security_token=f"ST-{number}")

    given = jobspan.HuaweiSettings(
        project_id=PROJECT, drs_url="http://drs.example.com", transport=gateway, credentials=rotating
    )
    with jobspan.Client(huawei=given) as client, ThreadPoolExecutor(50) as pool:
        assert set(pool.map(lambda _: outcome(client), range(500))) == {"fine"}
    assert len(set(gateway.seen)) > 50
    assert gateway.mixed == []


def test_an_answer_out_of_a_recording_says_nothing_of_the_key(hand: Any) -> None:
    """A call that is replayed gets what was answered to other keys, long ago."""
    counted, old = Refusals(), attrs.evolve(answer(401, "verify aksk signature fail"), replayed=True)
    request = attrs.evolve(SIGNED, credential="fingerprint")
    for _ in range(5):
        assert hand().run(counted.turn(CONTEXT, request, lambda: pure(old))) is old
    assert not counted.holds("fingerprint", SIGNED.url)
    fresh = attrs.evolve(old, replayed=False)
    for _ in range(2):
        hand().run(counted.turn(CONTEXT, request, lambda: pure(fresh)))
    assert counted.holds("fingerprint", SIGNED.url)
