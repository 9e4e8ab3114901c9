"""What every resource class shares: running flows, planning changes, making handles and pagers."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar, overload

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started
from jobspan._core.paginate import Listing
from jobspan._core.plan import hold_to, stop_at_proposal
from jobspan._core.transfer import FileTarget
from jobspan._io.async_driver import AsyncDriver
from jobspan.aio.pager import AsyncPager
from jobspan.aio.plan import AsyncPlan

if TYPE_CHECKING:
    from jobspan.aio.handle import AsyncHandle

T = TypeVar("T")
V = TypeVar("V")
R = TypeVar("R")


class AsyncResource:
    """A part of a plane's API, bound to a client."""

    def __init__(self, ctx: PlaneContext, driver: AsyncDriver) -> None:
        self._ctx = ctx
        self._driver = driver

    async def _run(self, flow: Flow[T]) -> T:
        return await self._driver.run(flow)

    def _pager(self, listing: Listing[T]) -> AsyncPager[T]:
        return AsyncPager(listing, self._driver)

    def _file(self, call: str, to: str | Path, told: Callable[[int, int | None], None]) -> Callable[[str], FileTarget]:
        """What makes the target of a download, once the file's name is known.

        Raises:
            ValidationError: there is no such directory.
        """
        from jobspan._io.file_sink import Destination

        destination = Destination(to, told)
        destination.check(call)
        return destination.open

    def _handle(self, started: Started[V, R]) -> "AsyncHandle[V, R]":
        from jobspan.aio.handle import AsyncHandle

        return AsyncHandle(self._ctx, self._driver, started)

    @overload
    async def _change(self, make: Callable[[], Flow[T]], *, plan: Literal[False] = False) -> T: ...

    @overload
    async def _change(self, make: Callable[[], Flow[T]], *, plan: bool) -> T | AsyncPlan[T]: ...

    async def _change(self, make: Callable[[], Flow[T]], *, plan: bool = False) -> T | AsyncPlan[T]:
        """Run a changing flow, or plan it. ``make`` starts the flow anew each time: planning and applying both run it."""
        return await self._change_as(make, _unchanged, plan)

    @overload
    async def _launch(
        self, make: Callable[[], Flow[Started[V, R]]], *, plan: Literal[False] = False
    ) -> "AsyncHandle[V, R]": ...

    @overload
    async def _launch(
        self, make: Callable[[], Flow[Started[V, R]]], *, plan: bool
    ) -> "AsyncHandle[V, R] | AsyncPlan[AsyncHandle[V, R]]": ...

    async def _launch(
        self, make: Callable[[], Flow[Started[V, R]]], *, plan: bool = False
    ) -> "AsyncHandle[V, R] | AsyncPlan[AsyncHandle[V, R]]":
        """Like :meth:`_change`, for flows that start a job."""
        return await self._change_as(make, self._handle, plan)

    async def _change_as(self, make: Callable[[], Flow[T]], wrap: Callable[[T], R], plan: bool) -> R | AsyncPlan[R]:
        if not plan:
            return wrap(await self._run(make()))
        proposal = await self._run(stop_at_proposal(make()))

        async def apply() -> R:
            return wrap(await self._run(hold_to(proposal, make())))

        return AsyncPlan(proposal, apply)


def _unchanged(value: T) -> T:
    return value
