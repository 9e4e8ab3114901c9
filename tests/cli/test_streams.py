"""Standard input and output as they come: closed, full, of another encoding, without color."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from jobspan.cli import streams
from jobspan.cli.exits import Exit
from jobspan.testing import Sandbox
from tests.cli.conftest import Run

FINANCE_JOB = "d53812ce-9186-485d-a388-44bc52087ead"
TAGS = ("run", "masking_jobs.tags", FINANCE_JOB)


def in_shell(line: str, *, environment: Mapping[str, str] = {}) -> subprocess.CompletedProcess[str]:
    """A command as a shell runs it, ``jobspan`` standing for the one that is tested."""
    line = line.replace("jobspan", f"{sys.executable} -m jobspan")
    return subprocess.run(["sh", "-c", line], env=os.environ | environment, capture_output=True, text=True, check=False)


posix = pytest.mark.skipif(os.name == "nt", reason="shells of POSIX")


@posix
@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("jobspan operations --rows 1 >&-", Exit.UNREAD, ""),
        ("jobspan operations --rows 1 2>&-", Exit.OK, ""),
        ("jobspan wait - <&-", Exit.USAGE, "standard input is closed"),
        ("jobspan configure delphix <&-", Exit.USAGE, "standard input is closed"),
        ("jobspan run groupid.data_sources.create - <&-", Exit.USAGE, "standard input is closed"),
    ],
)
def test_a_closed_stream_is_no_failure_of_ours(line: str, code: Exit, said: str) -> None:
    ran = in_shell(line)
    assert ran.returncode == code, ran.stderr
    assert "Traceback" not in ran.stderr
    assert said in ran.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a file that is always full")
def test_a_full_disk_is_said_in_a_line() -> None:
    ran = in_shell("jobspan operations --json >/dev/full")
    assert ran.returncode == Exit.ERROR
    assert ran.stderr.strip() == "Error: No space left on device."


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
@pytest.mark.parametrize("form", ["", "--csv", "--json"])
def test_what_the_encoding_lacks_stops_nothing(planes: Sandbox, encoding: str, form: str) -> None:
    with planes.client() as client:
        client.masking_jobs.add_tags(FINANCE_JOB, {"snow": "\N{SNOWMAN}\N{GRINNING FACE}"})
    line = [sys.executable, "-m", "jobspan", *TAGS, *filter(None, [form])]
    ran = subprocess.run(line, env=os.environ | {"PYTHONIOENCODING": encoding}, capture_output=True, check=False)
    assert ran.returncode == Exit.OK, ran.stderr
    if form == "--json":
        (tag,) = [each for each in json.loads(ran.stdout) if each["key"] == "snow"]
        assert tag["value"] == "\N{SNOWMAN}\N{GRINNING FACE}"


def test_ctrl_c_while_jobspan_is_imported_shows_no_frames() -> None:
    script = (
        "import sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'jobspan.cli.commands': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from jobspan.__main__ import main\n"
        "main()"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (Exit.INTERRUPTED, "")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "in_color"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"NO_COLOR": ""}, True)],
)
def test_color_is_for_terminals_that_want_it(
    monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str], in_color: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert ("\x1b[" in streams.colored("failed", "red", err=False)) is in_color
    assert streams.colored("failed", "red") == "failed"


def test_a_read_that_finds_nothing_says_so(planes: Sandbox, run: Run) -> None:
    found = run("run", "groupid.data_sources.find", "sql_server", "nosuch")
    assert (found.exit_code, found.stdout, found.stderr) == (Exit.OK, "", "Nothing was found.\n")
    assert json.loads(run("run", "groupid.data_sources.find", "3", "nosuch", "--json").stdout) is None
    assert run("run", "groupid.data_sources.find", "sql_server", "HR database", "--json").exit_code == Exit.OK
