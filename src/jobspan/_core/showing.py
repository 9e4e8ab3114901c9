"""What may be shown of a field: the one answer that JSON, frames, HTML and reprs share."""

from typing import Any, Final

import attrs

from jobspan._core.redact import mask_json
from jobspan._core.secret import MASK, Secret
from jobspan._core.secret_names import is_secret_name
from jobspan._core.text_redaction import Echo, mask_text

_SENSITIVE: Final = "jobspan.sensitive"
INTERNAL: Final = "jobspan.internal"
"""Field metadata: filled by what reads a document, and about it; no part of the value."""


def sensitive() -> dict[str, bool]:
    """Metadata of a field whose content is somebody's data, for example a live sample: shown only when asked for."""
    return {_SENSITIVE: True}


def shown(value: Any) -> Any:
    """A single value: secrets masked, and passwords inside of texts."""
    if isinstance(value, Secret):
        return MASK
    return mask_text(value) if type(value) is str or type(value) is Echo else value


class Document(dict[str, Any]):
    """A document of the other side as it came, which does not show passwords where it is printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(mask_json(self))


def as_document(value: Any) -> Any:
    """A value; a dict, and each one in it, as a :class:`Document`."""
    match value:
        case dict():
            return Document({name: as_document(each) for name, each in value.items()})
        case list():
            return [as_document(each) for each in value]
        case _:
            return value


def shown_repr(value: Any) -> str:
    """The ``repr`` of a value, and of all that is in it, as it may be shown. What has fields says so itself."""
    match value:
        case str():
            return repr(shown(value))
        case dict() if not isinstance(value, Document):
            return f"{{{', '.join(f'{shown_repr(name)}: {_member(name, each)}' for name, each in value.items())}}}"
        case tuple() if type(value) is tuple:
            return f"({', '.join(map(shown_repr, value))}{',' if len(value) == 1 else ''})"
        case list() if type(value) is list:
            return f"[{', '.join(map(shown_repr, value))}]"
        case set() | frozenset() if value:
            return f"{type(value).__name__}({{{', '.join(map(shown_repr, value))}}})"
        case _:
            return repr(value)


def _member(name: Any, value: Any) -> str:
    is_secret = isinstance(name, str) and is_secret_name(name) and not isinstance(value, bool | None)
    return repr(mask_json(value, under_secret_name=True)) if is_secret else shown_repr(value)


def shown_of(field: "attrs.Attribute[Any]", value: Any) -> Any:
    """A field's value, masked as a whole where it is sensitive."""
    return MASK if _SENSITIVE in field.metadata and value not in (None, "", ()) else value


def is_internal(field: "attrs.Attribute[Any]") -> bool:
    """Whether a field is only about the value. No view shows it."""
    return field.name.startswith("_") or INTERNAL in field.metadata


def belongs_in_tables(field: "attrs.Attribute[Any]") -> bool:
    """Whether a field has a place in tables: what the repr leaves out has none; sensitive ones stand there masked."""
    if is_internal(field) or field.name == "extra":
        return False
    return field.repr is not False or _SENSITIVE in field.metadata


def repr_shown(value: Any) -> str:
    """For ``attrs.field(repr=...)`` of texts that may hold a password: addresses, connection strings."""
    return repr(shown(value))
