"""Lists page by page, and single documents."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._core.validation import validating
from jobspan._planes.groupid.errors import GroupIDNotFound
from jobspan._planes.groupid.models.filters import Filter, Style, criteria_tree, may_satisfy, page_tree
from jobspan._planes.groupid.models.replies import DetailResult, Envelope, ListResult
from jobspan.errors import DecodeError
from jobspan.hooks import UnexpectedData

T = TypeVar("T")

PAGE_SIZE = 100
_STRIPPED = "the filter was ignored; does a proxy strip the body of a GET?"


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

    With ``name_of``, rows that a filter by name cannot mean are left out, and the hooks are told.

    Raises:
        ValidationError: the size of a page is not positive.
    """
    with validating(operation) as problems:
        problems.within("page_size", page_size, 1, 10_000)
    size = page_size or PAGE_SIZE
    criteria = criteria_tree(filter, ctx.settings.list_all_with, style)

    def fetch(position: Any) -> Flow[Page[T]]:
        index, head = position or (1, None)
        body = {style.key: criteria, "SearchOption": page_tree(size, index, sort, sort_order), **(extra or {})}
        result = rows_of((yield from call(ctx, operation, path=path, body=body)))
        rows = result.data
        first = key(rows[0]) if rows else None
        if rows and first == head:
            return Page(items=(), total=result.count or None)
        last = len(rows) < size or 0 < result.count <= index * size
        if name_of is not None:
            meant = tuple(row for row in rows if may_satisfy(filter, name_of(row)))
            if len(meant) < len(rows):
                yield from emit(UnexpectedData(plane=ctx.plane, operation=operation.id, path="$.data", what=_STRIPPED))
            rows = meant
        return Page(items=rows, next=None if last else (index + 1, first), total=result.count or None)

    return Listing(fetch=fetch, key=key)


def whole(ctx: PlaneContext, operation: Operation[DetailResult[T]], parameter: str, id: int, what: str) -> Flow[T]:
    """One whole document.

    Raises:
        NotFound: there is none of this id, whether the server says so or answers without one.
    """
    check_ids(operation.call, parameter, [id])
    reply = yield from call(ctx, operation, path={parameter: str(id)})
    if reply.data is None:
        raise GroupIDNotFound(
            message=f"groupid {operation.id}: there is no {what} {id}.",
            plane=ctx.plane,
            operation=operation.id,
            status=200,
        )
    return reply.data


def content(ctx: PlaneContext, operation: Operation[Envelope[T]], reply: Envelope[T]) -> T:
    """What an envelope carries, where it must carry something.

    Raises:
        DecodeError: it is empty.
    """
    if reply.data is None:
        raise DecodeError(
            message=f"groupid {operation.id}: it succeeded, and its answer carries no data.",
            plane=ctx.plane,
            operation=operation.id,
            path="$.data",
        )
    return reply.data


def check_ids(name: str, argument: str, ids: Sequence[int]) -> None:
    """Positive whole numbers, at least one.

    Raises:
        ValidationError: there is none, or one is something else.
    """
    with validating(name) as problems:
        if not ids:
            problems.add(argument, "names nothing: what a call without ids does is not documented")
        for id in ids:
            if type(id) is not int or id <= 0:
                problems.add(argument, f"{id!r} is no id")
