"""The sandbox as a program."""

import signal
import threading
from collections.abc import Sequence
from contextlib import ExitStack
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
    with ExitStack() as running:
        try:
            running.enter_context(sandbox)
        except (OSError, OverflowError) as taken:
            raise click.ClickException(
                f"The ports from {port} on cannot be used: {getattr(taken, 'strerror', None) or taken}. "
                "Give another first one with --port, or 0 for any."
            ) from taken
        signal.signal(signal.SIGINT, end)
        signal.signal(signal.SIGTERM, end)
        click.echo("# The sandbox is running. Paste this into the shell that will use it; Ctrl-C here ends it.")
        for name, value in sandbox.environment().items():
            click.echo(assignment.format(name=name, value=value))
        stop.wait()
