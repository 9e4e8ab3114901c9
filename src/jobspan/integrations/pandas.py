"""Models as a pandas DataFrame."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jobspan._core.extras import needed
from jobspan._core.tables.columns import Column, columns_of
from jobspan._core.tables.kinds import Sort

if TYPE_CHECKING:
    import pandas

_DTYPES = {
    Sort.TEXT: "string",
    Sort.JSON: "string",
    Sort.WHOLE: "Int64",
    Sort.REAL: "float64",
    Sort.YES_NO: "boolean",
    Sort.MOMENT: "datetime64[us, UTC]",
    Sort.DAY: "object",
    Sort.SPAN: "timedelta64[us]",
    Sort.LIST: "object",
    Sort.RECORD: "object",
}


def data_frame(rows: Sequence[Any], row_type: Any = None, *, reveal_secrets: bool = False) -> "pandas.DataFrame":
    """A column a field, a row a model; see :mod:`jobspan.tables` for the rule.

    Whole numbers, booleans and texts can be absent (``Int64``, ``boolean``, ``string``), states are categories, times are of UTC.

    Args:
        row_type: the class of the rows, whose columns are there even when there is no row.

    Raises:
        MissingExtra: pandas is not installed.
    """
    library = needed("pandas", "pandas", "A DataFrame")
    columns = columns_of(rows, row_type, reveal_secrets=reveal_secrets)
    series = {column.name: _series(library, column) for column in columns}
    made: pandas.DataFrame = library.DataFrame(series, index=library.RangeIndex(len(rows)))
    return made


def _series(library: Any, column: Column) -> Any:
    if column.kind.sort is Sort.WORD:
        unknown = dict.fromkeys(cell for cell in column.cells if cell is not None and cell not in column.kind.words)
        return library.Series(column.cells, dtype=library.CategoricalDtype([*column.kind.words, *unknown]))
    return library.Series(column.cells, dtype=_DTYPES[column.kind.sort])
