"""Tables as text: whole, unless a terminal is too narrow; ids, planes and states are whole even there."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from jobspan._core.classes import frozen
from jobspan._core.visible import in_line

_ALWAYS: Final = frozenset({"plane", "id", "job", "key", "state", "status", "call", "fleet", "error"})
"""Columns that are there in any terminal."""
_LAST_TO_GO: Final = ("name", "phase")
"""Columns that are left out after all others, the first of these last."""
_LEAST: Final = 12
"""Cells that may be cut keep so much."""
_GAP: Final = "  "


@frozen
class Layout:
    """A table, laid out.

    Attributes:
        lines: the header first, unless each row is a block of its own.
        left_out: columns that had no room.
    """

    lines: list[str]
    left_out: list[str]
    header: bool = True


def never_cut(column: str) -> bool:
    """Whether the cells of a column are whole in any terminal."""
    last = column.rpartition(".")[2]
    return last in _ALWAYS or last == "phase" or last.endswith(("_id", "_state", "_status"))


def laid_out(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: int | None,
    *,
    may_leave_out: bool = True,
    whole: Collection[str] = (),
) -> Layout:
    """Rows below their names.

    Args:
        width: of the terminal; ``None``: there is none, and nothing is cut.
        whole: more columns that are never cut and never left out.
        may_leave_out: columns without room may be left out, the last ones first, but for ids, planes and states.
    """
    shown = [[in_line(cell) for cell in row] for row in rows]
    natural = [max(map(_wide, [name, *(row[at] for row in shown)])) for at, name in enumerate(names)]
    chosen = list(range(len(names)))
    while (widths := _fitting([names[at] for at in chosen], [natural[at] for at in chosen], width, whole)) is None:
        dispensable = [at for at in chosen if names[at] not in _ALWAYS and names[at] not in whole]
        if not (may_leave_out and dispensable):
            return Layout(list(_blocks(names, shown)), [], header=False)
        chosen.remove(max(dispensable, key=lambda at: _dispensable(names[at], at)))
    cells = [[row[at] for at in chosen] for row in ([*names], *shown)]
    lines = [_GAP.join(map(_padded, row, widths)).rstrip() for row in cells]
    return Layout(lines, [name for at, name in enumerate(names) if at not in chosen])


def _dispensable(name: str, at: int) -> tuple[int, int]:
    return (-1 - _LAST_TO_GO[::-1].index(name), at) if name in _LAST_TO_GO else (0, at)


def _fitting(
    names: Sequence[str], natural: Sequence[int], width: int | None, whole: Collection[str]
) -> list[int] | None:
    """The widths of the columns; ``None`` when they do not fit even if what may be cut is cut."""
    room = None if width is None else width - len(_GAP) * (len(names) - 1)
    widths = list(natural)
    while room is not None and sum(widths) > room:
        longest = max(
            (
                at
                for at, name in enumerate(names)
                if not never_cut(name) and name not in whole and widths[at] > max(_LEAST, _wide(name))
            ),
            key=lambda at: widths[at],
            default=None,
        )
        if longest is None:
            return None
        widths[longest] -= 1
    return widths


def _padded(text: str, width: int) -> str:
    while _wide(text) > width:
        text = text.removesuffix("…")[:-1] + "…"
    return text + " " * (width - _wide(text))


def _blocks(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each row as lines of a name and a value."""
    margin = max(map(_wide, names), default=0)
    for number, row in enumerate(rows):
        if number:
            yield ""
        yield from (f"{_padded(name, margin)}{_GAP}{cell}" for name, cell in zip(names, row, strict=True) if cell)


def _wide(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
