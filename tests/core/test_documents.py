"""What the bytes of a reply can be, and what becomes of them. Nothing that a decoder raises may escape."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies

from jobspan._core.documents import PAGE, body_of
from jobspan._core.http import Response

WORDS = {"id": "p1", "note": "Müller"}
TEXT = json.dumps(WORDS, ensure_ascii=False)


def document_of(response: Response) -> tuple[Any, str | None]:
    body = body_of(response)
    return body.document, body.problem


def reply(body: bytes, status: int = 200, content_type: str = "application/json") -> Response:
    return Response(status=status, headers={"content-type": content_type}, body=body)


@pytest.mark.parametrize(
    "body",
    [TEXT.encode(), TEXT.encode("utf-8-sig"), TEXT.encode("utf-16"), TEXT.encode("utf-16-be"), TEXT.encode("utf-32")],
)
def test_every_encoding_of_unicode_is_read(body: bytes) -> None:
    assert document_of(reply(body)) == (WORDS, None)


def test_an_encoding_that_the_reply_names_is_read() -> None:
    assert document_of(reply(TEXT.encode("latin-1"), content_type="application/json; charset=ISO-8859-1"))[0] == WORDS


def test_an_old_encoding_is_read_in_errors_alone() -> None:
    assert document_of(reply(TEXT.encode("cp1252"), status=400))[0] == WORDS
    document, problem = document_of(reply(TEXT.encode("cp1252")))
    assert document is None
    assert problem is not None


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<!DOCTYPE html><p>down</p>", PAGE),
        (b'{"id": "p', "truncated"),
        (b"OK", "not JSON"),
        (b'{"id": "\xff"}', "not text"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"id": NaN, "x": ' + b"[" * 3000 + b"]" * 3000 + b"}", "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_named(body: bytes, problem: str) -> None:
    document, said = document_of(reply(body))
    assert document is None
    assert said is not None
    assert problem in said


def test_depth_is_named_where_the_decoder_does_not_bear_it() -> None:
    """How deep a decoder goes depends on the interpreter; what it does not read is said, and what it does is a document."""
    document, said = document_of(reply(b'{"id": "m1", "x": ' + b"[" * 3000 + b"]" * 3000 + b"}"))
    assert (document is None) is (said == "the JSON body is nested too deeply")


def test_numbers_that_are_none_are_read_as_absent() -> None:
    assert document_of(reply(b'{"a": NaN, "b": -Infinity, "c": 1}'))[0] == {"a": None, "b": None, "c": 1}


@pytest.mark.parametrize("body", [b"", b"  \n"])
def test_nothing_is_nothing(body: bytes) -> None:
    assert document_of(reply(body)) == (None, None)


@given(
    strategies.binary(max_size=200), strategies.sampled_from([200, 400]), strategies.sampled_from(["", "x", "utf-7"])
)
def test_nothing_escapes(body: bytes, status: int, charset: str) -> None:
    document_of(reply(body, status, f"application/json; charset={charset}"))


json_values: Any = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers(-(2**53), 2**53) | strategies.text(),
    lambda inner: strategies.lists(inner) | strategies.dictionaries(strategies.text(), inner),
)


@given(strategies.dictionaries(strategies.text(), json_values, min_size=1))
def test_documents_come_back(document: dict[str, Any]) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        text = json.dumps(document, ensure_ascii=False).encode(encoding, "surrogatepass")
        read, problem = document_of(reply(text))
        assert problem is None or "not" in problem
        assert read == document or problem is not None
