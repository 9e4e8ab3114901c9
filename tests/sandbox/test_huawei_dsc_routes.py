"""Every operation of DSC that the project covers is served, and each generation publishes what it should."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from jobspan._planes.huawei.operations import OPERATIONS as OF_IAM
from jobspan._planes.huawei_dsc.operations.every import OPERATIONS
from jobspan.testing import Sandbox
from jobspan.testing.sandbox.huawei_dsc.generations import PUBLISHED_BY
from jobspan.testing.sandbox.huawei_dsc.handlers.file_host import FILE


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(["huawei_dsc"]) as sandbox:
        yield sandbox


def test_the_routes_are_the_operations(sandbox: Sandbox) -> None:
    served = {(route.operation_id, route.method, route.path) for route in sandbox.huawei_dsc.routes()}
    wanted = {(row.id, row.method, row.path) for row in OPERATIONS}
    of_iam = {(row.id, row.method, row.path) for row in OF_IAM}
    files = {route for route in served if route[0] == FILE}
    assert served - files == wanted | of_iam
    assert len(files) == 1


def test_each_operation_belongs_to_a_generation() -> None:
    published = set().union(*PUBLISHED_BY.values())
    assert published == {row.id for row in OPERATIONS}


def test_the_table_is_complete() -> None:
    for row in OPERATIONS:
        assert row.reason
        assert row.source.startswith("https://")
        assert row.returns is not None
        assert "{project_id}" in row.path


def test_what_is_not_published_is_the_gateways_404(sandbox: Sandbox) -> None:
    import httpx

    sandbox.huawei_dsc.switches.generations = frozenset("A")
    url = sandbox.url("huawei_dsc")
    for row in OPERATIONS:
        reply = httpx.request(row.method, url + re.sub(r"\{\w+\}", "x", row.path))
        code = reply.json()["error_code"]
        assert (reply.status_code, code) == (
            (401, "APIGW.0301") if row.id in PUBLISHED_BY["A"] else (404, "APIGW.0101")
        )
    assert httpx.patch(f"{url}/v1/x/sdg/scan/job").json()["error_code"] == "APIGW.0101"
