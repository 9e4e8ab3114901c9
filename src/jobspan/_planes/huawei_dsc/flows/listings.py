"""Lists made of other lists: the first that is published, several in a row, or one with its rows converted."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import attrs

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._planes.huawei_dsc.flows.routes import Route, by_published

T = TypeVar("T")
S = TypeVar("S")


@frozen(eq=False)
class _Position:
    """Where a walk is: in which list, and where in that. Compared by identity, so that no two positions are equal."""

    listing: int
    inner: Any


def first_published(ctx: PlaneContext, thing: str, ways: Sequence[tuple[Operation[Any], Listing[T]]]) -> Listing[T]:
    """The first list that the endpoint publishes; a walk stays in the one it began with."""

    def first_page_of(number: int) -> Callable[[], Flow[Page[T]]]:
        return lambda: _page(number, ways[number][1], None)

    def fetch(position: Any) -> Flow[Page[T]]:
        if position is not None:
            return (yield from _page(position.listing, ways[position.listing][1], position.inner))
        routes = [Route(operation=operation, run=first_page_of(n)) for n, (operation, _) in enumerate(ways)]
        page: Page[T] = yield from by_published(ctx, thing, routes)
        return page

    first = ways[0][1]
    return Listing(fetch=fetch, row=first.row, plane=first.plane, operation=first.operation)


def concatenated(listings: Sequence[Listing[T]]) -> Listing[T]:
    """Several lists as one. Its total is unknown until the end."""

    def fetch(position: Any) -> Flow[Page[T]]:
        number, inner = (0, None) if position is None else (position.listing, position.inner)
        page = yield from _page(number, listings[number], inner)
        if len(listings) == 1:
            return page
        following = page.next
        if following is None and number + 1 < len(listings):
            following = _Position(number + 1, None)
        return attrs.evolve(page, next=following, total=None)

    return Listing(fetch=fetch, row=listings[0].row, plane=listings[0].plane, operation=listings[0].operation)


def mapped(listing: Listing[S], convert: Callable[[Iterable[S]], Iterable[T]], row: Any = None) -> Listing[T]:
    """The rows of a list converted (to ``row``) or filtered."""

    def fetch(position: Any) -> Flow[Page[T]]:
        page = yield from listing.fetch(position)
        items = tuple(convert(page.items))
        total = page.total if len(items) == len(page.items) else None
        return Page(items=items, next=page.next, total=total, complete=page.complete, unreadable=page.unreadable)

    return Listing(fetch=fetch, row=row or listing.row, plane=listing.plane, operation=listing.operation)


def _page(number: int, listing: Listing[T], inner: Any) -> Flow[Page[T]]:
    page = yield from listing.fetch(inner)
    return page if page.next is None else attrs.evolve(page, next=_Position(number, page.next))
