"""What CipherTrust's symbolic error codes mean, and what to do about them."""

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
"""The meaning of a code, whatever the HTTP status. The appliance may append text to the code."""


def error_of(operation: Operation[Any], status: int, code: str) -> type[ApiError] | None:
    """The error of an answer; ``None`` leaves it to the status."""
    named = next((kind for symbol, kind in CODES if symbol in code), None)
    if (named is Conflict or status == 409) and operation.id.endswith(".cancel"):
        return StateConflict
    return named


def hint_of(operation: Operation[Any], error: type[ApiError] | None) -> str | None:
    """What to do next."""
    if error is AuthError and operation.anonymous:
        return "Check user name, password, connection, domain, auth_domain and tenant."
    if error is PermissionDenied and operation.domain == "SyncJobs":
        return "Starting and cancelling need the action keysynchronize in the access list of each container."
    if error is Conflict and operation.id.endswith(".start"):
        return "A synchronization of the same containers is running: wait for it, or start with when_running='join'."
    return None
