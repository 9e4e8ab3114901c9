"""A single model as people see it: in a line, in a notebook, and in its place among others."""

from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final

import attrs

from jobspan._core.html import html_table
from jobspan._core.redact import mask_json
from jobspan._core.showing import belongs_in_tables, is_internal, shown, shown_of, shown_repr
from jobspan._core.words import cut, in_utc, in_words
from jobspan.jobs import FACTS, JobFacts

FIRST_LOOKED_FOR: Final = (
    "id",
    "name",
    "status",
    "state",
    "phase",
    "created_at",
    "started_at",
    "ended_at",
    "duration",
)
"""Fields that people look for before anything else."""
_LONGEST: Final = 80
_MOST: Final = 5
_MOST_LINES: Final = 50


def short_repr(model: Any) -> str:
    """The fields that are set, long texts and lists cut."""
    parts = [f"{field.name}={_short(_in_repr(field, value))}" for field, value in _set_fields(model) if field.repr]
    return f"{type(model).__name__}({', '.join(parts)})"


def html_of_model(model: Any, *, more: int = 0) -> str:
    """The fields that are set, each in a row; those of models inside of it in one cell.

    Of a job those as well that every job has, unless a field of the vendor's says the same time.
    """
    told = {
        field.name: text
        for field, value in _set_fields(model)
        if belongs_in_tables(field) and (text := _told(_briefly(shown_of(field, value))))
    }
    if isinstance(model, JobFacts):
        facts = {name: in_words(getattr(model, name)) for name in FACTS if name not in told}
        told |= {name: text for name, text in facts.items() if text and text not in told.values()}
    return html_table((type(model).__name__, ""), sorted(told.items(), key=lambda row: rank_of(row[0])), more=more)


def rank_of(name: str) -> int:
    """How soon people look for a field or column."""
    return FIRST_LOOKED_FOR.index(name) if name in FIRST_LOOKED_FOR else len(FIRST_LOOKED_FOR)


def place_of(model: Any) -> tuple[Any, ...]:
    """What models are sorted by."""
    moment = (model.started_at or model.created_at) if isinstance(model, JobFacts) else None
    aware = datetime.min.replace(tzinfo=UTC) if moment is None else in_utc(moment)
    names = [getattr(model, name, None) for name in ("name", "id")]
    return (aware, *(("" if name is None else str(name)) for name in names))


def _set_fields(model: Any) -> list[tuple["attrs.Attribute[Any]", Any]]:
    found = []
    for field in attrs.fields(type(model)):
        value = getattr(model, field.name)
        if field.name != "extra" and not is_internal(field) and value is not None and value != ():
            found.append((field, value))
    return found


def _in_repr(field: "attrs.Attribute[Any]", value: Any) -> str:
    if callable(field.repr):
        return str(field.repr(value))
    match value:
        case Enum():
            return repr(value.value)
        case datetime():
            return repr(str(value))
        case str():
            return repr(cut(shown(value), _LONGEST))
        case tuple() if len(value) > _MOST:
            first = ", ".join(map(shown_repr, value[: _MOST - 2]))
            return f"({first}, ... {len(value) - _MOST + 2} more)"
        case _:
            return shown_repr(value)


def _short(text: str) -> str:
    return cut(text, 4 * _LONGEST)


def _told(value: Any) -> str:
    """Records one below the other, anything else in one piece."""
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        left_out = [f"… and {len(value) - _MOST_LINES:,} more"] if len(value) > _MOST_LINES else []
        return "\n".join([*map(in_words, value[:_MOST_LINES]), *left_out])
    return cut(in_words(value), 5 * _LONGEST)


def _briefly(value: Any) -> Any:
    match value:
        case tuple() | list():
            return [_briefly(each) for each in value]
        case _ if attrs.has(type(value)):
            return {field.name: _briefly(shown_of(field, each)) for field, each in _set_fields(value) if field.repr}
        case dict():
            return mask_json({name: _briefly(each) for name, each in value.items()})
        case _:
            return shown(value)
