"""A real Ctrl-C, in a process of its own."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from jobspan.cli.exits import Exit
from jobspan.testing import Clock, Sandbox
from jobspan.testing.sandbox.progress import Progress

FINANCE_JOB = "d53812ce-9186-485d-a388-44bc52087ead"


def test_the_job_goes_on_and_the_command_says_how_to_come_back(tmp_path: Path) -> None:
    with Sandbox(["delphix"], clock=Clock.realtime(), progress=Progress.by_script()) as box:
        environment = os.environ | box.environment() | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
        command = [
            sys.executable,
            "-m",
            "jobspan",
            "run",
            "masking_jobs.execute",
            FINANCE_JOB,
            "--engine-id",
            "1",
            "--wait",
        ]
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as waiting:
            assert waiting.stderr is not None
            first = waiting.stderr.readline()
            assert "delphix.execute" in first
            waiting.send_signal(signal.SIGINT)
            said = waiting.stderr.read()
            assert waiting.wait(timeout=60) == Exit.INTERRUPTED, said
        assert "Traceback" not in said
        (line,) = [each for each in said.splitlines() if each.startswith("Wait again: ")]
        reference = shlex.split(line.removeprefix("Wait again: "))[2]
        with box.client() as client:
            handle = client.resume(reference)
            handle.refresh()
            assert not handle.done
        assert box.requests.count("execute_masking_job", "delphix") == 1
