"""The fields of a model as they are on the wire."""

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any, cast, get_origin

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert.naming import WIRE, Naming
from jobspan._core.convert.rows import ROWS, Rows
from jobspan._core.declared import accepts_null, fields_of as fields_of

_Factory: Any = attrs.Factory


@frozen
class WireField:
    """A field that is read from a member of a document.

    Attributes:
        attribute, name: its name in the model and on the wire.
        declared: its type, parameters of a generic model filled in.
        required: a document without it cannot be read.
        rows: set where it carries the rows of a reply.
    """

    attribute: str
    name: str
    declared: Any
    required: bool
    accepts_null: bool
    rows: Rows | None
    _default: Any = attrs.field(repr=False)

    def default(self) -> Any:
        """Its value when the document has none."""
        return self._default.factory() if isinstance(self._default, _Factory) else self._default


def wire_fields(model: Any, naming: Naming) -> tuple[WireField, ...]:
    """The fields that are read and written, in order."""
    return _wire_fields(cast(Hashable, model), naming)


@cache
def _wire_fields(model: Hashable, naming: Naming) -> tuple[WireField, ...]:
    return tuple(
        WireField(
            attribute=field.name,
            name=field.metadata.get(WIRE, naming(field.name)),
            declared=declared,
            required=field.default is attrs.NOTHING,
            accepts_null=accepts_null(declared),
            rows=field.metadata.get(ROWS),
            default=field.default,
        )
        for field, declared in fields_of(model)
        if field.name != "extra" and field.metadata.get(WIRE, "") is not None
    )


def has_extra(model: Any) -> bool:
    """Whether a model keeps what it does not know."""
    return any(field.name == "extra" for field in attrs.fields(get_origin(model) or model))


def setter_of(model: Any, attribute: str) -> Callable[[Any, Any], None]:
    """Sets an attribute of a frozen model that is being made."""
    return cast(Callable[[Any, Any], None], getattr(get_origin(model) or model, attribute).__set__)
