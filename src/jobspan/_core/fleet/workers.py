"""What is known of the workers of an executor."""

import threading
from typing import Final

from jobspan._core.words import seconds
from jobspan.errors import JobspanError


class WorkersGone(Exception):
    """The executor takes no more work.

    Attributes:
        error: what it means for the item that met it; ``None``: that one was never handed over.
    """

    def __init__(self, reason: str, error: JobspanError | None = None) -> None:
        super().__init__(f"The executor takes no more work: {reason}. Go on with another one.")
        self.error = error


class SignsOfLife:
    """When an executor was last seen to do something. Several threads may use it.

    Attributes:
        look: seconds between looks for one.
    """

    _LOOK: Final = 15.0

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._out = 0
        self._last = 0.0
        self.look = min(self._LOOK, patience / 4)

    def handed_over(self, now: float) -> None:
        """Something was given to it. While it has nothing to do, it need not show signs."""
        with self._lock:
            if not self._out:
                self._last = now
            self._out += 1

    def came_back(self) -> None:
        """What it was given is over, or given up."""
        with self._lock:
            self._out -= 1

    def seen(self, now: float) -> None:
        """A worker works, or has ended something."""
        with self._lock:
            self._last = max(self._last, now)

    def gone(self, now: float) -> bool:
        """Whether there was none for too long."""
        return now - self._last >= self._patience

    @property
    def reason(self) -> str:
        """What to say then."""
        return f"no worker showed a sign of life for {seconds(self._patience)}"
