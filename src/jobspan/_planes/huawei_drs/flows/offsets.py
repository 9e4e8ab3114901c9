"""Lists that are paged with limit and offset."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Final, TypeVar

import attrs

from jobspan._core.call import call
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.convert import RowsReply
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._core.validation import validating
from jobspan.errors import DecodeError

R = TypeVar("R", bound=RowsReply)
T = TypeVar("T")

LARGEST_PAGE: Final = 1000


@frozen(kw_only=True)
class _Place:
    """Where the next page begins, and how the one before began."""

    offset: int
    first: Any = attrs.field(default=None, eq=False)


def offset_listing(
    ctx: PlaneContext,
    operation: Operation[R],
    path: Mapping[str, str],
    rows_of: Callable[[R], Sequence[T]],
    *,
    total_of: Callable[[R], int | None],
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    page_size: int = LARGEST_PAGE,
    key: Callable[[T], Hashable] | None = None,
    alike: bool = False,
) -> Listing[T]:
    """A list of which pages are asked for by offset, until one is shorter than its limit or the total is reached.

    Args:
        alike: rows may be equal, and two pages begin with the same one.

    Raises:
        ValidationError: a page of this size cannot be asked for.
    """
    with validating(operation) as problems:
        problems.whole("page_size", page_size, 1, LARGEST_PAGE)

    def fetch(position: Any) -> Flow[Page[T]]:
        place: _Place = position or _Place(offset=0)
        asked = {**(query or {}), "limit": page_size, "offset": place.offset}
        reply = yield from call(ctx, operation, path=path, query=asked, body=body)
        rows = tuple(rows_of(reply))
        if place.offset and rows and not alike and rows[0] == place.first:
            raise _ignores_offset(ctx, operation)
        total, came = total_of(reply), len(rows) + reply.unreadable
        after = place.offset + came
        more = came > 0 and (after < total if total is not None and total > 0 else came >= page_size)
        return Page(
            items=rows,
            next=_Place(offset=after, first=rows[0] if rows else None) if more else None,
            total=total if total else None,
            complete=more or after >= (total or 0),
            unreadable=reply.unreadable,
        )

    return Listing(fetch=fetch, key=key, plane=ctx.plane, operation=operation.id)


def _ignores_offset(ctx: PlaneContext, operation: Operation[Any]) -> DecodeError:
    return DecodeError(
        message=f"{ctx.plane} {operation.id}: the server answers every page with the same rows.",
        hint="It ignores the offset: ask for one large page, and take only that.",
        plane=ctx.plane,
        operation=operation.id,
        status=200,
    )
