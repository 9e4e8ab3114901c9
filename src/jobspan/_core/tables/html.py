"""Rows as a compact table in a notebook."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from jobspan._core.html import html_table
from jobspan._core.portrait import rank_of
from jobspan._core.tables.columns import Column, columns_of
from jobspan._core.tables.kinds import TEXT, model_of
from jobspan._core.words import cut, in_words, moment

_ROWS: Final = 20
_COLUMNS: Final = 9
_LAST: Final = ("_id", "_ids", "uuid", "_key")
"""What people look for after all else, unless nothing else names the row."""
_TIMES: Final = ("created_at", "started_at", "ended_at")


def html_of_rows(rows: Sequence[Any], row_type: Any = None, *, title: str = "", notes: Iterable[str] = ()) -> str:
    """The first rows, in the columns that have something to say; rows of several classes with the name of their class."""
    shown = list(rows[:_ROWS])
    columns = columns_of(shown, row_type)
    filled = [column for column in columns if not shown or any(map(_says_something, column.cells))]
    chosen = _ordered([column for column in filled if not _repeats(column, columns)])[:_COLUMNS]
    said = [*notes]
    if not shown:
        said.append("no rows")
    if len(filled) > len(chosen):
        said.append(f"{len(filled) - len(chosen)} more columns: to_pandas() has them")
    if len({type(row) for row in shown}) > 1:
        chosen = [Column("", TEXT, [type(row).__name__ for row in shown]), *chosen]
    cells = zip(*([cut(in_words(cell)) for cell in column.cells] for column in chosen), strict=True) if shown else ()
    return html_table([column.name for column in chosen], cells, more=len(rows) - len(shown), title=title, notes=said)


def title_of(row_type: Any) -> str:
    """The name of a class of rows."""
    model = model_of(row_type)
    return "rows" if model is None else model.__name__


def _says_something(cell: Any) -> bool:
    return cell not in (None, "", [], "{}", "[]")


def _ordered(columns: list[Column]) -> list[Column]:
    names = [column.name for column in columns]
    own = None if "id" in names else next((name for name in names if name.endswith("_id")), None)
    return sorted(columns, key=lambda column: -1 if column.name == own else _place(column.name))


def _place(name: str) -> int:
    is_of_an_inner_model = "." in name and not name.endswith(".id")
    return rank_of(name) + is_of_an_inner_model + 2 * name.endswith(_LAST)


def _repeats(column: Column, columns: Iterable[Column]) -> bool:
    """Whether it is the vendor's form of a time that stands there in the words of every job."""
    times = [each for each in columns if each.name in _TIMES and each is not column]
    return (
        bool(column.cells)
        and column.name not in _TIMES
        and any(
            all(_is_time(cell, time) for cell, time in zip(column.cells, each.cells, strict=True)) for each in times
        )
    )


def _is_time(cell: Any, time: Any) -> bool:
    if not isinstance(time, datetime):  # of some rows, which are of no job, the vendor's own text stands there
        return time is None and not _says_something(cell)
    milliseconds = str(round(1000 * time.timestamp()))
    return in_words(cell).removesuffix(" UTC") in (moment(time).removesuffix(" UTC"), milliseconds)
