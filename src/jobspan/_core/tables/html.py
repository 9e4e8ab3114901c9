"""Rows as a compact table in a notebook."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from jobspan._core.html import html_table
from jobspan._core.tables.columns import Column, columns_of
from jobspan._core.tables.kinds import model_of
from jobspan._core.words import cut, in_words

_ROWS: Final = 20
_COLUMNS: Final = 9
_FIRST: Final = ("id", "name", "status", "state", "phase", "created_at", "started_at", "ended_at", "duration")
"""What people look for before anything else."""
_LAST: Final = ("_id", "_ids", "uuid", "_key")
"""What they look for after all else."""


def html_of_rows(rows: Sequence[Any], row_type: Any = None, *, title: str = "", notes: Iterable[str] = ()) -> str:
    """The first rows, in the columns that have something in them."""
    shown = list(rows[:_ROWS])
    columns = columns_of(shown, row_type)
    filled = [column for column in columns if not shown or any(cell not in (None, "", []) for cell in column.cells)]
    ordered = sorted(filled, key=_place)
    chosen = ordered[:_COLUMNS]
    said = [*notes]
    if not shown:
        said.append("no rows")
    if len(filled) > len(chosen):
        said.append(f"{len(filled) - len(chosen)} more columns: to_pandas() has them")
    cells = zip(*([cut(in_words(cell)) for cell in column.cells] for column in chosen), strict=True) if shown else ()
    return html_table([column.name for column in chosen], cells, more=len(rows) - len(shown), title=title, notes=said)


def title_of(row_type: Any) -> str:
    """The name of a class of rows."""
    model = model_of(row_type)
    return "rows" if model is None else model.__name__


def _place(column: Column) -> int:
    if column.name in _FIRST:
        return _FIRST.index(column.name)
    return len(_FIRST) + column.name.endswith(_LAST)
