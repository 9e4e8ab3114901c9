"""Replies that are worded as a failure and yet do not say that nothing was done: the plane had acted, and that comes out."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from jobspan.errors import Conflict, NotFound
from jobspan.groupid import GroupIDError
from jobspan.testing import Clock, Sandbox, faults
from tests.samples.groupid import new_job


@attrs.frozen
class Edited(faults.Fault):
    """The work is done, and the reply's envelope says other things besides."""

    changes: dict[str, Any]

    def afterwards(self, reply: Any) -> Any:
        return reply.with_json(reply.json() | self.changes)


FAILED_PART = {"details": [{"status": 1, "message": "the owner was not notified", "details": None}]}


@pytest.mark.parametrize(
    "changes",
    [FAILED_PART, {"status": 2}, {"status": "Success"}, {"status": True}],
    ids=["a part failed", "with an id", "in words", "a truth value"],
)
async def test_an_envelope_that_contradicts_itself_is_looked_into(changes: dict[str, Any]) -> None:
    with Sandbox(["groupid"], clock=Clock.manual()) as box:
        with box.client() as plain:
            job = new_job(plain, "Peeps")
        box.faults.add("create_job", Edited(changes))
        async with box.async_client() as client:
            created = await client.data_sync_jobs.create(job)
        assert box.groupid.jobs[created]["jobInfo"]["name"] == "Peeps"
        assert box.requests.count("create_job") == 1


async def test_an_envelope_that_says_no_as_a_whole_is_a_no() -> None:
    with Sandbox(["groupid"], clock=Clock.manual()) as box:
        with box.client() as plain:
            job = new_job(plain, "Peeps")
        no = {"status": 7, "message": "not today", "data": None, "details": None}
        box.faults.add("create_job", faults.Answer(200, no))
        async with box.async_client() as client:
            with pytest.raises(GroupIDError, match="not today"):
                await client.data_sync_jobs.create(job)


@pytest.mark.parametrize(
    ("status", "symbol"),
    [(200, "NCERRInternalServerError: timeout"), (500, "NCERRInternalServerError: cause: NCERRResourceNotFound")],
)
async def test_the_code_of_a_cause_and_a_hidden_status_prove_nothing(status: int, symbol: str) -> None:
    with Sandbox(["ciphertrust"], clock=Clock.manual()) as box:
        box.faults.add("aws.keys.start", faults.Answer(status, {"code": 5, "codeDesc": symbol}, after_work=True))
        async with box.async_client() as client:
            handle = await client.sync_jobs.aws.keys.start(kms=["kms"])
        assert [job.id for job in box.ciphertrust.jobs.values()].count(handle.id) == 1
        assert box.requests.count("aws.keys.start") == 1


@pytest.mark.parametrize(
    ("symbol", "kind"), [("NCERRConflict: busy", Conflict), ("NCERRResourceNotFound: kms", NotFound)]
)
async def test_a_documented_code_is_a_no_under_every_status(symbol: str, kind: type[Exception]) -> None:
    with Sandbox(["ciphertrust"], clock=Clock.manual()) as box:
        box.faults.add("aws.keys.start", faults.Answer(200, {"code": 5, "codeDesc": symbol}))
        async with box.async_client() as client:
            with pytest.raises(kind):
                await client.sync_jobs.aws.keys.start(kms=["kms"])


async def test_a_gateway_that_tried_to_reach_the_service_may_have_reached_it() -> None:
    with Sandbox(["huawei_dsc"], clock=Clock.manual()) as box:
        timeout = {"error_code": "APIGW.0203", "error_msg": "Backend timeout."}
        box.faults.add("S7", faults.Answer(503, timeout, after_work=True))
        async with box.async_client() as client:
            scan = (await client.dsc.scan_jobs.list().to_list())[0]
            run = await client.dsc.scan_jobs.start(scan.id)
        assert run.id == scan.id
        assert box.requests.count("S7") == 1
