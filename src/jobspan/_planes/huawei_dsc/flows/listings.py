"""Lists made of other lists: whichever the endpoint publishes, one after the other, or read as something else."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._planes.huawei_dsc.flows.calls import Route, by_published

T = TypeVar("T")
S = TypeVar("S")


@attrs.frozen(eq=False)
class _Position:
    """Where a walk is: in which list, and where in that. Compared by identity, so that no two are the same place."""

    listing: int
    inner: Any


def whichever_published(ctx: PlaneContext, thing: str, ways: Sequence[tuple[Operation[Any], Listing[T]]]) -> Listing[T]:
    """The first list that the endpoint publishes; a walk stays in the one it began with."""

    def first_page_of(number: int) -> Callable[[], Flow[Page[T]]]:
        return lambda: _page(number, ways[number][1], None)

    def fetch(position: Any) -> Flow[Page[T]]:
        if position is not None:
            return (yield from _page(position.listing, ways[position.listing][1], position.inner))
        routes = [Route(operation=operation, go=first_page_of(n)) for n, (operation, _) in enumerate(ways)]
        page: Page[T] = yield from by_published(ctx, thing, routes)
        return page

    first = ways[0][1]
    return Listing(fetch=fetch, plane=first.plane, operation=first.operation)


def in_turn(listings: Sequence[Listing[T]]) -> Listing[T]:
    """Several lists as one. It knows no total before the end."""

    def fetch(position: Any) -> Flow[Page[T]]:
        number, inner = (0, None) if position is None else (position.listing, position.inner)
        page = yield from _page(number, listings[number], inner)
        if len(listings) == 1:
            return page
        following = page.next
        if following is None and number + 1 < len(listings):
            following = _Position(number + 1, None)
        return attrs.evolve(page, next=following, total=None)

    return Listing(fetch=fetch, plane=listings[0].plane, operation=listings[0].operation)


def reading(listing: Listing[S], read: Callable[[Iterable[S]], Iterable[T]]) -> Listing[T]:
    """The rows of a list as something else, or fewer of them."""

    def fetch(position: Any) -> Flow[Page[T]]:
        page = yield from listing.fetch(position)
        items = tuple(read(page.items))
        total = page.total if len(items) == len(page.items) else None
        return Page(items=items, next=page.next, total=total, complete=page.complete, unreadable=page.unreadable)

    return Listing(fetch=fetch, plane=listing.plane, operation=listing.operation)


def _page(number: int, listing: Listing[T], inner: Any) -> Flow[Page[T]]:
    page = yield from listing.fetch(inner)
    return page if page.next is None else attrs.evolve(page, next=_Position(number, page.next))
