"""What both drivers do alike about one exchange: when it has to be over, and what it means when it is not."""

import time
from typing import Final, TypeAlias

from jobspan._core.http import LostExchange, Request, Response
from jobspan._core.redact import mask_url
from jobspan._core.words import seconds
from jobspan._io.trail import Trail
from jobspan.errors import SendPhase

MAX_REDIRECTS: Final = 5
STALE_CONNECTIONS: Final = 3
"""How many idle connections that the server has closed are passed over, in one exchange; no request was written to them."""

Outcome: TypeAlias = Response | Request | BaseException
"""A reply, the request that a redirect leads to, or what went wrong.

What goes wrong is returned and raised later, by a frame that knows nothing of the HTTP library: a traceback keeps the
frames it passed alive, and with them requests whose credentials are plain text.
"""


def last_moment(request: Request, began: float) -> float:
    """When the exchange has to be over. Waiting for a connection counts, but whoever got one may use it for a while."""
    a_while = min(request.read_timeout, request.reply_timeout)
    return max(began + request.reply_timeout, time.monotonic() + a_while)


def crowded(request: Request, places: int) -> LostExchange:
    """Too many requests were before this one."""
    return LostExchange(
        SendPhase.NOT_SENT,
        f"none of the {places} connections (max_connections) became free in {seconds(request.reply_timeout)}",
        hint="Raise max_connections in the plane's settings, or make fewer calls at once.",
    )


def circular() -> LostExchange:
    """The server redirects too often."""
    return LostExchange(SendPhase.REPLY_PARTIAL, f"more than {MAX_REDIRECTS} redirects")


def interrupted(stop: BaseException, request: Request, trail: Trail, *, answered: bool) -> BaseException:
    """An interruption that broke an exchange, without the way it took through the HTTP library."""
    if trail.head_sent and not answered and request.changes:
        where = mask_url(request.url).partition("?")[0]
        stop.add_note(f"{request.method} {where} was sent, and not answered yet.")
    return stop.with_traceback(None)
