"""Showing how far jobs and fleets are.

In a notebook in one place, in a terminal with a bar or a table (with rich), else in lines on stderr.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

import jobspan
from jobspan._core.events import unheard
from jobspan.errors import JobFailed
from jobspan.hooks import Event, FleetItemChanged, FleetWaits, Hook, JobChanged, StepStarted

if TYPE_CHECKING:
    import jobspan.fleet
    from jobspan._core.board import Board
    from jobspan._core.fleet.board import FleetBoard

ProgressOption: TypeAlias = bool | Callable[[JobChanged], None]
FleetProgressOption: TypeAlias = bool | Callable[[FleetItemChanged], None]


def _why_stopped(error: BaseException) -> str:
    """In a word or two."""
    match error:
        case GeneratorExit():
            return "stopped"
        case KeyboardInterrupt():
            return "interrupted"
        case _:
            return f"stopped: {type(error).__name__}"


@contextmanager
def showing(progress: ProgressOption, title: str, total: int = 1) -> Iterator[Hook]:
    """A hook that shows progress in the way the caller chose.

    Args:
        progress: ``True`` shows it in the best way there is, ``False`` not at all; a callable gets each ``JobChanged``.
        title: what is waited for.
        total: how many jobs. Of many, it is shown how many are over, how many failed, and which one is the slowest.
    """
    if progress is False:
        yield unheard
    elif progress is True:
        from jobspan._core.board import Board

        board = Board(title, total)
        with _display(board) as hook:
            try:
                yield hook
            except JobFailed:
                raise
            except BaseException as error:
                board.stopped = _why_stopped(error)
                raise
            board.reached = total == 1
    else:

        def forward(event: Event) -> None:
            if isinstance(event, JobChanged):
                progress(event)

        yield forward


@contextmanager
def _display(board: "Board") -> Iterator[Hook]:
    from jobspan.integrations.notebook import board_html, notebook_display, shell
    from jobspan.integrations.terminal import terminal, terminal_bar

    if shell() is not None:
        with notebook_display(board, html=board_html) as hook:
            yield hook
    elif (console := terminal()) is not None:
        with terminal_bar(board, console) as hook:
            yield hook
    else:
        yield _lines(board)


def _lines(board: "Board") -> Hook:
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
def showing_fleet(
    progress: FleetProgressOption, fleet: str, items: "Iterable[jobspan.fleet.FleetItem]"
) -> Iterator[Hook]:
    """A hook that shows how far a fleet is, in the way the caller chose.

    Args:
        progress: ``True`` shows it in the best way there is, ``False`` not at all; a callable gets each ``FleetItemChanged``.
        fleet: name of the fleet.
        items: as they are before it runs.
    """
    if progress is False:
        yield unheard
    elif progress is True:
        from jobspan._core.fleet.board import FleetBoard

        board = FleetBoard.of(fleet, items)
        with _fleet_display(board) as hook:
            try:
                yield hook
            except BaseException as error:
                board.stopped = _why_stopped(error)
                raise
    else:

        def forward(event: Event) -> None:
            if isinstance(event, FleetItemChanged) and event.fleet == fleet:
                progress(event)

        yield forward


@contextmanager
def _fleet_display(board: "FleetBoard") -> Iterator[Hook]:
    from jobspan.integrations.notebook import fleet_html, notebook_display, shell
    from jobspan.integrations.terminal import terminal, terminal_table

    if shell() is not None:
        with notebook_display(board, html=fleet_html) as hook:
            yield hook
    elif (console := terminal()) is not None:
        with terminal_table(board, console) as hook:
            yield hook
    else:
        yield _fleet_lines(board)


def _fleet_lines(board: "FleetBoard") -> Hook:
    """Prints a line for each end, and one for a window that is not open yet."""

    def show(event: Event) -> None:
        if board.hear(event) and isinstance(event, FleetWaits):
            print(f"{board.title}: {board.summary}", file=sys.stderr)
        elif isinstance(event, FleetItemChanged) and event.fleet == board.fleet and not event.item.end.is_left:
            item = event.item
            line = f"{board.over}/{event.total}  {item.name}: {item.end.value} {item.reason}"
            print(f"{board.title}: {line}".rstrip(), file=sys.stderr)

    return show
