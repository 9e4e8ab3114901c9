"""What is known of one exchange while it goes on: when it has to be over, and how far its request came."""

import math
import socket
import sys
import time
from contextvars import ContextVar
from typing import Any, Final

import msgspec

_SHORTEST_WAIT: Final = 0.001
"""Seconds; zero would mean not to wait at all, and fail for another reason."""
_BYTES_ACKNOWLEDGED: Final = slice(120, 128)
"""``tcpi_bytes_acked`` in Linux's ``struct tcp_info``."""


class Trail(msgspec.Struct):
    """The trail of one exchange. Times are real ones: sockets know no other.

    Attributes:
        began, ends: when it began, and when it has to be over, by ``time.monotonic()``.
        matters: whether the server received the request makes a difference. It does not for a read, which is sent again either
            way; so the system is not asked what was acknowledged.
        carried: it went over connections that are watched, so the rest is known.
        head_sent: the head of the request may have been handed over as a whole.
        stale: the server had closed the idle connection; nothing was written.
        heard: something came from the server after the head of the request went out.
        unreceived: the server closed the connection before it received any of the request.
    """

    began: float
    ends: float
    matters: bool = True
    carried: bool = False
    head_sent: bool = False
    stale: bool = False
    heard: bool = False
    unreceived: bool = False

    @property
    def not_sent(self) -> bool:
        """Whether the server certainly did not read the request: it got nothing, or not even its head."""
        return self.carried and (not self.head_sent or self.unreceived)

    @property
    def answered_by_leftovers(self) -> bool:
        """Whether a reply that is there already was sent before its request: it came behind the reply to an earlier one."""
        return self.carried and not self.heard

    @property
    def expired(self) -> bool:
        """Whether its time is up."""
        return time.monotonic() >= self.ends

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began

    def wait(self, timeout: float | None, too_late: type[Exception]) -> float | None:
        """How long the next step may take: its own timeout, and no longer than the exchange has left."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise too_late("the time for the exchange is up")
        if left == math.inf:
            return timeout
        return max(_SHORTEST_WAIT, left if timeout is None else min(timeout, left))


_trail: ContextVar[Trail | None] = ContextVar("jobspan_trail", default=None)


class Following:
    """Holds what happens inside, in this thread or task, to a trail."""

    __slots__ = ("_token", "_trail")

    def __init__(self, trail: Trail) -> None:
        self._trail = trail

    def __enter__(self) -> None:
        self._token = _trail.set(self._trail)

    def __exit__(self, *_: object) -> None:
        _trail.reset(self._token)


def current_trail() -> Trail | None:
    """The trail of the exchange that this thread or task is in."""
    return _trail.get()


def acknowledged(link: Any) -> int | None:
    """How many bytes the other side has acknowledged so far; ``None`` where the system does not tell.

    The end of a stream arrives with the acknowledgement of all that the other side's system has received. So a server that
    closes an idle connection, and has not acknowledged a byte of the request that crossed its goodbye, has not read it.
    """
    if not sys.platform.startswith("linux") or not hasattr(link, "getsockopt"):
        return None
    try:
        told: bytes = link.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _BYTES_ACKNOWLEDGED.stop)
    except OSError:
        return None
    return int.from_bytes(told[_BYTES_ACKNOWLEDGED], sys.byteorder) if len(told) >= _BYTES_ACKNOWLEDGED.stop else None
