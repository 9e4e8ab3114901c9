"""How CipherTrust words its documents and errors."""

from collections.abc import Sequence
from typing import Any, Final, get_origin

from jobspan._core.context import ErrorReply
from jobspan._core.convert import Codec
from jobspan._core.http import JSON, Response
from jobspan._core.operation import Operation
from jobspan._planes.ciphertrust.models.envelopes import Slice
from jobspan.errors import ApiError, AuthError, Conflict, NotFound, PermissionDenied, StateConflict

_ERRORS: Final[tuple[tuple[str, type[ApiError]], ...]] = (
    ("NCERRUnauthorizedAccess", AuthError),
    ("NCERRInsufficientPermissions", PermissionDenied),
    ("NCERRResourceNotFound", NotFound),
    ("NCERRConflict", Conflict),
    ("NCERRKeyAlreadyExists", Conflict),
)
"""Symbolic codes, which may carry more text behind them, and what they mean whatever the status."""


class CckmCodec(Codec):
    """Reads replies in the two odd forms the vendor prints: wrapped into ``application/json``, and a list of one without
    its envelope."""

    def unwrapped(self, model: Any, document: Any) -> Any:
        document = _unwrapped(document)
        alone = get_origin(model) is Slice and isinstance(document, dict) and document.get("resources") is None
        if alone and "id" in document:
            document = {"skip": 0, "limit": 1, "total": 1, "resources": [document]}
        return document


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
        symbol, message = document.get("codeDesc"), document.get("message")
        request_id = document.get("requestID")
        kind = _class_of(operation, response, str(symbol or ""))
        return ErrorReply(
            message=str(message or symbol or "the answer has no error text"),
            code=None if symbol is None else str(symbol),
            request_id=None if request_id is None else str(request_id),
            from_plane=bool(message or symbol),
            hint=_hint(operation, kind),
            error=kind,
        )


def _class_of(operation: Operation[Any], response: Response, symbol: str) -> type[ApiError] | None:
    named = next((kind for code, kind in _ERRORS if code in symbol), None)
    if (named is Conflict or response.status == 409) and operation.id.endswith(".cancel"):
        return StateConflict
    return named


def _hint(operation: Operation[Any], kind: type[ApiError] | None) -> str | None:
    if kind is AuthError and operation.anonymous:
        return "Check user name, password, connection, domain, auth_domain and tenant."
    if kind is PermissionDenied and operation.domain == "SyncJobs":
        return "Starting and cancelling need the action keysynchronize in the access list of each container."
    if kind is Conflict and operation.id.endswith(".start"):
        return "A synchronization of the same containers runs: wait for it, or start with when_running='join'."
    return None


def _plain_text(response: Response) -> str:
    text = response.body[:200].decode("utf-8", "replace").strip()
    if not text:
        return "the answer has no error text"
    return "the answer is an HTML page, not JSON" if text.startswith("<") else text
