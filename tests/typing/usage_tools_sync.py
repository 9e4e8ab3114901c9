"""How a tool that serves all planes uses the synchronous client. Checked by mypy and pyright, never run."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, assert_type

import pandas

from jobspan import Client, Handle, JobFailed, JobRef, Phase, Rows, as_completed, wait_all
from jobspan.ciphertrust import SyncJob
from jobspan.delphix import CopyView, MaskingJob
from jobspan.jobs import JobFacts


def waiting_for_several_planes(client: Client) -> None:
    copying = client.masking_jobs.copy("1", target_engine_id="2", target_environment_id="3")
    syncing = client.sync_jobs.start("aws", kms=["1"], regions=["2"])
    ends: Sequence[MaskingJob | SyncJob] = wait_all([copying, syncing])
    views: Sequence[MaskingJob | SyncJob | CopyView] = wait_all((copying, syncing), raise_on_failure=False)
    outcomes: Sequence[MaskingJob | SyncJob | CopyView | Exception]
    outcomes = wait_all([copying, syncing], return_exceptions=True)
    mixed: list[Handle[object, MaskingJob | SyncJob]] = [copying, syncing]
    anything: Handle[object, object] = copying
    print(ends, views, outcomes, wait_all(mixed), anything.phase)
    for handle in as_completed(mixed):
        assert_type(handle.wait(), MaskingJob | SyncJob)
    assert_type(wait_all([copying]), Rows[MaskingJob])


def taking_up_again(client: Client, ref: JobRef) -> None:
    resumed = client.resume(ref, started_by=client.masking_jobs.copy)
    assert_type(resumed, Handle[CopyView, MaskingJob])
    assert_type(resumed.wait(), MaskingJob)
    assert_type(client.resume(ref.to_json(), started_by=client.sync_jobs.start), Handle[SyncJob, SyncJob])


def tables(client: Client) -> None:
    rows = client.masking_jobs.list().to_list()
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
