"""Time for tests: a clock that stands still until something waits, so that no wait takes any real time."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime

from jobspan._public import public

_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@public
class FakeClock:
    """Give it to a client: ``Client(..., clock=FakeClock())``. Sleeping returns at once and moves the clock on.

    Args:
        start: the wall-clock time it begins with.
        chance: what jitter is drawn from, 0 up to (not including) 1; the same each time.
        tick: seconds that pass whenever somebody looks at the clock; for code that measures how long something takes.

    Attributes:
        slept: what was slept, in order, in seconds.
    """

    def __init__(self, start: datetime = _NOON, *, chance: float = 0.5, tick: float = 0.0) -> None:
        self._start = start.timestamp()
        self._passed = 0.0
        self._chance = chance
        self._tick = tick
        self._lock = threading.Lock()
        self.slept: list[float] = []

    def advance(self, seconds: float) -> None:
        """Let time pass.

        Args:
            seconds: 0 or more.

        Raises:
            ValueError: time does not go back.
        """
        if seconds < 0:
            raise ValueError("time does not go back")
        with self._lock:
            self._passed += seconds

    def monotonic(self) -> float:
        """Seconds since the clock was made."""
        self.advance(self._tick)
        return self._passed

    def wall(self) -> float:
        """Seconds since the epoch."""
        return self._start + self._passed

    def sleep(self, seconds: float, wake: threading.Event | None = None) -> None:
        """Note it, and let the time pass.

        Args:
            seconds: how long.
            wake: not heeded: no real time passes in which it could be set.
        """
        self.slept.append(seconds)
        self.advance(max(0.0, seconds))

    async def asleep(self, seconds: float) -> None:
        """Note it, let the time pass, and let other tasks run.

        Args:
            seconds: how long.
        """
        self.sleep(seconds)
        await asyncio.sleep(0)

    def random(self) -> float:
        """Always the same chance."""
        return self._chance
