"""The shapes of replies, and how a handler refuses.

The vendor publishes no failing answer. Status 1 in an envelope under HTTP 200, and the codes used here, are a convention of
this sandbox; `failure_status` of the plane serves the same envelopes under an HTTP error instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jobspan.testing.sandbox.http import Reply

ACTION, VALIDATION, DELETION = 6, 5, 7
"""The categories that samples show in `type`."""


class Failure(Exception):
    """Raised by a handler; the plane answers with an envelope that reports it."""

    def __init__(
        self,
        message: str,
        code: str,
        *,
        attributes: Mapping[str, str] | None = None,
        parts: Sequence[tuple[str, str]] = (),
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.attributes = attributes or {}
        self.parts = parts
        self.status = status

    def reply(self, status: int) -> Reply:
        details = [envelope(name=name, outcome=1, message=message) for name, message in self.parts]
        messages = {name: [text] for name, text in self.attributes.items()} or None
        return Reply.of_json(
            envelope(outcome=1, message=self.message, details=details, code=self.code, attributes=messages),
            self.status or status,
        )


def missing(what: str, id: object) -> Failure:
    return Failure(f"There is no {what} {id}.", "NOT_FOUND", status=404)


def envelope(
    data: Any = None,
    *,
    kind: int = ACTION,
    outcome: int = 0,
    name: str | None = None,
    message: str | None = None,
    details: list[Any] | None = None,
    code: str | None = None,
    attributes: Any = None,
) -> dict[str, Any]:
    """All eleven keys, in their order."""
    return {
        "name": name,
        "type": kind,
        "status": outcome,
        "message": message,
        "data": data,
        "identityStoreObject": None,
        "details": details or [],
        "currentDirectoryServer": None,
        "errorCode": code,
        "exceptionMessagesAttributeWise": attributes,
        "isResyncAble": True,
    }


def done(data: Any = None, *, kind: int = ACTION) -> Reply:
    return Reply.of_json(envelope(data, kind=kind))


def list_result(rows: Any, count: int) -> dict[str, Any]:
    return {"count": count, "data": rows, "status": 0, "message": None}
