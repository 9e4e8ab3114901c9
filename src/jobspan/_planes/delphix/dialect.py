"""What DCT's error replies say. Its documentation declares an error body for logins only; in practice it is the general one."""

from collections.abc import Sequence
from typing import Any

from jobspan._core.context import ErrorReply
from jobspan._core.convert import Codec
from jobspan._core.http import Response
from jobspan._core.operation import Operation
from jobspan._planes.delphix.errors import hint_for


class DelphixDialect:
    """snake_case JSON; errors as ``{"error": code, "error_description": text}``, sometimes ``{"message": text}``."""

    def __init__(self, client_name: str) -> None:
        self.codec = Codec()
        self.headers: Sequence[tuple[str, str]] = (("X-Dct-Client-Name", client_name),)

    def error_reply(self, operation: Operation[Any], response: Response, document: Any) -> ErrorReply | None:
        if response.ok:
            return None
        if not isinstance(document, dict):
            return ErrorReply(message=_plain_text(response), hint=hint_for(response, is_json=False))
        code = document.get("error")
        message = document.get("error_description") or document.get("message") or code
        return ErrorReply(
            message=str(message or "the answer has no error text"),
            code=None if code is None else str(code),
            from_plane=bool(message),
            hint=hint_for(response, is_json=True),
        )


def _plain_text(response: Response) -> str:
    text = response.body[:200].decode("utf-8", "replace").strip()
    if not text:
        return "the answer has no error text"
    return "the answer is an HTML page, not JSON" if text.startswith("<") else text
