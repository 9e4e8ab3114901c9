"""The words of an error document, whatever its shape."""

from collections.abc import Iterable
from typing import Any, Final

_KEYS: Final = (
    "message",
    "error_description",
    "errormessage",
    "error_message",
    "error_msg",
    "msg",
    "title",
    "detail",
    "details",
    "description",
    "reason",
    "error",
    "errors",
    "fault",
    "cause",
)
_DEEPEST: Final = 5


def words_of(document: Any) -> str:
    """What an error document says, in one line; empty when nothing in it looks like words for people.

    Understood are the usual keys in any casing, with a text, a list or another document behind them.
    """
    return "; ".join(_without_echoes(_texts(document, _DEEPEST)))


def _texts(document: Any, depth: int) -> Iterable[str]:
    match document:
        case str():
            text = " ".join(document.split())
            if text:
                yield text
        case list() if depth:
            for each in document:
                yield from _texts(each, depth - 1)
        case dict() if depth:
            by_key = {str(key).lower(): value for key, value in document.items()}
            for key in _KEYS:
                yield from _texts(by_key.get(key), depth - 1)


def _without_echoes(texts: Iterable[str]) -> list[str]:
    """Each once: a text that another one contains adds nothing."""
    unique = list(dict.fromkeys(texts))
    return [text for text in unique if not any(text != other and text in other for other in unique)]
