"""The ways in which an exchange is spoiled: before the plane gets it, or after the plane has acted on it."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import attrs

from tests.faults.proxy import Answer, Cut, Forward, Spoil, head_of

PAGE = b"<html><body><h1>upstream</h1></body></html>"
HTML = (("content-type", "text/html"),)


@attrs.frozen
class Fault:
    """A way to spoil an exchange.

    Attributes:
        works: the plane gets the request and acts on it.
        always: it strikes every attempt of a call, not only the first.
    """

    name: str
    spoil: Spoil
    works: bool
    always: bool = False


def _instead(answer: Answer | Cut) -> Spoil:
    """The plane does not get the request."""
    return lambda forward: answer


def _after(spoil: Callable[[Answer], Answer | Cut]) -> Spoil:
    """The plane acts; what it says comes back spoiled."""

    def spoiled(forward: Forward) -> Answer | Cut:
        return spoil(forward())

    return spoiled


def _worded(status: int) -> Answer:
    return Answer(status, HTML, PAGE)


def _page_of(status: int) -> Callable[[Answer], Answer]:
    return lambda answer: _worded(status)


def _half_body(answer: Answer) -> Cut:
    whole = head_of(answer) + (answer.body or b"x")
    return Cut(whole[: -max(1, len(answer.body) // 2)])


def _half_json(answer: Answer) -> Answer:
    return answer.with_body(answer.body[: len(answer.body) // 2])


def _half_gzip(answer: Answer) -> Answer:
    packed = gzip.compress(answer.body or b"{}")
    return answer.with_body(packed[: len(packed) // 2], content_encoding="gzip")


def _before(name: str, answer: Answer | Cut) -> Fault:
    return Fault(f"before: {name}", _instead(answer), works=False)


def _done(name: str, spoil: Callable[[Answer], Answer | Cut], always: bool = False) -> Fault:
    return Fault(f"done: {name}", _after(spoil), works=True, always=always)


FAULTS = (
    _before("connection closed", Cut()),
    _before("connection reset", Cut(reset=True)),
    *(_before(f"{status} page", _worded(status)) for status in (408, 429, 500, 502, 503, 504)),
    _done("connection closed", lambda answer: Cut()),
    _done("connection reset", lambda answer: Cut(reset=True)),
    _done("half a head", lambda answer: Cut(head_of(answer)[:20])),
    _done("half a body", _half_body),
    _done("not HTTP", lambda answer: Cut(b"\x00\x01 out of order\r\n\r\n")),
    *(_done(f"{status} page", _page_of(status)) for status in (408, 409, 418, 500, 502, 503, 504, 520, 522, 524, 599)),
    _done("303", lambda answer: Answer(303, (("location", "/elsewhere"),))),
    _done("200 page", lambda answer: _worded(200)),
    _done("200 empty", lambda answer: Answer(200)),
    _done("204", lambda answer: Answer(204)),
    _done("{}", lambda answer: answer.with_body(b"{}")),
    _done("null", lambda answer: answer.with_body(b"null")),
    _done("text", lambda answer: answer.with_body(b"OK", content_type="text/plain")),
    _done("half of the JSON", _half_json),
    _done("another encoding", lambda answer: answer.with_body(b'{"id": "\xfc\xff"')),
    _done("deep JSON", lambda answer: answer.with_body(b"[" * 100_000)),
    _done("other JSON", lambda answer: answer.with_body(b'["nothing", 7]')),
    _done("half of the gzip", _half_gzip),
    _done("connection closed, always", lambda answer: Cut(), always=True),
    _done("502 page, always", lambda answer: _worded(502), always=True),
    _done("200 empty, always", lambda answer: Answer(200), always=True),
)
