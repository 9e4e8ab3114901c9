"""Rows as a compact table in a notebook."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import attrs

from jobspan._core.html import html_table
from jobspan._core.portrait import rank_of
from jobspan._core.showing import shown as masked
from jobspan._core.tables.columns import Column, columns_of
from jobspan._core.tables.kinds import JSON, model_of
from jobspan._core.words import cut, cut_inside, in_words, moment

_ROWS: Final = 20
_COLUMNS: Final = 9
_LONGEST: Final = 400
"""Letters of an error: how it ends says what is to be done."""
_LAST: Final = ("_id", "_ids", "uuid", "_key")
"""What people look for after all else, unless nothing else names the row."""
_LOOSE: Final = ("value", "error", "message")
"""Columns of rows that are plain values or errors."""
_TIMES: Final = ("created_at", "started_at", "ended_at")


def html_of_rows(rows: Sequence[Any], row_type: Any = None, *, title: str = "", notes: Iterable[str] = ()) -> str:
    """The first rows, in the columns that have something to say; rows of several classes with the name of their class."""
    shown = list(rows[:_ROWS])
    columns = [column for column in columns_of(shown, row_type) if not _is_loose(column, shown)]
    filled = [column for column in columns if not shown or any(map(_says_something, column.cells))]
    chosen = _ordered([column for column in filled if not _repeats(column, columns)])[:_COLUMNS]
    said = [*notes]
    if not shown:
        said.append("no rows")
    if len(filled) > len(chosen):
        said.append(f"{len(filled) - len(chosen)} more columns: to_pandas() has them")
    plain_ones = [_plain_words(row) for row in shown]
    parts = [(column.name, [_words(column, cell) for cell in column.cells]) for column in chosen]
    if any(plain_ones):
        parts.insert(0, ("value", plain_ones))
    if len({type(row) for row in shown}) > 1:
        parts.insert(0, ("", [type(row).__name__ for row in shown]))
    cells = zip(*(texts for _, texts in parts), strict=True) if shown else ()
    return html_table([name for name, _ in parts], cells, more=len(rows) - len(shown), title=title, notes=said)


def title_of(row_type: Any) -> str:
    """The name of a class of rows."""
    model = model_of(row_type)
    return "rows" if model is None else model.__name__


def _is_model(row: Any) -> bool:
    return attrs.has(type(row)) and not isinstance(row, BaseException)


def _is_loose(column: Column, rows: Sequence[Any]) -> bool:
    """Whether only plain values and errors fill it, which are shown in words."""
    filled = [row for row, cell in zip(rows, column.cells, strict=True) if cell is not None]
    return bool(rows) and column.name in _LOOSE and not any(map(_is_model, filled))


def _plain_words(row: Any) -> str:
    """What a plain value or an error says; of a model nothing."""
    if _is_model(row):
        return ""
    if isinstance(row, BaseException):
        return cut_inside(str(row), _LONGEST)
    return "None" if row is None else cut(in_words(masked(row)))


def _says_something(cell: Any) -> bool:
    return cell not in (None, "", [], "{}", "[]")


def _ordered(columns: list[Column]) -> list[Column]:
    names = [column.name for column in columns]
    own = None if "id" in names else next((name for name in names if name.endswith("_id")), None)
    return sorted(columns, key=lambda column: -1 if column.name == own else _place(column.name))


def _words(column: Column, cell: Any) -> str:
    """A cell; documents without their braces."""
    if column.kind is JSON and isinstance(cell, str):
        cell = json.loads(cell)
    return cut(in_words(cell))


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
