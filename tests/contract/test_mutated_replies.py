"""Every documented reply, spoiled in each of its places: it is read, or refused with the place. No list gets shorter without a
word, and both roads to a model agree."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from jobspan._core.convert import Codec, Oddity, RowsReply, Unreadable
from jobspan._core.convert.fields import wire_fields
from jobspan._core.convert.naming import WHOLE
from jobspan._core.operation import Operation
from jobspan._planes.ciphertrust.dialect import CckmCodec
from jobspan._planes.groupid.models.documents import DocumentCodec
from jobspan._planes.huawei_dsc.operations.every import OPERATIONS as DSC
from jobspan._planes.registry import PLANES
from jobspan.models import Model

DATA = Path(__file__).parent / "data"
CODECS: dict[str, Callable[[], Codec]] = {"ciphertrust": CckmCodec, "groupid": DocumentCodec}
MOST_PLACES = 40
"""Places that are spoiled in one reply, spread over all of it."""


def exchanges(plane: str) -> list[dict[str, Any]]:
    document = json.loads((DATA / f"{plane}.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = document["exchanges"] if isinstance(document, dict) else document
    return found


def answered(exchange: dict[str, Any]) -> Any:
    """The body of a documented success; ``None`` when there is none."""
    reply = next((exchange[name] for name in ("reply", "response", "answered") if name in exchange), None)
    if isinstance(reply, dict) and "body" in reply and "status" in reply:
        return reply["body"] if reply["status"] < 300 else None
    return reply


def operation_of(plane: str, exchange: dict[str, Any]) -> Operation[Any] | None:
    rows = PLANES[plane].abilities().operations
    if "operation" in exchange:
        return next((row for row in rows if row.id == exchange["operation"]), None)
    sent = exchange.get("sent", exchange)
    return next((row for row in rows if row.method == sent["method"] and matches(row.path, sent["path"])), None)


def matches(template: str, path: str) -> bool:
    pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
    return re.fullmatch(rf"(/api)?{pattern}", path.partition("?")[0]) is not None


def documented() -> Iterator[Any]:
    for plane in ("delphix", "ciphertrust", "groupid", "huawei_drs", "huawei_dsc"):
        for exchange in exchanges(plane):
            row, body = operation_of(plane, exchange), answered(exchange)
            if row is not None and row.returns is not None and body is not None:
                name = exchange.get("name") or exchange.get("case")
                yield pytest.param(plane, row, body, id=f"{plane}-{name}")


REPLIES = [*documented()]


def places(tree: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield place
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, each in inner:
        yield from places(each, (*place, step))


SPOILS: tuple[Any, ...] = (None, "x", 7, 2.5, True, [], {}, [None], {"id": None}, "2024-05-01T10:00:00", [{"new": [1]}])


def spoiled(body: Any) -> Iterator[Any]:
    """The reply with one place replaced, removed, widened or repeated."""
    found = [*places(body)]
    for number in range(0, len(found), -(-len(found) // MOST_PLACES)):
        place = found[number]
        for spoil in SPOILS:
            yield put(body, place, partial(instead, spoil))
        yield put(body, place, lambda old: {**old, "added by the vendor": 1} if isinstance(old, dict) else old)
        yield put(body, place, lambda old: [None, *old, 3, {}, []] if isinstance(old, list) else str(old))
        if place and isinstance(place[-1], str):
            yield put(body, place[:-1], partial(without, place[-1]))


def instead(spoil: Any, _: Any) -> Any:
    return spoil


def without(name: str, old: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in old.items() if key != name}


def put(tree: Any, place: tuple[Any, ...], change: Callable[[Any], Any]) -> Any:
    if not place:
        return change(tree)
    made = copy.copy(tree)
    made[place[0]] = put(tree[place[0]], place[1:], change)
    return made


def outcome(read: Any, model: Any, document: Any) -> tuple[Any, Any]:
    try:
        value, oddities = read(model, document)
    except Unreadable as bad:
        return bad.path, bad.why
    return value, sorted(oddities, key=str)


@pytest.mark.parametrize(("plane", "operation", "body"), REPLIES)
def test_a_spoiled_reply(plane: str, operation: Operation[Any], body: Any) -> None:
    codec = CODECS.get(plane, Codec)()
    for document in spoiled(body):
        value, oddities = outcome(codec.read, operation.returns, document)
        assert (value, oddities) == outcome(codec.read_by_hand, operation.returns, document)
        if isinstance(value, str):
            assert value.startswith("$")
            continue
        for gap in gaps(value, unwrapped(document), "$", codec):
            assert any(covers(odd, gap) for odd in oddities), (gap, oddities)


def unwrapped(document: Any) -> Any:
    return document["application/json"] if isinstance(document, dict) and "application/json" in document else document


def gaps(value: Any, raw: Any, path: str, codec: Codec) -> Iterator[str]:
    """The places of lists that are shorter in the model than in the document."""
    if isinstance(value, tuple) and isinstance(raw, list):
        if len(value) < len(raw):
            yield path
            return
        for index, (each, one) in enumerate(zip(value, raw, strict=True)):
            yield from gaps(each, one, f"{path}[{index}]", codec)
    if not isinstance(value, Model) or not isinstance(raw, dict | list):
        return
    for field in wire_fields(type(value), codec.naming):
        whole = field.name == WHOLE
        inside = raw if whole else raw.get(field.name) if isinstance(raw, dict) else None
        read, place = getattr(value, field.attribute), path if whole else f"{path}.{field.name}"
        rows: Any = getattr(read, "rows", read) if not isinstance(read, RowsReply) else read
        if field.rows and isinstance(inside, list):
            assert isinstance(value, RowsReply)
            assert len(rows) + value.unreadable == len(inside)
        if isinstance(inside, list) and not isinstance(rows, tuple | list | Model):
            yield place
        yield from gaps(rows, inside, place, codec)


def covers(odd: Oddity, gap: str) -> bool:
    """Whether it tells of the gap; what is odd in many elements is told with the first of them."""
    return without_numbers(odd.path).startswith(without_numbers(gap))


def without_numbers(path: str) -> str:
    return re.sub(r"\[\d+\]", "[]", path)


def test_every_plane_has_replies_to_spoil() -> None:
    assert {row.values[0] for row in REPLIES} == {"delphix", "ciphertrust", "groupid", "huawei_drs", "huawei_dsc"}
    assert sum(len([*spoiled(row.values[2])]) for row in REPLIES) > 6_118
    assert DSC
