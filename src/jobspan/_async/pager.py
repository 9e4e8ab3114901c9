"""Lists that are read page by page while they are walked over."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Generic, TypeVar

from jobspan._core.calls import Calling
from jobspan._core.paginate import Listing, Page, Walk
from jobspan._core.staying import Staying
from jobspan._core.tables.html import title_of
from jobspan._io.async_driver import AsyncDriver
from jobspan._io.preview import html_of_pager
from jobspan._public import public
from jobspan.tables import Rows

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

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
        self._walk: Walk[T] | None = None

    @property
    def unreadable(self) -> int:
        """How many rows of the last walk could not be read, so far.

        They are left out, and each is reported to the hooks with its place. ``Policy(strict_rows=True)`` raises
        ``DecodeError`` instead.
        """
        return self._walk.unreadable if self._walk else 0

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[Page[T]]:
        """Page by page, with the total where the plane tells it."""
        walk = self._walk = Walk(self._listing)
        while not walk.done:
            yield await self._page(walk)

    async def _page(self, walk: Walk[T]) -> Page[T]:
        with Calling(self._driver, self._plane, lambda: self._call):
            return await self._driver.run(walk.step())

    async def first(self) -> T | None:
        """The first row, or ``None`` when there is none; reads one page."""
        rows = await self.to_list(limit=1)
        return rows[0] if rows else None

    async def to_list(self, limit: int | None = None) -> Rows[T]:
        """All rows, or the first ``limit`` ones: a list that is a table as well, see :mod:`jobspan.tables`."""
        rows: Rows[T] = Rows(of=self._listing.row)
        if limit is not None and limit <= 0:
            return rows
        async for page in self.pages():
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
        return (
            f"<{type(self).__name__} of {title_of(self._listing.row)}, nothing read yet: "
            "walk over it, or await first(), to_list() or to_pandas()>"
        )

    def _repr_html_(self) -> str:
        return html_of_pager(repr(self), self._listing, self._driver)
