"""Progress in a terminal: a bar, drawn by rich."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jobspan._core.board import Board
from jobspan.hooks import Event, Hook, StepStarted

if TYPE_CHECKING:
    from rich.console import Console


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
    with Progress(*columns, console=console, transient=False) as bars:
        task = bars.add_task(board.title, total=None, state="")

        def show(event: Event) -> None:
            if isinstance(event, StepStarted):
                bars.console.print(f"{event.journey}: {event.step}", markup=False, highlight=False)
            if board.hear(event):
                draw()

        def draw() -> None:
            fraction = board.fraction
            total = None if fraction is None else 1.0
            bars.update(task, total=total, completed=fraction or 0.0, state=board.summary)

        try:
            yield show
        finally:
            draw()
