"""Models from documents and back."""

from jobspan._core.convert.codec import Codec
from jobspan._core.convert.fields import fields_of, wire_fields
from jobspan._core.convert.members import NOT_A_NUMBER
from jobspan._core.convert.naming import WHOLE, WIRE, Naming, as_is, camel, not_on_wire, wire
from jobspan._core.convert.rows import RowsReply, missing_rows, row_type_of, rows
from jobspan._core.convert.scalars import parse_time
from jobspan._core.convert.trail import Mismatch, Missing, Oddities, Oddity, Unreadable

__all__ = [
    "NOT_A_NUMBER",
    "Codec",
    "Mismatch",
    "Missing",
    "Naming",
    "Oddities",
    "Oddity",
    "RowsReply",
    "Unreadable",
    "WHOLE",
    "WIRE",
    "as_is",
    "camel",
    "fields_of",
    "missing_rows",
    "not_on_wire",
    "parse_time",
    "row_type_of",
    "rows",
    "wire",
    "wire_fields",
]
