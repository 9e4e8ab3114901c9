"""What a wait of a task leaves in its log."""

import asyncio
import logging

import pytest

from jobspan import AsyncClient
from jobspan.integrations.airflow.lookout import lookout_for
from jobspan.integrations.airflow.quiet import quiet
from jobspan.testing import Clock, Progress, Sandbox, faults


@pytest.fixture(params=["INFO", "DEBUG"])
def level(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> str:
    caplog.set_level(request.param, "jobspan")
    return str(request.param)


def requests_told(caplog: pytest.LogCaptureFixture, operation: str) -> int:
    return sum(operation in record.getMessage() and record.levelno == logging.INFO for record in caplog.records)


def test_requests_of_a_wait_are_not_told_unless_everything_is(level: str, caplog: pytest.LogCaptureFixture) -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_polls()) as dct, dct.client() as client:
        connector = client.connectors.list().first()
        assert connector is not None
        running = client.connectors.update(connector.id, port=1521)
        dct.faults.add("get_job_by_id", faults.Answer(503, {"message": "later"}))
        with quiet():
            running.wait()
        assert dct.requests.count("get_job_by_id") > 1
    assert requests_told(caplog, "update_connector_by_id") == 1
    assert (requests_told(caplog, "get_job_by_id") > 0) is (level == "DEBUG")
    assert any("503" in record.getMessage() for record in caplog.records if record.levelno == logging.WARNING)


async def test_nor_are_those_of_the_looks_at_many(level: str, caplog: pytest.LogCaptureFixture) -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_polls()) as dct:
        async with dct.async_client() as client:
            connector = await client.connectors.list().first()
            assert connector is not None
            ref = (await client.connectors.update(connector.id, port=1521)).ref

        async def make() -> AsyncClient:
            return dct.async_client()

        async with lookout_for("here", make) as lookout, lookout.following(ref) as news:
            while not (await asyncio.wait_for(news(), 60)).over:
                pass
        assert dct.requests.count("search_jobs") > 0
    assert (requests_told(caplog, "search_jobs") > 0) is (level == "DEBUG")
