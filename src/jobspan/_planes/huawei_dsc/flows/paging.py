"""Pages of DSC's lists, whose ``offset`` means a page number, a record number or nothing, depending on the endpoint.

A walk finds out by asking for ``offset=1``: entirely new rows mean page numbers, the first page moved by one row means
record numbers, and the same page again means that paging is ignored.
Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ShowScanJobList.html and its siblings, which differ.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeAlias, TypeVar

import attrs
import msgspec

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.convert import row_type_of
from jobspan._core.effects import Flow, emit
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._core.validation import Validator, validating
from jobspan._planes.huawei_dsc.flows.digest_set import DigestSet
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan.hooks import UnexpectedData

T = TypeVar("T")
Mark: TypeAlias = str | bytes
"""What identifies a row: its id, or a digest of its content."""


DEFAULT_LIMIT: Final = 100
LARGEST_LIMIT: Final = 1000


@frozen(kw_only=True)
class Batch(Generic[T]):
    """The rows of one reply, and how many more of it cannot be read."""

    rows: Sequence[T]
    total: int | None = None
    unreadable: int = 0
    marker: Sequence[Any] = ()


Fetch: TypeAlias = Callable[[dict[str, Any]], Flow[Batch[T]]]
"""Asks for one page; gets ``offset``, ``limit`` and ``marker`` as query arguments."""


def pages(
    ctx: PlaneContext,
    operation: Operation[Any],
    fetch: Fetch[T],
    *,
    limit: int | None = None,
    paging: Paging = Paging.AUTO,
    id_of: Callable[[T], str | None] = lambda row: getattr(row, "id", None),
    row: Any = None,
    has_marker: bool = False,
) -> Listing[T]:
    """A list that is walked page by page; ``limit`` is the size of a page, ``row`` the class of the rows.

    Raises:
        ValidationError: ``paging`` is unknown, or asks for a marker where replies have none.
    """
    with validating(operation.call) as problems:
        problems.one_of("paging", paging, tuple(way for way in Paging if has_marker or way is not Paging.MARKER))

    def read(position: "_Place[T] | None") -> Flow[Page[T]]:
        walk: _Walk[T] = (
            _Walk(limit or DEFAULT_LIMIT, Paging(paging), id_of, ctx) if position is None else position.walk
        )
        batch = yield from fetch(walk.query())
        items = walk.take(batch)
        if walk.over and not walk.complete:
            yield from emit(
                UnexpectedData(plane=ctx.plane, operation=operation.id, path="$.total", what=walk.shortfall())
            )
        elif walk.equal and walk.total is None:
            what = f"{walk.equal} rows equal others of pages before, have no id that tells them apart, and are left out"
            yield from emit(UnexpectedData(plane=ctx.plane, operation=operation.id, path="$", what=what))
        return Page(
            items=items,
            next=None if walk.over else _Place(walk),
            total=walk.total,
            complete=walk.complete or not walk.over,
            unreadable=walk.unreadable,
        )

    return Listing(fetch=read, row=row or row_type_of(operation.returns), plane=ctx.plane, operation=operation.id)


def check_limit(problems: Validator, limit: int | None) -> None:
    """A page size in the range that the vendor's own tools use."""
    problems.within("page_size", limit, 1, LARGEST_LIMIT)


@frozen(eq=False)
class _Place(Generic[T]):
    """The next place of a walk. Compared by identity, and small: callers keep the places they have visited."""

    walk: "_Walk[T]"


@attrs.define(eq=False)
class _Walk(Generic[T]):
    """Where a walk is, and what it has learned about the endpoint."""

    limit: int
    mode: Paging
    id_of: Callable[[T], str | None]
    ctx: PlaneContext = attrs.field(repr=False)
    offset: int = 0
    number: int = 0
    count: int = 0
    total: int | None = None
    over: bool = False
    ignored: bool = False
    stuck: bool = False
    """A full page brought nothing new: there may be more behind it."""
    equal: int = 0
    """Rows of the last page without an id that were left out because an equal one came on a page before."""
    unreadable: int = 0
    """Rows of the last page that could not be read, but for those that came before."""
    lost: int = 0
    """Rows of all pages that could not be read."""
    marker: tuple[Any, ...] = ()
    first: list[Mark] = attrs.field(factory=list, repr=False)
    last: list[Mark] = attrs.field(factory=list, repr=False)
    seen: DigestSet = attrs.field(factory=DigestSet, repr=False)
    """The rows read so far; in marker mode, the markers."""

    def query(self) -> dict[str, Any]:
        if self.mode is Paging.MARKER:
            return {"limit": self.limit, "marker": [_text(each) for each in self.marker] or None}
        return {"offset": self.offset, "limit": self.limit}

    @property
    def complete(self) -> bool:
        """Whether no row is known to be missing."""
        return not (self.ignored or self.stuck) if self.total is None else self.count + self.lost >= self.total

    def shortfall(self) -> str:
        reason = "the server ignores paging" if self.ignored else "the server gives no further rows"
        exist = self.total if self.total is not None else "more" if self.ignored else "more may"
        return f"{reason}: {self.count} rows came, {exist} exist"

    def take(self, batch: Batch[T]) -> tuple[T, ...]:
        """Learn from a batch and return its new rows."""
        marks = [self._mark(row) for row in batch.rows]
        items = self._new(batch.rows, marks)
        came = len(marks) + batch.unreadable
        if batch.total is not None and batch.total >= came:
            self.total = batch.total
        self.count += len(items)
        before, self.unreadable = self.unreadable, batch.unreadable
        finding_out = self.mode is Paging.AUTO and self.number == 1
        if not finding_out:
            self.lost += batch.unreadable
        if not self._goes_on(marks, items, came):
            self.over = True
        else:
            self._move_on(marks, tuple(batch.marker), came)
        if finding_out:
            if self.mode is not Paging.PAGE:  # the page before, perhaps moved on by one row
                self.unreadable = max(0, batch.unreadable - before)
            self.lost += self.unreadable
        if not items or (finding_out and self.mode is not Paging.PAGE):
            self.equal = 0  # a page that came again as a whole, or the one before moved on by one row
        self.number += 1
        self.last = marks
        return items

    def _goes_on(self, marks: list[Mark], items: tuple[T, ...], came: int) -> bool:
        if not came or (self.total is not None and self.complete):
            return False
        if self.number == 0:
            return self.total is not None or came == self.limit
        self.ignored = marks == (self.last if self.mode is Paging.MARKER else self.first)
        self.stuck = not items and came >= self.limit
        return bool(items) and (self.total is not None or came >= self.limit)

    def _move_on(self, marks: list[Mark], marker: tuple[Any, ...], came: int) -> None:
        if self.mode is Paging.MARKER:
            mark = msgspec.json.encode(marker, order="sorted")
            self.over = not marker or mark in self.seen
            self.seen.update([mark])
            self.marker = marker
            return
        if self.number == 0:
            self.first = marks
            self.limit = min(self.limit, came)
            self.offset = came if self.mode is Paging.RECORD else 1
            return
        if self.mode is Paging.AUTO:
            moved_by_one = marks[: len(self.first) - 1] == self.first[1:]
            self.mode = Paging.RECORD if moved_by_one else Paging.PAGE
        self.offset += came if self.mode is Paging.RECORD else 1

    def _new(self, rows: Sequence[T], marks: list[Mark]) -> tuple[T, ...]:
        """The rows not read before. Two rows of one page are the same only if they have the same id."""
        before: set[Mark] | DigestSet = set(self.last) if self.mode is Paging.MARKER else self.seen
        here: set[Mark] = set()
        fresh = []
        self.equal = 0
        for row, mark in zip(rows, marks, strict=True):
            if mark not in before and not (mark in here and isinstance(mark, str)):
                fresh.append(row)
            else:
                self.equal += isinstance(mark, bytes)
            here.add(mark)
        if self.mode is not Paging.MARKER:
            self.seen.update(here)
        return tuple(fresh)

    def _mark(self, row: T) -> Mark:
        id = self.id_of(row)
        if id:
            return id
        content = msgspec.json.encode(self.ctx.dialect.codec.write(row), order="sorted")
        return hashlib.blake2b(content, digest_size=16).digest()


def _text(value: Any) -> str:
    """A part of a marker: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
