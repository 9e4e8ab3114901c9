"""Every operation of the client's table is served, by an appliance that was written down apart from it."""

import base64
import json
import re
from functools import reduce
from typing import Any

import httpx
import pytest

from jobspan._core.operation import Operation
from jobspan._planes.ciphertrust.container_kinds import CONTAINER_KINDS, KIND_OF_FAMILY
from jobspan._planes.ciphertrust.families import FAMILIES
from jobspan._planes.ciphertrust.operations.every import OPERATIONS
from jobspan._planes.ciphertrust.scheduled_clouds import SCHEDULED_CLOUDS
from jobspan.testing.sandbox import Sandbox
from jobspan.testing.sandbox.ciphertrust.families import CLOUDS, FAMILIES as SERVED
from jobspan.testing.sandbox.ciphertrust.handlers.containers import SHELVES
from jobspan.testing.sandbox.ciphertrust.seed import PASSWORD


def _fits(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "{}", path).rstrip("/")


def test_the_routes_are_the_operations(cckm: Sandbox) -> None:
    served = {(route.operation_id, route.method, _fits(route.path)) for route in cckm.ciphertrust.routes()}
    assert served == {(row.id, row.method, _fits(row.path)) for row in OPERATIONS}
    assert len({row.id for row in OPERATIONS}) == len(OPERATIONS) == 96


def test_both_tables_of_families_say_the_same() -> None:
    assert [
        (each.key, each.path, each.body_field, each.filter_field, each.extras, each.cloud) for each in FAMILIES
    ] == [
        (each.key, each.path, each.start_field, each.filter_field, each.options, each.cloud) for each in SERVED.values()
    ]
    assert all(SERVED[each.key].job_field in each.job_fields for each in FAMILIES)


def test_both_tables_of_containers_say_the_same() -> None:
    assert [(each.key, each.path, each.filters or ()) for each in CONTAINER_KINDS] == [
        (each.name, f"/api/v1/cckm/{each.path}", tuple(each.filters.split())) for each in SHELVES
    ]
    assert {family: kind.key for family, kind in KIND_OF_FAMILY.items()} == {
        family.key: next(each.name for each in SHELVES if each.shelf == family.shelf) for family in SERVED.values()
    }


def test_both_tables_of_schedules_say_the_same() -> None:
    assert {each.cloud_name: each.field for each in SCHEDULED_CLOUDS.values()} == {
        name: field for name, (_, field) in CLOUDS.items()
    }


def test_each_operation_names_a_public_method(cckm: Sandbox) -> None:
    with cckm.client() as client:
        for row in OPERATIONS:
            assert callable(reduce(getattr, row.call.split("."), client)), row.call


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.id)
def test_each_operation_answers_in_the_error_shape(cckm: Sandbox, http: httpx.Client, row: Operation[Any]) -> None:
    method, path = row.method, row.path.replace("{id}", "no-such-id")
    url = cckm.url("ciphertrust")
    without = http.request(method, url + path, json={"username": "admin", "password": "wrong"})
    assert without.status_code == 401
    assert {"code", "codeDesc", "message"} == set(without.json())
    login = http.post(url + "/api/v1/auth/tokens", json={"name": "admin", "password": PASSWORD}).json()
    reply = http.request(method, url + path, json=[], headers={"Authorization": f"Bearer {login['jwt']}"})
    if method == "GET" and path == row.path:
        assert reply.status_code == 200
        assert reply.json()["total"] == len(reply.json()["resources"])
        assert bool(reply.json()["total"]) == (
            row.id.startswith("containers.") or row.id == "scheduler.operations.list"
        )
    else:
        assert reply.status_code in (400, 404)
        assert reply.json()["codeDesc"] in ("NCERRBadRequest", "NCERRResourceNotFound")


def test_tokens_look_like_those_of_the_appliance(cckm: Sandbox, http: httpx.Client) -> None:
    body = {"username": "admin", "password": PASSWORD, "refresh_token_lifetime": 30}
    answer = http.post(cckm.url("ciphertrust") + "/api/v1/auth/tokens/", json=body).json()
    assert answer["duration"] == 300
    assert answer["refresh_token_expires_in"] == 1800
    _, claims, _ = answer["jwt"].split(".")
    decoded = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert decoded["exp"] - decoded["iat"] == 300
    assert decoded["preferred_username"] == "admin"


def test_tokens_expire_on_the_clock(cckm: Sandbox, http: httpx.Client) -> None:
    url = cckm.url("ciphertrust")
    jwt = http.post(url + "/api/v1/auth/tokens/", json={"name": "admin", "password": PASSWORD}).json()["jwt"]

    def look() -> httpx.Response:
        return http.get(url + "/api/v1/cckm/aws/synchronization-jobs", headers={"Authorization": f"Bearer {jwt}"})

    assert look().status_code == 200
    cckm.advance(299.9)
    assert look().status_code == 200
    cckm.advance(0.1)
    assert look().json()["message"] == "Bearer token malformed: Token is expired by 0s"
    cckm.advance(50)
    assert look().json()["message"] == "Bearer token malformed: Token is expired by 50s"


def test_lists_have_ten_rows_unless_told_otherwise(cckm: Sandbox, http: httpx.Client) -> None:
    url = cckm.url("ciphertrust")
    jwt = http.post(url + "/api/v1/auth/tokens/", json={"name": "admin", "password": PASSWORD}).json()["jwt"]
    for number in range(12):
        body: dict[str, Any] = {"name": f"s{number}", "operation": "cckm_synchronization", "run_at": "* * * * *"}
        body["cckm_synchronization_params"] = {"cloud_name": "aws", "synchronize_all": True}
        http.post(url + "/api/v1/scheduler/job-configs", json=body, headers={"Authorization": f"Bearer {jwt}"})

    def rows(**query: str) -> tuple[int, int]:
        page = http.get(
            url + "/api/v1/scheduler/job-configs", params=query, headers={"Authorization": f"Bearer {jwt}"}
        ).json()
        return len(page["resources"]), page["total"]

    assert rows() == (10, 12)
    assert rows(limit="-1") == (12, 12)
    assert rows(skip="10") == (2, 12)
