"""Showing how far a job is: a bar with rich when it is installed, else a line on stderr whenever something changes."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from jobspan.hooks import Event, Hook, JobChanged, StepStarted

ProgressOption: TypeAlias = bool | Callable[[JobChanged], None]


@contextmanager
def showing(progress: ProgressOption, title: str) -> Iterator[Hook]:
    """A hook that shows progress in the way the caller chose."""
    if progress is False:
        yield _silent
    elif progress is True:
        with _bar(title) as hook:
            yield hook
    else:

        def forward(event: Event) -> None:
            if isinstance(event, JobChanged):
                progress(event)

        yield forward


def _silent(event: Event) -> None:
    return None


@contextmanager
def _bar(title: str) -> Iterator[Hook]:
    try:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
    except ImportError:
        yield _lines()
        return
    console = Console(stderr=True)
    if not (console.is_terminal or console.is_jupyter):
        yield _lines()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[state]}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=False) as bars:
        tasks = {title: bars.add_task(title, total=None, state="")}

        def show(event: Event) -> None:
            if isinstance(event, StepStarted):
                bars.console.print(f"{event.journey}: {event.step}", markup=False, highlight=False)
            if not isinstance(event, JobChanged):
                return
            fraction = 1.0 if event.phase.is_terminal else event.progress.fraction
            bars.update(
                tasks[title],
                total=None if fraction is None else 1.0,
                completed=fraction or 0.0,
                state=f"{event.state} {event.progress.text}".strip(),
            )

        yield show


def _lines() -> Hook:
    """Prints a line whenever there is something new about its job."""
    said: dict[str, str] = {}

    def show(event: Event) -> None:
        if isinstance(event, StepStarted):
            print(f"{event.journey}: {event.step}", file=sys.stderr)
        elif isinstance(event, JobChanged):
            share = "" if event.progress.fraction is None else f" {event.progress.fraction:4.0%}"
            text = f"{event.state}{share} {event.progress.text}".rstrip()
            if said.get(event.ref.id) != text:
                said[event.ref.id] = text
                print(f"{event.elapsed:7.1f} s  {event.ref.kind} {event.ref.id}: {text}", file=sys.stderr)

    return show
