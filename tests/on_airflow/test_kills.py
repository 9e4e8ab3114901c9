"""A task is killed with -9 while its request is on the way, and run again: the sandbox counts one start."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.faults import HangUp, Outcome
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.plane import Plane
from tests.on_airflow.connections import connections_to

JOB = "d53812ce-9186-485d-a388-44bc52087ead"
EXECUTE = "execute_masking_job"
both_ways = pytest.mark.parametrize("how", ["sync", "deferrable"])


@attrs.define
class KilledAfterWork(faults.Fault):
    """The work is done, and before a byte of the reply is sent, whoever asked is killed."""

    kill: Callable[[], None]

    def afterwards(self, reply: Reply) -> Outcome:
        self.kill()
        return HangUp()


@attrs.define
class KilledAtRead(faults.Fault):
    """Whoever reads is killed, and gets no answer."""

    kill: Callable[[], None]

    def instead(self, plane: Plane, call: Call) -> Outcome:
        self.kill()
        return HangUp()


@pytest.fixture
def dct() -> Iterator[Sandbox]:
    with Sandbox(["delphix"], clock=Clock.realtime(), progress=Progress.by_polls()) as sandbox:
        yield sandbox


class Runner:
    """Runs the same run of a DAG, in one process after the other."""

    def __init__(self, sandbox: Sandbox, dag_id: str) -> None:
        moment = datetime.now(UTC).isoformat()
        self._command = [sys.executable, "-m", "tests.on_airflow.one_run", dag_id, moment, json.dumps({"job": JOB})]
        self._environment = os.environ | connections_to(sandbox)
        self.process: subprocess.Popen[str] | None = None

    def kill(self) -> None:
        """End the process as the kernel does it to one that takes too much memory."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)

    def run(self) -> tuple[int, dict[str, Any]]:
        """The status of the process, and what it printed last."""
        self.process = subprocess.Popen(
            self._command, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        said, _ = self.process.communicate()
        return self.process.returncode, {} if self.process.returncode else json.loads(said.splitlines()[-1])


@both_ways
def test_killed_between_the_request_and_the_reply(dct: Sandbox, how: str) -> None:
    runner = Runner(dct, f"execute_{how}")
    dct.faults.add(EXECUTE, KilledAfterWork(runner.kill))
    assert runner.run() == (-signal.SIGKILL, {})
    assert dct.requests.count(EXECUTE) == 1
    assert runner.run() == (0, {"run": "success"})
    assert dct.requests.count(EXECUTE) == 1


@both_ways
def test_killed_while_it_waits(dct: Sandbox, how: str) -> None:
    runner = Runner(dct, f"execute_{how}")
    dct.faults.add("search_jobs" if how == "deferrable" else "get_execution_by_id", KilledAtRead(runner.kill))
    assert runner.run() == (-signal.SIGKILL, {})
    assert dct.requests.count(EXECUTE) == 1
    assert runner.run() == (0, {"run": "success"})
    assert dct.requests.count(EXECUTE) == 1
