"""How DSC words its errors: a code decides first, the status second; "not found" often comes as 400, 401 or 403."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import attrs

from jobspan._core.context import ErrorReply
from jobspan._core.http import JSON, Response
from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.huawei.dialect import HuaweiDialect
from jobspan._planes.huawei.errors import ErrorBody, Meaning, normal_code
from jobspan._planes.huawei_dsc.errors import (
    BUSY,
    BUSY_PAUSE,
    CODES,
    RouteNotPublished,
    is_unpublished,
    lower_prefix,
    never_arrived,
)

_NOT_REPEATED: Final = frozenset({RetryClass.GUARDED, RetryClass.NEVER})
_KEYS: Final = (("errorCode", "errorMsg"), ("code", "message"), ("code", "msg"))


class DscDialect(HuaweiDialect):
    """Flat ``{"error_code", "error_msg"}``. Messages are localised and are never read.

    Attributes:
        routes: which of several routes to one thing the endpoint publishes.
    """

    codes: ClassVar[Mapping[str, Meaning]] = CODES

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.headers: Sequence[tuple[str, str]] = (("Content-Type", JSON),)
        self.routes = RouteMemory()

    def error_reply(self, operation: Operation[Any], response: Response, document: Any) -> ErrorReply | None:
        reply = super().error_reply(operation, response, document)
        if reply is None:
            return None
        if reply.code == BUSY:
            return attrs.evolve(reply, retry_after=BUSY_PAUSE, occupied=True)
        if never_arrived(response.status, reply.code) and operation.retry in _NOT_REPEATED:
            return attrs.evolve(reply, refusal=True)
        if not is_unpublished(response.status, reply.code):
            return reply
        hint = "This region does not offer the operation (or the address is not that of DSC)."
        return attrs.evolve(reply, error=RouteNotPublished, hint=hint)

    def error_in(self, document: Any) -> ErrorBody | None:
        """The error in a document: in the shape of the pages, in one of those that the vendor's SDK reads, or one level
        down in either.
        """
        documented = super().error_in
        return next((found for each in _levels(document) if (found := _other_keys(each) or documented(each))), None)

    def as_error_reply(self, found: ErrorBody) -> ErrorReply:
        reply = super().as_error_reply(found)
        return attrs.evolve(reply, code=lower_prefix(reply.code))

    def meaning(self, code: str | None) -> Meaning | None:
        return super().meaning(lower_prefix(code))


def _levels(document: Any) -> list[Any]:
    """The document, and what is one level down in it, in objects and lists."""
    if isinstance(document, list):
        return document[:1]
    if not isinstance(document, dict):
        return []
    inner = [each for value in document.values() for each in (value if isinstance(value, list) else [value])]
    return [document, *(each for each in inner if isinstance(each, dict))]


def _other_keys(document: Any) -> ErrorBody | None:
    if not isinstance(document, dict):
        return None
    for code_key, message_key in _KEYS:
        code, message = document.get(code_key), document.get(message_key)
        if isinstance(code, str | int) and isinstance(message, str):
            return ErrorBody(code=normal_code(code), message=message or "the answer has no error text")
    return None


class RouteMemory:
    """The route that worked last, by thing. Shared by all calls of a client."""

    def __init__(self) -> None:
        self._chosen: dict[str, str] = {}

    def chosen(self, thing: str) -> str | None:
        """The id of the operation that worked last."""
        return self._chosen.get(thing)

    def choose(self, thing: str, operation_id: str) -> None:
        self._chosen[thing] = operation_id

    def forget(self, thing: str) -> None:
        self._chosen.pop(thing, None)
