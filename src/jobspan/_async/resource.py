"""What every resource class shares: making handles and pagers, and targets of downloads."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from jobspan._async.bound import AsyncBound
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._core.arguments import hold_to_types
from jobspan._core.calls import method_of
from jobspan._core.download import FileTarget
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started
from jobspan._core.looking import Part
from jobspan._core.paginate import Listing
from jobspan._public import public
from jobspan.tables import Rows

T = TypeVar("T")
V = TypeVar("V")
R = TypeVar("R")


class AsyncResource(Part, AsyncBound):
    """A part of a plane's API, bound to a client."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        public(cls)
        made_by_clients = [name for name, each in vars(cls).items() if isinstance(each, classmethod)]
        hold_to_types(cls, apart_from=made_by_clients)

    def _pager(self, listing: Listing[T]) -> AsyncPager[T]:
        return AsyncPager(listing, self._driver, self._ctx.plane, method_of(self)())

    async def _rows(self, flow: Flow[Sequence[T]], of: Any) -> Rows[T]:
        """What a flow lists, as a table of the class ``of``."""
        return Rows(await self._run(flow), of=of)

    def _file(
        self, call: str, to: str | Path, on_progress: Callable[[int, int | None], None]
    ) -> Callable[[str], FileTarget]:
        """What makes the target of a download, once the file's name is known.

        Raises:
            ValidationError: there is no such directory.
        """
        from jobspan._io.file_sink import Destination

        destination = Destination(to, on_progress)
        destination.check(call)
        return destination.open

    def _folder(self, call: str, argument: str, path: str | Path) -> Callable[[str], FileTarget]:
        """What makes files in a directory, by their names.

        Raises:
            ValidationError: there is no such directory, or nothing can be written into it.
        """
        from jobspan._io.file_sink import Folder

        folder = Folder(path)
        folder.check(call, argument)
        return folder.open

    def _handle(self, started: Started[V, R]) -> AsyncHandle[V, R]:
        return AsyncHandle(self._ctx, self._driver, started)

    async def _launch(self, start: Callable[[], Flow[Started[V, R]]]) -> AsyncHandle[V, R]:
        """Like ``_change``, for flows that start a job."""
        return await self._change_as(start, self._handle)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._ctx.plane} at {self._ctx.base_url}>"
