"""Fleets whose items run in other processes, over one journal."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from typing import Any

import pytest
import sqlalchemy as sa

from jobspan import Policy, _worker
from jobspan._core.fleet.workers import SignsOfLife
from jobspan._io.journal.schema import LANES
from jobspan.fleet import ItemEnd
from jobspan.hooks import FleetItemChanged
from jobspan.journal import Journal
from jobspan.testing import Progress, Sandbox, faults
from tests.fleet.conftest import PROCESSES, masking_jobs

QUICK = Policy(poll_first=0.02, poll_cap=0.02)


@pytest.fixture
def at_once() -> Iterator[Sandbox]:
    """A DCT on a real clock, as other processes see no other, whose jobs end at once."""
    with Sandbox(["delphix"], progress=Progress.at_once()) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(2, mp_context=PROCESSES) as pool:
        yield pool


@pytest.fixture(autouse=True)
def workers_of_this_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clients that workers make which are threads of this process end with the test."""
    made: list[Any] = []

    def make(state: bytes) -> Any:
        made.append(_worker._made.__wrapped__(state))
        return made[-1]

    monkeypatch.setattr("jobspan._worker._client_of", lru_cache(make))
    yield
    for client in made:
        client.close()


def copies(client: Any, jobs: list[str]) -> Any:
    fleet = client.fleet("qa")
    for job in jobs:
        fleet.add(client.masking_jobs.copy, job, target_engine_id="2", target_environment_id="qa-env")
        fleet.add(client.masking_jobs.copy, job, target_engine_id="3", target_environment_id="prod-env")
    fleet.add_named("no such job", client.masking_jobs.execute, "no-such-job", engine_id="1")
    return fleet


def test_processes(at_once: Sandbox, journal: Journal, processes: ProcessPoolExecutor) -> None:
    jobs = masking_jobs(at_once, 3)
    seen: list[FleetItemChanged] = []
    with at_once.client(journal=journal, policy=QUICK) as client:
        report = copies(client, jobs).run(executor=processes, progress=seen.append)
        assert report.counts == {ItemEnd.DONE: 6, ItemEnd.FAILED: 1}, str(report)
        assert {item.job for item in report.of("done")} == set(at_once.delphix.jobs)
        assert all(item.ref is not None and item.ended is not None for item in report.of("done"))
        assert len(seen) == 7
        assert client.fleet("qa").report() == report
        assert copies(client, jobs).run() == report
    holders = {run.holder for run in journal.runs()}
    assert f"process {os.getpid()}" not in " ".join(holders)
    assert at_once.requests.count("copy_masking_job") == 6


async def test_processes_from_tasks(at_once: Sandbox, journal: Journal, processes: ProcessPoolExecutor) -> None:
    jobs = masking_jobs(at_once, 2)
    async with at_once.async_client(journal=journal, policy=QUICK) as client:
        report = await copies(client, jobs).run(executor=processes)
        assert report.counts == {ItemEnd.DONE: 4, ItemEnd.FAILED: 1}, str(report)


class Dying(ThreadPoolExecutor):
    """Its first worker does the work, and dies before it says so."""

    def __init__(self) -> None:
        super().__init__(1)
        self.left = 1

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = super().submit(fn, *args, **kwargs)
        if self.left:
            self.left -= 1
            future.result()
            lost: Future[Any] = Future()
            lost.set_exception(RuntimeError("killed"))
            return lost
        return future


def test_a_worker_that_dies_leaves_its_item_to_the_next_run(at_once: Sandbox, journal: Journal) -> None:
    jobs = masking_jobs(at_once, 1)
    with at_once.client(journal=journal, policy=QUICK) as client, Dying() as executor:
        report = copies(client, jobs).run(executor=executor)
        [lost] = report.of("running")
        assert "worker that ran it is gone: killed" in lost.reason
        report = client.fleet("qa").resume(executor=executor)
        assert report.counts == {ItemEnd.DONE: 2, ItemEnd.FAILED: 1}
    assert at_once.requests.count("copy_masking_job") == 2


def test_a_pool_that_broke_before_leaves_all_to_the_next_run(at_once: Sandbox, journal: Journal) -> None:
    jobs = masking_jobs(at_once, 1)
    with ProcessPoolExecutor(1, mp_context=PROCESSES) as broken:
        os.kill(broken.submit(os.getpid).result(), signal.SIGKILL)
        with pytest.raises(BrokenProcessPool):
            broken.submit(os.getpid).result()
        with at_once.client(journal=journal, policy=QUICK) as client:
            report = copies(client, jobs).run(executor=broken)
            assert report.counts == {ItemEnd.HELD: 3}, str(report)
            assert report.stopped.startswith("The executor takes no more work: "), report.stopped
            assert all(item.reason == report.stopped for item in report)
            assert copies(client, jobs).run().counts == {ItemEnd.DONE: 2, ItemEnd.FAILED: 1}
    assert at_once.requests.count("copy_masking_job") == 2


def test_a_worker_killed_within_a_call_breaks_its_pool_and_the_next_run_finds_what_it_did(
    at_once: Sandbox, journal: Journal
) -> None:
    jobs = masking_jobs(at_once, 4)
    with ProcessPoolExecutor(1, mp_context=PROCESSES) as pool:
        worker = pool.submit(os.getpid).result()

        def kill(call: Any) -> bool:
            if at_once.requests.count("copy_masking_job") == 2:
                os.kill(worker, signal.SIGKILL)
            return False

        at_once.faults.add("copy_masking_job", faults.Answer(500), times=None, plane="delphix", when=kill)
        with at_once.client(journal=journal, policy=QUICK) as client:
            report = copies(client, jobs).run(executor=pool)
            assert not report.ok
            assert "takes no more work" in report.stopped
            assert {item.end for item in report.left} <= {ItemEnd.RUNNING, ItemEnd.HELD}, str(report)
            assert report.of("running"), str(report)
            assert report.of("held"), str(report)
            with ProcessPoolExecutor(1, mp_context=PROCESSES) as another:
                report = client.fleet("qa").resume(executor=another)
            assert report.counts == {ItemEnd.DONE: 8, ItemEnd.FAILED: 1}, str(report)
    assert at_once.requests.count("copy_masking_job") == 8
    assert {item.job for item in report.of("done")} == set(at_once.delphix.jobs)


class Repeating(ThreadPoolExecutor):
    """Does all work twice, as Dask does when a worker dies with the results it has."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        super().submit(fn, *args, **kwargs).result()
        return super().submit(fn, *args, **kwargs)


def test_work_that_an_executor_repeats_is_done_once(at_once: Sandbox, journal: Journal) -> None:
    jobs = masking_jobs(at_once, 2)
    with at_once.client(journal=journal, policy=QUICK) as client, Repeating(2) as executor:
        report = copies(client, jobs).run(executor=executor)
        assert report.counts == {ItemEnd.DONE: 4, ItemEnd.FAILED: 1}, str(report)
    assert at_once.requests.count("copy_masking_job") == 4


def test_a_test_that_may_lock_an_account_is_not_repeated(at_once: Sandbox, journal: Journal) -> None:
    with at_once.client(journal=journal, policy=QUICK) as client:
        with Repeating(2) as executor:
            report = client.fleet("tests").add(client.connectors.test, "1-DATABASE-1").run(executor=executor)
        assert report.counts == {ItemEnd.UNKNOWN: 1}, str(report)
        assert "it was not repeated" in report.items[0].reason
    assert at_once.requests.count("test_connector") == 1


class Silent(ThreadPoolExecutor):
    """Loses its work before it begins."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        lost: Future[Any] = Future()
        lost.set_exception(BrokenProcessPool("gone"))
        return lost


def test_a_test_that_nobody_began_is_held_and_sent_by_the_next_run(at_once: Sandbox, journal: Journal) -> None:
    with at_once.client(journal=journal, policy=QUICK) as client:
        tests = client.fleet("tests").add(client.connectors.test, "1-DATABASE-1")
        with Silent(1) as executor:
            assert tests.run(executor=executor).counts == {ItemEnd.HELD: 1}
        with ThreadPoolExecutor(1) as executor:
            assert tests.run(executor=executor).counts == {ItemEnd.DONE: 1}
    assert at_once.requests.count("test_connector") == 1


class Vanished(ThreadPoolExecutor):
    """A cluster that is gone: it takes work, and nothing is heard of it again. What it ``took`` cannot be taken back."""

    def __init__(self, *, took: bool) -> None:
        super().__init__(1)
        self._took = took

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        silent: Future[Any] = Future()
        if self._took:
            silent.set_running_or_notify_cancel()
        return silent


@pytest.mark.parametrize(("took", "end"), [(False, ItemEnd.HELD), (True, ItemEnd.RUNNING)])
def test_a_cluster_that_vanishes_is_not_waited_for_without_bound(
    took: bool, end: ItemEnd, at_once: Sandbox, journal: Journal
) -> None:
    jobs = masking_jobs(at_once, 1)
    with at_once.client(journal=journal, policy=QUICK) as client, Vanished(took=took) as executor:
        report = copies(client, jobs).run(executor=executor, executor_timeout=0.1)
        assert report.counts[end] == 3, str(report)
        assert report.stopped == (
            "The executor takes no more work: no worker showed a sign of life for 0.1 s. Go on with another one."
        )
        assert all("sign of life" in item.reason for item in report)
        with ThreadPoolExecutor(1) as another:
            report = client.fleet("qa").resume(executor=another)
    assert report.counts == {ItemEnd.DONE: 2, ItemEnd.FAILED: 1}, str(report)
    assert at_once.requests.count("copy_masking_job") == 2


async def test_the_same_in_tasks(at_once: Sandbox, journal: Journal) -> None:
    async with at_once.async_client(journal=journal, policy=QUICK) as client:
        with Vanished(took=False) as executor:
            report = await copies(client, masking_jobs(at_once, 1)).run(executor=executor, executor_timeout=0.1)
        assert report.counts == {ItemEnd.HELD: 3}, str(report)


def test_an_executor_is_gone_only_after_silence_while_it_has_something_to_do() -> None:
    signs = SignsOfLife(60.0)
    signs.handed_over(0.0)
    signs.seen(50.0)
    assert [signs.gone(at) for at in (59.0, 109.0, 110.0)] == [False, False, True]
    signs.came_back()
    signs.handed_over(5000.0)
    assert not signs.gone(5059.0)
    assert signs.gone(5060.0)


def test_a_worker_that_lives_is_seen(at_once: Sandbox, journal: Journal) -> None:
    held: list[bool] = []

    def look(call: Any) -> bool:
        with journal._fleets._database.transaction(durable=False) as connection:
            lanes = [row.lane for row in connection.execute(sa.select(LANES.c.lane))]
        held.extend(journal._fleets.is_held(lane) for lane in lanes if lane.startswith("working/"))
        return False

    at_once.faults.add("copy_masking_job", faults.Answer(500), times=None, plane="delphix", when=look)
    with at_once.client(journal=journal, policy=QUICK) as client, ThreadPoolExecutor(1) as executor:
        assert len(copies(client, masking_jobs(at_once, 1)).run(executor=executor)) == 3
    assert held == [True, True]
    assert not journal._fleets.is_held("working/another")
