"""What a plane says in its own words may repeat a password, in any text, list or dictionary: no view of anything shows it."""

from __future__ import annotations

import copy
from enum import Enum
from html import unescape
from typing import Any

import attrs
import pytest

from jobspan._core.envelope import ReplyEnvelope
from jobspan._core.plain import Plain
from jobspan.groupid import Document
from jobspan.hooks import Published
from jobspan.models import Model, extra_of
from jobspan.tables import Rows
from tests.lint.conftest import CANARY, filled, subclasses
from tests.masking.views import in_full

SAID = f"login failed for jdbc:mysql://h/x?user=u&password={CANARY}"
MEMBERS = {"key": SAID, "password": f"two {CANARY}", "deep": [{"newPassword": f"two {CANARY}", "said": [SAID]}]}


def talkative(value: Any) -> Any:
    """The same with a password in each free text of it."""
    match value:
        case Enum() | None | bool():
            return value
        case str():
            return SAID
        case dict():
            return {name: talkative(each) for name, each in value.items()} | MEMBERS
        case tuple() | list():
            return type(value)(talkative(each) for each in value)
        case _ if attrs.has(type(value)):
            other = copy.copy(value)
            for field in attrs.fields(type(value)):
                if field.name == "extra":
                    object.__setattr__(other, "extra", extra_of(MEMBERS))
                elif hasattr(value, field.name):
                    object.__setattr__(other, field.name, talkative(getattr(value, field.name)))
            return other
        case _:
            return value


def looks(value: Any) -> dict[str, str]:
    found = {"repr": repr(value), "str": str(value), "format": f"{value}", "in a list": repr([value])}
    for name in ("_repr_html_", "to_json", "to_dict", "to_dicts"):
        show = getattr(value, name, None)
        if callable(show):
            found[name] = unescape(in_full(show()))
    return found


def of_rows(value: Any) -> dict[str, str]:
    rows = Rows([value])
    return {
        "rows": repr(rows),
        "rows in HTML": unescape(rows._repr_html_()),
        "frame": rows.to_pandas().to_csv(),
        "other frame": str(rows.to_polars().rows(named=True)),
        "table": str(rows.to_arrow().to_pylist()),
        "dicts": str(rows.to_dicts()),
    }


SHOWN = [
    each
    for each in subclasses(Plain)
    if attrs.has(each) and not issubclass(each, ReplyEnvelope) and each is not Document
]
EVENTS = [each for each in subclasses(Published) if each is not Published]


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_no_view_of_anything_read_shows_it(kind: type[Any]) -> None:
    value = talkative(filled(kind))
    views = looks(value) | (of_rows(value) if issubclass(kind, Model) else {})
    assert [name for name, text in views.items() if CANARY in text] == []


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_no_view_of_an_event_shows_it(kind: type[Any]) -> None:
    assert [name for name, text in looks(talkative(filled(kind))).items() if CANARY in text] == []
