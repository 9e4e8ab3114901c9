"""Lets so many pass at a time, in the order they came."""

import threading
from collections import deque


class Ticket:
    """A place in the queue, and then inside. Make it before entering; hand it back whatever happens."""

    __slots__ = ("_turn",)

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._turn.acquire()

    def call(self) -> None:
        """It is this one's turn."""
        if self._turn.locked():
            self._turn.release()

    def wait(self, seconds: float | None) -> bool:
        """Whether the turn came in time."""
        came = self._turn.acquire(timeout=-1 if seconds is None else seconds)
        if came:
            self._turn.release()
        return came


class Turnstile:
    """A fair semaphore for threads.

    A thread may be interrupted between any two steps, so a ticket is made first and :meth:`leave` takes it back in
    whatever state it is: waiting, called, inside, or never used. No place is lost to a Ctrl-C.
    """

    def __init__(self, places: int) -> None:
        self.places = places
        self._inside: set[Ticket] = set()
        self._waiting: deque[Ticket] = deque()
        self._lock = threading.Lock()

    def enter(self, ticket: Ticket, seconds: float | None = None) -> bool:
        """Wait for a place; ``False``: none became free in time. Either way, :meth:`leave` with the same ticket."""
        with self._lock:
            if not self._waiting and len(self._inside) < self.places:
                self._inside.add(ticket)
                return True
            self._waiting.append(ticket)
            self._admit()
        return ticket.wait(seconds)

    def leave(self, ticket: Ticket) -> None:
        """Give the place to whoever waits longest, or leave the queue."""
        with self._lock:
            self._inside.discard(ticket)
            if not self._waiting:
                return
            if ticket in self._waiting:
                self._waiting.remove(ticket)
            self._admit()

    def _admit(self) -> None:
        while self._waiting and len(self._inside) < self.places:
            first = self._waiting[0]
            self._inside.add(first)
            first.call()
            self._waiting.popleft()
