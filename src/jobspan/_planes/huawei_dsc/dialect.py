"""How DSC words its errors: a code decides first, the status second; "not found" often comes as 400, 401 or 403."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import attrs

from jobspan._core.context import ErrorReply
from jobspan._core.http import JSON, Response
from jobspan._core.operation import Operation
from jobspan._planes.huawei.dialect import HuaweiDialect
from jobspan._planes.huawei.errors import ErrorBody, Meaning
from jobspan._planes.huawei_dsc.errors import CODES, RouteNotPublished, is_unpublished, lower_prefix


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
        if reply is None or not is_unpublished(response.status, reply.code):
            return reply
        hint = "This region does not offer the operation (or the address is not that of DSC)."
        return attrs.evolve(reply, error=RouteNotPublished, hint=hint)

    def as_error_reply(self, found: ErrorBody) -> ErrorReply:
        reply = super().as_error_reply(found)
        return attrs.evolve(reply, code=lower_prefix(reply.code))

    def meaning(self, code: str | None) -> Meaning | None:
        return super().meaning(lower_prefix(code))


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
