"""Both roads to a model give equal ones: every reply of every plane, with documents as documented, odd and broken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from jobspan._core.convert import Codec, Unreadable
from jobspan._core.convert.fields import WireField, wire_fields
from jobspan._core.convert.naming import WHOLE
from jobspan._core.convert.structs import REFUSED
from jobspan._core.declared import is_any, is_mapping, is_model, is_optional, is_sequence, without_none
from jobspan._planes.ciphertrust.dialect import CckmCodec
from jobspan._planes.groupid.models.documents import DocumentCodec, Rows
from jobspan._planes.groupid.models.transforms import Text, Transform
from jobspan._planes.registry import PLANES
from jobspan.credentials import Secret

CODECS: dict[str, type[Codec]] = {"ciphertrust": CckmCodec, "groupid": DocumentCodec}


def replies() -> Iterator[Any]:
    """Each plane with each model that it answers with."""
    for plane, entry in PLANES.items():
        models = {row.returns: row.id for row in entry.abilities().operations if row.returns is not None}
        for model, operation in models.items():
            yield pytest.param(plane, model, id=f"{plane}-{operation}")


WORDS = st.text("abc \u00e4\u4e2d", max_size=4)
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        "",
        "x",
        0,
        7,
        -1,
        2.5,
        3.0,
        1e300,
        10**30,
        True,
        [],
        {},
        [None],
        [[]],
        {"id": None},
        "5",
        "true",
        "2024-01-01",
    ]
)
MOMENTS = st.sampled_from(
    ["2023-05-26T12:44:07Z", "2023-05-26T12:44:07", "2023-05-26 12:44:07.123456789+0530", "2024-06-04T09:45:25.13Z"]
)
TEXTS = WORDS | st.sampled_from(["Join:field=a;separator=b;field=c", "Static:value=x", "Join:x", "Script:text=y"])
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: WORDS,
    bool: st.booleans(),
    int: st.integers(-(2**53), 2**70),
    float: st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53),
    datetime: MOMENTS,
    Secret: WORDS,
    Text: WORDS,
    Transform: TEXTS,
}
DEEPEST = 5


def values(declared: Any, codec: Codec, depth: int) -> st.SearchStrategy[Any]:
    """Mostly what is documented; now and then something else."""
    if is_any(declared):
        return ODD
    if declared in SCALARS:
        usual = SCALARS[declared]
    elif is_optional(declared):
        usual = st.none() | values(without_none(declared), codec, depth)
    elif is_sequence(declared):
        usual = st.lists(values(get_args(declared)[0], codec, depth + 1), max_size=3)
    elif is_mapping(declared):
        of = get_args(declared)[1] if get_args(declared) else Any
        usual = st.dictionaries(WORDS, values(of, codec, depth + 1), max_size=2)
    elif isinstance(declared, type) and issubclass(declared, Rows):
        usual = values(next(field.declared for field in wire_fields(declared, codec.naming)), codec, depth)
    elif is_model(declared):
        usual = documents(declared, codec, depth + 1)
    elif isinstance(declared, type) and issubclass(declared, Enum):
        usual = st.sampled_from([each.value for each in declared]) | SCALARS[int if issubclass(declared, int) else str]
    else:
        raise AssertionError(f"no values for {declared}")
    return st.one_of(usual, usual, usual, usual, usual, ODD)


@st.composite
def documents(draw: st.DrawFn, model: Any, codec: Codec, depth: int = 0) -> Any:
    fields = wire_fields(model, codec.naming)
    if fields[0].name == WHOLE:
        return draw(values(fields[0].declared, codec, depth))
    made = {field.name: draw(values(field.declared, codec, depth)) for field in _some(draw, fields, depth)}
    if draw(st.integers(0, 4)) == 0:
        made |= draw(st.dictionaries(st.sampled_from(["new", "extra", "original", "(extra)", "id"]), ODD, max_size=2))
    return made


def _some(draw: st.DrawFn, fields: tuple[WireField, ...], depth: int) -> list[WireField]:
    """What a document has: nearly always what it needs, and a handful of the rest."""
    rest = [field for field in fields if not field.required]
    few = draw(st.lists(st.sampled_from(rest), max_size=7, unique_by=lambda field: field.name)) if rest else []
    needed = [field for field in fields if field.required and draw(st.integers(0, 15))]
    return needed + (few if depth <= DEEPEST else [])


def outcome(read: Any, model: Any, document: Any) -> Any:
    """The model with what was odd, or where and why there is none."""
    try:
        value, oddities = read(model, document)
        return value, sorted(oddities, key=str)
    except Unreadable as bad:
        return bad.path, bad.why


@pytest.mark.parametrize(("plane", "model"), [*replies()])
@pytest.mark.exhaustive
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_both_roads_give_equal_models(plane: str, model: Any, data: st.DataObject) -> None:
    """Three documents a codec, so that the last are read with what it learnt from the first; then all of them again."""
    codec = CODECS.get(plane, Codec)()
    shown = data.draw(st.lists(documents(model, codec), min_size=1, max_size=3))
    by_hand = [outcome(codec.read_by_hand, model, document) for document in shown]
    assert [outcome(codec.read, model, document) for document in shown] == by_hand
    assert [outcome(codec.read, model, document) for document in shown] == by_hand


def straight(codec: Codec, model: Any, document: Any) -> Any:
    """Read from bytes, as replies are: without plain JSON in between where the codec knows how."""
    body, decode = msgspec.json.encode(document), codec.decoder(model)
    try:
        return codec.read(model, msgspec.json.decode(body) if decode is None else decode(body))
    except REFUSED:
        return codec.read(model, msgspec.json.decode(body))


def rows_replies() -> list[Any]:
    return [each for each in replies() if CODECS.get(each.values[0], Codec)().decoder(each.values[1]) is not None]


@pytest.mark.parametrize(("plane", "model"), rows_replies())
@pytest.mark.exhaustive
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_way_straight_from_the_bytes_gives_equal_models(plane: str, model: Any, data: st.DataObject) -> None:
    codec = CODECS.get(plane, Codec)()
    shown = data.draw(st.lists(documents(model, codec), min_size=1, max_size=3))
    sent = [msgspec.json.decode(msgspec.json.encode(document)) for document in shown]
    by_hand = [outcome(codec.read_by_hand, model, document) for document in sent]
    assert [outcome(partial(straight, codec), model, document) for document in shown] == by_hand
    assert [outcome(partial(straight, codec), model, document) for document in shown] == by_hand


def test_replies_with_rows_go_straight_on_planes_that_write_them_as_documented() -> None:
    planes = {each.values[0] for each in rows_replies()}
    assert {"delphix", "huawei_drs", "huawei_dsc"} <= planes


@pytest.mark.parametrize(("plane", "model"), [*replies()])
@pytest.mark.exhaustive
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_nothing_is_in_a_model_but_what_it_declares(plane: str, model: Any, data: st.DataObject) -> None:
    codec = CODECS.get(plane, Codec)()
    found = outcome(codec.read, model, data.draw(documents(model, codec)))[0]
    for value in _within(found, codec):
        assert not isinstance(value, datetime) or value.tzinfo is not None


def _within(value: Any, codec: Codec) -> Iterator[Any]:
    yield value
    if is_model(type(value)):
        for field in wire_fields(type(value), codec.naming):
            yield from _within(getattr(value, field.attribute), codec)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _within(each, codec)
