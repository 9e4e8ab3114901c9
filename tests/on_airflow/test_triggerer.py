"""A real triggerer, with as many deferred tasks as one takes: looks cost pages, and another goes on after a kill."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest

from jobspan.jobs import JobRef
from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.faults import HangUp, Outcome
from jobspan.testing.sandbox.http import Call
from jobspan.testing.sandbox.plane import Plane
from tests.on_airflow.connections import connections_to
from tests.on_airflow.deferred import deferred, states, triggerer

MANY = 1000
PAGE = 100
LOOK = "search_jobs"


@attrs.define
class Told(faults.Fault):
    """Tells that a request came, and may hang up on it."""

    tell: Callable[[], None]
    hang_up: bool = False

    def instead(self, plane: Plane, call: Call) -> Outcome | None:
        self.tell()
        return HangUp() if self.hang_up else None


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
    pages = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        if int(status.read_text().rpartition(")")[2].split()[3]) == process.pid:
            held = (status.parent / "statm").read_text().split()
            pages += int(held[1]) - int(held[2])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def until(arrived: Callable[[], bool], seconds: float = 300.0) -> None:
    """Wait for another process."""
    pause = threading.Event()
    for _ in range(int(seconds * 5)):
        if arrived():
            return
        pause.wait(0.2)
    raise AssertionError("it did not come to that")


def test_a_thousand_tasks_cost_ten_requests_a_look(
    dct: Sandbox, many: int, record_testsuite_property: Callable[[str, object], None]
) -> None:
    refs = started(dct, many)
    run_id = deferred(refs)
    with running(dct) as process:
        until(lambda: dct.requests.count(LOOK) >= 5 * many // PAGE)
        held = memory(process)
        looks = dct.requests.count(LOOK)
        for ref in refs:
            dct.delphix.finish(ref.id)
        until(lambda: states(run_id) == {"scheduled": many})
    print(f"{many} deferred tasks: {looks} requests until all were seen, {dct.requests.count(LOOK)} in all, {held} MB")
    assert dct.requests.count("get_job_by_id") == 0
    assert dct.requests.count("update_connector_by_id") == many
    record_testsuite_property("memory of the triggerer in MB", held)


def test_another_triggerer_goes_on_after_a_kill(dct: Sandbox) -> None:
    refs = started(dct, 10)
    run_id = deferred(refs)
    seen = threading.Event()
    dct.faults.add(LOOK, Told(seen.set, hang_up=True))
    with running(dct) as first:
        assert seen.wait(300)
        end(first)
    assert states(run_id) == {"deferred": 10}
    for ref in refs:
        dct.delphix.finish(ref.id)
    with running(dct):
        until(lambda: states(run_id) == {"scheduled": 10})
    assert dct.requests.count("update_connector_by_id") == 10
