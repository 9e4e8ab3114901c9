"""Looks at jobs that fail, and what may be concluded from that: almost never anything about the job."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import attrs

from jobspan._core.begun import is_young
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.jobs import JobKind
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

V = TypeVar("V")

_ABSENT_IN_A_ROW: Final = 2
"""Looks in a row that do not show a job which was seen before, until it counts as gone."""
_UNREADABLE_IN_A_ROW: Final = 10
"""This many unreadable replies in a row mean that something else answers there."""


@attrs.define(eq=False)
class Looks:
    """The looks of one wait: which failures it outlives."""

    ctx: PlaneContext
    operation: str
    last_failure: OperationError | None = None
    _unreadable: int = 0
    _absent: int = 0

    def succeeded(self) -> None:
        self.last_failure = None
        self._unreadable = self._absent = 0

    def vanished(
        self, failed: OperationError, kind: JobKind[V, Any], seen: V | None, ref: JobRef, wall_clock: float
    ) -> V | None:
        """The view of a job that was seen before and stays away; ``None`` as long as that is not certain.

        One that was started a moment ago is not shown everywhere yet, though some server did show it.
        """
        if not isinstance(failed, NotFound) or self._is_young(ref, wall_clock):
            return None
        self._absent += failed.status < 400
        if seen is None or kind.gone is None or self._absent < _ABSENT_IN_A_ROW:
            return None
        return kind.gone(seen)

    def may_pass(self, failed: OperationError, ref: JobRef, wall_clock: float) -> bool:
        """Whether another look may fare better: an outage, a lost reply, throttling, a renewal of credentials that failed in
        one of these ways. That a job is not there may pass when it was started a moment ago, and when the plane did not
        say so but only left it out (a success without it)."""
        match failed:
            case TransportError(permanent=permanent):
                return not permanent
            case NotFound(status=status):
                return self._is_young(ref, wall_clock) or (status < 400 and self._absent < _ABSENT_IN_A_ROW)
            case DecodeError():
                self._unreadable += 1
                return self._unreadable < _UNREADABLE_IN_A_ROW
            case ServerError() | RateLimited() | AmbiguousOutcomeError():
                return True
            case ApiError(status=status):
                return status in (408, 425)
        return False

    def _is_young(self, ref: JobRef, wall_clock: float) -> bool:
        return is_young(ref.created, wall_clock, self.ctx.policy.grace)

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
