"""Models as an Arrow table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jobspan._core.extras import needed
from jobspan._core.tables.columns import columns_of
from jobspan._core.tables.kinds import Kind, Sort

if TYPE_CHECKING:
    import pyarrow


def arrow_table(rows: Sequence[Any], row_type: Any = None, *, reveal_secrets: bool = False) -> "pyarrow.Table":
    """A column a field, a row a model; see :mod:`jobspan.tables` for the rule.

    States are dictionaries of text, times are of UTC, lists of models are lists of structs.

    Args:
        row_type: the class of the rows, whose columns are there even when there is no row.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    library = needed("pyarrow", "arrow", "An Arrow table")
    columns = columns_of(rows, row_type, reveal_secrets=reveal_secrets)
    arrays = [library.array(column.cells, type=_type(library, column.kind)) for column in columns]
    fields = [library.field(column.name, _type(library, column.kind)) for column in columns]
    made: pyarrow.Table = library.Table.from_arrays(arrays, schema=library.schema(fields))
    return made


def _type(library: Any, kind: Kind) -> Any:
    match kind.sort:
        case Sort.WORD:
            return library.dictionary(library.int32(), library.string())
        case Sort.WHOLE:
            return library.int64()
        case Sort.REAL:
            return library.float64()
        case Sort.YES_NO:
            return library.bool_()
        case Sort.MOMENT:
            return library.timestamp("us", tz="UTC")
        case Sort.DAY:
            return library.date32()
        case Sort.SPAN:
            return library.duration("us")
        case Sort.LIST if kind.of is not None:
            return library.list_(_inside(library, kind.of))
        case Sort.RECORD:
            return library.struct([(name, _inside(library, each)) for name, each in kind.members])
        case _:
            return library.string()


def _inside(library: Any, kind: Kind) -> Any:
    """Inside of lists and structs, states are plain text: few libraries read dictionaries there."""
    return library.string() if kind.sort is Sort.WORD else _type(library, kind)
