"""Pages: how to get the next one, without ever looping, repeating a row or losing one unnoticed."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence, Set
from itertools import chain
from typing import Any, Final, Generic, TypeVar

import attrs

from jobspan._core.classes import frozen
from jobspan._core.effects import Flow, emit
from jobspan.errors import DecodeError
from jobspan.hooks import UnexpectedData
from jobspan.tables import Tabular

T = TypeVar("T")


@frozen(kw_only=True)
class Page(Tabular, Generic[T]):
    """One page. ``next`` is what the plane wants for the page after it (a cursor, an offset, a marker); ``None``: the last.

    ``complete`` is false where the plane has further rows that it gives no way to ask for. ``unreadable`` rows came with the
    page and are not in ``items``. ``row`` is their class, where it is known.
    """

    items: tuple[T, ...]
    next: Any = None
    total: int | None = None
    complete: bool = True
    unreadable: int = 0
    row: Any = attrs.field(default=None, repr=False, eq=False)

    def _rows(self) -> Sequence[T]:
        return self.items

    def _row_type(self) -> Any:
        return self.row


@frozen
class Seen(Generic[T]):
    """The first page of a walk; ``whole``: there was no other."""

    page: Page[T]
    whole: bool


@frozen(kw_only=True)
class Listing(Generic[T]):
    """A list that is read page by page.

    Attributes:
        fetch: the flow of one page.
        row: the class of the rows.
        key: what tells rows apart; ``None``: keep all.
        plane, operation: whose list it is, for errors.
        exact: the total counts the rows as they come, so that a walk which ends before it is cut short.
        keyed: a position is a row in an order that stays, so a row can come again only where two pages meet. Of other lists, all
            rows are remembered while they are walked over.
    """

    fetch: Callable[[Any], Flow[Page[T]]]
    row: Any = None
    key: Callable[[T], Hashable] | None = None
    plane: str = ""
    operation: str = ""
    exact: bool = False
    keyed: bool = False


class Walk(Generic[T]):
    """The state of one walk over a listing."""

    def __init__(self, listing: Listing[T]) -> None:
        self._listing = listing
        self._position: Any = None
        self._positions: set[Any] = set()  # themselves: many are equal to nothing else, and a hash outlives its object
        self._seen: _AllSeen | _LastSeen = _LastSeen() if listing.keyed else _AllSeen()
        self._came = 0
        self._total: int | None = None
        self.done = False
        self.complete = True
        """Whether no total says that there are more rows than came."""
        self.unreadable = 0

    def step(self) -> Flow[Page[T]]:
        """The next page, without rows that came before.

        The walk ends at the last page, when a position comes again, and at a page that brings nothing new. Rows that are
        missing then, as far as the plane tells, are reported; a total that one page tells holds for those after it.
        """
        page = yield from self._listing.fetch(self._position)
        self.unreadable += page.unreadable
        self._positions.add(self._position)
        self._position = page.next
        fresh = self._unseen(page.items)
        self._came += len(fresh) + page.unreadable
        self._total = self._total if page.total is None else page.total
        last = page.next is None or page.next == ""
        self.done = last or page.next in self._positions or (bool(page.items) and not fresh)
        if self.done and self._is_short(page, last):
            yield from emit(self._cut_short())
            page = attrs.evolve(page, complete=False)
        self.complete = self.complete and (page.complete or self._total is None)
        return attrs.evolve(page, items=fresh, row=self._listing.row)

    def _is_short(self, page: Page[T], last: bool) -> bool:
        if self._total is None:
            return not last
        return self._came < self._total and (self._listing.exact or not last)

    def _cut_short(self) -> UnexpectedData:
        listing, rows = self._listing, "rows" if self._total is None else f"of {self._total} rows"
        what = f"the list ends after {self._came} {rows}: the next page brings nothing new"
        return UnexpectedData(plane=listing.plane, operation=listing.operation, path="$", what=what)

    def _unseen(self, items: Sequence[T]) -> tuple[T, ...]:
        key = self._listing.key
        if key is None:
            return tuple(items)
        fresh: dict[Hashable, T] = dict(zip(map(key, items), items, strict=True))
        if len(fresh) < len(items):  # the first of those that are equal counts
            fresh = {}
            for item in items:
                fresh.setdefault(key(item), item)
        came = self._seen.note(fresh.keys())
        for mark in came:
            del fresh[mark]
        return tuple(fresh.values())


_LONGEST_RUN: Final = 2**17


class _AllSeen:
    """Remembers all rows in eight bytes each: sorted hashes of 64 bits, in runs that are merged as they grow.

    Of a million rows, the chance that any one is taken for another is one to tens of millions.
    """

    def __init__(self) -> None:
        self._runs: list[array[int]] = []

    def note(self, marks: Set[Hashable]) -> Set[Hashable]:
        """The marks of a page: which of them came before?"""
        codes = {_code_of(mark): mark for mark in marks}
        came = [code for code in codes if self._knows(code)]
        before = {codes.pop(code) for code in came}
        self._add(array("q", sorted(codes)))
        return before

    def _knows(self, code: int) -> bool:
        for run in self._runs:
            place = bisect_left(run, code)
            if place < len(run) and run[place] == code:
                return True
        return False

    def _add(self, run: "array[int]") -> None:
        while self._runs and len(self._runs[-1]) <= 2 * len(run) and len(run) < _LONGEST_RUN:
            run = array("q", sorted(chain(self._runs.pop(), run)))
        if run:
            self._runs.append(run)


def _code_of(mark: Hashable) -> int:
    """A hash of 64 bits. Python's own is one for texts only: that of a large number is the same as that of a small one."""
    return hash(mark) if isinstance(mark, str) else hash((repr(mark), hash(mark)))


class _LastSeen:
    """Remembers the rows of the page before, and of one page that is the further back the more there were.

    The latter ends a walk that goes around in circles: as soon as the circle is shorter than the way so far, the page comes
    by again (Brent's algorithm).
    """

    def __init__(self) -> None:
        self._page: Set[Hashable] = frozenset()
        self._milestone: Set[Hashable] = frozenset()
        self._pages = 0

    def note(self, marks: Set[Hashable]) -> Set[Hashable]:
        """The marks of a page: which of them came before?"""
        before = marks & self._page | marks & self._milestone
        if marks:
            self._page = frozenset(marks)
            self._pages += 1
            if self._pages & (self._pages - 1) == 0:
                self._milestone = self._page
        return before


def first_page(listing: Listing[T]) -> Flow[Page[T]]:
    """The first page, where something is concluded from what is not in it.

    Raises:
        DecodeError: a row cannot be read.
    """
    page = yield from Walk(listing).step()
    if page.unreadable:
        raise _unreadable(listing, page.unreadable)
    return page


def collect(listing: Listing[T], limit: int | None = None, *, partly: bool = False) -> Flow[list[T]]:
    """All rows (or the first ``limit``), for flows that need them.

    Args:
        partly: do without rows that cannot be read, or did not come. Say so only where nothing is concluded from what is not
            in the list.

    Raises:
        DecodeError: a row cannot be read, or the list ends before the total that the plane tells.
    """
    walk = Walk(listing)
    rows: list[T] = []
    while not walk.done and (limit is None or len(rows) < limit):
        page = yield from walk.step()
        rows += page.items
        if walk.unreadable and not partly:
            raise _unreadable(listing, walk.unreadable)
    if not (walk.complete or partly or (limit is not None and len(rows) >= limit)):
        raise _says_nothing(listing, f"the list ends after {len(rows)} rows, and there are more")
    return rows if limit is None else rows[:limit]


def _unreadable(listing: Listing[Any], count: int) -> DecodeError:
    return _says_nothing(listing, f"{count} of the rows of the list cannot be read")


def _says_nothing(listing: Listing[Any], why: str) -> DecodeError:
    return DecodeError(
        message=f"{listing.plane} {listing.operation}: {why}, so that nothing follows from what is not in it.",
        plane=listing.plane,
        operation=listing.operation,
    )
