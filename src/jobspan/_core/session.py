"""Ends a plane's server-side session before the connections close."""

import logging
from typing import Final, Protocol, runtime_checkable

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan.errors import JobspanError

CLOSE_TIMEOUT: Final = 10.0
"""Seconds that a server may take to answer."""


@runtime_checkable
class Closing(Protocol):
    """Credentials that leave something behind on the server, and clean it up."""

    def closing(self, ctx: PlaneContext) -> Flow[None]:
        """End it."""


def close_session(ctx: PlaneContext) -> Flow[None]:
    """End the plane's session. One attempt; a failure is logged, since closing must not fail."""
    if not isinstance(ctx.auth, Closing):
        return
    briefly = attrs.evolve(ctx.policy, attempts=1, request_timeout=min(CLOSE_TIMEOUT, ctx.policy.request_timeout))
    try:
        yield from ctx.auth.closing(attrs.evolve(ctx, policy=briefly))
    except JobspanError as error:
        logging.getLogger(f"jobspan.{ctx.plane}").warning("closing: %s", error)
