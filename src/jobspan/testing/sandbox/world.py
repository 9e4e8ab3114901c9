"""What all planes of one sandbox share: time, progress, chance, the lock and the agenda."""

from __future__ import annotations

import heapq
import itertools
import random
import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime

from jobspan.testing.sandbox.clock import Clock
from jobspan.testing.sandbox.progress import Progress, Timeline
from jobspan.testing.sandbox.weather.forecast import Weather


class Agenda:
    """Things to do at a moment of the clock, done in time order when somebody looks."""

    moment: float | None = None
    """While an action runs: when it was due."""

    def __init__(self) -> None:
        self._entries: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()

    def add(self, due: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._entries, (due, next(self._numbers), action))

    def run_due(self, until: float) -> None:
        try:
            while self._entries and self._entries[0][0] <= until:
                self.moment, _, action = heapq.heappop(self._entries)
                action()
        finally:
            self.moment = None


class World:
    """Everything a plane may know about its sandbox.

    Handlers and tests touch the state of a plane from different threads: both hold `lock` while they do.
    """

    def __init__(self, clock: Clock, progress: Progress, seed: int = 0) -> None:
        self.clock = clock
        self.progress = progress
        self.agenda: Agenda = Agenda()
        self.lock: threading.RLock = threading.RLock()
        self.random: random.Random = random.Random(seed)
        self.urls: dict[str, str] = {}
        self.weather: Weather = Weather.clear()

    @property
    def moment(self) -> float:
        """The present in seconds of the clock. What is done late still happens at the moment it was due."""
        return self.clock.monotonic() if self.agenda.moment is None else self.agenda.moment

    def now(self) -> datetime:
        """The present, as an aware UTC datetime."""
        return self.clock.at(self.moment)

    def settle(self) -> None:
        """Let everything happen that is due by now."""
        with self.lock:
            self.agenda.run_due(self.clock.monotonic())

    def timeline(self, states: Sequence[str], on_enter: Callable[[str, datetime], None] | None = None) -> Timeline:
        return Timeline(self, states, on_enter) if on_enter else Timeline(self, states)

    def new_uuid(self) -> str:
        """A fresh id; the same seed gives the same ids."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))
