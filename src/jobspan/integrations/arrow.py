"""Models as an Arrow table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from jobspan._core.tables.columns import columns_of
from jobspan._core.tables.kinds import Kind, Sort
from jobspan.integrations.extras import needed

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
    pyarrow = needed("pyarrow", "arrow", "An Arrow table")
    columns = columns_of(rows, row_type, reveal_secrets=reveal_secrets)
    arrays = [pyarrow.array(column.cells, type=_type(pyarrow, column.kind)) for column in columns]
    fields = [pyarrow.field(column.name, _type(pyarrow, column.kind)) for column in columns]
    return cast("pyarrow.Table", pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields)))


def _type(pyarrow: Any, kind: Kind) -> Any:
    match kind.sort:
        case Sort.WORD:
            return pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
        case Sort.WHOLE:
            return pyarrow.int64()
        case Sort.REAL:
            return pyarrow.float64()
        case Sort.YES_NO:
            return pyarrow.bool_()
        case Sort.MOMENT:
            return pyarrow.timestamp("us", tz="UTC")
        case Sort.DAY:
            return pyarrow.date32()
        case Sort.SPAN:
            return pyarrow.duration("us")
        case Sort.LIST if kind.of is not None:
            return pyarrow.list_(_inside(pyarrow, kind.of))
        case Sort.RECORD:
            return pyarrow.struct([(name, _inside(pyarrow, each)) for name, each in kind.members])
        case _:
            return pyarrow.string()


def _inside(pyarrow: Any, kind: Kind) -> Any:
    """Inside of lists and structs, states are plain text: few libraries read dictionaries there."""
    return pyarrow.string() if kind.sort is Sort.WORD else _type(pyarrow, kind)
