"""The sandbox as a program."""

import signal
import tempfile
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import click

from jobspan.testing.sandbox.clock import Clock
from jobspan.testing.sandbox.progress import Progress
from jobspan.testing.sandbox.server import Sandbox
from jobspan.testing.sandbox.weather import Weather


def serve(
    *,
    port: int,
    planes: Sequence[str] | None,
    speed: float,
    step: float,
    tls: bool,
    weather: Weather,
    assignment: str,
) -> None:
    """Serve until interrupted or terminated.

    Args:
        assignment: how the settings are printed: a line of a shell with ``{name}`` and ``{value}`` in it.
    """
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    try:
        sandbox = Sandbox(
            planes,
            clock=Clock.realtime(speed),
            progress=Progress.by_seconds(step),
            weather=weather,
            port=port,
            tls=tls,
        )
    except ValueError as unusable:
        raise click.UsageError(str(unusable)) from unusable
    if planes is None or "groupid" in planes:
        sandbox.groupid.scheduler.schedule_new_jobs = True  # nobody outside can put a job into a schedule: no call does
        sandbox.groupid.scheduler.rest = 2 * step * max(speed - 1, 0.0)  # who waits for a run looks in real time
    with ExitStack() as running:
        try:
            running.enter_context(sandbox)
        except (OSError, OverflowError) as taken:
            raise click.ClickException(
                f"The ports from {port} on cannot be used: {taken}. Give another first one with --port, or 0 for any."
            ) from taken
        signal.signal(signal.SIGINT, end)
        signal.signal(signal.SIGTERM, end)
        settings = {**sandbox.environment(), "JOBSPAN_JOURNAL": _journal(running)}
        click.echo("# The sandbox is running. Paste this into the shell that will use it; Ctrl-C here ends it.")
        for name, value in settings.items():
            click.echo(assignment.format(name=name, value=value))
        stop.wait()


def _journal(running: ExitStack) -> str:
    """A journal that ends with the sandbox: what keys stand for is gone with its jobs, and no real server has it."""
    folder = running.enter_context(tempfile.TemporaryDirectory(prefix="jobspan-sandbox-", ignore_cleanup_errors=True))
    return f"sqlite:///{(Path(folder) / 'journal.sqlite3').as_posix()}"
