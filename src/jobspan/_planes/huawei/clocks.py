"""The clock of this machine and that of the server: a signature carries a date, and must not be old."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from jobspan._core.context import PlaneContext
from jobspan._core.http import Request, Response
from jobspan._planes.huawei.errors import document_of, error_in
from jobspan._planes.huawei.signing import DATE_HEADER, read_date_stamp
from jobspan.errors import AuthError

TOLERANCE: Final = timedelta(minutes=15)
"""How far the date of a signature may be off."""

_BLAMES_THE_DATE: Final = re.compile(
    r"(signature|x-sdk-date|timestamp|request time|date)\b.*\b(expire[ds]?|skew(ed)?|too (old|far|early|late)|ahead|behind)",
    re.IGNORECASE | re.DOTALL,
)


def server_time(response: Response) -> datetime | None:
    """What the server says that the time is."""
    try:
        return parsedate_to_datetime(response.header("date") or "").astimezone(UTC)
    except ValueError:
        return None


def is_about_the_clock(request: Request, response: Response) -> bool:
    """Whether a signed request was refused because of its date."""
    stamp = request.header(DATE_HEADER)
    if stamp is None:
        return False
    answer = error_in(document_of(response))
    theirs = server_time(response)
    if answer is not None and _BLAMES_THE_DATE.search(answer.message):
        return True
    return theirs is not None and abs(theirs - read_date_stamp(str(stamp))) > TOLERANCE


def clock_is_wrong(ctx: PlaneContext, request: Request, response: Response) -> AuthError:
    """The error that names both clocks."""
    answer = error_in(document_of(response))
    ours, theirs = read_date_stamp(str(request.header(DATE_HEADER))), server_time(response)
    there = f"the server's says {theirs:%Y-%m-%d %H:%M:%S} UTC" if theirs else "the server did not send its time"
    return AuthError(
        message=f"{ctx.plane}: the signature was refused because of its date: this machine's clock says "
        f"{ours:%Y-%m-%d %H:%M:%S} UTC, {there}.",
        hint="Set the clock (the gateway allows a difference of about 15 minutes).",
        plane=ctx.plane,
        operation="sign",
        status=response.status,
        code=answer.code if answer else None,
        request_id=(answer.request_id if answer else None) or response.header("x-request-id"),
    )
