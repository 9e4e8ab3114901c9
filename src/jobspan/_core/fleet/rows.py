"""Rows of a table as arguments of a method."""

import csv
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from jobspan._core.shapes import kind_in_words
from jobspan._core.similar import similar
from jobspan._core.texts import text_of
from jobspan.errors import Problem, ValidationError

_NAMED: Final = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
_YES: Final = frozenset({"true", "yes", "1"})
_NO: Final = frozenset({"false", "no", "0"})


def rows_of(table: Any) -> Iterator[Mapping[str, Any]]:
    """The rows of a DataFrame, of a CSV file with a head, or of any iterable of mappings.

    Raises:
        ValidationError: it is something else.
    """
    if isinstance(table, str | Path):
        yield from _rows_of_file(Path(table))
    elif hasattr(table, "to_dict") and hasattr(table, "columns"):
        yield from table.to_dict("records")
    elif hasattr(table, "iter_rows"):
        yield from table.iter_rows(named=True)
    else:
        if not isinstance(table, Iterable):
            problem = Problem("rows", f"must be a table, not {kind_in_words(table)}")
            raise ValidationError(message="This is not a table.", problems=(problem,))
        for number, row in enumerate(table, 1):
            if not isinstance(row, Mapping):
                problem = Problem("rows", f"row {number} is a {type(row).__name__}, not a mapping")
                raise ValidationError(message="This is not a table.", problems=(problem,))
            yield row


def arguments_of(function: Callable[..., Any], row: Mapping[str, Any], *, is_text: bool) -> dict[str, Any]:
    """The arguments that a row gives. Empty cells are not given; texts of a file become what the parameter is declared as.

    Raises:
        ValidationError: a column is not the name of an argument, or a text is not what the parameter takes.
    """
    parameters = inspect.signature(function).parameters
    found = {str(name): value for name, value in row.items() if not _is_empty(value)}
    names = [each.name for each in [*parameters.values()][1:] if each.kind is not each.VAR_KEYWORD]
    takes_others = any(each.kind is each.VAR_KEYWORD for each in parameters.values())
    if odd := [name for name in found if name not in names and not takes_others]:
        problems = tuple(
            Problem(name, f"is not the name of an argument.{_meant(name, names)}", tuple(names)) for name in odd
        )
        raise ValidationError(message="A row cannot be read.", problems=problems)
    if is_text:
        found = {name: _read(name, value, parameters.get(name)) for name, value in found.items()}
    return found


def check_complete(function: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """
    Raises:
        ValidationError: an argument that is needed has neither a cell nor a value for all rows.
    """
    named = [each for each in inspect.signature(function).parameters.values() if each.kind in _NAMED][1:]
    if missing := [each.name for each in named if each.default is each.empty and each.name not in given]:
        problems = tuple(Problem(name, "is needed, and its cell is empty or not there") for name in missing)
        raise ValidationError(message="A row cannot be read.", problems=problems)


def _meant(name: str, names: list[str]) -> str:
    close = similar(name, names, 1)
    return f" Did you mean {close[0]!r}?" if close else ""


def _rows_of_file(file: Path) -> Iterator[Mapping[str, Any]]:
    try:
        text = text_of(file.read_bytes())
    except (OSError, ValueError) as unreadable:
        problem = Problem("rows", f"{file} cannot be read: {unreadable}")
        raise ValidationError(message="This is not a table.", problems=(problem,)) from unreadable
    for row in csv.DictReader(text.splitlines()):
        if None in row:
            raise ValidationError(
                message="This is not a table.",
                problems=(Problem("rows", f"{file} has a row with more cells than its head"),),
            )
        yield row


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and value != value)


def _read(name: str, value: Any, parameter: inspect.Parameter | None) -> Any:
    declared = str(parameter.annotation) if parameter is not None else ""
    kinds = {part.strip() for part in declared.replace("<class '", "").replace("'>", "").split("|")}
    if not isinstance(value, str) or "str" in kinds:
        return value
    if "bool" in kinds:
        word = value.strip().lower()
        if word in _YES | _NO:
            return word in _YES
        problem = Problem(name, f"{value!r} is neither yes nor no", allowed=("true", "false"))
        raise ValidationError(message="A row cannot be read.", problems=(problem,))
    for kind in (int, float):
        if kind.__name__ in kinds:
            try:
                return kind(value)
            except ValueError:
                problem = Problem(name, f"{value!r} is not a number")
                raise ValidationError(message="A row cannot be read.", problems=(problem,)) from None
    return value
