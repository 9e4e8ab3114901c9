"""Authentication, lists and errors of the Delphix plane, on the wire."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from jobspan.testing.sandbox import Clock, Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import ADMIN_PASSWORD, API_KEY, FINANCE_JOB, READER_API_KEY

Caller = Callable[..., httpx.Response]


ADMIN = {"username": "admin", "password": ADMIN_PASSWORD}


def error_of(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]


@pytest.mark.parametrize("value", ["", API_KEY, f"Bearer {API_KEY}", f"APK {API_KEY}", f"apk  {API_KEY}", "apk wrong"])
def test_the_whole_authorization_value_counts(dct: Sandbox, http: httpx.Client, value: str) -> None:
    reply = http.get(dct.url("delphix") + "/v3/jobs", headers={"Authorization": value})
    assert error_of(reply) == (401, "invalid-token")
    assert error_of(http.get(dct.url("delphix") + "/v3/jobs")) == (401, "unauthorized")


def test_a_login_token_lives_its_time(call: Caller, dct: Sandbox, http: httpx.Client, clock: Clock) -> None:
    token = call("POST", "/login", key=None, json=ADMIN).json()
    headers = {"Authorization": f"{token['token_type']} {token['access_token']}"}
    url = dct.url("delphix") + "/dct/v3/jobs"
    clock.advance(token["expires_in"] - 1)
    assert http.get(url, headers=headers).status_code == 200
    clock.advance(1)
    assert error_of(http.get(url, headers=headers)) == (401, "invalid-token")


def test_an_api_key_buys_a_token_too(call: Caller) -> None:
    assert call("POST", "/login", key=None, json={"api_key": API_KEY}).status_code == 200
    assert error_of(call("POST", "/login", key=None, json={"api_key": "1.x"})) == (401, "invalid_credentials")
    assert error_of(call("POST", "/login", key=None, json={"username": "admin"})) == (400, "invalid_request")


def test_five_wrong_passwords_lock_the_account(call: Caller) -> None:
    for _ in range(5):
        reply = call("POST", "/login", key=None, json=ADMIN | {"password": "guess"})
        assert error_of(reply) == (401, "invalid_credentials")
    assert error_of(call("POST", "/login", key=None, json=ADMIN)) == (401, "account_locked")


def test_a_reader_may_not_change(call: Caller) -> None:
    assert call("POST", "/masking-jobs/search", key=READER_API_KEY).status_code == 200
    assert error_of(call("DELETE", f"/masking-jobs/{FINANCE_JOB}", key=READER_API_KEY)) == (403, "forbidden")


def test_the_fault_of_an_expired_token_has_the_same_shape(call: Caller, dct: Sandbox) -> None:
    dct.faults.add("get_jobs", faults.ExpiredToken())
    assert error_of(call("GET", "/jobs")) == (401, "invalid-token")


def test_pages_go_forward_and_back(call: Caller) -> None:
    seen, params = [], {"limit": "3", "sort": "name"}
    while True:
        reply = call("GET", "/masking-jobs", params=params).json()
        seen += [job["name"] for job in reply["items"]]
        metadata = reply["response_metadata"]
        assert ("prev_cursor" in metadata) == ("cursor" in params)
        assert metadata["total"] == 7
        if "next_cursor" not in metadata:
            break
        params["cursor"] = metadata["next_cursor"]
    assert len(seen) == 7
    assert seen == sorted(seen)
    back = call("GET", "/masking-jobs", params=params | {"cursor": metadata["prev_cursor"]}).json()
    assert [job["name"] for job in back["items"]] == seen[3:6]


def test_a_cursor_fits_one_question_only(call: Caller) -> None:
    first = call("POST", "/masking-jobs/search", params={"limit": "1", "sort": "name"}).json()
    cursor = first["response_metadata"]["next_cursor"]
    good = {"limit": "5", "sort": "name", "cursor": cursor}
    assert call("POST", "/masking-jobs/search", params=good).status_code == 200
    body = {"filter_expression": "name NE 'x'"}
    for reply in (
        call("POST", "/masking-jobs/search", params=good | {"sort": "-name"}),
        call("POST", "/masking-jobs/search", params=good, json=body),
        call("POST", "/connectors/search", params=good),
        call("POST", "/masking-jobs/search", params=good | {"cursor": "made-up"}),
    ):
        assert error_of(reply) == (400, "invalid_request")


@pytest.mark.parametrize(
    "params", [{"limit": "0"}, {"limit": "1001"}, {"limit": "x"}, {"limit": "-1"}, {"sort": "engine"}]
)
def test_bad_paging_is_refused(call: Caller, params: dict[str, str]) -> None:
    assert error_of(call("GET", "/masking-jobs", params=params)) == (400, "invalid_request")


@pytest.mark.parametrize(
    "body", [{"filter_expression": "nam EQ 'x'"}, {"filter_expression": 5}, {"filter_expression": ""}, ["x"]]
)
def test_bad_search_bodies_are_refused(call: Caller, body: Any) -> None:
    assert error_of(call("POST", "/masking-jobs/search", json=body)) == (400, "invalid_request")


def test_jobs_come_newest_first(call: Caller, clock: Clock) -> None:
    ids = []
    for _ in range(3):
        ids.append(call("PATCH", "/connectors/1-DATABASE-1", json={}).json()["job"]["id"])
        clock.advance(1)
    assert [job["id"] for job in call("GET", "/jobs").json()["items"]] == ids[::-1]
    assert call("GET", "/jobs").json()["errors"] == []


def test_filters_reach_nested_fields(call: Caller) -> None:
    def names(expression: str) -> set[str]:
        reply = call("POST", "/masking-jobs/search", json={"filter_expression": expression})
        return {job["name"] for job in reply.json()["items"]}

    assert names("tags CONTAINS {key EQ 'team' AND value EQ 'finance'}") == {"finance-masking-job"}
    assert names("ruleset.refresh_drops_table EQ false AND ruleset.type EQ 'FILE'") == {"export-file-job"}
    assert names("last_execution_status EQ NIL AND name CONTAINS 'staff'") == {"staff-masking-job", "staff-subset-job"}
    assert names("max_memory GT 1000") == {"customer-hyperscale-job"}


def test_no_reply_carries_a_null(call: Caller) -> None:
    def nulls(value: Any) -> bool:
        if isinstance(value, dict):
            return any(nulls(part) for part in value.values())
        if isinstance(value, list):
            return any(nulls(part) for part in value)
        return value is None

    call("POST", f"/masking-jobs/{FINANCE_JOB}/execute", json={"engine_id": "1"})
    for path in ("masking-jobs", "compliance-jobs", "connectors", "executions", "jobs", "management/engines"):
        reply = call("GET", f"/{path}").json()
        assert reply["items"]
        assert not nulls(reply)


def test_an_empty_body_is_accepted_with_and_without_content_type(call: Caller) -> None:
    for headers in ({}, {"Content-Type": "application/json"}):
        for path in ("/masking-jobs/search", "/connectors/1-DATABASE-1/test"):
            assert call("POST", path, content=b"").status_code == 200, headers


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", f"/masking-jobs/{FINANCE_JOB}/copy", None),
        ("POST", f"/masking-jobs/{FINANCE_JOB}/copy", {"target_engine_id": "2"}),
        ("POST", f"/masking-jobs/{FINANCE_JOB}/copy", {"target_engine_id": 2, "target_environment_id": "prod-env"}),
        ("POST", f"/masking-jobs/{FINANCE_JOB}/copy", {"target_engine_id": "2", "target_environment_id": "token-env"}),
        ("POST", f"/masking-jobs/{FINANCE_JOB}/execute", {}),
        ("POST", f"/masking-jobs/{FINANCE_JOB}/re-import", None),
        ("POST", f"/masking-jobs/{FINANCE_JOB}/tags", {"tags": []}),
        ("POST", f"/masking-jobs/{FINANCE_JOB}/tags", {"tags": [{"key": "a", "value": "b"}] * 2}),
        ("POST", f"/masking-jobs/{FINANCE_JOB}/tags", {"tags": [{"key": "a"}]}),
        ("PATCH", f"/masking-jobs/{FINANCE_JOB}", {"max_memory": 5}),
        ("PATCH", f"/masking-jobs/{FINANCE_JOB}", {"name": None}),
        ("PATCH", "/connectors/1-DATABASE-1", {"port": 0}),
        ("PATCH", "/connectors/1-DATABASE-1", {"username": None}),
        ("POST", "/connectors", {"name": "x"}),
        ("DELETE", "/connectors/1-DATABASE-1", None),
        ("POST", "/connectors/1-DATABASE-1/fetch-file-names", None),
        ("POST", "/masking-jobs", {"name": "x", "job_type": "STANDARD"}),
    ],
)
def test_bad_requests_are_refused(call: Caller, method: str, path: str, body: Any) -> None:
    assert error_of(call(method, path, json=body)) == (400, "invalid_request")
