"""Progress in a terminal: a bar, or the table of a fleet, drawn by rich."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Final

from jobspan._core.board import Board
from jobspan._core.fleet.board import FleetBoard
from jobspan._core.showing import shown
from jobspan.hooks import Event, Hook, StepStarted
from jobspan.jobs import Phase

if TYPE_CHECKING:
    from rich.console import Console, Group, RenderableType

_AROUND: Final = 6
"""Lines of a terminal that the rows of a table leave free."""
_MOST: Final = 20
_A_SECOND: Final = 5
_STYLES: Final = {
    Phase.RUNNING: "blue",
    Phase.SUCCEEDED: "green",
    Phase.PAUSED: "yellow",
    Phase.FAILED: "red",
    Phase.CANCELLED: "red",
}


def terminal() -> "Console | None":
    """The terminal behind stderr; ``None`` when there is none, or rich is not installed."""
    try:
        from rich.console import Console
    except ImportError:
        return None
    console = Console(stderr=True)
    return console if console.is_terminal and not console.is_jupyter else None


@contextmanager
def terminal_bar(board: Board, console: "Console") -> Iterator[Hook]:
    """A bar for the board; steps of journeys scroll by above it."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[state]}", markup=False),
        TimeElapsedColumn(),
    )
    lock = Lock()

    class Bars(Progress):
        """What a bar shows is asked of the board whenever the screen is drawn, not with every event."""

        def get_renderables(self) -> "Iterator[RenderableType]":
            with lock:
                fraction, state = board.fraction, board.summary
            for task in self.task_ids:
                total = None if fraction is None else 1.0
                self.update(task, total=total, completed=fraction or 0.0, state=state)
            yield from super().get_renderables()

    with Bars(*columns, console=console, transient=False) as bars:
        bars.add_task(board.title, total=None, state="")

        def show(event: Event) -> None:
            if isinstance(event, StepStarted):
                bars.console.print(f"{event.journey}: {event.step}", markup=False, highlight=False)
            with lock:
                board.hear(event)

        yield show


@contextmanager
def terminal_table(board: FleetBoard, console: "Console") -> Iterator[Hook]:
    """The items of a fleet to look at, below how far it is, in one place; what was true last stays on the screen."""
    from rich.live import Live

    lock = Lock()

    def show(event: Event) -> None:
        with lock:
            board.hear(event)

    def table() -> "Group":
        with lock:
            return _fleet_table(board, console)

    with Live(get_renderable=table, console=console, refresh_per_second=_A_SECOND):
        yield show


def _fleet_table(board: FleetBoard, console: "Console") -> "Group":
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    most = max(1, min(_MOST, console.height - _AROUND))
    head = Table.grid(padding=(0, 2))
    head.add_row(
        Text(board.title, style="bold"),
        ProgressBar(total=1.0, completed=board.fraction, width=30),
        Text(board.summary, style=_STYLES.get(board.phase, "")),
        Text(board.time),
    )
    items = Table(box=None, padding=(0, 2), show_header=True, header_style="dim")
    for name in ("item", "lane", "state"):
        items.add_column(name, no_wrap=True, overflow="ellipsis")
    for line in board.notable(most):
        state = Text(str(shown(line.text)), style=_STYLES.get(line.phase, ""))
        items.add_row(Text(str(shown(line.name))), Text(line.lane), state)
    left_out = board.more(most)
    tail = [Text(f"... and {left_out:,} more", style="dim")] if left_out else []
    return Group(head, *([items] if items.row_count else []), *tail)
