"""What a column holds, read from how the field is declared."""

from datetime import date, datetime, timedelta
from enum import Enum, IntEnum, StrEnum
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import attrs

from jobspan._core.classes import frozen
from jobspan._core.declared import fields_of, is_optional, is_sequence, without_none
from jobspan._core.secret import Secret
from jobspan._core.showing import belongs_in_tables


class Sort(StrEnum):
    """The sorts of values that all libraries of tables tell apart."""

    TEXT = "text"
    WORD = "word"
    """One of the words of an enum."""
    WHOLE = "whole"
    REAL = "real"
    YES_NO = "yes or no"
    MOMENT = "moment"
    DAY = "day"
    SPAN = "span"
    LIST = "list"
    RECORD = "record"
    JSON = "json"
    """What has no declared shape, as the text of a JSON document."""


@frozen
class Kind:
    """What a column, or what is in the cells of a column, holds.

    Attributes:
        words: of an enum, those that this version knows.
        of: what a list is of.
        members: what a record is made of, by name.
    """

    sort: Sort
    words: tuple[str, ...] = ()
    of: "Kind | None" = None
    members: tuple[tuple[str, "Kind"], ...] = ()


TEXT: Final = Kind(Sort.TEXT)
JSON: Final = Kind(Sort.JSON)
_SIMPLE: Final = {
    bool: Kind(Sort.YES_NO),
    int: Kind(Sort.WHOLE),
    float: Kind(Sort.REAL),
    datetime: Kind(Sort.MOMENT),
    date: Kind(Sort.DAY),
    timedelta: Kind(Sort.SPAN),
    str: TEXT,
    Secret: TEXT,
}


def kind_of(declared: Any, within: tuple[type, ...] = ()) -> Kind:
    """The kind of what is declared so; ``within`` are the models around it: one inside of itself has no columns."""
    if is_optional(declared):
        return kind_of(without_none(declared), within)
    if declared in _SIMPLE:
        return _SIMPLE[declared]
    if isinstance(declared, type) and issubclass(declared, Enum):
        return _kind_of_enum(declared)
    if get_origin(declared) is Literal:
        return Kind(Sort.WORD, words=tuple(map(str, get_args(declared))))
    if is_sequence(declared):
        return Kind(Sort.LIST, of=kind_of((*get_args(declared), Any)[0], within))
    model = model_of(declared)
    if model is not None and model not in within:
        inside = (*within, model)
        members = [(f.name, kind_of(each, inside)) for f, each in fields_of(declared) if belongs_in_tables(f)]
        return Kind(Sort.RECORD, members=tuple(members)) if members else JSON
    return TEXT if _all_text(declared) else JSON


def model_of(declared: Any) -> type | None:
    """The attrs class that is declared, or ``None``."""
    bare = get_origin(declared) or declared
    return bare if isinstance(bare, type) and attrs.has(bare) and not issubclass(bare, Secret) else None


def _kind_of_enum(declared: type[Enum]) -> Kind:
    if issubclass(declared, IntEnum):
        return _SIMPLE[int]
    return Kind(Sort.WORD, words=tuple(str(member.value) for member in declared))


def _all_text(declared: Any) -> bool:
    """Whether it is one or another sort of text: a secret or a plain one."""
    parts = get_args(declared) if get_origin(declared) in (Union, UnionType) else ()
    return bool(parts) and all(part in (str, Secret) for part in parts)
