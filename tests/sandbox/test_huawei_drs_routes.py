"""Every operation of DRS is served, and answers in the cloud's error shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from jobspan._planes.huawei.operations import OPERATIONS as OF_IAM
from jobspan._planes.huawei_drs.operations.every import OPERATIONS
from jobspan.testing import Clock, Sandbox
from jobspan.testing.sandbox.huawei.access import PROJECT_ID
from jobspan.testing.sandbox.huawei.tokens import issue

ROWS = (*OPERATIONS, *OF_IAM)


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


def test_the_routes_are_the_operations(drs: Sandbox) -> None:
    served = {(route.operation_id, route.method, route.path) for route in drs.huawei_drs.routes()}
    assert served == {(row.id, row.method, row.path) for row in ROWS}


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: str(row.id))
def test_each_operation_wants_credentials_and_answers_for_nothing(drs: Sandbox, row: object) -> None:
    operation = next(each for each in OPERATIONS if each is row)
    path = re.sub(r"\{(\w+)\}", lambda m: PROJECT_ID if m[1] == "project_id" else "no-such-id", operation.path)
    url = drs.url("huawei_drs") + path
    refused = httpx.request(operation.method, url)
    assert (refused.status_code, refused.json()["error_code"]) == (401, "APIGW.0301")
    world = drs.huawei_drs.world
    token, _ = issue(world, "operator", PROJECT_ID, drs.huawei_drs.access.token_lifetime)
    reply = httpx.request(operation.method, url, headers={"X-Auth-Token": token})
    assert reply.status_code in (200, 400)
    assert reply.headers["x-request-id"]
    if reply.status_code == 400:
        document = reply.json()
        assert document.get("error_code") or document["results"][0]["error_code"]


def test_a_status_read_without_a_page_answers_for_five(drs: Sandbox) -> None:
    ids = list(drs.huawei_drs.tasks)[:8]
    token, _ = issue(drs.huawei_drs.world, "operator", PROJECT_ID, drs.huawei_drs.access.token_lifetime)
    url = f"{drs.url('huawei_drs')}/v3/{PROJECT_ID}/jobs/batch-status"
    short = httpx.post(url, json={"jobs": ids}, headers={"X-Auth-Token": token})
    assert len(short.json()["results"]) == 5
    whole = httpx.post(
        url, json={"jobs": ids, "page_req": {"cur_page": 1, "per_page": 0}}, headers={"X-Auth-Token": token}
    )
    assert len(whole.json()["results"]) == 8
    beyond = httpx.post(
        url, json={"jobs": ids, "page_req": {"cur_page": 9, "per_page": 5}}, headers={"X-Auth-Token": token}
    )
    assert beyond.json()["error_code"] == "DRS.M00211"


def test_a_forged_token_is_no_token(drs: Sandbox) -> None:
    url = f"{drs.url('huawei_drs')}/v3/{PROJECT_ID}/quotas"
    token, _ = issue(drs.huawei_drs.world, "operator", PROJECT_ID, drs.huawei_drs.access.token_lifetime)
    assert httpx.get(url, headers={"X-Auth-Token": token}).status_code == 200
    assert httpx.get(url, headers={"X-Auth-Token": token[:-1] + "x"}).status_code == 401
    drs.advance(24 * 3600)
    assert "expires" in httpx.get(url, headers={"X-Auth-Token": token}).json()["error_msg"]


@pytest.mark.parametrize("property", [[], "[]", "{", "7", '["x"]', '[{"dbpassword": "p"}]', None])
def test_a_cluster_test_with_malformed_members_is_refused(drs: Sandbox, property: object) -> None:
    id = drs.huawei_drs.add("cluster", "CONFIGURATION").id
    token, _ = issue(drs.huawei_drs.world, "operator", PROJECT_ID, drs.huawei_drs.access.token_lifetime)
    url = f"{drs.url('huawei_drs')}/v3/{PROJECT_ID}/jobs/cluster/batch-connection"
    entry = {"action": "testConnection", "job_id": id, "property": property}
    reply = httpx.post(url, json={"jobs": [entry]}, headers={"X-Auth-Token": token})
    assert (reply.status_code, reply.json()["error_code"]) == (400, "DRS.M00202")
