"""Showing how far jobs are: in a notebook in one place, in a terminal with a bar (with rich), else in lines on stderr."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from jobspan._core.board import Board
from jobspan._core.events import unheard
from jobspan.errors import JobFailed
from jobspan.fleet import ItemEnd
from jobspan.hooks import Event, FleetItemChanged, Hook, JobChanged, StepStarted

ProgressOption: TypeAlias = bool | Callable[[JobChanged], None]
FleetProgressOption: TypeAlias = bool | Callable[[FleetItemChanged], None]


@contextmanager
def showing(progress: ProgressOption, title: str, total: int = 1) -> Iterator[Hook]:
    """A hook that shows progress in the way the caller chose.

    Args:
        title: what is waited for.
        total: how many jobs. Of many, it is shown how many are over, how many failed, and which one is the slowest.
    """
    if progress is False:
        yield unheard
    elif progress is True:
        board = Board(title, total)
        with _display(board) as hook:
            try:
                yield hook
            except JobFailed:
                raise
            except BaseException as error:
                board.stopped = "stopped" if isinstance(error, GeneratorExit) else f"stopped: {type(error).__name__}"
                raise
            board.reached = total == 1
    else:

        def forward(event: Event) -> None:
            if isinstance(event, JobChanged):
                progress(event)

        yield forward


@contextmanager
def _display(board: Board) -> Iterator[Hook]:
    from jobspan.integrations.notebook import notebook_display, shell
    from jobspan.integrations.terminal import terminal, terminal_bar

    if shell() is not None:
        with notebook_display(board) as hook:
            yield hook
    elif (console := terminal()) is not None:
        with terminal_bar(board, console) as hook:
            yield hook
    else:
        yield _lines(board)


def _lines(board: Board) -> Hook:
    """Prints a line whenever there is something new: about the job, or of many jobs, when one more is over."""
    said: dict[str, str] = {}

    def show(event: Event) -> None:
        if isinstance(event, StepStarted):
            print(f"{event.journey}: {event.step}", file=sys.stderr)
        if not board.hear(event) or not isinstance(event, JobChanged):
            return
        who = f"{event.ref.kind} {event.ref.id}" if board.total == 1 else board.title
        news = board.summary if board.total == 1 else f"{board.done} {len(board.failed)}"
        if said.get(who) != news:
            said[who] = news
            print(f"{event.elapsed:7.1f} s  {who}: {board.summary}", file=sys.stderr)

    return show


@contextmanager
def showing_fleet(progress: FleetProgressOption, fleet: str, total: int) -> Iterator[Hook]:
    """A hook that shows how far a fleet is, in the way the caller chose."""
    if progress is False:
        yield unheard
    elif progress is True:
        with _fleet_bar(fleet, total) as hook:
            yield hook
    else:

        def forward(event: Event) -> None:
            if isinstance(event, FleetItemChanged) and event.fleet == fleet:
                progress(event)

        yield forward


class _Tally:
    """The latest of each item of a fleet."""

    def __init__(self) -> None:
        self._ends: dict[str, ItemEnd] = {}

    def take(self, event: FleetItemChanged) -> None:
        self._ends[event.item.name] = event.item.end

    @property
    def over(self) -> int:
        """How many items have come to an end."""
        return sum(not end.is_left for end in self._ends.values())

    def __str__(self) -> str:
        counts = Counter(self._ends.values())
        return ", ".join(f"{counts[end]} {end.value}" for end in ItemEnd if counts[end])


@contextmanager
def _fleet_bar(fleet: str, total: int) -> Iterator[Hook]:
    try:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    except ImportError:
        yield _fleet_lines(fleet)
        return
    console = Console(stderr=True)
    if not (console.is_terminal or console.is_jupyter):
        yield _fleet_lines(fleet)
        return
    tally = _Tally()
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[state]}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=False) as bars:
        task = bars.add_task(f"fleet {fleet}", total=total, state="")

        def show(event: Event) -> None:
            if not isinstance(event, FleetItemChanged):
                return
            tally.take(event)
            if event.item.end.is_bad:
                bars.console.print(f"{event.item.name}: {event.item.reason}", markup=False, highlight=False)
            bars.update(task, completed=tally.over, state=str(tally))

        yield show


def _fleet_lines(fleet: str) -> Hook:
    """Prints a line for each end."""
    tally = _Tally()

    def show(event: Event) -> None:
        if isinstance(event, FleetItemChanged):
            tally.take(event)
            if not event.item.end.is_left:
                line = f"{tally.over}/{event.total}  {event.item.name}: {event.item.end.value} {event.item.reason}"
                print(f"fleet {fleet}: {line}".rstrip(), file=sys.stderr)

    return show
