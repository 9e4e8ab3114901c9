"""Lists, by offset and limit: the appliance has no cursor."""

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
"""Rows of a page; the vendor's default of 10 costs many round trips."""
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
        return Page(items=found.resources, next=_next(found, skip, size), total=found.total)

    return Listing(fetch=fetch, key=_identity)


def _next(found: Slice[Any], skip: int, size: int) -> int | None:
    """The offset of the next page. The appliance may cut pages shorter than requested, so ``total`` decides if present."""
    after = skip + len(found.resources)
    if not found.resources:
        return None
    if found.total is not None:
        return after if after < found.total else None
    return after if len(found.resources) >= (found.limit or size) else None


def _identity(item: Any) -> Any:
    return item.id
