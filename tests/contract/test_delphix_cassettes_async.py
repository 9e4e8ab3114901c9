"""Recorded exchanges, played to both shells without a server; ``tools/record_cassettes.py`` records them anew."""

from __future__ import annotations

from typing import Any

import pytest

from jobspan import NotFound, PartialFailure
from jobspan.delphix import Credentials, field

JOB = "d53812ce-9186-485d-a388-44bc52087ead"


async def test_promotion(stage: Any) -> None:
    async with stage.async_client() as client:
        copying = await client.masking_jobs.copy(
            JOB,
            target_engine_id="2",
            target_environment_id="prod-env",
            connector_credentials=Credentials("USER123", "canary-database"),
        )
        copied = await copying.wait()
        running = await client.masking_jobs.execute(copied.id, engine_id="2")
        run = await running.wait()
        log = await client.delphix.executions.log(run.id)
    assert (copied.name, run.masking_job_id, run.rows_masked) == ("finance-masking-job", copied.id, 5000)
    assert log.log is not None
    assert "SUCCEEDED" in log.log


async def test_failing_connector(stage: Any) -> None:
    async with stage.async_client() as client:
        copying = await client.masking_jobs.copy(
            JOB,
            target_engine_id="2",
            target_environment_id="prod-env",
            connector_credentials=Credentials("USER123", "canary-wrong"),
        )
        with pytest.raises(PartialFailure, match="2-DATABASE-24"):
            await copying.wait()


async def test_lists(stage: Any) -> None:
    async with stage.async_client() as client:
        names = [job.name async for job in client.masking_jobs.list(page_size=3, sort="name")]
        databases = await client.connectors.search(field("type").eq("DATABASE"), sort="id").to_list()
        files = await client.connectors.search(field("type").eq("FILE"), sort="id").to_list()
        engines = {engine.name: engine async for engine in client.delphix.engines.list()}
    assert len(names) == 7
    assert names == sorted(names)
    assert (len(databases), [connector.id for connector in files]) == (6, ["2-FILE-4"])
    assert set(engines) == {"prod01", "qa01", "dr01"}


async def test_login(stage: Any) -> None:
    async with stage.async_client(username="admin", password="canary-login") as client:
        await client.masking_jobs.add_tags(JOB, {"owner": "risk"})
        tags = await client.masking_jobs.tags(JOB)
    assert ("owner", "risk") in {(tag.key, tag.value) for tag in tags}


async def test_unknown_job(stage: Any) -> None:
    async with stage.async_client() as client:
        with pytest.raises(NotFound, match="no-such-job"):
            await client.masking_jobs.get("no-such-job")
