"""The errors that DCT answers with, and how handlers refuse a call with them.

The vendor declares `ErrorResponse` for the login calls only; it is used for every error here. Which status an
undocumented failure has is a decision of this sandbox.
"""

from __future__ import annotations

from jobspan.testing.sandbox.http import Refused, Reply

_CODES = {
    400: "invalid_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
}


def error_reply(status: int, description: str, code: str | None = None) -> Reply:
    body = {"error": code or _CODES.get(status, "failed"), "error_description": description[:1024]}
    return Reply.of_json(body, status)


def refusal(status: int, description: str, code: str | None = None) -> Refused:
    return Refused(error_reply(status, description, code))
