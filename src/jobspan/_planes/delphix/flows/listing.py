"""Lists and searches: cursor pages, filters, sort order."""

import re
from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Final, TypeVar

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.convert import row_type_of
from jobspan._core.effects import Flow, emit
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._core.validation import Validator, validating
from jobspan._planes.delphix.filterable import FILTERABLE
from jobspan._planes.delphix.filters import Filter, expression, strangers
from jobspan._planes.delphix.models.masking_jobs import SourceEngine
from jobspan._planes.delphix.models.shared import ItemsPage
from jobspan.errors import ApiError
from jobspan.hooks import UnexpectedData

T = TypeVar("T")

_GRAMMAR: Final = (
    "A text goes out as a filter in DCT's own grammar: name EQ 'finance'. "
    'jobspan.delphix has field("name").eq("finance") and search_text("finance"), which write it.'
)


def listing(
    ctx: PlaneContext,
    operation: Operation[ItemsPage[T]],
    *,
    path: Mapping[str, str] | None = None,
    argument: str = "id",
    limit: int | None = None,
    sort: str | None = None,
    filter: Filter | str | None = None,
) -> Listing[T]:
    """A list of DCT. ``limit`` is the size of a page; callers know the id in the path as ``argument``.

    Raises:
        ValidationError: page size out of 1..1000, an unusable sort field, or a filter beyond DCT's limits.
    """
    with validating(operation) as problems:
        for value in (path or {}).values():
            problems.text(argument, value)
        check_page(problems, limit, sort)
    body = _search_body(operation, filter)
    odd = strangers(filter, FILTERABLE.get(operation.id, ()))

    def fetch(cursor: Any) -> Flow[Page[T]]:
        query = {"limit": limit, "cursor": cursor, "sort": sort}
        if odd and cursor is None:
            yield from emit(UnexpectedData(plane=ctx.plane, operation=operation.id, path="filter_expression", what=odd))
        try:
            page = yield from call(ctx, operation, path=path, query=query, body=body)
        except ApiError as refused:
            if refused.status == 400 and (odd or isinstance(filter, str)):
                refused.with_hint(f"Perhaps because {odd}." if odd else _GRAMMAR)
            raise
        for index, error in enumerate(page.errors):
            what = f"{error.object_name or 'an object'} is missing from the list: {error.message}"
            yield from emit(
                UnexpectedData(plane=ctx.plane, operation=operation.id, path=f"$.errors[{index}]", what=what)
            )
        about = page.response_metadata
        return Page(
            items=page.items,
            next=about.next_cursor if about else None,
            total=about.total if about else None,
            complete=about is not None or not page.items,
            unreadable=page.unreadable,
        )

    row = row_type_of(operation.returns)
    return Listing(
        fetch=fetch,
        row=row,
        key=attrgetter("masking_job_id", "source_engine_id") if row is SourceEngine else attrgetter("id"),
        plane=ctx.plane,
        operation=operation.id,
        exact=True,
        keyed=sort in (None, "id", "-id"),
    )


def check_page(problems: Validator, limit: int | None, sort: str | None) -> None:
    problems.whole("page_size", limit, 1, 1000)
    if sort is not None and not re.fullmatch(r"-?[a-z_]+(\.[a-z_]+)*", sort):
        problems.add("sort", f"{sort!r} is not a field name, optionally with a leading '-'")


def _search_body(operation: Operation[Any], filter: Filter | str | None) -> dict[str, str] | None:
    if not operation.path.endswith("/search"):
        return None
    text = expression(filter)
    return {} if text is None else {"filter_expression": text}
