"""A gateway that hides the status of its upstream: an error document that comes with 200 is an error."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

import pytest

import jobspan
from jobspan._async.client import AsyncClient
from jobspan.errors import JobspanError
from jobspan.testing import Clock, Sandbox, faults

MASKING_JOB = "d53812ce-9186-485d-a388-44bc52087ead"
SCAN = "9a1d2c3b-0001-4e5f-8a7b-6c5d4e3f2a1b"
HIDDEN: dict[str, tuple[str, object, Callable[[AsyncClient], Awaitable[object]]]] = {
    "delphix": (
        "delete_masking_job_tag",
        {"error": "not_allowed", "error_description": "The account may not do that."},
        lambda client: client.masking_jobs.delete_tags(MASKING_JOB, key="team"),
    ),
    "ciphertrust": (
        "sap.keys.start",
        {"code": 3, "codeDesc": "NCERRNotAllowed: not allowed", "message": "The account may not do that."},
        lambda client: client.sync_jobs.sap.keys.start(groups=["sap-group"]),
    ),
    "huawei_dsc": (
        "S8",
        {"error_code": "dsc.40000011", "error_msg": "The account may not do that."},
        lambda client: client.dsc.scan_jobs.stop(SCAN),
    ),
}


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(clock=Clock.manual()) as sandbox:
        yield sandbox


@pytest.mark.parametrize("plane", HIDDEN)
async def test_an_error_that_comes_as_a_success_is_an_error(box: Sandbox, plane: str) -> None:
    operation, document, call = HIDDEN[plane]
    policy = jobspan.Policy(rules="warn")
    async with box.async_client(policy=policy) as client:
        box.faults.add(operation, faults.Answer(200, document), times=None)
        with pytest.raises(JobspanError, match="may not do that"):
            await call(client)
