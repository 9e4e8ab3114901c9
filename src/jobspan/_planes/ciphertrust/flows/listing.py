"""Lists, by offset and limit: the appliance has no cursor."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from jobspan._core.call import call
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.convert import row_type_of
from jobspan._core.effects import Flow, emit
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._core.validation import validating
from jobspan._planes.ciphertrust.models.envelopes import Slice
from jobspan.hooks import UnexpectedData

T = TypeVar("T")

PAGE: Final = 100
"""Rows of a page; the vendor's default of 10 costs many round trips."""
LARGEST_PAGE: Final = 1000
NEWEST_FIRST: Final = "-createdAt"


def listing(
    ctx: PlaneContext, operation: Operation[Slice[T]], query: Mapping[str, Any], *, limit: int | None = None
) -> Listing[T]:
    """A list, ``limit`` rows a page.

    Raises:
        ValidationError: limit out of 1..1000.
    """
    with validating(operation) as problems:
        problems.within("page_size", limit, 1, LARGEST_PAGE)
    size = limit or PAGE

    def fetch(position: Any) -> Flow[Page[T]]:
        at: _Position = position or _Position()
        found = yield from call(ctx, operation, query={"skip": at.skip, "limit": size, **query})
        ids = frozenset(map(_identity, found.resources))
        came = len(found.resources) + found.unreadable
        after = at.skip + came
        news = bool(ids - at.before) or (came > 0 and not ids)
        if found.total is not None and after < found.total and not news:
            what = f"a page without news at {at.skip} of {found.total} rows; the list ends here"
            yield from emit(UnexpectedData(plane=ctx.plane, operation=operation.id, path="$.resources", what=what))
            return Page(items=found.resources, total=found.total, complete=False, unreadable=found.unreadable)
        more = news and _goes_on(found, came, after, size)
        return Page(
            items=found.resources,
            next=_Position(after, ids) if more else None,
            total=found.total,
            unreadable=found.unreadable,
        )

    return Listing(
        fetch=fetch, row=row_type_of(operation.returns), key=_identity, plane=ctx.plane, operation=operation.id
    )


@frozen
class _Position:
    """Where a page begins, and the rows of the page before it: one that brings them again brings nothing new."""

    skip: int = 0
    before: frozenset[str] = frozenset()


def _goes_on(found: Slice[Any], came: int, after: int, size: int) -> bool:
    """Whether another page follows. The appliance may cut pages shorter than requested, so ``total`` decides if present."""
    if found.total is not None:
        return after < found.total
    return came >= (found.limit or size)


def _identity(item: Any) -> Any:
    return item.id
