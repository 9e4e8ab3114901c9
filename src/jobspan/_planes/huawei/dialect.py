"""How Huawei Cloud's services write requests and errors. A service subclasses it for its own codes and shapes."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from jobspan._core.context import ErrorReply
from jobspan._core.convert import Codec
from jobspan._core.http import JSON, Response
from jobspan._core.operation import Operation
from jobspan._planes.huawei.errors import GATEWAY_CODES, ErrorBody, Meaning, error_in


class HuaweiDialect:
    """snake_case JSON; errors as ``{"error_code", "error_msg"}``. Only the code tells them apart: the text is localised.

    Attributes:
        codes: what the codes of the service mean, beside those of the gateway.
    """

    codes: ClassVar[Mapping[str, Meaning]] = {}

    def __init__(self, language: str) -> None:
        self.codec = Codec()
        self.headers: Sequence[tuple[str, str]] = (("Content-Type", JSON), ("X-Language", language))

    def error_reply(self, operation: Operation[Any], response: Response, document: Any) -> ErrorReply | None:
        """The error of a reply that is not a success."""
        if response.ok:
            return None
        found = self.error_in(document)
        if found is None:
            return ErrorReply(message=_without_shape(response, document), request_id=response.header("x-request-id"))
        return self.as_error_reply(found)

    def error_in(self, document: Any) -> ErrorBody | None:
        """The error in a document. Services that use further shapes extend this."""
        return error_in(document)

    def as_error_reply(self, found: ErrorBody) -> ErrorReply:
        meaning = self.meaning(found.code)
        return ErrorReply(
            message=found.message if found.message.endswith((".", "!", "。")) else f"{found.message}.",
            code=found.code,
            request_id=found.request_id,
            from_plane=not found.by_gateway,
            hint=meaning.hint if meaning else None,
            error=meaning.error if meaning else None,
        )

    def meaning(self, code: str | None) -> Meaning | None:
        """What a code means, where the status is not enough."""
        return None if code is None else self.codes.get(code) or GATEWAY_CODES.get(code)


def _without_shape(response: Response, document: Any) -> str:
    text = response.body[:200].decode("utf-8", "replace").strip()
    if not text:
        return "the answer has no error text."
    if text.startswith("<"):
        return "the answer is an HTML page, not JSON."
    return "the answer is not in the form of an error." if document is not None else f"the answer is not JSON: {text}"
