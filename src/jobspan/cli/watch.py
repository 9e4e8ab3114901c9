"""``jobspan jobs --watch``: the jobs of all planes, looked at again and again."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Final, TypeAlias

import attrs
import click

from jobspan import Client
from jobspan._core.visible import in_line
from jobspan._core.words import counted
from jobspan.cli.layout import laid_out
from jobspan.cli.output import Form, Output, as_words, color_of, width_of_terminal
from jobspan.cli.overview import Look, Row, look_at
from jobspan.jobs import Phase

Show: TypeAlias = Callable[[Sequence[Row]], None]

_ORDER: Final = {Phase.RUNNING: 0, Phase.UNKNOWN: 1, Phase.PAUSED: 2, Phase.QUEUED: 3}


def watch(
    client: Client, planes: Sequence[str], limit: int, *, every: float, seconds: float | None, output: Output
) -> bool:
    """Look at the planes side by side until interrupted, or for some seconds. Returns whether all could be read at last.

    A plane that cannot be read is a row; one that refuses the credentials is not asked again.
    """
    known: dict[str, Look] = {}
    clock = client.clock
    end = None if seconds is None else clock.monotonic() + seconds
    with _screen(output) as show, ThreadPoolExecutor(len(planes)) as pool:
        while True:
            asked = [name for name in planes if name not in known or not known[name].hopeless]
            looks = {pool.submit(look_at, client, name, limit): name for name in asked}
            for done in as_completed(looks):
                known[looks[done]] = done.result()
                show([row for name in planes if name in known for row in known[name].rows])
            if end is not None and clock.monotonic() + every > end:
                return not any(look.error for look in known.values())
            clock.sleep(every)


def _screen(output: Output) -> AbstractContextManager[Show]:
    return _live() if output.for_people and width_of_terminal() is not None else _lines(output)


@contextmanager
def _lines(output: Output) -> Iterator[Show]:
    """Off a terminal: a line whenever a job is in another state."""
    said: dict[tuple[str, str], Row] = {}

    def show(rows: Sequence[Row]) -> None:
        for row in rows:
            who = (row["plane"], row["id"])
            if said.get(who) == row:
                continue
            said[who] = row
            if output.for_people:
                cells = (row["plane"], row["id"], row["state"], as_words(row["phase"]), row["name"], row["error"])
                click.echo("  ".join(in_line(cell) for cell in cells if cell))
            else:
                attrs.evolve(output, form=Form.NDJSON).rows([row])

    yield show


@contextmanager
def _live() -> Iterator[Show]:
    """In a terminal: one board, drawn again in its place."""
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console()
    size = console.size
    with Live(console=console, auto_refresh=False) as live:

        def show(rows: Sequence[Row]) -> None:
            nonlocal size
            if console.size != size:  # the terminal has moved lines that Live would look for
                size = console.size
                console.clear()
            lines = board(rows, console.width, console.height)
            live.update(Text("\n").join(Text(line, style) for line, style in lines), refresh=True)

        yield show


def board(rows: Sequence[Row], width: int, height: int) -> list[tuple[str, str]]:
    """The lines of the board and their styles: what runs first, what is over in the end, and how much has no room."""
    ordered = sorted(rows, key=lambda row: (not row["error"], _ORDER.get(row["phase"], len(_ORDER)), row["plane"]))
    names = [name for name in (ordered[0] if ordered else ()) if any(row[name] for row in ordered)]
    layout = laid_out(names, [[as_words(row[name]) for name in names] for row in ordered], width)
    running = sum(row["phase"] is Phase.RUNNING for row in rows)
    failed = sum(bool(row["error"]) for row in rows)
    now = datetime.now(UTC).strftime("%H:%M:%S UTC")
    parts = [now, f"{running} running", f"{sum(bool(row['id']) for row in rows)} shown"]
    unread = [f"{counted(failed, 'plane')} cannot be read"] if failed else []
    title = (", ".join([*parts, *unread, "Ctrl-C ends"]), "bold")
    styles = ["bold", *(color_of(row) or "" for row in ordered)]
    lines = [*zip(layout.lines, styles if layout.header else [""] * len(layout.lines), strict=True)]
    left_out = [(f"No room for: {', '.join(layout.left_out)}", "dim")] if layout.left_out else []
    room = max(height - 2 - len(left_out), 2)
    if len(lines) > room:
        left_out.insert(0, (f"... and {len(lines) - room + 1} lines more", "dim"))
        lines = lines[: room - 1]
    return [title, *lines, *left_out]
