"""Ctrl-C and SIGTERM: nothing more is started, the rest is left, and how to go on is said."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from jobspan import Client, Interrupted, Policy, Secret
from jobspan.drs import EndpointPassword
from jobspan.fleet import ItemEnd
from jobspan.hooks import Event, FleetItemChanged, RequestStarted
from jobspan.journal import Journal
from jobspan.testing import Clock, Sandbox
from tests.fleet.conftest import masking_jobs
from tests.samples.huawei_drs import new_job

SIGNALS = [signal.SIGINT, signal.SIGTERM]
MOMENTS = {"while a job is waited for": FleetItemChanged, "while requests are in flight": RequestStarted}


@attrs.define
class Strike:
    """A hook that sends this process a signal at the second of such events."""

    number: signal.Signals
    event: type[Event]
    operation: str = "copy_masking_job"
    seen: int = 0

    def __call__(self, event: Event) -> None:
        if isinstance(event, self.event) and getattr(event, "operation", self.operation) == self.operation:
            self.seen += 1
            if self.seen == 2:
                os.kill(os.getpid(), self.number)


@pytest.fixture(autouse=True)
def usual_handlers() -> Iterator[None]:
    """As in a program that has none of its own; pytest-timeout and the like may have set some."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    yield
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("event", MOMENTS.values(), ids=MOMENTS)
def test_threads(number: signal.Signals, event: type[Event], dct: Sandbox, journal: Journal) -> None:
    jobs = masking_jobs(dct, 5)
    with dct.client(journal=journal, hooks=[Strike(number, event)]) as client:
        fleet = client.fleet("qa")
        for job in jobs:
            fleet.add(client.masking_jobs.copy, job, target_engine_id="2", target_environment_id="qa-env")
        with pytest.raises((KeyboardInterrupt, SystemExit)) as ended:
            fleet.run()
    _left_and_gone_on_with(ended.value, dct, journal)


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("event", MOMENTS.values(), ids=MOMENTS)
def test_tasks(number: signal.Signals, event: type[Event], dct: Sandbox, journal: Journal) -> None:
    jobs = masking_jobs(dct, 5)
    told: list[BaseException] = []

    async def work() -> None:
        async with dct.async_client(journal=journal, hooks=[Strike(number, event)]) as client:
            fleet = client.fleet("qa")
            for job in jobs:
                fleet.add(client.masking_jobs.copy, job, target_engine_id="2", target_environment_id="qa-env")
            try:
                await fleet.run()
            except asyncio.CancelledError as cancelled:
                told.append(cancelled)
                raise

    with pytest.raises((KeyboardInterrupt, asyncio.CancelledError)):
        asyncio.run(work())
    _left_and_gone_on_with(told[0], dct, journal)


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("operation", ["batch_reset_password", "batch_create_jobs"])
def test_batches_that_did_not_leave_are_sent_by_the_next_run(
    number: signal.Signals, operation: str, journal: Journal
) -> None:
    strike = Strike(number, RequestStarted, operation)
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as drs:
        tasks = [drs.huawei_drs.add(f"task {each}", "INCRE_TRANSFER_STARTED").id for each in range(8)]
        with drs.client(journal=journal, hooks=[strike], policy=Policy(concurrency=4)) as client:
            with pytest.raises((KeyboardInterrupt, SystemExit)):
                _eight(client, operation, tasks).run()
            assert not client.fleet("eight").report().of("failed")
        with drs.client(journal=journal) as client:
            report = _eight(client, operation, tasks).run()
            assert report.ok, str(report)
        assert drs.requests.count(operation) == 8


def _eight(client: Client, operation: str, tasks: list[str]) -> Any:
    fleet = client.fleet("eight")
    for task in tasks:
        if operation == "batch_create_jobs":
            fleet.add_named(task, client.migration_jobs.create, new_job(f"from-{task[:8]}"))
        else:
            ends = [EndpointPassword(task, end, Secret("rotated")) for end in ("source", "target")]
            fleet.add_named(task, client.migration_jobs.change_passwords, ends)
    return fleet


def _left_and_gone_on_with(ended: BaseException, dct: Sandbox, journal: Journal) -> None:
    report = Interrupted.of(ended)
    assert report is not None
    assert "client.fleet('qa').resume()" in str(report)
    assert "jobspan fleet resume" in str(report)
    with dct.client(journal=journal) as client:
        before = client.fleet("qa").report()
        assert before.counts[ItemEnd.WAITING] >= 3
        assert not before.of("failed")
        after = client.fleet("qa").resume()
        assert after.ok, str(after)
    assert dct.requests.count("copy_masking_job") == 5
