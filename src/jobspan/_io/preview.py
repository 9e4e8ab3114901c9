"""The first rows of a list, read because a notebook asks to display it."""

from typing import Any

from jobspan._core.html import html_text
from jobspan._core.paginate import Listing, Walk
from jobspan._core.tables.html import html_of_rows, title_of
from jobspan._io.driver import Driver
from jobspan.errors import JobspanError


def html_of_pager(text: str, listing: Listing[Any], driver: Driver[Any]) -> str:
    """The first page as a table that says it was read, or ``text`` where a display cannot read: with an asynchronous client."""
    walk = Walk(listing)
    try:
        page = driver.at_once(walk.step())
    except JobspanError as error:
        return html_text(f"{text}\n{type(error).__name__}: {error}")
    if page is None:
        return html_text(text)
    of = f" of {page.total:,}" if page.total is not None else ""
    said = f"Preview: this display read one page, {len(page.items):,} rows{of}."
    if not walk.done:
        said += " to_list() reads all."
    return html_of_rows(page.items, listing.row, title=title_of(listing.row), notes=[said])
