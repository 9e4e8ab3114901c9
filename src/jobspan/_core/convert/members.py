"""How one member of a document is read by hand: what is forgiven, what is noted, and what cannot be forgiven."""

import math
from collections.abc import Callable
from typing import Any, Final, get_origin

from jobspan._core.convert.fields import WireField
from jobspan._core.convert.structs import UNSET
from jobspan._core.convert.trail import Mismatch, Missing, Trail

NOT_A_NUMBER: Final = "NaN or Infinity, which JSON does not have; read as null"


def read_member(
    field: WireField,
    read: Callable[[Any, Any], Any],
    raw: Any,
    document: dict[str, Any],
    here: Trail,
    extra: dict[str, Any],
) -> Any:
    """The value of a field, or ``UNSET`` where its default is to stand. What cannot be read goes to ``extra``.

    Rows that cannot be read are left for the caller to count (``Trail.lost``). Any other list that cannot be read to the end
    is kept as it came, so that writing it back drops nothing.

    Raises:
        Mismatch: the document cannot be read without it.
    """
    depth, lost = len(here.steps), here.lost
    here.steps.append(field.name)
    if isinstance(raw, float) and not math.isfinite(raw):
        here.note(NOT_A_NUMBER)
        raw = None
    if raw is UNSET or (raw is None and not field.accepts_null):
        value = _without(field, raw, document, here)
    else:
        try:
            value = read(raw, field.declared)
        except Mismatch as bad:
            if field.required or isinstance(bad, Missing):
                raise
            del here.steps[depth + 1 :]
            here.note(f"{bad}; kept unread")
            extra[field.name] = raw
            value = UNSET
    del here.steps[depth:]
    if here.lost > lost and field.rows is None:
        extra[field.name] = raw
        here.lost = lost
    return value


def _without(field: WireField, raw: Any, document: dict[str, Any], here: Trail) -> Any:
    if field.required:
        if field.rows is not None and field.rows.total is not None and _is_zero(document.get(field.rows.total)):
            return (get_origin(field.declared) or tuple)()
        raise Missing("is missing" if raw is UNSET else "is null")
    if raw is None:
        here.note("null where a value is documented")
    return UNSET


def _is_zero(count: Any) -> bool:
    return count in (0, "0") and not isinstance(count, bool)
