"""Lists, page by page."""

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from jobspan._core.call import perform, prepare
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.convert import row_type_of
from jobspan._core.effects import Flow, emit
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._core.validation import validating
from jobspan._planes.groupid.models.filters import Filter, Style, criteria_tree, may_satisfy, page_tree
from jobspan._planes.groupid.models.replies import ListResult
from jobspan._planes.groupid.settings import GroupIDSettings
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
    rows_of: Callable[[Any], ListResult[T] | None] = lambda reply: reply,
    name_of: Callable[[T], str] | None = None,
) -> Listing[T]:
    """A list whose filter and page travel in the body of a GET. It ends at ``count``, or when a page brings nothing new.

    A server may cut pages shorter than requested, so a short page is the end only where ``count`` says nothing.

    With ``name_of``, rows that cannot satisfy a filter by name are left out, and ``UnexpectedData`` is published.

    Raises:
        ValidationError: the page size is out of range.
    """
    with validating(operation) as problems:
        problems.within("page_size", page_size, 1, 10_000)
    size = page_size or _PAGE_SIZE
    criteria = criteria_tree(filter, ctx.settings_as(GroupIDSettings).list_all_with, style)

    def fetch(position: Any) -> Flow[Page[T]]:
        at: _Position = position or _Position()
        body = {style.key: criteria, "SearchOption": page_tree(size, at.index, sort, sort_order), **(extra or {})}
        request = prepare(ctx, operation, path=path, body=body)
        reply = yield from perform(ctx, operation, request, lacks=_lacks_rows(rows_of))
        result = rows_of(reply) or ListResult(data=())
        rows, came = result.data, len(result.data) + result.unreadable
        keys = frozenset(map(key, rows))
        total = result.count or None
        read = at.read + came
        if not keys - at.before and not (came and not keys):
            if total is not None and at.read < total:
                yield from emit(_cut_short(ctx, operation, at.read, total))
            return Page(items=(), total=total, complete=total is None or at.read >= total)
        last = came < size if total is None else read >= total
        if name_of is not None:
            meant = tuple(row for row in rows if may_satisfy(filter, name_of(row)))
            if len(meant) < len(rows):
                yield from emit(
                    UnexpectedData(plane=ctx.plane, operation=operation.id, path="$.data", what=_FILTER_IGNORED)
                )
            rows = meant
        return Page(
            items=rows,
            next=None if last else _Position(at.index + 1, read, keys),
            total=total,
            unreadable=result.unreadable,
        )

    return Listing(fetch=fetch, row=row_type_of(operation.returns), key=key, plane=ctx.plane, operation=operation.id)


@frozen
class _Position:
    """The number of a page, how many rows came before it, and the rows of the page before it."""

    index: int = 1
    read: int = 0
    before: frozenset[Hashable] = frozenset()


def _lacks_rows(rows_of: Callable[[Any], ListResult[T] | None]) -> Callable[[Any], str | None]:
    return lambda reply: None if rows_of(reply) is not None else "it carries no list"


def _cut_short(ctx: PlaneContext, operation: Operation[Any], read: int, total: int) -> UnexpectedData:
    what = f"the list ends after {read} of {total} rows: the next page brings nothing new"
    return UnexpectedData(plane=ctx.plane, operation=operation.id, path="$.data", what=what)
