"""Models as a polars DataFrame."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jobspan._core.extras import needed
from jobspan._core.tables.columns import Column, columns_of
from jobspan._core.tables.kinds import Kind, Sort

if TYPE_CHECKING:
    import polars


def polars_frame(rows: Sequence[Any], row_type: Any = None, *, reveal_secrets: bool = False) -> "polars.DataFrame":
    """A column a field, a row a model; see :mod:`jobspan.tables` for the rule.

    States are ``Categorical``, times are of UTC, lists of models are lists of structs.

    Args:
        row_type: the class of the rows, whose columns are there even when there is no row.

    Raises:
        MissingExtra: polars is not installed.
    """
    library = needed("polars", "polars", "A polars DataFrame")
    columns = columns_of(rows, row_type, reveal_secrets=reveal_secrets)
    made: polars.DataFrame = library.DataFrame([_series(library, column) for column in columns])
    return made


def _series(library: Any, column: Column) -> Any:
    if column.kind.sort is Sort.WORD:
        return library.Series(column.name, column.cells, dtype=library.String).cast(library.Categorical)
    return library.Series(column.name, column.cells, dtype=_type(library, column.kind))


def _type(library: Any, kind: Kind) -> Any:
    match kind.sort:
        case Sort.WHOLE:
            return library.Int64
        case Sort.REAL:
            return library.Float64
        case Sort.YES_NO:
            return library.Boolean
        case Sort.MOMENT:
            return library.Datetime("us", "UTC")
        case Sort.DAY:
            return library.Date
        case Sort.SPAN:
            return library.Duration("us")
        case Sort.LIST if kind.of is not None:
            return library.List(_type(library, kind.of))
        case Sort.RECORD:
            return library.Struct({name: _type(library, each) for name, each in kind.members})
        case _:
            return library.String
