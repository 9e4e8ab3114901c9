"""Looks at jobs that fail, and what may be concluded from that: almost never anything about the job."""

from collections.abc import Callable
from typing import Final

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan.errors import (
    AmbiguousOutcomeError,
    ApiError,
    DecodeError,
    NotFound,
    OperationError,
    RateLimited,
    ServerError,
    TransportError,
)
from jobspan.hooks import LookFailed
from jobspan.jobs import JobRef

_UNREADABLE_IN_A_ROW: Final = 10
"""This many unreadable replies in a row mean that something else answers there."""


@attrs.define(eq=False)
class Looks:
    """The looks of one wait: which failures it outlives."""

    ctx: PlaneContext
    operation: str
    last_failure: OperationError | None = None
    _unreadable: int = 0

    def succeeded(self) -> None:
        self.last_failure = None
        self._unreadable = 0

    def may_pass(self, failed: OperationError, ref: JobRef, wall_clock: float) -> bool:
        """Whether another look may fare better: an outage, a lost reply, throttling, a renewal of credentials that failed in
        one of these ways; for a job that was started a moment ago also that it is not to be seen yet."""
        match failed:
            case TransportError(permanent=permanent):
                return not permanent
            case NotFound():
                return ref.created is not None and abs(wall_clock - ref.created.timestamp()) < self.ctx.policy.grace
            case DecodeError():
                self._unreadable += 1
                return self._unreadable < _UNREADABLE_IN_A_ROW
            case ServerError() | RateLimited() | AmbiguousOutcomeError():
                return True
            case ApiError(status=status):
                return status in (408, 425)
        return False

    def failed(self, error: OperationError, ref: JobRef | None, elapsed: float) -> Flow[None]:
        """Remember and publish it."""
        self.last_failure = error
        yield from emit(
            LookFailed(plane=self.ctx.plane, operation=self.operation, error=str(error), ref=ref, waiting=elapsed)
        )


def unless_unreadable(ctx: PlaneContext, operation: str, look: Callable[[], Flow[object]]) -> Flow[object | None]:
    """The answer of a read that only informs; ``None``, published, when it cannot be had."""
    try:
        return (yield from look())
    except OperationError as failed:
        yield from emit(LookFailed(plane=ctx.plane, operation=operation, error=str(failed)))
        return None
