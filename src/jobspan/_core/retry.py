"""What to do about a failed attempt: retry class x how far the request came x what was answered -> one of four ways.

tenacity runs the attempts (its ``iter()`` is a state machine that sleeps nowhere by itself); this module holds the table
it consults and the time it waits.
"""

import threading
from enum import Enum, auto
from typing import Any, Final

import attrs
import tenacity

from jobspan._core.operation import RetryClass
from jobspan.errors import OperationError, SendPhase
from jobspan.policy import Policy


class Next(Enum):
    """What follows a failed attempt."""

    RETRY = auto()
    RAISE = auto()
    SETTLE = auto()
    """Ask the plane whether it happened."""
    AMBIGUOUS = auto()


@attrs.frozen(kw_only=True)
class Failure:
    """How one attempt failed: lost on the way (``phase``), or answered with an error (``status``).

    ``spoken`` tells whether the plane itself answered, in its own error shape; a gateway in front of it may have given up
    on a request that the plane goes on with. ``throttled``: it was refused for now, whatever the status. ``hopeless``: it
    will be no better the next time.
    """

    phase: SendPhase | None = None
    status: int | None = None
    from_plane: bool = False
    throttled: bool = False
    retry_after: float | None = None
    hopeless: bool = False

    @property
    def in_doubt(self) -> bool:
        """Whether the server may have acted on the request."""
        if self.phase is not None:
            return self.phase is not SendPhase.NOT_SENT
        return self.status in _GATEWAY or (self.status == 500 and not self.from_plane)


_GATEWAY: Final = frozenset({502, 503, 504})
_REFUSED_FOR_NOW: Final = frozenset({425, 429})
_WHEN_IN_DOUBT: Final = {
    RetryClass.READ: Next.RETRY,
    RetryClass.IDEMPOTENT: Next.RETRY,
    RetryClass.GUARDED: Next.SETTLE,
    RetryClass.NEVER: Next.AMBIGUOUS,
}


def decide(retry: RetryClass, failure: Failure) -> Next:
    """The table. An answer that says *no* is final; silence is judged by what a repeat could do."""
    if failure.hopeless:
        return Next.RAISE
    if failure.phase is SendPhase.NOT_SENT or failure.throttled or failure.status in _REFUSED_FOR_NOW:
        return Next.RETRY
    if not failure.in_doubt or (retry is RetryClass.READ and failure.status == 500):
        return Next.RAISE
    return _WHEN_IN_DOUBT[retry]


class FailedAttempt(Exception):
    """An attempt failed: how, and the error the caller would get for it."""

    def __init__(self, failure: Failure, error: OperationError) -> None:
        super().__init__(str(error))
        self.failure = failure
        self.error = error


class RetryBudget:
    """Keeps a client from answering an outage with a storm: retries spend what successes slowly earn back."""

    def __init__(self, capacity: float = 100.0, cost: float = 5.0, income: float = 1.0) -> None:
        self._capacity = capacity
        self._cost = cost
        self._income = income
        self._left = capacity
        self._lock = threading.Lock()

    def spend(self) -> bool:
        """Take the price of one retry; ``False`` when there is not enough left."""
        with self._lock:
            if self._left < self._cost:
                return False
            self._left -= self._cost
            return True

    def earn(self) -> None:
        """A success came."""
        with self._lock:
            self._left = min(self._capacity, self._left + self._income)


class Pace:
    """The attempts of one call: when the next may go out, and when to give up."""

    def __init__(self, policy: Policy, started: float) -> None:
        self._policy = policy
        self._started = started
        self._now = started
        self._roll = 0.0
        self._last: FailedAttempt | None = None
        self._engine = tenacity.Retrying(
            stop=self._give_up,
            wait=self._delay,
            retry=tenacity.retry_if_exception_type(FailedAttempt),
            reraise=True,
        )
        self._engine.begin()
        self._state = tenacity.RetryCallState(self._engine, None, (), {})

    @property
    def attempt(self) -> int:
        """The number of the attempt under way, from 1."""
        return self._state.attempt_number

    def next(self, now: float, roll: float) -> Any:
        """``DoAttempt``, ``DoSleep`` (a float of seconds), or the result; raises the last failure when it gives up."""
        self._now, self._roll = now, roll
        return self._engine.iter(retry_state=self._state)

    def succeeded(self, value: object) -> None:
        self._state.set_result(value)

    def failed(self, failed: FailedAttempt) -> None:
        self._last = failed
        self._state.set_exception((type(failed), failed, failed.__traceback__))

    @property
    def last_failure(self) -> FailedAttempt:
        """The failure that the next attempt answers."""
        if self._last is None:
            raise RuntimeError("no attempt has failed yet")
        return self._last

    def slept(self) -> None:
        self._state.prepare_for_next_attempt()

    def _delay(self, state: tenacity.RetryCallState) -> float:
        if self._last is not None and self._last.failure.retry_after is not None:
            return self._last.failure.retry_after
        doubled: float = self._policy.backoff_base * 2.0 ** (state.attempt_number - 1)
        ceiling = min(self._policy.backoff_cap, doubled)
        return self._roll * ceiling

    def _give_up(self, state: tenacity.RetryCallState) -> bool:
        asked = self._last.failure.retry_after if self._last is not None else None
        return (
            state.attempt_number >= self._policy.attempts
            or (asked is not None and asked > self._policy.retry_after_cap)
            or self._now + self._delay(state) - self._started > self._policy.call_deadline
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
