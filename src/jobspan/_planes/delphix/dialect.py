"""What DCT's error replies say. Its documentation declares an error body for logins only; in practice it is the general one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from jobspan._core.context import ErrorReply
from jobspan._core.convert import Codec
from jobspan._core.http import Response
from jobspan._core.operation import Operation
from jobspan._planes.delphix.errors import hint_for

_TEXTS: Final = (
    "error_description",
    "errorDescription",
    "error_message",
    "errorMessage",
    "message",
    "detail",
    "details",
    "error_details",
    "errorDetails",
    "description",
    "text",
    "msg",
    "reason",
    "title",
)
"""Where the words are, the most telling first. DCT documents some of these; gateways and older servers use others."""
_ITS_OWN: Final = frozenset({"error", "error_description", "message", "errors", "error_details"})
_BESIDE: Final = frozenset({"status", "path", "timestamp"})
_DEEPEST: Final = 4
_MOST_TEXTS: Final = 5


class DelphixDialect:
    """snake_case JSON; errors as ``{"error": code, "error_description": text}``, or with the text in another place."""

    def __init__(self, client_name: str) -> None:
        self.codec = Codec()
        self.headers: Sequence[tuple[str, str]] = (("X-Dct-Client-Name", client_name),)

    def error_reply(self, operation: Operation[Any], response: Response, document: Any) -> ErrorReply | None:
        if response.ok and not _is_an_error_alone(document):
            return None
        code = document.get("error") if isinstance(document, Mapping) else None
        code = code if isinstance(code, str | int) else None
        words = "; ".join(dict.fromkeys(_words(document))) or (None if code is None else str(code))
        from_plane = words is not None and isinstance(document, Mapping) and bool(_ITS_OWN & document.keys())
        is_json = isinstance(document, Mapping | list)
        hint = hint_for(operation, response, from_plane=from_plane, is_json=is_json)
        if words is None and hint is None:
            return None
        return ErrorReply(
            message=words or _plain_text(response),
            code=None if code is None else str(code),
            from_plane=from_plane,
            hint=hint,
        )


def _is_an_error_alone(document: Any) -> bool:
    """Whether an error document is all there is, as a gateway that hides the status of its upstream sends it."""
    if not isinstance(document, Mapping) or not document.keys() <= _ITS_OWN | _BESIDE:
        return False
    return any(document.get(key) for key in _ITS_OWN - {"message"})


def _words(document: Any, depth: int = 0) -> Iterator[str]:
    """The texts of an error, whatever its shape: the first known key that has one, and what is nested in it."""
    if depth > _DEEPEST:
        return
    if isinstance(document, str):
        if document.strip():
            yield document.strip()
    elif isinstance(document, Mapping):
        found = next((list(_words(document[key], depth + 1)) for key in _TEXTS if document.get(key)), [])
        nested = [text for key in ("errors", "error") for text in _nested(document.get(key), depth)]
        yield from (found + nested)[:_MOST_TEXTS]
    elif isinstance(document, Sequence):
        for each in document[:_MOST_TEXTS]:
            yield from _words(each, depth + 1)


def _nested(value: Any, depth: int) -> list[str]:
    return [] if isinstance(value, str) else list(_words(value, depth + 1))


def _plain_text(response: Response) -> str:
    text = " ".join(response.body[:1200].decode("utf-8", "replace").split())
    if not text:
        return "the answer has no error text"
    return "the answer is an HTML page, not JSON" if text.startswith("<") else text[:300]
