"""Notebooks: progress that is written anew in its place, by IPython's own display handle.

No widgets: what was shown last is part of the saved notebook.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Lock
from typing import Any, Final, Protocol, TypeVar

from jobspan._core.board import Board, in_a_line, named
from jobspan._core.fleet.board import FleetBoard
from jobspan._core.html import escaped, html_bar, html_box, html_phase
from jobspan._core.showing import shown
from jobspan._core.words import cut
from jobspan.hooks import Event, Hook
from jobspan.jobs import Phase

_PAUSE: Final = 0.2
"""Seconds between two updates of a display; the last one is always made."""
_MOST: Final = 8
_MOST_OF_FLEET: Final = 20
_LINE: Final = 60
"""Letters of a cell that stay in one line."""
_LONGEST: Final = 400


class Heard(Protocol):
    """What is known, as events tell it."""

    @property
    def title(self) -> str:
        """What is shown."""

    @property
    def summary(self) -> str:
        """All of it in a line, but for the time."""

    @property
    def time(self) -> str:
        """How long it has taken so far."""

    def hear(self, event: Event) -> bool:
        """Take an event in; whether it says anything new."""


B = TypeVar("B", bound=Heard)


def shell() -> Any:
    """The shell of the notebook that this runs in, or ``None``. Imports nothing that was not imported."""
    module = sys.modules.get("IPython")
    running = None if module is None else module.get_ipython()
    return running if running is not None and hasattr(running, "kernel") else None


def board_html(board: Board) -> str:
    """The board as a table: the whole in a row, then the jobs to look at."""
    fraction = board.fraction
    bar = "" if fraction is None else html_bar(fraction, board.phase.value)
    state = _state(board.phase, board.summary or "waiting for the first look")
    rows = [f"<tr><td>{escaped(board.title)}</td>{state}<td>{bar}</td><td class='n'>{escaped(board.time)}</td></tr>"]
    if board.total > 1:
        for event in board.notable(_MOST):
            share = "" if event.progress.fraction is None else html_bar(event.progress.fraction, event.phase.value)
            line = _state(event.phase, in_a_line(event))
            rows.append(f"<tr><td>{escaped(named(event))}</td>{line}<td>{share}</td><td></td></tr>")
    step = f"<p>{escaped(cut(shown(board.step)))}</p>" if board.step else ""
    return html_box(f"<table class='p'><tbody>{''.join(rows)}</tbody></table>{step}")


def fleet_html(board: FleetBoard) -> str:
    """The same for a fleet, with the items to look at."""
    rows = [_row(board.title, "", board.phase, board.summary, board.fraction, board.time)]
    rows += [_row(line.name, line.lane, line.phase, line.text, line.fraction) for line in board.notable(_MOST_OF_FLEET)]
    left_out = board.more(_MOST_OF_FLEET)
    more = f"<p>… and {left_out:,} more</p>" if left_out else ""
    return html_box(f"<table class='p'><tbody>{''.join(rows)}</tbody></table>{more}")


def _row(name: str, lane: str, phase: Phase, text: str, fraction: float | None, time: str = "") -> str:
    bar = "" if fraction is None else html_bar(fraction, phase.value)
    return (
        f"<tr><td>{escaped(cut(name))}</td><td>{escaped(cut(lane))}</td>{_state(phase, text)}<td>{bar}</td>"
        f"<td class='n'>{escaped(time)}</td></tr>"
    )


def _state(phase: Phase, text: str) -> str:
    """A cell; a reason has its end where the plane says what is wrong, so a long one goes on in further lines."""
    kind = ' class="w"' if len(text) > _LINE else ""
    return f"<td{kind}>{html_phase(phase.value, cut(text, _LONGEST))}</td>"


@contextmanager
def notebook_display(board: B, html: Callable[[B], str], clock: Callable[[], float] = time.monotonic) -> Iterator[Hook]:
    """A display of the board that changes in its place, and shows at the end what was true at the end."""
    handle = import_module("IPython.display").display(_bundle(board, html), raw=True, display_id=True)
    lock = Lock()
    last_shown = ""
    last = clock()

    def draw(*, now: bool) -> None:
        nonlocal last_shown, last
        if handle is None or not (now or clock() - last >= _PAUSE):
            return
        bundle = _bundle(board, html)
        if bundle["text/html"] != last_shown:
            last_shown, last = bundle["text/html"], clock()
            handle.update(bundle, raw=True)

    def show(event: Event) -> None:
        with lock:
            if board.hear(event):
                draw(now=False)

    try:
        yield show
    finally:
        with lock:
            draw(now=True)


def _bundle(board: B, html: Callable[[B], str]) -> dict[str, str]:
    return {"text/html": html(board), "text/plain": f"{board.title}: {board.summary} {board.time}"}
