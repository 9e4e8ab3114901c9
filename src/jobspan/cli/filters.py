"""``--filter COLUMN=VALUE``: which rows are shown."""

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import click

from jobspan._core.classes import frozen
from jobspan._core.tables.kinds import Sort
from jobspan._core.words import in_utc

_FORM: Final = re.compile(r"([\w.]+)(!=|>=|<=|=|~|<|>)(.*)", re.DOTALL)
_ORDER: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@frozen
class Filter:
    """A condition on the cells of one column."""

    column: str
    sign: str
    value: str

    @classmethod
    def parse(cls, text: str) -> "Filter":
        """Read ``COLUMN=VALUE``, or with ``!=``, ``~`` (contains), ``<``, ``<=``, ``>``, ``>=``.

        Raises:
            click.UsageError: it is not of this form.
        """
        match = _FORM.fullmatch(text)
        if match is None:
            raise click.UsageError(f"{text!r} is not a filter: use COLUMN=VALUE, or !=, ~ (contains), <, <=, >, >=.")
        found = cls(*match.groups())
        if found.sign in _ORDER and _is_no_bound(found.value):
            raise click.UsageError(f"{text!r} is not a filter: nothing is more or less than {found.value!r}.")
        return found

    def check(self, sort: Sort) -> None:
        """Refuse a bound that no cell of the column can be compared with.

        Raises:
            click.UsageError: the cells are times or numbers, and the bound is not one of them.
        """
        if self.sign not in _ORDER:
            return
        try:
            if sort in (Sort.MOMENT, Sort.DAY):
                datetime.fromisoformat(self.value)
            elif sort in (Sort.WHOLE, Sort.REAL):
                float(self.value)
        except ValueError:
            wanted = "a number" if sort in (Sort.WHOLE, Sort.REAL) else "a time, for example 2026-11-26T08:00:00Z"
            raise click.UsageError(f"{self.column}{self.sign}{self.value} compares with {wanted}.") from None

    def accepts(self, cell: Any, text: str) -> bool:
        """Whether a cell is as it shall be.

        Args:
            text: the cell as it is shown to programs.
        """
        match self.sign:
            case "=":
                return text.casefold() == self.value.casefold()
            case "!=":
                return text.casefold() != self.value.casefold()
            case "~":
                return self.value.casefold() in text.casefold()
            case _:
                return _in_order(self.sign, cell, text, self.value)


def _is_no_bound(value: str) -> bool:
    try:
        return math.isnan(float(value))
    except ValueError:
        return not value.strip()


def check_columns(wanted: Sequence[str], known: Sequence[str]) -> None:
    """Refuse names that no column has.

    Raises:
        click.UsageError: names those that there are.
    """
    unknown = [name for name in wanted if name not in known and not name.startswith("extra.")]
    if unknown and known:
        raise click.UsageError(f"Unknown columns: {', '.join(unknown)}. There are: {', '.join(known)}.")


def _in_order(sign: str, cell: Any, text: str, value: str) -> bool:
    if cell is None:
        return False
    compare = _ORDER[sign]
    try:
        if isinstance(cell, datetime):
            return compare(in_utc(cell), in_utc(datetime.fromisoformat(value)))
        return compare(float(text), float(value))
    except ValueError:
        return compare(text, value)
