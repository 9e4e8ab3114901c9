"""Lists: from a row on, so many rows; no cursor exists."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._core.validation import validating
from jobspan._planes.ciphertrust.models.envelopes import Slice

T = TypeVar("T")

PAGE: Final = 100
"""Rows asked for at once; the vendor's own default of 10 costs many round trips."""
NEWEST_FIRST: Final = "-createdAt"


def listing(
    ctx: PlaneContext, operation: Operation[Slice[T]], query: Mapping[str, Any], *, limit: int | None = None
) -> Listing[T]:
    """A list, ``limit`` rows a page.

    Raises:
        ValidationError: limit out of 1..1000.
    """
    with validating(operation) as problems:
        problems.within("limit", limit, 1, 1000)
    size = limit or PAGE

    def fetch(position: Any) -> Flow[Page[T]]:
        skip = position or 0
        found = yield from call(ctx, operation, query={"skip": skip, "limit": size, **query})
        return Page(
            items=found.resources, next=_next(found, skip, size), total=found.total, unreadable=found.unreadable
        )

    return Listing(fetch=fetch, key=_identity, plane=ctx.plane, operation=operation.id)


def _next(found: Slice[Any], skip: int, size: int) -> int | None:
    """Where the next page begins. The appliance may cut pages shorter than asked for, so ``total`` is heard first."""
    came = len(found.resources) + found.unreadable
    after = skip + came
    if not came:
        return None
    if found.total is not None:
        return after if after < found.total else None
    return after if came >= (found.limit or size) else None


def _identity(item: Any) -> Any:
    return item.id
