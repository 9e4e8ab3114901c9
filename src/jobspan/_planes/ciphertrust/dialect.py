"""How CipherTrust writes its documents and errors."""

from collections.abc import Sequence
from typing import Any, get_origin

from jobspan._core.context import ErrorReply
from jobspan._core.convert import Codec
from jobspan._core.error_text import words_of
from jobspan._core.http import JSON, Response
from jobspan._core.operation import Operation
from jobspan._planes.ciphertrust.errors import SYMBOL, code_and_words, error_of, hint_of, meaning_of
from jobspan._planes.ciphertrust.models.envelopes import Slice
from jobspan._planes.ciphertrust.spellings import spelled


class CckmCodec(Codec):
    """Also reads odd forms that the vendor documents: a reply wrapped into ``application/json``, a list of one without its
    envelope, and members that go by several names."""

    rewrites_rows = True

    def unwrapped(self, model: Any, document: Any) -> Any:
        document = spelled(model, _unwrapped(document))
        alone = get_origin(model) is Slice and isinstance(document, dict) and document.get("resources") is None
        if alone and "id" in document:
            document = {"skip": 0, "limit": 1, "total": 1, "resources": [document]}
        return document


def _unwrapped(document: Any) -> Any:
    return document[JSON] if isinstance(document, dict) and document.keys() == {JSON} else document


class CipherTrustDialect:
    """JSON with mixed naming; errors as ``{"code": 5, "codeDesc": "NCERR...", "message": text}``, and in other shapes."""

    def __init__(self) -> None:
        self.codec: Codec = CckmCodec()
        self.headers: Sequence[tuple[str, str]] = ()

    def error_reply(self, operation: Operation[Any], response: Response, document: Any) -> ErrorReply | None:
        if response.ok and not _refuses(document):
            return None
        if not isinstance(document, dict):
            return ErrorReply(message=_plain_text(response))
        symbol, said = _text(document.get("codeDesc")), words_of(document)
        if not symbol and not said:
            return None
        code, words = code_and_words(symbol, said)
        error = error_of(operation, response.status, symbol)
        return ErrorReply(
            message=words,
            code=code,
            request_id=_text(document.get("requestID")) or None,
            from_plane=bool(symbol or ("code" in document and said)),
            refusal=meaning_of(symbol) is not None,
            hint=hint_of(operation, error, words),
            error=error,
        )


def _refuses(document: Any) -> bool:
    """Whether a success carries an error document, as a gateway that hides the status of its upstream sends it."""
    return isinstance(document, dict) and "id" not in document and _text(document.get("codeDesc")).startswith(SYMBOL)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _plain_text(response: Response) -> str:
    text = response.body[:200].decode("utf-8", "replace").strip()
    if not text:
        return "the answer has no error text"
    return "the answer is an HTML page, not JSON" if text.startswith("<") else text
