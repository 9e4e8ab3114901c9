"""Lists and searches: cursor pages, filters, sort order."""

import re
from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._core.validation import validating
from jobspan._planes.delphix.filterable import FILTERABLE
from jobspan._planes.delphix.filters import Filter, expression
from jobspan._planes.delphix.models.masking_jobs import SourceEngine
from jobspan._planes.delphix.models.shared import ItemsPage
from jobspan.hooks import UnexpectedData

T = TypeVar("T")


def listing(
    ctx: PlaneContext,
    operation: Operation[ItemsPage[T]],
    *,
    path: Mapping[str, str] | None = None,
    limit: int | None = None,
    sort: str | None = None,
    filter: Filter | str | None = None,
) -> Listing[T]:
    """A list of DCT. ``limit`` is the size of a page.

    Raises:
        ValidationError: limit out of 1..1000, an unusable sort field or filter.
    """
    check_page(operation.call, limit, sort, path or {})
    body = _search_body(operation, filter)

    def fetch(cursor: Any) -> Flow[Page[T]]:
        query = {"limit": limit, "cursor": cursor, "sort": sort}
        page = yield from call(ctx, operation, path=path, query=query, body=body)
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
            unreadable=page.unreadable,
        )

    return Listing(fetch=fetch, key=_identity, plane=ctx.plane, operation=operation.id)


def check_page(name: str, limit: int | None, sort: str | None, ids: Mapping[str, str]) -> None:
    with validating(name) as problems:
        for argument, value in ids.items():
            problems.text(argument, value)
        problems.whole("limit", limit, 1, 1000)
        if sort is not None and not re.fullmatch(r"-?[a-z_]+(\.[a-z_]+)*", sort):
            problems.add("sort", f"{sort!r} is no field name, optionally with a leading '-'")


def _search_body(operation: Operation[Any], filter: Filter | str | None) -> dict[str, str] | None:
    if not operation.path.endswith("/search"):
        return None
    text = expression(filter, FILTERABLE[operation.id])
    return {} if text is None else {"filter_expression": text}


def _identity(item: Any) -> Hashable:
    """What tells rows apart: their id, or for the pairs that have none, both ids."""
    return (item.masking_job_id, item.source_engine_id) if isinstance(item, SourceEngine) else item.id
