"""Every reply of every plane is read by msgspec: what is left to be read by hand is made of what it reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import attrs
import pytest

from jobspan._core.convert import Codec, RowsReply
from jobspan._core.convert.containers import ListReader, MappingReader
from jobspan._core.convert.fields import fields_of, wire_fields
from jobspan._core.convert.model_reader import ModelReader
from jobspan._core.convert.structs import Inexpressible, twin_type
from jobspan._core.convert.trail import Trail, trail
from jobspan._core.declared import is_model, is_optional, without_none
from jobspan._core.operation import Operation
from jobspan._planes.ciphertrust.dialect import CckmCodec
from jobspan._planes.groupid.models.documents import DocumentCodec, RowsReader
from jobspan._planes.registry import PLANES
from jobspan.models import Extra, Model

CODECS: dict[str, type[Codec]] = {"ciphertrust": CckmCodec, "groupid": DocumentCodec}
REPLIES = [
    pytest.param(plane, row, id=f"{plane}-{row.id}")
    for plane, entry in PLANES.items()
    for row in entry.abilities().operations
    if row.returns is not None
]
EVERY_REPLY = pytest.mark.parametrize(("plane", "operation"), REPLIES)


def by_hand(codec: Codec, declared: Any, path: str) -> Iterator[str]:
    """The places that msgspec has no part in."""

    def refuse(model: Any) -> Any:
        raise Inexpressible(model)

    if is_optional(declared):
        declared = without_none(declared)
    try:
        twin_type(declared, codec.placeholders, refuse)
        return
    except Inexpressible:
        hook = codec.hook(declared)
    if isinstance(hook, ModelReader):
        for field, _, _ in hook.twins.current().by_hand:
            yield from by_hand(codec, field.declared, f"{path}.{field.name}")
    elif isinstance(hook, ListReader | MappingReader):
        yield from by_hand(codec, get_args(declared)[-1 if isinstance(hook, MappingReader) else 0], f"{path}[]")
    elif isinstance(hook, RowsReader):
        yield from by_hand(codec, hook.inside, path)
    else:
        yield f"{path}: {declared}"


@EVERY_REPLY
def test_no_reply_has_parts_that_msgspec_cannot_read(plane: str, operation: Operation[Any]) -> None:
    trail.set(Trail())
    assert list(by_hand(CODECS.get(plane, Codec)(), operation.returns, "$")) == []


@EVERY_REPLY
def test_rows_are_marked_and_have_no_default(plane: str, operation: Operation[Any]) -> None:
    """A reply with a list of models and no other members that matter is one that carries rows."""
    for model in models_in(operation.returns):
        marked = [field for field in wire_fields(model, CODECS.get(plane, Codec)().naming) if field.rows is not None]
        assert all(field.required for field in marked)
        assert bool(marked) <= issubclass(getattr(model, "__origin__", model), RowsReply)
        for field in marked:
            counts = field.rows.total if field.rows else None
            assert counts is None or counts in {each.name for each in attrs.fields(getattr(model, "__origin__", model))}


def models_in(declared: Any) -> Iterator[Any]:
    if is_model(declared):
        yield declared
        for _, inner in fields_of(declared):
            yield from models_in(inner)
    else:
        for each in get_args(declared):
            yield from models_in(each)


@EVERY_REPLY
def test_a_converter_leaves_alone_what_was_read(plane: str, operation: Operation[Any]) -> None:
    """Fields are converted once more when the class is called: what is of the declared type stays as it is."""
    del plane
    for model in models_in(operation.returns):
        for field in attrs.fields(getattr(model, "__origin__", model)):
            if field.converter is not None and field.name != "extra":
                convert: Any = field.converter
                assert convert(None) is None
                given: Any = {"key": "canary"} if "dict[" in str(field.type) else "canary"
                assert convert(convert(given)) == convert(given)


def test_every_model_shares_one_extra() -> None:
    """In a page of models, a dict each would be a quarter of the memory."""
    rows = [row for entry in PLANES.values() for row in entry.abilities().operations]
    for row in rows:
        for model in models_in(row.returns):
            bare = getattr(model, "__origin__", model)
            if issubclass(bare, Model):
                assert isinstance(attrs.fields_dict(bare)["extra"].default, Extra)
