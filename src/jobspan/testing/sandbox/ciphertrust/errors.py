"""The error body of CipherTrust, and how handlers refuse a call with it.

Which status and code an undocumented failure has is a decision of this sandbox; `NCERRBadRequest` is its own invention.
"""

from __future__ import annotations

from jobspan.testing.sandbox.http import Refused, Reply

UNAUTHORIZED = "NCERRUnauthorizedAccess"

_SYMBOLS = {
    400: (1, "NCERRBadRequest"),
    401: (5, UNAUTHORIZED),
    403: (6, "NCERRInsufficientPermissions"),
    404: (7, "NCERRResourceNotFound"),
    405: (1, "NCERRBadRequest"),
    409: (9, "NCERRConflict"),
}


def error_reply(status: int, message: str) -> Reply:
    code, symbol = _SYMBOLS.get(status, (0, "NCERRInternalServerError"))
    return Reply.of_json({"code": code, "codeDesc": symbol, "message": message}, status)


def refusal(status: int, message: str) -> Refused:
    return Refused(error_reply(status, message))
