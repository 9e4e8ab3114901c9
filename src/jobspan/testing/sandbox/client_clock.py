"""A client's time that follows the sandbox: waiting takes no time here, and lets the sandbox's time pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import threading

    from jobspan.testing.sandbox.server import Sandbox


class ClientClock:
    """What a client of a sandbox with a manual clock sees of time: `sleep(60)` returns at once, a minute later."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.slept: list[float] = []

    def monotonic(self) -> float:
        """Seconds of the sandbox's clock."""
        return self._sandbox.clock.monotonic()

    def wall(self) -> float:
        """The sandbox's time, in seconds since the epoch."""
        return self._sandbox.clock.now().timestamp()

    def sleep(self, seconds: float, wake: threading.Event | None = None) -> None:
        """Let the sandbox's time pass."""
        self.slept.append(seconds)
        self._sandbox.advance(seconds)

    async def asleep(self, seconds: float) -> None:
        """Let the sandbox's time pass."""
        self.sleep(seconds)

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "A client of a sandbox with a manual clock lives in the sandbox's own time, and stays in its process. "
            "Pickle one that is made from the settings in sandbox.environment()."
        )

    def random(self) -> float:
        """No chance in tests: backoff takes half of what it could."""
        return 0.5
