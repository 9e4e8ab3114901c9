"""What must not be done side by side: a queue for each thing that takes one at a time, shared by all calls of a client."""

import threading

import msgspec

from jobspan._core.effects import Mutex
from jobspan._core.process import PerProcess


class Lane(msgspec.Struct, eq=False):
    """A queue, and what was put into it last, and when: the plane may show that with a delay."""

    mutex: Mutex
    last: str | None = None
    since: float = 0.0

    def put(self, id: str, at: float) -> None:
        """Remember what was put into it."""
        self.last, self.since = id, at

    def clear(self, id: str) -> None:
        """Forget what is over, unless something else came after it."""
        if self.last == id:
            self.last = None


class Lanes:
    """The queues of one plane and client, by name. They appear when they are asked for."""

    def __init__(self) -> None:
        self._lanes: dict[str, Lane] = {}
        self._lock = PerProcess(threading.Lock)

    def lane(self, name: str) -> Lane:
        """The queue of this name."""
        with self._lock.get():
            return self._lanes.setdefault(name, Lane(Mutex(name)))
