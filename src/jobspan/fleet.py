"""Fleets: many changes as one thing that is planned, run, stopped, gone on with and reported. See the guide "Fleets"."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from enum import StrEnum
from typing import Any, Final, Self

from jobspan._core.arguments import hold_to_types
from jobspan._core.classes import frozen
from jobspan._core.html import html_table
from jobspan._core.plain import Plain
from jobspan._core.shapes import shape_of
from jobspan._core.texts import text_of
from jobspan._core.visible import in_line, visible
from jobspan._core.words import counted, cut
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.errors import ConfigError, PartialFailure, Problem, ValidationError
from jobspan.jobs import JobRef
from jobspan.tables import Tabular

_VERSION: Final = 1
_SHOWN: Final = 200
"""Rows of a table; what went wrong comes first."""
_LONGEST: Final = 300
"""Letters of a cell."""


class ItemEnd(StrEnum):
    """What became of one item of a fleet."""

    WAITING = "waiting"
    """Its turn has not come: nothing was sent."""
    RUNNING = "running"
    """It was started, and nobody has seen its end yet."""
    DONE = "done"
    """It succeeded."""
    FAILED = "failed"
    """The plane refused it, or its job ended and not in success."""
    REFUSED = "refused"
    """A rule or the arguments speak against it: nothing was sent."""
    UNKNOWN = "unknown"
    """It is not known whether the plane acted; going on looks again."""
    HELD = "held"
    """Not sent, because the fleet was stopped before; the reason says why."""

    @property
    def is_left(self) -> bool:
        """Whether going on with the fleet does something about it."""
        return self in _LEFT

    @property
    def is_bad(self) -> bool:
        """Whether somebody should look at it."""
        return self in (ItemEnd.FAILED, ItemEnd.REFUSED, ItemEnd.UNKNOWN, ItemEnd.HELD)


_LEFT = frozenset({ItemEnd.WAITING, ItemEnd.RUNNING, ItemEnd.UNKNOWN, ItemEnd.HELD})


@frozen(kw_only=True)
class FleetItem(Plain):
    """One item of a fleet.

    Attributes:
        name: distinguishes it within the fleet, and is the same whenever the same call is added.
        plane, method: what is called.
        lane: what it takes turns in, for example ``engine 2``; empty: with nothing.
        account: whose credentials it tries; when they are refused, the account's other items are not sent.
        end: what became of it.
        key: its key in the journal; empty for calls that have none.
        job: the plane's id of its job.
        ref: finds its job again anywhere.
        reason: why it is not done.
        attempts: how often it was started; more than once where it met something busy.
        accepted: how many entries of a batch the plane accepted, in all attempts; these are not sent again.
        began, ended: when it was first started, and when its end was seen.
    """

    name: str
    plane: str
    method: str
    lane: str = ""
    account: str = ""
    end: ItemEnd = ItemEnd.WAITING
    key: str = ""
    job: str = ""
    ref: JobRef | None = None
    reason: str = ""
    attempts: int = 0
    accepted: int = 0
    began: datetime | None = None
    ended: datetime | None = None

    def _cells(self) -> tuple[str, ...]:
        attempts = str(self.attempts) if self.attempts > 1 else ""
        return (self.name, self.lane, self.end.value, self.job, attempts, self.reason)


_HEAD: Final = ("item", "lane", "end", "job", "attempts", "reason")


@frozen(kw_only=True)
class FleetReport(Tabular):
    """What became of each item of a fleet, in the order in which they were added.

    Attributes:
        name: of the fleet.
        items: all of them.
        stopped: why items were left, where something stopped the fleet.
    """

    name: str
    items: tuple[FleetItem, ...]
    stopped: str = ""

    def __iter__(self) -> Iterator[FleetItem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def counts(self) -> dict[ItemEnd, int]:
        """How many items have which end; ends that no item has are left out."""
        found = Counter(item.end for item in self.items)
        return {end: found[end] for end in ItemEnd if found[end]}

    @property
    def ok(self) -> bool:
        """Whether every item is done."""
        return all(item.end is ItemEnd.DONE for item in self.items)

    @property
    def left(self) -> tuple[FleetItem, ...]:
        """Items that going on with the fleet does something about."""
        return tuple(item for item in self.items if item.end.is_left)

    def of(self, end: ItemEnd | str) -> tuple[FleetItem, ...]:
        """Items with this end.

        Args:
            end: what became of the items.
        """
        return tuple(item for item in self.items if item.end == end)

    def raise_for_failures(self) -> Self:
        """Return the report itself when every item is done.

        Raises:
            PartialFailure: an item is not done; ``error.result`` has a row for each item.
        """
        if self.ok:
            return self
        first = next(item for item in self.items if item.end is not ItemEnd.DONE)
        raise PartialFailure(
            message=f"Fleet {self.name!r}: {self.summary}. First: {first.name}: {first.reason or first.end.value}.",
            hint="Go on with fleet.resume(); fleet.report() shows every item.",
            result=BatchResult(tuple(map(_as_batch_item, self.items))),
        )

    @property
    def summary(self) -> str:
        """The counts in words."""
        return ", ".join(f"{count} {end.value}" for end, count in self.counts.items()) or "no items"

    def to_json(self) -> str:
        """One line of JSON, without secrets."""
        items = [item.to_dict() | {"ref": None if item.ref is None else item.ref.to_json()} for item in self.items]
        document = {"jobspan": _VERSION, "name": self.name, "stopped": self.stopped, "items": items}
        return json.dumps(document, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read what :meth:`to_json` wrote.

        Args:
            text: the line of JSON.

        Raises:
            ConfigError: the text is not the report of a fleet, or was written by a newer jobspan.
        """
        try:
            document = json.loads(text_of(text))
            version = document["jobspan"]
            if version != _VERSION:
                raise ConfigError(
                    message=f"This report has version {version}; this jobspan reads version {_VERSION}.",
                    hint="Read it with the jobspan that wrote it, or a newer one.",
                )
            items = tuple(map(item_of, document["items"]))
            return cls(name=document["name"], stopped=document["stopped"], items=items)
        except (ValueError, KeyError, TypeError, AttributeError) as broken:
            raise ConfigError(
                message="This is not the report of a fleet.", hint="Give what FleetReport.to_json() wrote."
            ) from broken

    def __str__(self) -> str:
        rows = [item._cells() for item in self._worst_first()]
        table = _text_table(_HEAD, rows)
        more = f"\n... and {len(self) - len(rows)} more" if len(self) > len(rows) else ""
        stopped = f"\n{self.stopped}" if self.stopped else ""
        return visible(f"Fleet {self.name}: {self.summary}{stopped}\n{table}{more}")

    def __repr__(self) -> str:
        return f"<FleetReport {self.name!r}: {self.summary}>"

    def _repr_html_(self) -> str:
        rows = [item._cells() for item in self._worst_first()]
        title, notes = f"Fleet {self.name}: {self.summary}", [self.stopped] if self.stopped else []
        return html_table(_HEAD, rows, more=len(self) - len(rows), title=title, notes=notes)

    def _rows(self) -> Sequence[FleetItem]:
        return self.items

    def _row_type(self) -> type[FleetItem]:
        return FleetItem

    def _worst_first(self) -> list[FleetItem]:
        return sorted(self.items, key=lambda item: (not item.end.is_bad, item.end is ItemEnd.DONE))[:_SHOWN]


hold_to_types(FleetReport)


@frozen(kw_only=True)
class PlannedItem(Plain):
    """What the plan says of one item.

    Attributes:
        name, method, lane: as in :class:`FleetItem`.
        ok: whether nothing speaks against it.
        requests: how many requests it would send at once, as far as that is known before.
        reason: what speaks against it.
    """

    name: str
    method: str
    lane: str
    ok: bool
    requests: int = 0
    reason: str = ""


@frozen(kw_only=True)
class FleetPlan(Tabular):
    """Every item of a fleet, judged; nothing was changed.

    Attributes:
        name: of the fleet.
        items: all of them, in the order in which they were added.
    """

    name: str
    items: tuple[PlannedItem, ...]

    def __iter__(self) -> Iterator[PlannedItem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def ok(self) -> bool:
        """Whether nothing speaks against any item."""
        return all(item.ok for item in self.items)

    @property
    def refused(self) -> tuple[PlannedItem, ...]:
        """Items that something speaks against."""
        return tuple(item for item in self.items if not item.ok)

    @property
    def lanes(self) -> dict[str, int]:
        """How many items each lane has."""
        return dict(Counter(item.lane for item in self.items if item.lane))

    def __str__(self) -> str:
        rows = self._shown()
        more = f"\n... and {len(self) - len(rows)} more" if len(self) > len(rows) else ""
        return f"{in_line(self._head())}\n{_text_table(_PLAN_HEAD, rows)}{more}"

    def __repr__(self) -> str:
        return f"<FleetPlan {self.name!r}: {counted(len(self), 'item')}, {len(self.refused):,} refused>"

    def _repr_html_(self) -> str:
        rows = self._shown()
        return html_table(_PLAN_HEAD, rows, more=len(self) - len(rows), title=self._head())

    def _head(self) -> str:
        lanes = ", ".join(f"{lane}: {count}" for lane, count in sorted(self.lanes.items()))
        head = f"Plan of fleet {self.name}: {len(self)} items, {len(self.refused)} refused"
        return f"{head}; {lanes}" if lanes else head

    def _rows(self) -> Sequence[PlannedItem]:
        return self.items

    def _row_type(self) -> type[PlannedItem]:
        return PlannedItem

    def _shown(self) -> list[tuple[str, ...]]:
        first = sorted(self.items, key=lambda item: item.ok)[:_SHOWN]
        return [(each.name, each.method, each.lane, "ok" if each.ok else "refused", each.reason) for each in first]


_MOMENT: Final = shape_of(datetime | time | None)
_PLAN_HEAD: Final = ("item", "call", "lane", "verdict", "reason")


@frozen(kw_only=True)
class Window:
    """When items may be started. Jobs that are under way when it closes are still waited for.

    Attributes:
        not_before: nothing is started earlier: a moment, or a time of day.
        stop_at: nothing is started from then on: a moment, or a time of day (its next one after the start).

    Both need a time zone: ``datetime(2026, 11, 25, 22, tzinfo=ZoneInfo("Europe/Berlin"))``, or ``time(22, tzinfo=...)``.

    Raises:
        ValidationError: a time zone is missing, or the window has no length.
    """

    not_before: datetime | time | None = None
    stop_at: datetime | time | None = None

    def __attrs_post_init__(self) -> None:
        given = {"not_before": self.not_before, "stop_at": self.stop_at}
        wrong = [problem for name, value in given.items() for problem in _MOMENT.problems(name, value)]
        if wrong:
            raise ValidationError(message="A window needs moments, or times of day.", problems=tuple(wrong))
        naive = [name for name, value in given.items() if value is not None and value.tzinfo is None]
        if naive:
            raise ValidationError(
                message="A window needs time zones.",
                problems=tuple(Problem(name, "has no time zone: give tzinfo=ZoneInfo(...)") for name in naive),
            )
        if self._has_no_length():
            problem = Problem("stop_at", "must be later than not_before, or another time of day")
            raise ValidationError(message="A window needs a length.", problems=(problem,))

    def _has_no_length(self) -> bool:
        first, last = self.not_before, self.stop_at
        if isinstance(first, datetime) and isinstance(last, datetime):
            return last <= first
        return isinstance(first, time) and first == last


@frozen(kw_only=True)
class FleetLine(Plain):
    """A fleet in one line.

    Attributes:
        name: of the fleet.
        counts: how many items have which end.
        created, updated: by the journal's clock.
    """

    name: str
    counts: dict[str, int]
    created: datetime
    updated: datetime


def item_of(document: Mapping[str, Any]) -> FleetItem:
    """An item from its JSON form.

    Args:
        document: what ``FleetItem.to_dict()`` gave, with the reference as text.
    """
    about = dict(document)
    for moment in ("began", "ended"):
        about[moment] = about[moment] and datetime.fromisoformat(about[moment])
    about["ref"] = about["ref"] and JobRef.from_json(about["ref"])
    return FleetItem(**(about | {"end": ItemEnd(about["end"])}))


_STATUS: Final = {
    ItemEnd.DONE: ItemStatus.ACCEPTED,
    ItemEnd.RUNNING: ItemStatus.UNKNOWN,
    ItemEnd.UNKNOWN: ItemStatus.UNKNOWN,
    ItemEnd.FAILED: ItemStatus.FAILED,
    ItemEnd.REFUSED: ItemStatus.SKIPPED,
}


def _as_batch_item(item: FleetItem) -> ItemResult[str]:
    status = _STATUS.get(item.end, ItemStatus.NOT_SENT)
    return ItemResult(item=item.name, status=status, message=item.reason or None, value=item.job or None)


def _text_table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, *(tuple(cut(in_line((cell.splitlines() or [""])[0]), _LONGEST) for cell in row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head) - 1)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[-1]]).rstrip()
        for line in lines
    )
