"""Cells: values as libraries of tables take them, with secrets masked."""

import json
from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Any, Final

import attrs

from jobspan._core.plain import plain
from jobspan._core.secret import Secret
from jobspan._core.showing import belongs_in_tables, shown, shown_of
from jobspan._core.tables.kinds import JSON, TEXT, Kind, Sort
from jobspan._core.words import in_utc


def cell(kind: Kind, value: Any, *, reveal_secrets: bool = False) -> Any:
    """A value of a kind; ``None`` where there is none, and where it is not of that kind."""
    if value is None:
        return None
    match kind.sort:
        case Sort.TEXT | Sort.WORD:
            return _text(value, reveal_secrets)
        case Sort.WHOLE | Sort.REAL | Sort.YES_NO | Sort.DAY | Sort.SPAN:
            value = value.value if isinstance(value, Enum) else value
            return None if isinstance(value, str) else value
        case Sort.MOMENT:
            return _moment(value)
        case Sort.LIST:
            if not isinstance(value, tuple | list) or kind.of is None:
                return None
            return [cell(kind.of, each, reveal_secrets=reveal_secrets) for each in value]
        case Sort.RECORD:
            return _record(kind, value, reveal_secrets) if attrs.has(type(value)) else None
        case _:
            return document(value, reveal_secrets=reveal_secrets)


def document(value: Any, *, reveal_secrets: bool = False) -> str:
    """The text of a JSON document."""
    return json.dumps(plain(value, reveal_secrets=reveal_secrets), ensure_ascii=False, separators=(",", ":"))


def settled(values: Iterable[Any], *, reveal_secrets: bool = False) -> tuple[Kind, list[Any]]:
    """Values of no declared shape: texts, numbers and the like as they are when all are of one sort, else JSON."""
    plain_values = [plain(value, reveal_secrets=reveal_secrets) for value in values]
    sorts = {type(value) for value in plain_values if value is not None}
    if sorts == {int, float}:
        return Kind(Sort.REAL), [None if value is None else float(value) for value in plain_values]
    if len(sorts) == 1 and (kind := _OF_ONE_SORT.get(sorts.pop())) is not None:
        return kind, plain_values
    return JSON, [None if value is None else document(value, reveal_secrets=True) for value in plain_values]


_OF_ONE_SORT: Final = {str: TEXT, bool: Kind(Sort.YES_NO), int: Kind(Sort.WHOLE), float: Kind(Sort.REAL)}


def value_of(field: "attrs.Attribute[Any]", row: Any, *, reveal_secrets: bool) -> Any:
    """A field of a row, masked where it is sensitive."""
    value = getattr(row, field.name)
    return value if reveal_secrets else shown_of(field, value)


def _text(value: Any, reveal_secrets: bool) -> str:
    value = value.value if isinstance(value, Enum) else value
    if isinstance(value, Secret) and reveal_secrets:
        return value.reveal()
    return str(value if reveal_secrets else shown(value))


def _moment(value: Any) -> datetime | None:
    return in_utc(value) if isinstance(value, datetime) else None


def _record(kind: Kind, value: Any, reveal_secrets: bool) -> dict[str, Any]:
    members = dict(kind.members)
    return {
        field.name: cell(
            members[field.name],
            value_of(field, value, reveal_secrets=reveal_secrets),
            reveal_secrets=reveal_secrets,
        )
        for field in attrs.fields(type(value))
        if belongs_in_tables(field) and field.name in members
    }
