"""Models as JSON trees. What was not understood travels back as it came."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, Protocol, TypeVar

import attrs

from jobspan._core.convert.fields import WireField, wire_fields
from jobspan._core.convert.naming import WHOLE, Naming
from jobspan._core.convert.trail import Oddities, Unreadable
from jobspan.credentials import Secret
from jobspan.models import Unset

T = TypeVar("T")


class ReadsAndWrites(Protocol):
    """What writing needs of a codec."""

    naming: Naming

    def read(self, model: type[T], document: Any) -> tuple[T, Oddities]:
        """The document as a model."""

    def write(self, value: Any) -> Any:
        """A value as a JSON tree, in the plane's own way."""


def write(codec: ReadsAndWrites, value: Any) -> Any:
    """A JSON tree, secrets still wrapped."""
    match value:
        case Secret() | None:
            return value
        case Enum():
            return value.value
        case datetime():
            return value.isoformat()
        case Mapping():
            return {key: codec.write(each) for key, each in value.items()}
        case list() | tuple():
            return [codec.write(each) for each in value]
    if not attrs.has(type(value)):
        return value
    fields = wire_fields(type(value), codec.naming)
    if fields and fields[0].name == WHOLE:
        return codec.write(getattr(value, fields[0].attribute))
    tree: dict[str, Any] = dict(getattr(value, "extra", {}))
    for field in fields:
        each = getattr(value, field.attribute)
        if each is None or isinstance(each, Unset):
            continue
        if field.name not in tree:
            tree[field.name] = codec.write(each)
        elif each != field.default() and each != _read(codec, field, tree[field.name]):
            tree[field.name] = with_unread(codec, field, tree[field.name], codec.write(each))
    return tree


def with_unread(codec: ReadsAndWrites, field: WireField, raw: Any, new: Any) -> Any:
    """The tree of a field that was set since. What could not be read of the list (or mapping) it was before stays in it."""
    if isinstance(raw, dict) and isinstance(new, dict):
        return new | {name: each for name, each in raw.items() if not _read(codec, field, {name: each})}
    if isinstance(raw, list) and isinstance(new, list):
        new = list(new)
        for index, each in enumerate(raw):
            if not _read(codec, field, [each]):
                new.insert(index, each)
    return new


def _read(codec: ReadsAndWrites, field: WireField, raw: Any) -> Any:
    try:
        return codec.read(field.declared, raw)[0]
    except Unreadable:
        return None
