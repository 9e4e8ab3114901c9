"""Whose turn it is: items in the order in which they were added, as many at once as their lanes allow, until it is stopped."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final

import attrs

from jobspan._core.calls import Calling
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.fleet.facts import ANYWHERE, FleetFacts, Place
from jobspan._core.rest import Rest
from jobspan._core.watch import Watched
from jobspan.fleet import FleetItem

_AT_ONCE: Final = 256
"""Items without a lane that are handed out together."""


@attrs.define(eq=False)
class Entry:
    """An item, and what running it needs.

    Attributes:
        start: begins the call; takes its key.
        propose: begins it so that it can be stopped before it changes anything; ``None``: there is nothing to see.
        arguments: by name.
        call: the pickled call, for those who go on elsewhere; ``None`` when it has secrets.
        keeps_key: it may have begun, and was not seen to its end: when it is tried again, its key goes on with it.
        rest: what is left of a batch that failed in part before.
        added: the call, as those know it who made the entry.
        errand: owner, which of several, method and arguments, for those who make the call elsewhere.
        calling: makes the public call that it is to those who hear events; takes its key and what follows its name.
        called: the latest of these calls.
        differs: how its arguments differ from those that it was done with.
        keyed: whether the journal knows whether it was made.
        rests_until: it met something busy, and is not tried before.
        busy_since: when it first did.
        leases: places in lanes that it holds.
        watched: its job.
    """

    item: FleetItem
    ctx: PlaneContext
    facts: FleetFacts
    arguments: dict[str, Any]
    start: Callable[[str], Flow[Any]]
    propose: Callable[[], Flow[Any]] | None = None
    call: bytes | None = None
    added: Any = None
    errand: tuple[str, str, str, tuple[Any, ...], dict[str, Any]] | None = None
    calling: Callable[[str, str], Calling] | None = None
    called: Calling | None = None
    differs: tuple[str, ...] = ()
    keyed: bool = True
    keeps_key: bool = False
    rest: Rest | None = None
    place: Place = ANYWHERE
    rests_until: float = 0.0
    busy_since: float | None = None
    lease: str | None = None
    watched: Watched | None = None

    @property
    def lane(self) -> str:
        """Its lane among those of all planes."""
        return f"{self.ctx.fingerprint}/{self.place.lane}" if self.place.lane else ""

    @contextmanager
    def announced(self, part: str = "") -> Iterator[None]:
        """The call of the item begins and ends here; ``part`` follows its name."""
        self.called = None if self.calling is None else self.calling(self.item.key, part)
        with nullcontext() if self.called is None else self.called:
            yield

    @contextmanager
    def told(self) -> Iterator[None]:
        """Events inside are about the call of the item, if it was made."""
        with nullcontext() if self.called is None else self.called.about():
            yield


@frozen
class Stop:
    """When a fleet stops starting items.

    Attributes:
        after: so many failures, or, below 1, such a share of all items; ``None``: never.
        total: how many items there are.
    """

    after: float | None
    total: int

    def reached_by(self, failures: int) -> bool:
        """Whether that many are enough."""
        if self.after is None:
            return False
        return failures >= self.after if self.after >= 1 else failures >= max(1.0, self.after * self.total)


class Schedule:
    """Hands items out. Several threads may ask at once."""

    def __init__(self, entries: Iterable[Entry], stop: Stop, at_once: int | None = None) -> None:
        self._lock = threading.Lock()
        self._queues: dict[str, deque[Entry]] = defaultdict(deque)
        self._busy: dict[str, int] = defaultdict(int)
        self._stop = stop
        self._at_once = at_once
        self._failures = 0
        self._rests: dict[str, float] = {}
        self._held: dict[tuple[str, str], str] = {}
        self.stopped = ""
        """Why nothing more is started."""
        for entry in entries:
            self._queues[entry.lane].append(entry)

    def turns(self, now: float) -> list[Entry]:
        """Items to begin with at this moment. Each takes a place in its lane, until that is given back or passed on."""
        with self._lock:
            found: list[Entry] = []
            left = _AT_ONCE if self._at_once is None else self._at_once - sum(self._busy.values())
            for lane, queue in self._queues.items():
                room = left if not lane or not queue else min(left, queue[0].place.width - self._busy[lane])
                while room > 0 and (entry := self._next(queue, now)) is not None:
                    self._busy[lane] += 1
                    found.append(entry)
                    room, left = room - 1, left - 1
            return found

    def pass_on(self, entry: Entry, now: float) -> Entry | None:
        """The next item of the lane, in the place of one that is over; ``None`` gives the place back."""
        with self._lock:
            following = self._next(self._queues[entry.lane], now) if entry.lane else None
            if following is None:
                self._busy[entry.lane] -= 1
            return following

    def give_back(self, entry: Entry) -> None:
        """The item needs its place no longer."""
        with self._lock:
            self._busy[entry.lane] -= 1

    def put_back(self, entry: Entry, rests_until: float) -> None:
        """The item is to be started again, later."""
        with self._lock:
            entry.rests_until = rests_until
            self._queues[entry.lane].appendleft(entry)

    def waiting(self) -> list[Entry]:
        """Items whose turn has not come."""
        with self._lock:
            return [entry for queue in self._queues.values() for entry in queue]

    def next_moment(self) -> float | None:
        """When the first of those that rest may go on; ``None``: nobody rests."""
        return min((entry.rests_until for entry in self.waiting()), default=None)

    def rest(self, what: str, until: float) -> None:
        """A plane throttles, or a lane is busy with something of others: nothing is started there for a while."""
        with self._lock:
            self._rests[what] = max(until, self._rests.get(what, until))

    def resting(self, entry: Entry, now: float) -> float | None:
        """Until when an item has to rest with its plane or lane; ``None``: it may go on."""
        until = max(self._rests.get(entry.item.plane, now), self._rests.get(entry.lane, now) if entry.lane else now)
        return until if until > now else None

    def failed(self) -> None:
        """One more item failed."""
        with self._lock:
            self._failures += 1
            if not self.stopped and self._stop.reached_by(self._failures):
                self.stopped = f"Stopped after {self._failures} failures."

    def stop(self, reason: str) -> None:
        """Start nothing more."""
        with self._lock:
            self.stopped = self.stopped or reason

    def hold(self, plane: str, account: str, reason: str) -> None:
        """Start nothing more that tries these credentials; without an account, nothing of the plane."""
        with self._lock:
            self._held.setdefault((plane, account), reason)

    def barred(self, entry: Entry) -> str:
        """Why an item must not be started; empty: it may."""
        held = self._held
        if self.stopped or not held:
            return self.stopped
        plane, own = entry.item.plane, entry.place.account
        reasons = (
            reason
            for (of, account), reason in list(held.items())
            if of == plane and (not account or (own and entry.facts.is_same_account(account, own)))
        )
        return next(reasons, "")

    def _next(self, queue: deque[Entry], now: float) -> Entry | None:
        for place, entry in enumerate(queue):
            if entry.rests_until <= now:
                del queue[place]
                return entry
        return None
