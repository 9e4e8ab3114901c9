"""How Huawei Cloud's services write requests and errors. A service subclasses it for its own codes and shapes."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from jobspan._core.context import ErrorReply
from jobspan._core.convert import Codec
from jobspan._core.http import JSON, Response
from jobspan._core.operation import Operation
from jobspan._planes.huawei.errors import GATEWAY_CODES, ErrorBody, Meaning, error_in, throttle_window
from jobspan.errors import RateLimited


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
        """The error of a reply that is not a success, or of one that consists of an error, whatever its status."""
        if response.ok and not _is_an_error_alone(document):
            return None
        found = self.error_in(document)
        return None if found is None else self.as_error_reply(found)

    def error_in(self, document: Any) -> ErrorBody | None:
        """The error in a document. Services that use further shapes extend this."""
        return error_in(document)

    def as_error_reply(self, found: ErrorBody) -> ErrorReply:
        meaning = self.meaning(found.code)
        return ErrorReply(
            message=found.message if found.message.endswith((".", "!", "。")) else f"{found.message}.",
            code=found.code,
            request_id=found.request_id,
            from_plane=found.code is not None and not found.by_gateway,
            refusal=meaning is not None and meaning.refusal,
            doubtful=meaning is not None and meaning.doubtful,
            retry_after=throttle_window(found.message) if meaning and issubclass(meaning.error, RateLimited) else None,
            hint=meaning.hint if meaning else None,
            error=meaning.error if meaning else None,
        )

    def meaning(self, code: str | None) -> Meaning | None:
        """What a code means, where the status is not enough."""
        return None if code is None else self.codes.get(code) or GATEWAY_CODES.get(code)


_OF_ERRORS: Final = frozenset(
    {"error_code", "error_msg", "error_message", "request_id", "details", "encoded_authorization_message"}
)


def _is_an_error_alone(document: Any) -> bool:
    """Whether an error document is all there is, as a gateway that hides the status of its upstream sends it. Beside what a
    success says, an error speaks of an item."""
    return isinstance(document, dict) and bool(document.get("error_code")) and document.keys() <= _OF_ERRORS
