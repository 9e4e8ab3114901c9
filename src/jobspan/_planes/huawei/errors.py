"""The errors of Huawei Cloud: of its services, of the API gateway in front of them, and of IAM.

Source: https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-errorcode.html
"""

import re
from typing import Any, Final

import msgspec

from jobspan._core.classes import frozen
from jobspan._core.http import Response
from jobspan.errors import ApiError, AuthError, NotFound, PermissionDenied, RateLimited


class AccessKeyHeld(AuthError):
    """The access key was refused twice in a row, or is locked: nothing was sent.

    After five refusals the cloud locks a key for five minutes, for everyone who uses it. So jobspan signs nothing more with
    it in this process, until its source gives another one.
    """


@frozen(kw_only=True)
class ErrorBody:
    """The error in the body of a reply, whichever shape it came in."""

    code: str | None
    message: str
    request_id: str | None = None

    @property
    def by_gateway(self) -> bool:
        """Whether it comes from the gateway, so that the service itself may never have seen the request."""
        return self.code is not None and self.code.startswith("APIGW.")


@frozen(kw_only=True)
class Meaning:
    """What an error code means for the caller.

    Attributes:
        refusal: nothing was done, though the status (a 5xx) leaves that open.
        doubtful: it is open whether something was done, whatever the status.
    """

    error: type[ApiError]
    hint: str | None = None
    refusal: bool = False
    doubtful: bool = False


GATEWAY_CODES: Final = {
    "APIGW.0101": Meaning(error=NotFound, hint="The gateway does not know this API: check the address and the region."),
    "APIGW.0201": Meaning(error=ApiError),
    "APIGW.0301": Meaning(error=AuthError, hint="Check the keys (or the IAM user), the project id and the clock."),
    "APIGW.0302": Meaning(error=PermissionDenied, hint="The account may not call this API: check its IAM policies."),
    "APIGW.0303": Meaning(error=AuthError, hint="Check the keys, and that no proxy rewrites headers."),
    "APIGW.0305": Meaning(error=AuthError),
    "APIGW.0307": Meaning(error=AuthError, hint="The token must be renewed."),
    "APIGW.0308": Meaning(error=RateLimited, hint="The gateway throttles; send less at once (Policy.concurrency)."),
}

_WINDOW: Final = re.compile(r"\btime:\s*(\d+)\s*(second|minute|hour|day)", re.IGNORECASE)
_SECONDS: Final = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}


def throttle_window(message: str) -> float | None:
    """The seconds in which the gateway counts requests, where it names them: ``...,limit:10,time:1 minute``."""
    found = _WINDOW.search(message)
    return None if found is None else int(found[1]) * _SECONDS[found[2].lower()]


_OLD_SPELLING: Final = re.compile(r"^(APIG|DRS|DSC|IAM)-")


def normal_code(code: object) -> str | None:
    """``APIG.0308`` and ``DRS-M00201`` as they are spelled today."""
    if code is None or code == "":
        return None
    text = _OLD_SPELLING.sub(r"\1.", str(code))
    return "APIGW." + text.removeprefix("APIG.") if text.startswith("APIG.") else text


def document_of(response: Response) -> Any:
    """The body as JSON; ``None`` when it is something else."""
    try:
        return msgspec.json.decode(response.body)
    except msgspec.DecodeError:
        return None


def error_in(document: Any) -> ErrorBody | None:
    """The error in a document, or ``None``: flat, with old key spellings, or as IAM nests it."""
    if not isinstance(document, dict):
        return None
    nested = document.get("error")
    if isinstance(nested, dict):
        return ErrorBody(
            code=normal_code(nested.get("error_code") or nested.get("code")),
            message=str(nested.get("error_msg") or nested.get("message") or nested.get("title") or _NO_TEXT),
        )
    listed = document.get("errors")
    if isinstance(listed, list) and listed and isinstance(listed[0], dict):
        return error_in(listed[0])
    code = document.get("error_code") or document.get("err code") or document.get("errCode")
    message = (
        (nested if isinstance(nested, str) and not code else None)
        or document.get("error_msg")
        or document.get("error_message")
        or document.get("err msg")
        or document.get("errMsg")
        or document.get("errorMsg")
        or document.get("message")
    )
    if not code and not message:
        return None
    request_id = document.get("request_id")
    return ErrorBody(
        code=normal_code(code),
        message=str(message or _NO_TEXT),
        request_id=request_id if isinstance(request_id, str) else None,
    )


_NO_TEXT: Final = "the answer has no error text"
