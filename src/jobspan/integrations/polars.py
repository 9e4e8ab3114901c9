"""Models as a polars DataFrame."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from jobspan._core.tables.columns import Column, columns_of
from jobspan._core.tables.kinds import Kind, Sort
from jobspan.integrations.extras import needed

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
    polars = needed("polars", "polars", "A polars DataFrame")
    columns = columns_of(rows, row_type, reveal_secrets=reveal_secrets)
    return cast("polars.DataFrame", polars.DataFrame([_series(polars, column) for column in columns]))


def _series(polars: Any, column: Column) -> Any:
    if column.kind.sort is Sort.WORD:
        return polars.Series(column.name, column.cells, dtype=polars.String).cast(polars.Categorical)
    return polars.Series(column.name, column.cells, dtype=_type(polars, column.kind))


def _type(polars: Any, kind: Kind) -> Any:
    match kind.sort:
        case Sort.WHOLE:
            return polars.Int64
        case Sort.REAL:
            return polars.Float64
        case Sort.YES_NO:
            return polars.Boolean
        case Sort.MOMENT:
            return polars.Datetime("us", "UTC")
        case Sort.DAY:
            return polars.Date
        case Sort.SPAN:
            return polars.Duration("us")
        case Sort.LIST if kind.of is not None:
            return polars.List(_type(polars, kind.of))
        case Sort.RECORD:
            return polars.Struct({name: _type(polars, each) for name, each in kind.members})
        case _:
            return polars.String
