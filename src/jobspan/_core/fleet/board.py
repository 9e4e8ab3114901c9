"""What is known of the items of a fleet that runs, as events tell it, and which of them to show."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

import attrs
import msgspec

from jobspan._core.board import in_a_line
from jobspan._core.words import in_words, span
from jobspan.fleet import FleetItem, ItemEnd
from jobspan.hooks import Event, FleetItemChanged, FleetWaits, JobChanged
from jobspan.jobs import JobRef, Phase

_PHASES: Final[Mapping[ItemEnd, Phase]] = {
    ItemEnd.WAITING: Phase.QUEUED,
    ItemEnd.RUNNING: Phase.RUNNING,
    ItemEnd.DONE: Phase.SUCCEEDED,
    ItemEnd.FAILED: Phase.FAILED,
    ItemEnd.REFUSED: Phase.FAILED,
    ItemEnd.UNKNOWN: Phase.PAUSED,
    ItemEnd.HELD: Phase.PAUSED,
}
_LEFT_ALONE: Final = frozenset({ItemEnd.WAITING, ItemEnd.DONE})


class Line(msgspec.Struct, frozen=True):
    """An item in a line: what it is called, what it takes turns in, what its end or state means, and that in words."""

    name: str
    lane: str
    phase: Phase
    text: str
    fraction: float | None = None


@attrs.define
class FleetBoard:
    """The items of one fleet.

    Attributes:
        fleet: its name.
        items: the latest of each.
        looks: the latest look at each job.
        opens: when the window opens that it waits for.
        stopped: why the run ended before the fleet did, in a word.
    """

    fleet: str
    items: dict[str, FleetItem]
    looks: dict[JobRef, JobChanged] = attrs.field(factory=dict)
    stopped: str = ""
    opens: datetime | None = None
    _counts: Counter[ItemEnd] = attrs.field(init=False)
    _began: datetime | None = None
    _elapsed: float = 0.0

    def __attrs_post_init__(self) -> None:
        self._counts = Counter(item.end for item in self.items.values())

    @classmethod
    def of(cls, fleet: str, items: Iterable[FleetItem]) -> "FleetBoard":
        """Before anything is heard."""
        return cls(fleet, {item.name: item for item in items})

    def hear(self, event: Event) -> bool:
        """Take an event in; whether it is about the fleet."""
        match event:
            case FleetItemChanged() if event.fleet == self.fleet:
                self.opens = None
                self._take(event.item)
            case FleetWaits() if event.fleet == self.fleet:
                self.opens = event.until
            case JobChanged():
                self.looks[event.ref] = event
                self._elapsed = max(self._elapsed, event.elapsed)
            case _:
                return False
        return True

    def _take(self, item: FleetItem) -> None:
        before = self.items.get(item.name)
        if before is not None:
            self._counts[before.end] -= 1
        self._counts[item.end] += 1
        self.items[item.name] = item
        if item.ref is not None and item.end is not ItemEnd.RUNNING:
            self.looks.pop(item.ref, None)
        for moment in (item.began, item.ended):
            if moment is not None:
                self._began = self._began or moment
                self._elapsed = max(self._elapsed, (moment - self._began).total_seconds())

    @property
    def title(self) -> str:
        """What is shown."""
        return f"fleet {self.fleet}"

    @property
    def over(self) -> int:
        """How many items have come to an end."""
        return sum(count for end, count in self._counts.items() if not end.is_left)

    @property
    def fraction(self) -> float:
        """How much of the fleet is over."""
        return self.over / max(1, len(self.items))

    @property
    def phase(self) -> Phase:
        """Of all of it: whether something failed counts once nothing is under way."""
        counts = self._counts
        if counts[ItemEnd.RUNNING] or (counts[ItemEnd.WAITING] and not self.stopped):
            return Phase.RUNNING
        if counts[ItemEnd.DONE] < len(self.items):
            failed = counts[ItemEnd.FAILED] + counts[ItemEnd.REFUSED]
            return Phase.FAILED if failed else Phase.PAUSED
        return Phase.SUCCEEDED

    @property
    def summary(self) -> str:
        """All of it in a line, but for the time."""
        counts = self._counts
        told = ", ".join(f"{counts[end]:,} {end.value}" for end in ItemEnd if counts[end]) or "no items"
        waits = "" if self.opens is None else f"nothing is started before {in_words(self.opens)}"
        why = self.stopped or waits
        return f"{told} ({why})" if why else told

    @property
    def time(self) -> str:
        """How long it has taken so far."""
        return span(self._elapsed)

    def notable(self, most: int) -> list[Line]:
        """Items to look at: what went wrong, what is under way, what was put off; at most so many."""
        looked_at = [item for item in self.items.values() if item.end not in _LEFT_ALONE or item.reason]
        looked_at.sort(key=lambda item: _RANKS[item.end])
        return [self._line(item) for item in looked_at[:most]]

    def more(self, most: int) -> int:
        """How many items to look at are left out of so many."""
        looked_at = sum(item.end not in _LEFT_ALONE or bool(item.reason) for item in self.items.values())
        return max(0, looked_at - most)

    def _line(self, item: FleetItem) -> Line:
        look = self.looks.get(item.ref) if item.ref is not None and item.end is ItemEnd.RUNNING else None
        tries = f" (attempt {item.attempts})" if item.attempts > 1 else ""
        if look is not None:
            return Line(item.name, item.lane, look.phase, in_a_line(look) + tries, look.progress.fraction)
        text = " ".join(f"{item.end.value}{tries} {item.reason}".split())
        return Line(item.name, item.lane, _PHASES[item.end], text)


_RANKS: Final = {
    ItemEnd.FAILED: 0,
    ItemEnd.REFUSED: 0,
    ItemEnd.UNKNOWN: 1,
    ItemEnd.RUNNING: 2,
    ItemEnd.WAITING: 3,
    ItemEnd.HELD: 4,
    ItemEnd.DONE: 5,
}
