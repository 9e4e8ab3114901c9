"""Pages: how to get the next one, without ever looping, repeating a row or losing one unnoticed."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

import attrs

from jobspan._core.effects import Flow

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Page(Generic[T]):
    """One page. ``next`` is what the plane wants for the page after it (a cursor, an offset, a marker); ``None``: the last.

    ``complete`` is false where the plane has further rows that it gives no way to ask for.
    """

    items: tuple[T, ...]
    next: Any = None
    total: int | None = None
    complete: bool = True


@attrs.frozen(kw_only=True)
class Listing(Generic[T]):
    """A list that is read page by page: the flow of one page, and what tells rows apart (``None``: keep all)."""

    fetch: Callable[[Any], Flow[Page[T]]]
    key: Callable[[T], Hashable] | None = None


class Walk(Generic[T]):
    """The state of one walk over a listing."""

    def __init__(self, listing: Listing[T]) -> None:
        self._listing = listing
        self._position: Any = None
        self._positions: set[Any] = set()
        self._seen: set[Hashable] = set()
        self.done = False

    def step(self) -> Flow[Page[T]]:
        """The next page, without rows that came before.

        The walk ends at the last page, when a position comes again, and at a page that brings nothing new.
        """
        page = yield from self._listing.fetch(self._position)
        self._positions.add(self._position)
        self._position = page.next
        fresh = self._unseen(page.items)
        if page.next is None or page.next == "" or page.next in self._positions or (page.items and not fresh):
            self.done = True
        return attrs.evolve(page, items=fresh)

    def _unseen(self, items: Sequence[T]) -> tuple[T, ...]:
        key = self._listing.key
        if key is None:
            return tuple(items)
        fresh = []
        for item in items:
            mark = key(item)
            if mark not in self._seen:
                self._seen.add(mark)
                fresh.append(item)
        return tuple(fresh)


def collect(listing: Listing[T], limit: int | None = None) -> Flow[list[T]]:
    """All rows (or the first ``limit``), for flows that need them."""
    walk = Walk(listing)
    rows: list[T] = []
    while not walk.done and (limit is None or len(rows) < limit):
        page = yield from walk.step()
        rows += page.items
    return rows if limit is None else rows[:limit]
