"""Every operation of Directory Manager is served, asks for a token, and is called through the client."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from jobspan._planes.groupid.operations.every import OPERATIONS as TABLE
from jobspan.testing.sandbox import Clock, Sandbox
from jobspan.testing.sandbox.groupid.seed import CLIENT_ID, CLIENT_SECRET, PASSWORD, STORE_ID, USERNAME

OPERATIONS = json.loads((Path(__file__).parent / "data" / "groupid_operations.json").read_text())
TOKEN = "/GroupIDSecurityService/connect/token"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(["groupid"], clock=Clock.manual()) as sandbox:
        yield sandbox


@pytest.fixture
def token(box: Sandbox, http: httpx.Client) -> str:
    form = {
        "grant_type": "Password",
        "username": USERNAME,
        "password": PASSWORD,
        "client_Id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "identity_store_id": str(STORE_ID),
    }
    reply = http.post(box.url("groupid") + TOKEN, data=form)
    assert reply.json()["expires_in"] == 1200
    return str(reply.json()["access_token"])


def _fits(template: str) -> str:
    return re.sub(r"\{[^}]+\}", "{}", template)


def test_the_routes_and_the_table_are_the_operations(box: Sandbox) -> None:
    known = {(o["id"], o["method"], _fits(o["path"])) for o in OPERATIONS}
    assert {(route.operation_id, route.method, _fits(route.path)) for route in box.groupid.routes()} == known
    assert {(row.id, row.method, _fits(row.path)) for row in TABLE} == known
    tiers = [o["tier"] for o in OPERATIONS if o["id"] != "token"]
    assert (tiers.count("core"), tiers.count("wide")) == (23, 5)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: str(operation["id"]))
def test_each_operation_answers(box: Sandbox, http: httpx.Client, token: str, operation: dict[str, str]) -> None:
    url = box.url("groupid") + re.sub(r"\{[^}]+\}", "4", operation["path"])
    headers = {"Authorization": f"Bearer {token}"}
    reply = http.request(operation["method"], url, headers=headers, json={})
    assert box.requests[-1].operation_id == operation["id"]
    assert reply.status_code in ((401,) if operation["id"] == "token" else (200, 400, 404))
    bare = http.request(operation["method"], url, json={})
    assert bare.status_code == 401


def test_paths_count_without_their_case(box: Sandbox, http: httpx.Client, token: str) -> None:
    headers = {"Authorization": f"bearer {token}"}
    url = box.url("groupid") + "/groupiddataservice/API/datasyncjobs/names"
    assert len(http.get(url, headers=headers).json()) == 6


@pytest.mark.parametrize("key", ["filterCriteria", "FILTERCRITERIA"])
def test_a_filter_in_the_body_of_a_get(box: Sandbox, http: httpx.Client, token: str, key: str) -> None:
    body = {key: {"Operator": "CONTAINS", "attribute": "name", "VALUE": "contract"}, "searchoption": {"PAGESIZE": 10}}
    headers = {"Authorization": f"Bearer {token}"}
    url = box.url("groupid") + "/GroupIDDataService/api/DataSyncJobs"
    reply = http.request("GET", url, headers=headers, json=body).json()
    assert [(info["name"], info["enabled"]) for info in reply["data"]] == [("Contractors to AD", True)]
    assert (reply["count"], reply["status"]) == (1, 0)


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"password": "wrong"}, 400, "invalid_grant"),
        ({"username": "nobody"}, 400, "invalid_grant"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"identity_store_id": "99"}, 400, "invalid_request"),
        ({"grant_type": "implicit"}, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "old"}, 400, "invalid_grant"),
    ],
)
def test_a_refused_login(box: Sandbox, http: httpx.Client, changes: dict[str, str], status: int, error: str) -> None:
    form = {
        "grant_type": "password",
        "username": USERNAME,
        "password": PASSWORD,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "identity_store_id": str(STORE_ID),
    }
    reply = http.post(box.url("groupid") + TOKEN, data=form | changes)
    assert (reply.status_code, reply.json()["error"]) == (status, error)
