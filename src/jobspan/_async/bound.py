"""What everything shares that belongs to a client: running flows, and changing things in the way that was asked for."""

from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

from jobspan._core.calls import Calling, method_of
from jobspan._core.change import accounting_for_changes
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.staying import Staying
from jobspan._io.async_driver import AsyncDriver
from jobspan.jobs import JobRef

T = TypeVar("T")
R = TypeVar("R")


@frozen
class PendingChange(Generic[T, R]):
    """A change that can be run: ``start`` begins its flow anew each time, ``wrap`` makes the caller's result of the flow's."""

    start: Callable[[], Flow[T]]
    wrap: Callable[[T], R]


class Intercepted(BaseException):
    """Carries a change out of the method that would have made it. Never leaves :mod:`jobspan._async.change`."""

    def __init__(self, change: PendingChange[Any, Any]) -> None:
        super().__init__()
        self.change = change


class AsyncBound(Staying):
    """A part of a client: it knows its plane and the driver that runs its flows."""

    _intercept = False
    """Set on the copies that :mod:`jobspan._async.change` makes: hand the change over instead of making it."""
    _which: str = ""
    """Which of several parts of its class this is, where its methods' arguments do not tell."""

    def __init__(self, ctx: PlaneContext, driver: AsyncDriver) -> None:
        self._ctx: Final = ctx
        self._driver: Final = driver

    async def _run(self, flow: Flow[T], *, key: str | None = None, name: str | None = None) -> T:
        """Run a flow as a public call, or as the part of one; ``name``: of the call, if it is not the running method's."""
        with Calling(
            self._driver, self._ctx.plane, method_of(self) if name is None else lambda: name, key=key, ref=self._about()
        ):
            return await self._driver.run(flow)

    def _called(self, method: str) -> str:
        """What users write behind ``client.`` for one of its methods: ``masking_jobs.copy``."""
        return self._ctx.called(self, method)

    def _about(self) -> JobRef | None:
        """The job that this is about."""
        return None

    async def _change(self, start: Callable[[], Flow[T]]) -> T:
        """Run a changing flow. ``start`` begins it anew each time: planning and applying both run it."""
        return await self._change_as(start, _unchanged)

    async def _change_as(self, start: Callable[[], Flow[T]], wrap: Callable[[T], R]) -> R:
        if self._intercept:
            raise Intercepted(PendingChange(start, wrap))
        return wrap(await self._run(accounting_for_changes(start())))


def _unchanged(value: T) -> T:
    return value
