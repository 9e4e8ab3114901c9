"""Jobs that a client began a moment ago: whoever asks for them by id gets the benefit of the doubt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from jobspan import NotFound
from jobspan._core.begun import BegunJobs
from jobspan.testing import Clock, Progress, Sandbox, Weather
from tests.samples.huawei_drs import new_job

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_what_was_begun_long_ago_is_forgotten() -> None:
    begun = BegunJobs()
    for second in range(5):
        begun.note(str(second), NOON + timedelta(seconds=second), grace=2)
    assert [begun.when(str(second)) is not None for second in range(5)] == [False, False, True, True, True]


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.by_seconds(5)) as sandbox:
        yield sandbox


@pytest.mark.parametrize("seed", range(6))
def test_tasks_of_a_batch_are_late_and_not_absent(seed: int, drs: Sandbox) -> None:
    drs.weather = Weather.of("lag", seed=seed)
    with drs.client() as client:
        made = client.migration_jobs.create_many([new_job(f"task-{number}") for number in range(12)])
        ids = [each.value.task_id for each in made.succeeded]
        assert len(client.migration_jobs.wait(ids, until="configurable")) == 12


def test_what_nobody_began_is_absent(drs: Sandbox) -> None:
    with drs.client() as client, pytest.raises(NotFound, match="DRS does not show the task"):
        client.migration_jobs.watch(["5a921187-19c7-4df4-8f4f-f31e78djb999"], until="configurable")[0].wait()
