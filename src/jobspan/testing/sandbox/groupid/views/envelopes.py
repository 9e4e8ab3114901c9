"""The envelopes and list results that replies come in."""

from __future__ import annotations

from typing import Any

from jobspan.testing.sandbox.http import Reply

ACTION, VALIDATION, DELETION = 6, 5, 7
"""The categories that samples show in `type`."""


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
