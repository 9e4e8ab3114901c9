"""Every operation of the DCT API that the project covers is served, under both base paths."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from jobspan.testing.sandbox import Sandbox

Caller = Callable[..., httpx.Response]


OPERATIONS = json.loads((Path(__file__).parent / "data" / "delphix_operations.json").read_text())


def _fits(template: str) -> str:
    return re.sub(r"\{[^}]+\}", "{}", template)


def test_the_routes_are_the_operations(dct: Sandbox) -> None:
    served = {(route.operation_id, route.method, _fits(route.path)) for route in dct.delphix.routes()}
    assert served == {(o["id"], o["method"], _fits(o["path"])) for o in OPERATIONS}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: str(operation["id"]))
def test_each_operation_answers_in_the_error_shape_for_an_unknown_id(
    call: Caller, dct: Sandbox, operation: dict[str, str]
) -> None:
    path = re.sub(r"\{[^}]+\}", "no-such-id", operation["path"])
    for base in ("/v3", "/dct/v3"):
        reply = call(operation["method"], path, base=base)
        assert reply.status_code in (200, 400, 404)
        assert dct.requests[-1].operation_id == operation["id"]
        if reply.status_code != 200:
            assert set(reply.json()) == {"error", "error_description"}
