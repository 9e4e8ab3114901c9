"""Ctrl-C in a batch of a thousand tasks: nothing is sent after it but what was in flight, and every task is accounted for."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobspan import BatchResult, Client, Interrupted, Journal, Policy, RuleMode
from jobspan.batches import ItemStatus
from jobspan.drs import EndpointPassword
from jobspan.hooks import Event, RequestStarted
from jobspan.testing import Clock, Sandbox, faults
from tests.samples.huawei_drs import new_job

TASKS = 1000
CONCURRENCY = 8
PAUSE, RESET, STATES, CREATE = "batch_stop_jobs", "batch_reset_password", "batch_list_job_status", "batch_create_jobs"
RUNNING = "INCRE_TRANSFER_STARTED"
POLICY = Policy(concurrency=CONCURRENCY)
PLACES = (3, random.Random(7).randrange(100, 600))


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


@pytest.fixture
def felt() -> Iterator[threading.Event]:
    """Set once Ctrl-C has come through."""
    event = threading.Event()

    def feel(*_: object) -> None:
        event.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, feel)
    yield event
    signal.signal(signal.SIGINT, before)


def tasks(drs: Sandbox, count: int = TASKS) -> list[str]:
    return [drs.huawei_drs.add(f"task {number}", RUNNING).id for number in range(count)]


class Strike:
    """A hook that does something when the given request is about to be sent, and counts those that come later."""

    def __init__(self, operation: str, number: int, strike: Callable[[], object]) -> None:
        self._operation = operation
        self._number = number
        self._strike = strike
        self.begun = 0
        self.begun_then = 0

    def __call__(self, event: Event) -> None:
        if not isinstance(event, RequestStarted) or event.operation != self._operation:
            return
        self.begun += 1
        if self.begun == self._number + 1:
            self.begun_then = self.begun
            self._strike()


def press_ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def check(drs: Sandbox, ids: list[str], result: BatchResult[str] | None, strike: Strike) -> None:
    assert result is not None
    assert [item.item for item in result] == ids
    assert {item.status for item in result} <= {ItemStatus.ACCEPTED, ItemStatus.NOT_SENT}
    done = [id for id in ids if drs.huawei_drs.tasks[id].status != RUNNING]
    assert [item.item for item in result.succeeded] == done
    assert result.remaining() == [id for id in ids if id not in set(done)]
    assert drs.requests.count(PAUSE) == len(done)
    assert strike.begun - strike.begun_then <= CONCURRENCY


@pytest.mark.parametrize("place", PLACES)
class TestAnywhere:
    def test_ctrl_c(self, place: int, drs: Sandbox) -> None:
        ids, strike = tasks(drs), Strike(PAUSE, place, press_ctrl_c)
        with drs.client(policy=POLICY, hooks=[strike]) as client:
            with pytest.raises(Interrupted) as caught:
                client.migration_jobs.pause(ids, batch_size=1)
            check(drs, ids, caught.value.result, strike)
            assert caught.value.result is not None
            client.migration_jobs.pause(caught.value.result.remaining(), batch_size=1).raise_for_failures()
        assert drs.requests.count(PAUSE) == TASKS, "and each was sent once"

    async def test_a_cancelled_task(self, place: int, drs: Sandbox) -> None:
        ids, running = tasks(drs), list[asyncio.Task[object]]()
        strike = Strike(PAUSE, place, lambda: running[0].cancel())
        async with drs.async_client(policy=POLICY, hooks=[strike]) as client:
            task = asyncio.create_task(client.migration_jobs.pause(ids, batch_size=1))
            running.append(task)
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            report = Interrupted.of(caught.value)
            assert report is not None
            check(drs, ids, report.result, strike)
            assert caught.value.__notes__ == [str(report)]


class TestWhatItSays:
    def interrupted(self, client: Client, ids: list[str]) -> Interrupted:
        with pytest.raises(Interrupted) as caught:
            client.migration_jobs.pause(ids)
        return caught.value

    def test_it_names_what_was_asked_and_how_to_go_on(self, drs: Sandbox) -> None:
        ids = tasks(drs, 300)
        with drs.client(policy=POLICY, hooks=[Strike(PAUSE, 3, press_ctrl_c)]) as client:
            stop = self.interrupted(client, ids)
        assert stop.result is not None
        sent, left = len(stop.result.succeeded), len(stop.result.not_sent)
        assert str(stop) == (
            f"Interrupted: pause 300 tasks: {sent} accepted, {left} not sent. "
            "error.result accounts for each item; go on with error.result.remaining()."
        )
        assert BatchResult[str].from_json(stop.result.to_json()) == stop.result

    def test_what_was_sent_and_not_answered_is_unknown(self, drs: Sandbox, felt: threading.Event) -> None:
        """Replies are lost while the interruption comes: whether they were acted on is not asked any more."""
        ids = tasks(drs, 300)
        drs.faults.add(PAUSE, faults.DropAfterWork(), times=None)

        def press_and_wait() -> None:
            press_ctrl_c()
            felt.wait()

        with drs.client(policy=POLICY, hooks=[Strike(PAUSE, 3, press_and_wait)]) as client:
            stop = self.interrupted(client, ids)
        assert stop.result is not None
        assert len(stop.result.unknown) > 0
        assert "Look at those in error.result.unknown first" in str(stop)
        untouched = {id for id in ids if drs.huawei_drs.tasks[id].status == RUNNING}
        assert set(stop.result.remaining()) == untouched

    def test_a_plan_that_is_applied_reports_as_well(self, drs: Sandbox) -> None:
        ids = tasks(drs, 300)
        with drs.client(policy=POLICY, hooks=[Strike(PAUSE, 3, press_ctrl_c)]) as client:
            plan = client.migration_jobs.pause.plan(ids)
            with pytest.raises(Interrupted) as caught:
                plan.apply()
        assert caught.value.result is not None
        assert len(caught.value.result) == 300

    def test_tasks_that_were_created_can_be_found_again(self, drs: Sandbox) -> None:
        wanted, before = [new_job(f"fresh-{number}") for number in range(100)], set(drs.huawei_drs.tasks)
        with drs.client(policy=POLICY, hooks=[Strike(CREATE, 40, press_ctrl_c)]) as client:
            with pytest.raises(Interrupted) as caught:
                client.migration_jobs.create_many(wanted, batch_size=1)
            created = {handle.id for handle in map(client.resume, caught.value.refs)}
        assert caught.value.result is not None
        assert created == set(drs.huawei_drs.tasks) - before
        assert 0 < len(created) == len(caught.value.result.succeeded)

    def test_a_call_under_a_key_goes_on_where_it_stopped(self, drs: Sandbox, tmp_path: Path) -> None:
        ids, journal = tasks(drs, 100), Journal(f"sqlite:///{tmp_path / 'journal.db'}")
        with drs.client(policy=POLICY, hooks=[Strike(PAUSE, 40, press_ctrl_c)], journal=journal) as client:
            with pytest.raises(Interrupted) as caught:
                client.migration_jobs.pause.once("tonight", ids, batch_size=1)
            assert caught.value.result is not None
            done = len(caught.value.result.succeeded)
            assert done == drs.requests.count(PAUSE)
            result = client.migration_jobs.pause.once("tonight", ids, batch_size=1)
        assert 0 < done < 100
        assert len(result.succeeded) == drs.requests.count(PAUSE) == 100

    def test_passwords_that_were_changed_are_told_of_when_it_strikes_later(self, drs: Sandbox) -> None:
        ids = tasks(drs, 30)
        read: list[int] = []

        def when_verifying(event: Event) -> None:
            if isinstance(event, RequestStarted) and event.operation == STATES and drs.requests.count(RESET):
                read.append(drs.requests.count(RESET))
                press_ctrl_c()

        passwords = [EndpointPassword(id, "source", "canary-1") for id in ids]
        with drs.client(policy=POLICY, hooks=[when_verifying]) as client, pytest.raises(Interrupted) as caught:
            client.migration_jobs.change_passwords(passwords, verify=True)
        assert read == [3]
        assert caught.value.result is not None
        assert len(caught.value.result.succeeded) == 30
        assert "canary" not in f"{caught.value} {caught.value!r} {caught.value.result.to_json()}"


def test_a_server_that_is_gone_leaves_everything_to_be_sent() -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as drs:
        ids = tasks(drs, 20)
        client = drs.client(policy=Policy(attempts=1, rules=RuleMode.OFF))
    result = client.migration_jobs.pause(ids)
    assert result.remaining() == ids
