"""What is declared as a secret is one, whatever a model or settings are made with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args, get_origin

import attrs
import pytest

from jobspan._core.declared import types_of
from jobspan.config import PlaneSettings
from jobspan.credentials import Secret
from jobspan.errors import JobspanError
from jobspan.models import Model
from jobspan.tables import Rows
from tests.lint.conftest import filled, subclasses

PLAIN = "plain-canary-51c8"
NUMBER = 7305518827
WORDS = (PLAIN, str(NUMBER))


def _with_secrets() -> Iterator[tuple[type[Any], str, bool]]:
    for kind in (*subclasses(Model), *subclasses(PlaneSettings)):
        types = types_of(kind) if attrs.has(kind) else {}
        for field in attrs.fields(kind) if attrs.has(kind) else ():
            parts = {types.get(field.name), *get_args(types.get(field.name))}
            in_mapping = any(get_origin(each) in (dict, Mapping) and Secret in get_args(each) for each in parts)
            if field.init and (Secret in parts or in_mapping):
                yield kind, field.name, in_mapping


FIELDS = list(_with_secrets())


def _made(kind: type[Any], field: str, value: Any) -> Any:
    if not issubclass(kind, PlaneSettings):
        return attrs.evolve(filled(kind), **{field: value})
    needed = {
        each.name: "https://host.example.com" if each.name == "url" else "needed"
        for each in attrs.fields(kind)
        if each.init and each.default is attrs.NOTHING
    }
    return kind(**needed | {field: value})


VIEWS: Mapping[str, Callable[[Any], object]] = {
    "repr": repr,
    "str": str,
    "rows": lambda made: repr(Rows([made])),
    "dicts": lambda made: Rows([made]).to_dicts(),
    "html": lambda made: Rows([made])._repr_html_(),
    "frame": lambda made: Rows([made]).to_pandas().to_dict("records"),
    "own html": lambda made: made._repr_html_() if hasattr(made, "_repr_html_") else "",
    "json": lambda made: made.to_json() if hasattr(made, "to_json") else "",
}


def test_there_are_many() -> None:
    assert len(FIELDS) > 50
    assert any(in_mapping for _, _, in_mapping in FIELDS)


@pytest.mark.parametrize(("kind", "field", "in_mapping"), FIELDS, ids=lambda each: getattr(each, "__name__", str(each)))
def test_no_view_shows_it(kind: type[Any], field: str, in_mapping: bool) -> None:
    for given in (PLAIN, NUMBER, PLAIN.encode(), [PLAIN]):
        try:
            made = _made(kind, field, {"key": given} if in_mapping else given)
        except JobspanError as refused:
            shown = {"error": f"{refused} {refused!r} {refused.to_dict()}"}
            assert given is not PLAIN or issubclass(kind, PlaneSettings), "a text is taken"
        else:
            held = getattr(made, field)
            assert isinstance(held["key"] if in_mapping else held, Secret)
            shown = {name: str(view(made)) for name, view in VIEWS.items()}
        assert {name for name, text in shown.items() if any(word in text for word in WORDS)} == set()
