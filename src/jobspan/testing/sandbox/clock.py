"""The sandbox's own time: real, faster than real, or moved by hand."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from jobspan._public import public

DEFAULT_START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@public
class Clock:
    """A clock that starts at a moment and runs so many times as fast as real time.

    Every timestamp, token expiry and job step of a sandbox is read from one of these, so a test moves hours with
    `advance` and never sleeps.

    Args:
        start: what it shows at first; with a time zone.
        speed: how many times as fast as real time it runs; 0 stands still.

    Raises:
        ValueError: the start has no time zone, or the speed is negative.
    """

    def __init__(self, start: datetime = DEFAULT_START, speed: float = 0.0) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware datetime, e.g. datetime(2026, 1, 5, tzinfo=UTC)")
        if speed < 0:
            raise ValueError("time does not run backwards: speed must be 0 or more")
        self.start = start
        self.speed = speed
        self._origin = time.monotonic()
        self._skipped = 0.0
        self._lock = threading.Lock()
        self._listeners: set[Callable[[], None]] = set()

    @classmethod
    def manual(cls, start: datetime = DEFAULT_START) -> Clock:
        """A clock that moves only by `advance`.

        Args:
            start: what it shows at first; with a time zone.
        """
        return cls(start)

    @classmethod
    def realtime(cls, speed: float = 1.0) -> Clock:
        """A clock that shows today's time.

        Args:
            speed: how many times as fast as real time it runs.
        """
        return cls(datetime.now(UTC), speed)

    def monotonic(self) -> float:
        """Seconds since the clock was made."""
        with self._lock:
            return self._skipped + (time.monotonic() - self._origin) * self.speed

    def now(self) -> datetime:
        """The present, as an aware UTC datetime."""
        return self.at(self.monotonic())

    def outside(self) -> datetime:
        """The present for those who live at the speed of a real clock, as the clients of a faster one do."""
        with self._lock:
            real_seconds = (time.monotonic() - self._origin) * min(self.speed, 1.0)
            return self.at(self._skipped + real_seconds)

    def at(self, seconds: float) -> datetime:
        """An instant of this clock.

        Args:
            seconds: how long after the clock was made.
        """
        return self.start + timedelta(seconds=seconds)

    def advance(self, seconds: float) -> None:
        """Jump forward and wake everything that waits on this clock.

        Args:
            seconds: 0 or more.

        Raises:
            ValueError: time does not run backwards.
        """
        if seconds < 0:
            raise ValueError("time does not run backwards: advance by 0 seconds or more")
        with self._lock:
            self._skipped += seconds
            listeners = list(self._listeners)
        for wake in listeners:
            wake()

    async def wait(self, seconds: float) -> None:
        """Return when this clock has moved on, by itself or by `advance`.

        Args:
            seconds: of this clock.
        """
        loop, moved = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            loop.call_soon_threadsafe(moved.set)

        deadline = self.monotonic() + seconds
        with self._lock:
            self._listeners.add(wake)
        try:
            while (left := deadline - self.monotonic()) > 0:
                moved.clear()
                real_seconds = left / self.speed if self.speed else None
                try:
                    await asyncio.wait_for(moved.wait(), real_seconds)
                except TimeoutError:
                    continue
        finally:
            with self._lock:
                self._listeners.discard(wake)
