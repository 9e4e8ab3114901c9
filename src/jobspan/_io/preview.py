"""The first rows of a list, read because a notebook asks to display it."""

from typing import Any, TypeVar

from jobspan._core.html import html_text
from jobspan._core.paginate import Listing, Seen, Walk
from jobspan._core.tables.html import html_of_rows, title_of
from jobspan._io.driver import Driver
from jobspan.errors import JobspanError

T = TypeVar("T")


def preview(text: str, listing: Listing[T], driver: Driver[Any]) -> tuple[Seen[T] | None, str]:
    """The first page; or ``text`` as HTML where a display cannot read: with an asynchronous client, or when reading fails."""
    walk = Walk(listing)
    try:
        page = driver.at_once(walk.step())
    except JobspanError as error:
        return None, html_text(f"{text}\n{type(error).__name__}: {error}")
    return (None, html_text(text)) if page is None else (Seen(page, walk.done), "")


def html_of_seen(seen: Seen[Any], listing: Listing[Any], *, anew: bool = False) -> str:
    """A page as a table that says how it came to be read; ``anew``: by this display."""
    page = seen.page
    of = f" of {page.total:,}" if page.total is not None else ""
    how = "this display read one page" if anew else "the first page, as it was read before"
    said = f"Preview: {how}, {len(page.items):,} rows{of}."
    if not seen.whole:
        said += " to_list() reads all."
    return html_of_rows(page.items, listing.row, title=title_of(listing.row), notes=[said])
