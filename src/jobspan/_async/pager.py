"""Lists that are read page by page while they are walked over."""

import copy
import math
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Generic, NoReturn, Self, TypeVar

from jobspan._core.arguments import hold_to_types
from jobspan._core.calls import Calling
from jobspan._core.extras import OnDemand
from jobspan._core.paginate import Listing, Page, Seen, Walk
from jobspan._core.staying import Staying
from jobspan._core.validation import validating
from jobspan._io.async_driver import AsyncDriver
from jobspan._public import public
from jobspan.tables import Rows

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow
else:
    pandas, polars, pyarrow = OnDemand("pandas", "pandas"), OnDemand("polars", "polars"), OnDemand("pyarrow", "arrow")

T = TypeVar("T")


@public
class AsyncPager(Staying, Generic[T]):
    """The rows of a list, read as they are needed. Each walk over it starts anew."""

    _pickle_instead = "Pickle its rows, pager.to_list(), or the client."

    def __init__(self, listing: Listing[T], driver: AsyncDriver, plane: str, call: str) -> None:
        self._listing = listing
        self._driver = driver
        self._plane = plane
        self._call = call
        self._prefetch = 0
        self._unreadable = 0
        self._seen: Seen[T] | None = None
        self._fresh = True

    def with_options(self, *, prefetch: int) -> Self:
        """The same list, read ahead: the next pages are asked for while the rows of one are worked on.

        They are asked for one after the other, in the background, and are held until their rows are taken. The order stays, and
        an error comes after the rows that were read before it. Leaving a walk ends the reading; up to ``prefetch``
        pages more than were needed have been asked for then.

        Args:
            prefetch: how many pages to be ahead, 0..100. Lists begin with 0: a page is asked for when its rows are wanted.

        Raises:
            ValidationError: it is not in that range.
        """
        with validating(f"{type(self).__name__}.with_options") as problems:
            problems.whole("prefetch", prefetch, 0, 100)
        other = copy.copy(self)
        other._prefetch = prefetch
        return other

    def _called(self, method: str) -> str:
        return f"{self._call}.{method}"

    @property
    def unreadable(self) -> int:
        """How many rows of the last walk could not be read, so far.

        They are left out, and each is reported to the hooks with its place. ``Policy(strict_rows=True)`` raises
        ``DecodeError`` instead.
        """
        return self._unreadable

    async def __aiter__(self) -> AsyncIterator[T]:
        async with aclosing(self._pages(self._prefetch)) as pages:
            async for page in pages:
                for item in page.items:
                    yield item

    if not TYPE_CHECKING:

        def __bool__(self) -> NoReturn:
            raise TypeError(
                f"{self._call}: whether a list is empty shows when it is read: first() is None, or to_list()."
            )

        def __getitem__(self, place: object) -> NoReturn:
            raise TypeError(f"{self._call}: rows have places once they are read: to_list(limit=...), or first().")

    async def pages(self) -> AsyncIterator[Page[T]]:
        """Page by page, with the total where the plane tells it."""
        async with aclosing(self._pages(self._prefetch)) as pages:
            async for page in pages:
                yield page

    async def _pages(self, prefetch: int) -> AsyncGenerator[Page[T], None]:
        walk = Walk(self._listing)
        self._unreadable = 0
        self._fresh = True
        if not prefetch:
            while not walk.done:
                page = await self._page(walk)
                self._note(page, walk.done)
                yield page
            return
        read_ahead = self._driver.ahead(lambda: self._page(walk), lambda: walk.done, prefetch)
        async with aclosing(read_ahead) as pages:
            async for page in pages:
                self._note(page, walk.done)
                yield page

    def _note(self, page: Page[T], over: bool) -> None:
        """Displays show the first page of the last walk, and ask for nothing then."""
        self._unreadable += page.unreadable
        if self._fresh:
            self._seen, self._fresh = Seen(page, over), False

    async def _page(self, walk: Walk[T]) -> Page[T]:
        with Calling(self._driver, self._plane, lambda: self._call):
            return await self._driver.run(walk.step())

    async def first(self) -> T | None:
        """The first row, or ``None`` when there is none; reads one page."""
        rows = await self._list(1, 0)
        return rows[0] if rows else None

    async def to_list(self, limit: int | None = None) -> Rows[T]:
        """All rows, or the first ``limit`` ones: a list that is a table as well, see :mod:`jobspan.tables`.

        Args:
            limit: how many rows at most; ``None``: all.

        Raises:
            ValidationError: ``limit`` is less than 0.
        """
        with validating(self._called("to_list")) as problems:
            problems.within("limit", limit, 0, math.inf)
        return await self._list(limit, self._prefetch)

    async def _list(self, limit: int | None, prefetch: int) -> Rows[T]:
        rows: Rows[T] = Rows(of=self._listing.row)
        if limit is not None and limit <= 0:
            return rows
        async with aclosing(self._pages(prefetch)) as pages:
            async for page in pages:
                rows.extend(page.items)
                if limit is not None and len(rows) >= limit:
                    return rows[:limit]
        return rows

    async def to_pandas(self, limit: int | None = None, *, reveal_secrets: bool = False) -> "pandas.DataFrame":
        """The rows as a DataFrame: see :meth:`jobspan.tables.Rows.to_pandas`.

        Args:
            limit: the first ones only.
            reveal_secrets: ``True`` shows secrets and sensitive samples as they are.

        Raises:
            MissingExtra: pandas is not installed.
        """
        return (await self.to_list(limit)).to_pandas(reveal_secrets=reveal_secrets)

    async def to_polars(self, limit: int | None = None, *, reveal_secrets: bool = False) -> "polars.DataFrame":
        """The rows as a polars DataFrame: see :meth:`jobspan.tables.Rows.to_polars`.

        Args:
            limit: the first ones only.
            reveal_secrets: ``True`` shows secrets and sensitive samples as they are.

        Raises:
            MissingExtra: polars is not installed.
        """
        return (await self.to_list(limit)).to_polars(reveal_secrets=reveal_secrets)

    async def to_arrow(self, limit: int | None = None, *, reveal_secrets: bool = False) -> "pyarrow.Table":
        """The rows as an Arrow table: see :meth:`jobspan.tables.Rows.to_arrow`.

        Args:
            limit: the first ones only.
            reveal_secrets: ``True`` shows secrets and sensitive samples as they are.

        Raises:
            MissingExtra: pyarrow is not installed.
        """
        return (await self.to_list(limit)).to_arrow(reveal_secrets=reveal_secrets)

    def __repr__(self) -> str:
        from jobspan._core.tables.html import title_of

        so_far = "nothing read yet" if self._seen is None else "read before"
        return (
            f"<{type(self).__name__} of {title_of(self._listing.row)}, {so_far}: "
            "walk over it, or await first(), to_list() or to_pandas()>"
        )

    def _repr_html_(self) -> str:
        from jobspan._io.preview import html_of_seen, preview

        if self._seen is None:
            self._seen, failed = preview(repr(self), self._listing, self._driver)
            return failed if self._seen is None else html_of_seen(self._seen, self._listing, anew=True)
        return html_of_seen(self._seen, self._listing)


hold_to_types(AsyncPager)
