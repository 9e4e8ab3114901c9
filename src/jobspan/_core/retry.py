"""What to do about a failed attempt: retry class x how certain it is that nothing was done -> one of four ways.

tenacity runs the attempts (its ``iter()`` is a state machine that sleeps nowhere by itself); this module holds the table
it consults and the time it waits.
"""

import threading
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, Self, cast

import msgspec

from jobspan._core.operation import RetryClass
from jobspan._core.process import PerProcess
from jobspan.errors import OperationError, SendPhase
from jobspan.policy import Policy

if TYPE_CHECKING:
    import tenacity


class Next(Enum):
    """What follows a failed attempt."""

    RETRY = auto()
    RAISE = auto()
    RECONCILE = auto()
    """Ask the plane whether it happened."""
    AMBIGUOUS = auto()


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """How one attempt failed: lost on the way (``phase``), answered with an error (``status``), or answered unreadably.

    Attributes:
        from_plane: the plane itself answered, in its own error shape; a gateway in front of it may have given up on a
            request that the plane goes on with.
        refusal: the plane's code is known to mean that nothing was done, whatever the status.
        doubtful: the plane's code is known to leave open whether something was done, whatever the status.
        throttled: it was refused for now, whatever the status.
        occupied: ... because of a job that is under way there.
        unreadable: the plane answered with success, and what it says cannot be read.
        absent: the plane says that there is no such thing.
        retry_after: seconds that the plane asks for.
        hopeless: it will be no better the next time.
    """

    phase: SendPhase | None = None
    status: int | None = None
    from_plane: bool = False
    refusal: bool = False
    doubtful: bool = False
    throttled: bool = False
    occupied: bool = False
    unreadable: bool = False
    absent: bool = False
    retry_after: float | None = None
    hopeless: bool = False

    @property
    def in_doubt(self) -> bool:
        """Whether the server may have acted on the request. Certainty is the exception, and is listed."""
        if self.phase is not None:
            return self.phase is not SendPhase.NOT_SENT
        if self.unreadable or self.doubtful:
            return True
        if self.refusal or self.throttled or self.status is None:
            return False
        if self.from_plane and 400 <= self.status < 500:
            return self.status == 408
        return self.status not in _CERTAIN

    @property
    def is_waited_out(self) -> bool:
        """Whether only time stands in the way, and not much of it: it uses up no attempt."""
        return self.throttled and not self.occupied

    @property
    def may_pass(self) -> bool:
        """Whether a read that failed so may well succeed a moment later."""
        if self.phase is not None or self.doubtful or self.unreadable:
            return True
        hidden = self.from_plane and self.status is not None and self.status < 300
        return hidden or self.status == 408 or (self.status or 0) > 500


_REFUSED_FOR_NOW: Final = frozenset({425, 429})
_CERTAIN: Final = frozenset(
    {300, 301, 302, 304, 305, 307, 308, 400, 401, 403, 404, 405, 406, 407, 410, 411, 413, 414, 415, 416, 417, 421, 422}
    | {426, 428, 431, 501, 505}
    | _REFUSED_FOR_NOW
)
"""Statuses that say that nothing was done, even when nobody knows who answered."""

_WHEN_IN_DOUBT: Final = {
    RetryClass.READ: Next.RETRY,
    RetryClass.IDEMPOTENT: Next.RETRY,
    RetryClass.GUARDED: Next.RECONCILE,
    RetryClass.NEVER: Next.AMBIGUOUS,
}


def decide(retry: RetryClass, failure: Failure) -> Next:
    """The table. An answer that surely says *no* is final; everything else is judged by what a repeat could do."""
    if failure.hopeless:
        return Next.RAISE
    if failure.phase is SendPhase.NOT_SENT or failure.throttled or failure.status in _REFUSED_FOR_NOW:
        return Next.RETRY
    if not failure.in_doubt or (retry is RetryClass.READ and not failure.may_pass):
        return Next.RAISE
    return _WHEN_IN_DOUBT[retry]


class FailedAttempt(Exception):
    """An attempt failed: how, and the error the caller would get for it."""

    def __init__(self, failure: Failure, error: OperationError) -> None:
        super().__init__(str(error))
        self.failure = failure
        self.error = error

    def with_hint(self, hint: str) -> Self:
        """The same failure, its error saying one more thing to do next."""
        self.error.with_hint(hint)
        return self


class RetryBudget:
    """Keeps a client from answering an outage with a storm: retries spend what successes slowly earn back."""

    def __init__(self, capacity: float = 100.0, cost: float = 5.0, income: float = 1.0) -> None:
        self._capacity = capacity
        self._cost = cost
        self._income = income
        self._left = capacity
        self._lock = PerProcess(threading.Lock)

    def spend(self) -> bool:
        """Take the price of one retry; ``False`` when there is not enough left."""
        with self._lock.get():
            if self._left < self._cost:
                return False
            self._left -= self._cost
            return True

    def earn(self) -> None:
        """A success came."""
        with self._lock.get():
            self._left = min(self._capacity, self._left + self._income)


_DOUBLINGS: Final = 30
"""More make no difference to any cap, and in the end no number."""


class Pace:
    """When the next attempt of a call may go out, and when to give up. Made when the first attempt has failed.

    A plane that throttles says that the request is good and the moment is not: such an answer uses up no attempt, and is
    waited out for as long as the call may last. Everything else counts.
    """

    def __init__(self, policy: Policy, began: float) -> None:
        import tenacity  # only where something fails; it brings asyncio along

        self._policy = policy
        self._began = began
        self._now = began
        self._roll = 0.0
        self._failure = Failure()
        self._waited_out = 0
        self._engine = tenacity.Retrying(
            stop=self._give_up,
            wait=self._delay,
            retry=tenacity.retry_if_exception_type(FailedAttempt),
            reraise=True,
        )
        self._engine.begin()
        self._state = tenacity.RetryCallState(self._engine, None, (), {})
        self._engine.iter(self._state)

    def delay_after(self, failed: FailedAttempt, now: float, roll: float) -> float | None:
        """Seconds until the next attempt; ``None``: there is to be none."""
        self._now, self._roll, self._failure = now, roll, failed.failure
        self._waited_out += failed.failure.is_waited_out
        self._state.set_exception((type(failed), failed, failed.__traceback__))
        try:
            todo = self._engine.iter(self._state)
        except FailedAttempt:
            return None
        delay = float(cast("tenacity.DoSleep", todo))
        self._state.prepare_for_next_attempt()
        self._engine.iter(self._state)
        return delay

    def _delay(self, state: "tenacity.RetryCallState") -> float:
        if self._failure.retry_after is not None:
            return self._failure.retry_after
        doubled: float = self._policy.backoff_base * 2.0 ** min(state.attempt_number - 1, _DOUBLINGS)
        return self._roll * min(self._policy.backoff_cap, doubled)

    def _counted(self, state: "tenacity.RetryCallState") -> int:
        return state.attempt_number - self._waited_out

    def _give_up(self, state: "tenacity.RetryCallState") -> bool:
        asked = self._failure.retry_after
        return (
            self._policy.attempts == 1
            or self._counted(state) >= self._policy.attempts
            or (asked is not None and asked > self._policy.retry_after_cap)
            or self._now + self._delay(state) - self._began > self._policy.call_deadline
        )


def retry_after_seconds(value: str | None, wall_clock: float) -> float | None:
    """``Retry-After`` as seconds: a number, or an HTTP date."""
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - wall_clock)
    except ValueError:
        return None
