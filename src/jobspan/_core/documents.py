"""The bytes of a reply as a JSON document. Whatever a decoder raises ends here, as words for what is wrong."""

import codecs
import json
import re
from typing import Any, Final

import msgspec

from jobspan._core.http import Response

PAGE: Final = "the body is an HTML or XML page, not JSON"

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET: Final = re.compile(r"charset=\"?([\w.:-]+)", re.IGNORECASE)
_DEEPEST: Final = 500
"""Levels of nesting. Deeper than any plane answers, and far from where an interpreter would give up."""


def document_of(response: Response) -> tuple[Any, str | None]:
    """The body as JSON, and if it cannot be read as such, what it is instead.

    UTF-8 as the standard asks; a byte order mark and the other encodings of Unicode are understood, and an encoding that the
    reply names. An error reply in an old Windows encoding is read as well: its words matter more than their accents.
    """
    body = response.body
    if not body.strip():
        return None, None
    try:
        return msgspec.json.decode(body), None
    except (msgspec.DecodeError, ValueError, RecursionError) as bad:
        first = bad
    start = body.lstrip()[:64].lower()
    if start.startswith(b"<"):
        return None, PAGE
    if isinstance(first, RecursionError):
        return None, "the JSON body is nested too deeply"
    if "truncated" in str(first):
        return None, "the JSON body is truncated"
    return _unusual(response)


def _unusual(response: Response) -> tuple[Any, str | None]:
    text = _text(response)
    if text is None:
        return None, "the body is not text in any encoding of Unicode, and it names no other"
    if text.lstrip()[:1] not in ("{", "["):
        return None, "the body is not JSON"
    if _depth(text) > _DEEPEST:
        return None, "the JSON body is nested too deeply"
    try:
        return json.loads(text, parse_constant=lambda name: None), None
    except (ValueError, RecursionError):
        return None, "the body is not JSON"


def _text(response: Response) -> str | None:
    body = response.body
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _decoded(body, "utf-8-sig" if encoding == "utf-8" else encoding)
    named = _CHARSET.search(response.header("content-type") or "")
    candidates = [json.detect_encoding(body), *([named[1]] if named else []), *([] if response.ok else ["cp1252"])]
    return next((text for encoding in candidates if (text := _decoded(body, encoding)) is not None), None)


def _decoded(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (ValueError, LookupError):
        return None


def _depth(text: str) -> int:
    """An upper bound of the nesting: brackets in strings count as well."""
    deepest = level = 0
    for bracket in re.findall(r"[\[{\]}]", text):
        level += 1 if bracket in "[{" else -1
        deepest = max(deepest, level)
    return deepest
