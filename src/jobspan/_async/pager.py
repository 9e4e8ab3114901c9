"""Lists that are read page by page while they are walked over."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Generic, TypeVar

from jobspan._core.paginate import Listing, Page, Walk
from jobspan._core.staying import Staying
from jobspan._io.async_driver import AsyncDriver
from jobspan._public import public

if TYPE_CHECKING:
    import pandas

T = TypeVar("T")


@public
class AsyncPager(Staying, Generic[T]):
    """The rows of a list, read as they are needed. Each walk over it starts anew."""

    _pickle_instead = "Pickle its rows, pager.to_list(), or the client."

    def __init__(self, listing: Listing[T], driver: AsyncDriver) -> None:
        self._listing = listing
        self._driver = driver
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
            yield await self._driver.run(walk.step())

    async def first(self) -> T | None:
        """The first row, or ``None`` when there is none; reads one page."""
        rows = await self.to_list(limit=1)
        return rows[0] if rows else None

    async def to_list(self, limit: int | None = None) -> list[T]:
        """All rows, or the first ``limit`` ones."""
        rows: list[T] = []
        if limit is not None and limit <= 0:
            return rows
        async for page in self.pages():
            rows.extend(page.items)
            if limit is not None and len(rows) >= limit:
                return rows[:limit]
        return rows

    async def to_pandas(self, limit: int | None = None) -> "pandas.DataFrame":
        """The rows as a DataFrame, a column a field (install ``jobspan[pandas]``)."""
        from jobspan.integrations.pandas import data_frame

        return data_frame(await self.to_list(limit))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, nothing read yet: walk over it, or use first(), to_list(), to_pandas()>"
