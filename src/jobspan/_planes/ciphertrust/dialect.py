"""How CipherTrust writes its documents and errors."""

from collections.abc import Sequence
from typing import Any, TypeVar, get_origin

from jobspan._core.context import ErrorReply
from jobspan._core.convert import Codec, Oddities
from jobspan._core.http import JSON, Response
from jobspan._core.operation import Operation
from jobspan._planes.ciphertrust.errors import error_of, hint_of
from jobspan._planes.ciphertrust.models.envelopes import Slice

T = TypeVar("T")


class CckmCodec(Codec):
    """Also reads two odd forms that the vendor documents: a reply wrapped into ``application/json``, and a list of one
    without its envelope."""

    def read(self, model: type[T], document: Any) -> tuple[T, Oddities]:
        document = _unwrapped(document)
        if get_origin(model) is Slice and isinstance(document, dict) and document.get("resources") is None:
            if "id" in document:
                document = {"skip": 0, "limit": 1, "total": 1, "resources": [document]}
            elif document.get("total") == 0:
                document = document | {"resources": []}
        return super().read(model, document)


def _unwrapped(document: Any) -> Any:
    return document[JSON] if isinstance(document, dict) and document.keys() == {JSON} else document


class CipherTrustDialect:
    """JSON with mixed naming; errors as ``{"code": 5, "codeDesc": "NCERR...", "message": text}``."""

    def __init__(self) -> None:
        self.codec: Codec = CckmCodec()
        self.headers: Sequence[tuple[str, str]] = ()

    def error_reply(self, operation: Operation[Any], response: Response, document: Any) -> ErrorReply | None:
        if response.ok:
            return None
        if not isinstance(document, dict):
            return ErrorReply(message=_plain_text(response))
        code, message = document.get("codeDesc"), document.get("message")
        request_id = document.get("requestID")
        error = error_of(operation, response.status, str(code or ""))
        return ErrorReply(
            message=str(message or code or "the answer has no error text"),
            code=None if code is None else str(code),
            request_id=None if request_id is None else str(request_id),
            from_plane=bool(message or code),
            hint=hint_of(operation, error),
            error=error,
        )


def _plain_text(response: Response) -> str:
    text = response.body[:200].decode("utf-8", "replace").strip()
    if not text:
        return "the answer has no error text"
    return "the answer is an HTML page, not JSON" if text.startswith("<") else text
