"""How a tool that serves all planes uses the asynchronous client. Checked by mypy and pyright, never run."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, assert_type

import pandas

from jobspan import AsyncClient, AsyncHandle, JobFailed, JobRef, Phase, Rows
from jobspan.aio import as_completed, wait_all
from jobspan.ciphertrust import SyncJob
from jobspan.delphix import CopyView, MaskingJob
from jobspan.jobs import JobFacts


async def waiting_for_several_planes(client: AsyncClient) -> None:
    copying = await client.masking_jobs.copy("1", target_engine_id="2", target_environment_id="3")
    syncing = await client.sync_jobs.start("aws", kms=["1"], regions=["2"])
    ends: Sequence[MaskingJob | SyncJob] = await wait_all([copying, syncing])
    views: Sequence[MaskingJob | SyncJob | CopyView] = await wait_all((copying, syncing), raise_on_failure=False)
    outcomes: Sequence[MaskingJob | SyncJob | CopyView | Exception]
    outcomes = await wait_all([copying, syncing], return_exceptions=True)
    mixed: list[AsyncHandle[object, MaskingJob | SyncJob]] = [copying, syncing]
    anything: AsyncHandle[object, object] = copying
    print(ends, views, outcomes, await wait_all(mixed), anything.phase)
    async for handle in as_completed(mixed):
        assert_type(await handle.wait(), MaskingJob | SyncJob)
    assert_type(await wait_all([copying]), Rows[MaskingJob])


async def taking_up_again(client: AsyncClient, ref: JobRef) -> None:
    resumed = client.resume(ref, started_by=client.masking_jobs.copy)
    assert_type(resumed, AsyncHandle[CopyView, MaskingJob])
    assert_type(await resumed.wait(), MaskingJob)
    assert_type(client.resume(ref.to_json(), started_by=client.sync_jobs.start), AsyncHandle[SyncJob, SyncJob])


async def tables(client: AsyncClient) -> None:
    rows = await client.masking_jobs.list().to_list()
    assert_type(rows, Rows[MaskingJob])
    assert_type(rows[0], MaskingJob)
    assert_type(rows[:5], Rows[MaskingJob])
    assert_type(rows.sorted_by("name"), Rows[MaskingJob])
    assert_type(sorted(rows), list[MaskingJob])
    assert_type(rows.to_pandas(), pandas.DataFrame)
    assert_type(rows[0].phase, Phase)
    assert_type(rows[0].created_at, datetime | None)
    assert_type(rows[0].duration, timedelta | None)


def facts(jobs: Sequence[JobFacts]) -> list[str]:
    """What a tool does with jobs of any plane."""
    return [f"{job.phase} {job.started_at} {job.duration}" for job in jobs if not job.phase.is_terminal]


def reporting(error: JobFailed) -> None:
    assert_type(error.reason, str)
    assert_type(error.evidence, tuple[str, ...])
    assert_type(error.to_dict(), dict[str, Any])
