"""What CipherTrust's symbolic error codes mean, and what to do about them."""

import re
from typing import Any, Final

from jobspan._core.operation import Operation
from jobspan.errors import ApiError, AuthError, Conflict, NotFound, PermissionDenied, StateConflict

CODES: Final[tuple[tuple[str, type[ApiError]], ...]] = (
    ("NCERRUnauthorizedAccess", AuthError),
    ("NCERRInsufficientPermissions", PermissionDenied),
    ("NCERRResourceNotFound", NotFound),
    ("NCERRConflict", Conflict),
    ("NCERRKeyAlreadyExists", Conflict),
)
"""The meaning of a code, whatever the HTTP status: each says that nothing was done. The appliance may append text to the code."""

SYMBOL: Final = "NCERR"
"""How every symbolic code begins."""

NOTHING_BESIDE: Final = "the answer has no text beside its code"
_RUNNING: Final = re.compile(r"in.progress|running|synchroni[sz]|refresh", re.IGNORECASE)


def meaning_of(code: str) -> type[ApiError] | None:
    """The error that a documented code stands for."""
    first = code[code.find(SYMBOL) :]  # a code that stands further on is that of a cause
    return next((kind for symbol, kind in CODES if first.startswith(symbol)), None)


def error_of(operation: Operation[Any], status: int, code: str) -> type[ApiError] | None:
    """The error of an answer; ``None`` leaves it to the status."""
    named = meaning_of(code)
    if (named is Conflict or status == 409) and operation.id.endswith(".cancel"):
        return StateConflict
    return named


def hint_of(operation: Operation[Any], error: type[ApiError] | None, words: str) -> str | None:
    """What to do next."""
    if error is AuthError and operation.anonymous:
        return "Check user name, password, connection, domain, auth_domain and tenant."
    if error is PermissionDenied and operation.domain == "SyncJobs":
        return "Starting and cancelling need the action keysynchronize in the access list of each container."
    if error is Conflict and operation.id.endswith(".start") and (words == NOTHING_BESIDE or _RUNNING.search(words)):
        return "A synchronization of the same containers is running: wait for it, or start with when_running='join'."
    return None


def code_and_words(symbol: str, words: str) -> tuple[str | None, str]:
    """The code, and what was said beside it. The appliance may append its text to the code, or repeat it; it is given once."""
    if not symbol:
        return None, words
    if words and words not in symbol:
        return symbol, words.removeprefix(f"{symbol}:").strip()
    code, _, appended = symbol.partition(":")
    return code.strip(), appended.strip() or NOTHING_BESIDE
