"""Showing how far jobs and fleets are.

In a notebook in one place, in a terminal with a bar or a table (with rich), else in lines on stderr.
"""

import sys
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeAlias

import jobspan
from jobspan._core.events import unheard
from jobspan._core.jobs import waited_for
from jobspan.errors import JobFailed
from jobspan.hooks import Event, FleetItemChanged, FleetWaits, Hook, JobChanged, StepStarted

if TYPE_CHECKING:
    import jobspan.fleet
    from jobspan._core.board import Board
    from jobspan._core.fleet.board import FleetBoard

ProgressOption: TypeAlias = bool | Callable[[JobChanged], None]
FleetProgressOption: TypeAlias = bool | Callable[[FleetItemChanged], None]

_FEW: Final = 20
"""So many jobs get a line for each end, and so many failures a line each."""
_TENTHS: Final = 10
_PAUSE: Final = 30.0
"""Seconds between two lines about many jobs, unless a tenth of them more is over."""


def _why_stopped(error: BaseException) -> str:
    """In a word or two."""
    from asyncio import CancelledError  # only where something stopped: clients in threads need no event loop

    match error:
        case GeneratorExit():
            return "stopped"
        case KeyboardInterrupt() | CancelledError():
            return "interrupted"
        case _:
            return f"stopped: {type(error).__name__}"


def _all_ended() -> str:
    return ""


@contextmanager
def showing(
    progress: ProgressOption, title: str, total: int = 1, *, left: Callable[[], str] = _all_ended
) -> Iterator[Hook]:
    """A hook that shows progress in the way the caller chose.

    Args:
        progress: ``True`` shows it in the best way there is, ``False`` not at all; a callable gets each ``JobChanged``.
        title: what is waited for.
        total: how many jobs. Of many, it is shown how many are over, how many failed, and which one is the slowest.
        left: says at the end, in a word, why jobs were left before they were over; empty: they were not.
    """
    if progress is False:
        yield unheard
    elif progress is True:
        from jobspan._core.board import Board

        board = Board(title, total)
        heard = time.monotonic()

        def stopped(why: str) -> None:
            board.stopped = why
            board.elapsed += time.monotonic() - heard

        with _display(board) as hook:

            def hear(event: Event) -> None:
                nonlocal heard
                heard = time.monotonic()
                hook(event)

            try:
                yield hear
            except JobFailed:
                raise
            except BaseException as error:
                stopped(_why_stopped(error))
                raise
            if why := left():
                stopped(why)
            else:
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
        lines = _Lines(board)
        try:
            yield lines.show
        finally:
            lines.end()


class _Lines:
    """Prints a line whenever there is something new: about the job, or of many jobs, when more are over. Of very many, when a
    tenth of them more is over, or after a while; of those that failed, the first are named."""

    def __init__(self, board: "Board") -> None:
        self._board = board
        self._said: dict[str, str] = {}
        self._told = (-1, -1)
        self._tenth = -1
        self._at = 0.0
        self._named: set[Hashable] = set()

    def show(self, event: Event) -> None:
        if isinstance(event, StepStarted):
            print(f"{event.journey}: {event.step}", file=sys.stderr)
        if not self._board.hear(event) or not isinstance(event, JobChanged):
            return
        if self._board.total == 1:
            who, news = f"{event.ref.kind} {event.ref.id}", self._board.summary
            if self._said.get(who) != news:
                self._said[who] = news
                self._line(event.elapsed, who, news)
        else:
            self._name(event)
            self._count(event.elapsed)

    def end(self) -> None:
        """What was true last, where the wait stopped before its jobs did."""
        if self._board.stopped:
            self._line(self._board.elapsed, self._board.title, self._board.summary)

    def _name(self, event: JobChanged) -> None:
        from jobspan._core.board import in_a_line, named

        job = waited_for(event.ref)
        if job in self._board.failed and job not in self._named and len(self._named) < _FEW:
            self._named.add(job)
            self._line(event.elapsed, named(event), in_a_line(event))

    def _count(self, elapsed: float) -> None:
        board = self._board
        counts = (board.done, len(board.failed))
        tenth = _TENTHS * board.done // board.total
        if counts == self._told:
            return
        if board.total <= _FEW or tenth != self._tenth or elapsed - self._at >= _PAUSE:
            self._told, self._tenth, self._at = counts, tenth, elapsed
            self._line(elapsed, board.title, board.summary)

    def _line(self, elapsed: float, who: str, text: str) -> None:
        print(f"{elapsed:7.1f} s  {who}: {text}", file=sys.stderr)


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
