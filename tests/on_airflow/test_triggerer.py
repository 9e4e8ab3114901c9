"""A real triggerer, with as many deferred tasks as one takes: looks cost pages, and another goes on after a kill."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from jobspan.jobs import JobRef
from jobspan.testing import Clock, Progress, Sandbox
from tests.on_airflow.bell import Bell
from tests.on_airflow.connections import connections_to
from tests.on_airflow.deferred import deferred, states, triggerer
from tests.on_airflow.processes import until

MANY = 1000
PAGE = 100
LOOK = "search_jobs"
LOOKS = 5


@pytest.fixture
def dct() -> Iterator[Sandbox]:
    with Sandbox(["delphix"], clock=Clock.realtime(), progress=Progress.by_script()) as sandbox:
        yield sandbox


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("JOBSPAN_TEST_DEFERRED", str(MANY))
    return MANY


def started(sandbox: Sandbox, count: int) -> list[JobRef]:
    """References of jobs under way."""
    with sandbox.client() as client:
        connector = client.connectors.list().first()
        assert connector is not None
        return [client.connectors.update(connector.id, port=1000 + n).ref for n in range(count)]


@contextmanager
def running(sandbox: Sandbox) -> Iterator[subprocess.Popen[Any]]:
    process = triggerer(connections_to(sandbox))
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[Any]) -> None:
    """Kill a triggerer with all its processes."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def memory(process: subprocess.Popen[Any]) -> int:
    """What all processes of a triggerer hold themselves, in MB."""
    first = psutil.Process(process.pid)
    return int(sum(each.memory_full_info().uss for each in [first, *first.children(recursive=True)]) // 2**20)


class Asked:
    """Which jobs nobody has asked for yet; reads each request once."""

    def __init__(self, sandbox: Sandbox, refs: Sequence[JobRef]) -> None:
        self._sandbox, self._read = sandbox, 0
        self._left = {ref.id.encode() for ref in refs}

    def for_all(self) -> bool:
        new = self._sandbox.requests.of(LOOK)[self._read :]
        self._read += len(new)
        for request in new:
            self._left = {each for each in self._left if each not in request.body}
        return not self._left


def looks_at(sandbox: Sandbox, ref: JobRef) -> int:
    """How many requests asked for a job, among others."""
    return sum(ref.id.encode() in request.body for request in sandbox.requests.of(LOOK))


@pytest.mark.exhaustive
def test_a_thousand_tasks_cost_ten_requests_a_look(
    home: Path, dct: Sandbox, many: int, record_testsuite_property: Callable[[str, object], None]
) -> None:
    refs = started(dct, many)
    run_id = deferred(refs)
    bell = Bell()
    dct.faults.add(LOOK, bell, times=None)
    with running(dct) as process:
        bell.wait_for(Asked(dct, refs).for_all)
        dct.requests.clear()
        bell.wait_for(lambda: looks_at(dct, refs[-1]) > LOOKS)
        requests = dct.requests.count(LOOK) / looks_at(dct, refs[-1])
        held = memory(process)
        for ref in refs:
            dct.delphix.finish(ref.id)
        until(lambda: states(run_id) == {"scheduled": many}, home)
    print(f"{many} deferred tasks: {requests:.1f} requests a look, {held} MB")
    assert requests == pytest.approx(many / PAGE, rel=0.2)
    assert dct.requests.count("get_job_by_id") == 0
    record_testsuite_property("requests a look", requests)
    record_testsuite_property("memory of the triggerer in MB", held)


@pytest.mark.exhaustive
def test_another_triggerer_goes_on_after_a_kill(home: Path, dct: Sandbox) -> None:
    refs = started(dct, 10)
    run_id = deferred(refs)
    bell = Bell(hang_up=True)
    dct.faults.add(LOOK, bell)
    with running(dct) as first:
        bell.wait_for(lambda: dct.requests.count(LOOK) > 0)
        print(f"10 deferred tasks: {memory(first)} MB")
        end(first)
    assert states(run_id) == {"deferred": 10}
    for ref in refs:
        dct.delphix.finish(ref.id)
    with running(dct):
        until(lambda: states(run_id) == {"scheduled": 10}, home)
    assert dct.requests.count("update_connector_by_id") == 10
