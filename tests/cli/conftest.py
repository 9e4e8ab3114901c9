"""The command line as users have it: over a real socket, with the time of the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jobspan.cli.commands import jobspan
from jobspan.testing.sandbox.client_clock import ClientClock
from jobspan.testing.sandbox.clock import Clock
from jobspan.testing.sandbox.progress import Progress
from jobspan.testing.sandbox.server import Sandbox

Run = Callable[..., Result]


def invoke(*arguments: str, text: str | None = None) -> Result:
    """What the command printed, and how it ended. What is no planned end is raised."""
    result = CliRunner().invoke(jobspan, arguments, input=text)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def run() -> Run:
    return invoke


def configure(box: Sandbox, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let commands use the sandbox, its time, and a journal of their own."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(folder))
    for name, value in box.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("JOBSPAN_JOURNAL", f"sqlite:///{folder / 'journal.sqlite3'}")
    monkeypatch.setattr("jobspan._sync.client.SystemClock", lambda: ClientClock(box))


@pytest.fixture
def planes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Sandbox]:
    """All five planes."""
    with Sandbox(clock=Clock.manual(), progress=Progress.by_seconds(2)) as box:
        configure(box, monkeypatch, tmp_path)
        yield box
