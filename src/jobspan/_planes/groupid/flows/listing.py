"""Lists, page by page."""

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._core.validation import validating
from jobspan._planes.groupid.models.filters import Filter, Style, criteria_tree, may_satisfy, page_tree
from jobspan._planes.groupid.models.replies import ListResult
from jobspan.hooks import UnexpectedData

T = TypeVar("T")

_PAGE_SIZE: Final = 100
_FILTER_IGNORED: Final = "the filter was ignored; does a proxy strip the body of a GET?"


def listing(
    ctx: PlaneContext,
    operation: Operation[Any],
    *,
    style: Style,
    key: Callable[[T], Hashable],
    filter: Filter | None = None,
    page_size: int | None = None,
    sort: str = "",
    sort_order: int = 1,
    path: dict[str, str] | None = None,
    extra: dict[str, Any] | None = None,
    rows_of: Callable[[Any], ListResult[T]] = lambda reply: reply,
    name_of: Callable[[T], str] | None = None,
) -> Listing[T]:
    """A list whose filter and page travel in the body of a GET. It ends at a short page, at ``count``, or when pages repeat.

    With ``name_of``, rows that cannot satisfy a filter by name are left out, and ``UnexpectedData`` is published.

    Raises:
        ValidationError: the page size is out of range.
    """
    with validating(operation) as problems:
        problems.within("page_size", page_size, 1, 10_000)
    size = page_size or _PAGE_SIZE
    criteria = criteria_tree(filter, ctx.settings.list_all_with, style)

    def fetch(position: Any) -> Flow[Page[T]]:
        index, head = position or (1, None)
        body = {style.key: criteria, "SearchOption": page_tree(size, index, sort, sort_order), **(extra or {})}
        result = rows_of((yield from call(ctx, operation, path=path, body=body)))
        rows, came = result.data, len(result.data) + result.unreadable
        first = key(rows[0]) if rows else None
        if rows and first == head:
            return Page(items=(), total=result.count or None)
        last = came < size or 0 < result.count <= index * size
        if name_of is not None:
            meant = tuple(row for row in rows if may_satisfy(filter, name_of(row)))
            if len(meant) < len(rows):
                yield from emit(
                    UnexpectedData(plane=ctx.plane, operation=operation.id, path="$.data", what=_FILTER_IGNORED)
                )
            rows = meant
        return Page(
            items=rows,
            next=None if last else (index + 1, first),
            total=result.count or None,
            unreadable=result.unreadable,
        )

    return Listing(fetch=fetch, key=key, plane=ctx.plane, operation=operation.id)
