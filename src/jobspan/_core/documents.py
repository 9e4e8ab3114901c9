"""The bytes of a reply as a JSON document. Whatever a decoder raises ends here, as words for what is wrong."""

import json
import math
import re
from collections.abc import Callable
from typing import Any, Final

import attrs
import msgspec

from jobspan._core.classes import frozen
from jobspan._core.convert.structs import REFUSED
from jobspan._core.http import Response
from jobspan._core.texts import encoding_of

_TOO_DEEP: Final = "the JSON body is nested too deeply"
PAGE: Final = "the body is an HTML or XML page, not JSON"

_CHARSET: Final = re.compile(r"charset=\"?([\w.:-]+)", re.IGNORECASE)
_DEEPEST: Final = 500
"""Levels of nesting. Deeper than any plane answers, and far from where an interpreter would give up."""


@frozen
class Body:
    """What a body says.

    Attributes:
        document: the JSON document; ``None`` when there is none.
        problem: what the body is instead, in words, if it cannot be read as JSON.
        holes: where it has numbers that JSON does not know (``NaN``, ``Infinity``, ``1e999``); they are null in the document.
        filled: its rows are structs, for the codec to go on with.
    """

    document: Any = attrs.field(default=None, repr=False)
    problem: str | None = None
    holes: tuple[str, ...] = ()
    filled: bool = False


def body_of(response: Response, decode: Callable[[bytes], Any] | None = None) -> Body:
    """The body as JSON.

    UTF-8 as the standard asks; a byte order mark and the other encodings of Unicode are understood, and an encoding that the
    reply names. An error reply in an old Windows encoding is read as well: its words matter more than their accents.

    Args:
        decode: see :meth:`~jobspan._core.convert.Codec.decoder`.
    """
    body = response.body
    if not body.strip():
        return Body()
    if decode is not None:
        try:
            return Body(decode(body), filled=True)
        except REFUSED:
            pass
    try:
        return Body(msgspec.json.decode(body))
    except (msgspec.DecodeError, ValueError, RecursionError) as bad:
        first = bad
    start = body.lstrip()[:64].lower()
    if start.startswith(b"<"):
        return Body(problem=PAGE)
    if isinstance(first, RecursionError):
        return Body(problem=_TOO_DEEP)
    if "truncated" in str(first):
        return Body(problem="the JSON body is truncated")
    return _unusual(response)


def _unusual(response: Response) -> Body:
    text = _text(response)
    if text is None:
        return Body(problem="the body is not text in any encoding of Unicode, and it names no other")
    if text.lstrip()[:1] not in ("{", "["):
        return Body(problem="the body is not JSON")
    if _depth(text) > _DEEPEST:
        return Body(problem=_TOO_DEEP)
    try:
        tree = json.loads(text, parse_constant=lambda name: _HOLE, parse_float=_finite)
    except (ValueError, RecursionError):
        return Body(problem="the body is not JSON")
    holes: list[str] = []
    return Body(_filled(tree, "$", holes), holes=tuple(holes))


_HOLE: Final = object()


def _finite(text: str) -> Any:
    number = float(text)
    return number if math.isfinite(number) else _HOLE


def _filled(tree: Any, path: str, holes: list[str]) -> Any:
    """The tree with null for what is not a number."""
    match tree:
        case dict():
            return {name: _filled(each, f"{path}.{name}", holes) for name, each in tree.items()}
        case list():
            return [_filled(each, f"{path}[{index}]", holes) for index, each in enumerate(tree)]
        case _ if tree is _HOLE:
            holes.append(path)
            return None
        case _:
            return tree


def _text(response: Response) -> str | None:
    body = response.body
    marked = encoding_of(body)
    if marked is not None:
        return _decoded(body, marked)
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
