"""Rows that are tables as well: for pandas, polars, Arrow, JSON and notebooks.

One rule for what is nested:

* a model inside of a model becomes columns ``outer.inner``, to any depth;
* a list stays one cell: a list of values, or of records;
* what the vendor gives no shape, and a model inside of itself, becomes the text of a JSON document;
* members that jobspan does not know become columns ``extra.<name>``, after all others: plain values where all of them are of one
  sort, else the text of JSON documents.

What a ``repr`` leaves out is left out; secrets and sensitive samples are masked, unless ``reveal_secrets=True`` asks for them.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, Self, SupportsIndex, TypeVar, overload

import jobspan
from jobspan._core.extras import OnDemand
from jobspan._core.plain import plain
from jobspan._core.revealing import reveals
from jobspan._core.shapes import kind_in_words, shape_of
from jobspan._public import imported_on_demand
from jobspan.errors import Problem, ValidationError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from jobspan._core.tables.timeline import Timeline as Timeline
else:
    pandas, polars, pyarrow = OnDemand("pandas", "pandas"), OnDemand("polars", "polars"), OnDemand("pyarrow", "arrow")
    __getattr__ = imported_on_demand(__name__, {"jobspan._core.tables.timeline": "Timeline"})

T = TypeVar("T")

_SHOWN_IN_REPR = 20


class Tabular(ABC):
    """Base of what is made of rows."""

    __slots__ = ()

    @abstractmethod
    def _rows(self) -> Sequence[Any]:
        """The rows."""

    def _row_type(self) -> Any:
        """The class of the rows, where it is known: it tells the columns when there is no row."""
        return None

    def to_dicts(self, *, reveal_secrets: bool = False) -> list[dict[str, Any]]:
        """Each row as :meth:`Model.to_dict` gives it: nested, ready for any JSON encoder.

        Args:
            reveal_secrets: ``True`` shows secrets and sensitive samples as they are; otherwise they are masked.
        """
        reveal_secrets = reveals(reveal_secrets)  # also where there is no row
        found = [plain(row, reveal_secrets=reveal_secrets) for row in self._rows()]
        return [each if isinstance(each, dict) else {"value": each} for each in found]

    def to_pandas(self, *, reveal_secrets: bool = False) -> "pandas.DataFrame":
        """The rows as a DataFrame, a column a field (install ``jobspan[pandas]``).

        Whole numbers, booleans and texts can be absent (``Int64``, ``boolean``, ``string``), states are categories, times are
        of UTC. The columns are there even when there is no row. For nested models see :mod:`jobspan.tables`.

        Args:
            reveal_secrets: ``True`` shows secrets and sensitive samples as they are.

        Raises:
            MissingExtra: pandas is not installed.
        """
        from jobspan.integrations.pandas import data_frame

        return data_frame(self._rows(), self._row_type(), reveal_secrets=reveal_secrets)

    def to_polars(self, *, reveal_secrets: bool = False) -> "polars.DataFrame":
        """The rows as a polars DataFrame, in the same columns (install ``jobspan[polars]``).

        Args:
            reveal_secrets: ``True`` shows secrets and sensitive samples as they are.

        Raises:
            MissingExtra: polars is not installed.
        """
        from jobspan.integrations.polars import polars_frame

        return polars_frame(self._rows(), self._row_type(), reveal_secrets=reveal_secrets)

    def to_arrow(self, *, reveal_secrets: bool = False) -> "pyarrow.Table":
        """The rows as an Arrow table, in the same columns (install ``jobspan[arrow]``).

        Args:
            reveal_secrets: ``True`` shows secrets and sensitive samples as they are.

        Raises:
            MissingExtra: pyarrow is not installed.
        """
        from jobspan.integrations.arrow import arrow_table

        return arrow_table(self._rows(), self._row_type(), reveal_secrets=reveal_secrets)

    def _repr_html_(self) -> str:
        from jobspan._core.tables.html import html_of_rows

        return html_of_rows(self._rows(), self._row_type())


class Rows(list[T], Tabular, Generic[T]):
    """A list that is a table as well. It equals a list of the same rows; slices and sorted copies of it are tables, too.

    Args:
        rows: the rows.
        of: the class of the rows, which tells the columns when there is no row.
    """

    def __init__(self, rows: Iterable[T] = (), *, of: Any = None) -> None:
        if not shape_of(list).takes(rows):
            problem = Problem("rows", f"must be a list, not {kind_in_words(rows)}")
            raise ValidationError(message="Rows: there is nothing to put into a table.", problems=(problem,))
        super().__init__(rows)
        self._of = of

    def _rows(self) -> Sequence[T]:
        return self

    def _row_type(self) -> Any:
        return self._of

    def timeline(self, label: str | None = None) -> "jobspan.tables.Timeline":
        """The jobs as bars on one axis of time, for notebooks; one that is not over reaches to the last time that is known.

        Args:
            label: the attribute that names a job; by default its name, or else its id.

        Raises:
            ValidationError: no row has such an attribute.
        """
        if label is not None:
            self._check_attributes("timeline", "label", [label])
        from jobspan._core.tables.timeline import timeline_of

        return timeline_of(self, label)

    def sorted_by(self, *names: str, reverse: bool = False) -> Self:
        """The rows sorted by attributes, for example ``started_at`` or ``name``; rows without one of them come last.

        Args:
            *names: attributes, the most important first.
            reverse: the greatest first; rows without the attribute come last all the same.

        Raises:
            ValidationError: a row has no such attribute, or its values have no order.
        """
        self._check_attributes("sorted_by", "names", names)
        ordered = list(self)
        for name in reversed(names):
            known = [row for row in ordered if getattr(row, name) is not None]
            rest = [row for row in ordered if getattr(row, name) is None]
            try:
                known.sort(key=lambda row: getattr(row, name), reverse=reverse)
            except TypeError as unordered:
                problem = Problem("names", f"{name!r} has values that have no order: {unordered}")
                raise ValidationError(message="sorted_by: there is nothing to sort by.", problems=(problem,)) from None
            ordered = [*known, *rest]
        return type(self)(ordered, of=self._of)

    def _check_attributes(self, call: str, argument: str, names: Sequence[Any]) -> None:
        from jobspan._core.shapes import in_words

        problems = [
            Problem(argument, f"{in_words(argument, name)} is not an attribute of the rows")
            for name in names
            if not isinstance(name, str) or any(not hasattr(row, name) for row in self)
        ]
        if problems:
            raise ValidationError(message=f"{call}: there is nothing to sort or name by.", problems=tuple(problems))

    @overload
    def __getitem__(self, index: SupportsIndex) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> "Rows[T]": ...

    def __getitem__(self, index: SupportsIndex | slice) -> "T | Rows[T]":
        if isinstance(index, slice):
            return Rows(super().__getitem__(index), of=self._of)
        return super().__getitem__(index)

    def copy(self) -> "Rows[T]":
        """A copy, a table as well."""
        return Rows(self, of=self._of)

    def __repr__(self) -> str:
        if len(self) <= _SHOWN_IN_REPR:
            return super().__repr__()
        shown = ", ".join(map(repr, self[:3]))
        return f"[{shown}, ... {len(self) - 3:,} more]"
