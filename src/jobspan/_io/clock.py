"""Time and chance, so that tests can bring their own."""

import random
import threading
import time
from typing import Protocol, runtime_checkable


@runtime_checkable
class Clock(Protocol):
    """What drivers ask of time."""

    def monotonic(self) -> float:
        """Seconds of a clock that never goes back."""

    def wall(self) -> float:
        """Seconds since the epoch."""

    def sleep(self, seconds: float, wake: threading.Event | None = None) -> None:
        """Wait, in this thread; ``wake`` ends it early."""

    async def asleep(self, seconds: float) -> None:
        """Wait, in this task."""

    def random(self) -> float:
        """A number in [0, 1)."""


class SystemClock:
    """The real one."""

    def monotonic(self) -> float:
        return time.monotonic()

    def wall(self) -> float:
        return time.time()

    def sleep(self, seconds: float, wake: threading.Event | None = None) -> None:
        if wake is None:
            time.sleep(seconds)
        else:
            wake.wait(seconds)

    async def asleep(self, seconds: float) -> None:
        import asyncio  # nothing else in a synchronous client needs it

        await asyncio.sleep(seconds)

    def random(self) -> float:
        return random.random()
