"""A sandbox that runs faster than its callers: what they sign, and how often what runs again and again ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import jobspan
from jobspan.testing import Clock, Sandbox
from jobspan.testing.sandbox.progress import Progress

AN_HOUR = 3600


def test_signatures_go_by_the_time_of_callers() -> None:
    """After an hour of the callers, at double speed."""
    clock = Clock(datetime.now(UTC) - timedelta(seconds=AN_HOUR), speed=2)
    clock._origin -= AN_HOUR
    with Sandbox(["huawei_drs"], clock=clock) as box:
        assert clock.now() - clock.outside() >= timedelta(seconds=AN_HOUR)
        with jobspan.Client.from_env(env=box.environment()) as client:
            assert client.migration_jobs.list("migration").first()
            clock.advance(AN_HOUR)
            with pytest.raises(jobspan.AuthError, match="because of its date"):
                client.migration_jobs.list("migration").first()


def test_runs_of_a_schedule_can_have_a_rest() -> None:
    with Sandbox(["groupid"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as box, box.client() as client:
        box.groupid.scheduler.rest = 100
        before = client.data_sync_jobs.wait_for_run(6)
        assert client.data_sync_jobs.wait_for_run(6).times_run == before.times_run + 1
        box.advance(500)
        assert client.data_sync_jobs.list().to_list()[1].times_run - before.times_run in range(5, 7)
        box.groupid.scheduler.forget(6)
        box.advance(500)
        assert client.data_sync_jobs.list().to_list()[1].times_run - before.times_run in range(5, 7)


def test_it_shows_what_it_serves() -> None:
    assert repr(Sandbox(["delphix", "groupid"])) == "<Sandbox of delphix, groupid>"
