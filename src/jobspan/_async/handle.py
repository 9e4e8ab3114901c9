"""A job that runs for a while: look at it, wait for it, cancel it, or carry its reference elsewhere."""

from collections.abc import Callable
from typing import Generic, TypeVar

from jobspan._async.bound import AsyncBound
from jobspan._async.change import change
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.events import listening
from jobspan._core.html import html_table
from jobspan._core.jobs import JobKind, Started
from jobspan._core.poll import Watched, conclude, failure, timed_out, wait_for_end, wait_until
from jobspan._core.validation import validating
from jobspan._io.async_driver import AsyncDriver
from jobspan.models import JobRef, Phase, Progress
from jobspan.progress import ProgressOption, showing

V = TypeVar("V")
R = TypeVar("R")
T = TypeVar("T")


class AsyncHandle(AsyncBound, Generic[V, R]):
    """A running job. ``view`` is the last state seen (a model of the plane), ``ref`` finds the job again anywhere."""

    def __init__(self, ctx: PlaneContext, driver: AsyncDriver, started: Started[V, R]) -> None:
        super().__init__(ctx, driver)
        self._kind: JobKind[V, R] = started.kind
        self.ref: JobRef = started.ref
        self.view: V | None = started.view

    @property
    def id(self) -> str:
        """The plane's id of the job."""
        return self.ref.id

    @property
    def phase(self) -> Phase:
        """What the last view means; ``UNKNOWN`` before the first look."""
        return Phase.UNKNOWN if self.view is None else self._kind.phase(self.view)

    @property
    def state(self) -> str:
        """The vendor's own word for the state last seen."""
        return "" if self.view is None else self._kind.state(self.view)

    @property
    def progress(self) -> Progress:
        """How far the job was when last seen."""
        return Progress() if self.view is None else self._kind.progress(self.view)

    @property
    def done(self) -> bool:
        """Whether the last view is an end."""
        return self.phase.is_terminal

    async def refresh(self) -> V:
        """Look once, and return the view."""
        view = await self._run(self._kind.read(self._ctx, self.ref))
        self.view = view
        return view

    async def wait(
        self, *, timeout: float | None = None, progress: ProgressOption = False, raise_on_failure: bool = True
    ) -> R:
        """Look until the job is over, and return its result.

        Args:
            timeout: seconds to wait at most; ``None`` means ``Policy.wait_timeout`` (a day).
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.
            raise_on_failure: ``False`` returns the result of a job that failed, too.

        Raises:
            JobFailed: the job is over, and not in success; the error carries the view.
            WaitTimeout: the time is up; the job goes on, and the error carries its reference.
        """
        flow = wait_for_end(
            self._ctx, self._kind, self.ref, timeout=timeout, raise_on_failure=raise_on_failure, seen=self._see
        )
        return await self._watch(flow, progress)

    async def wait_until(
        self, ended: Callable[[V], bool], *, timeout: float | None = None, progress: ProgressOption = False
    ) -> V:
        """Look until ``ended(view)`` is true, whatever the phase, and return that view.

        Raises:
            JobFailed: the job is over before that.
            WaitTimeout: the time is up.
        """

        def over(view: V) -> bool:
            return ended(view) or self._kind.phase(view).is_terminal

        flow = wait_until(self._ctx, self._kind, self.ref, ended=over, timeout=timeout, seen=self._see)
        view = await self._watch(flow, progress)
        if not ended(view):
            raise failure(self._kind, self.ref, view)
        return view

    async def result(self) -> R:
        """The result of a job that is over; looks once.

        Raises:
            JobFailed: it is over, and not in success.
            WaitTimeout: it is not over yet.
        """
        view = await self.refresh()
        if not self._kind.phase(view).is_terminal:
            raise timed_out(self._kind, self.ref, view, 0.0)
        return await self._run(conclude(self._ctx, self._kind, self.ref, view))

    @change
    async def cancel(self) -> None:
        """Ask the plane to stop the job. It may take a while to end: ``wait(raise_on_failure=False)`` sees it through.

        Raises:
            ValidationError: the plane cannot cancel this kind of job.
        """
        with validating(f"{self._kind.title}.cancel") as problems:
            if self._kind.cancel is None:
                problems.add("cancel", f"{self._ctx.plane} has no way to cancel a {self._kind.title}")
        await self._change(self._cancel_flow)

    def watched(self) -> Watched:
        """The job as ``wait_all`` and ``as_completed`` see it."""
        return Watched(self._ctx, self._kind, self.ref, self.view)

    async def settle(self, watched: Watched, *, raise_on_failure: bool = True) -> R:
        """The result after being watched together with others."""
        self.view = watched.view
        if watched.error is not None:
            raise watched.error
        return await self._run(
            conclude(self._ctx, self._kind, self.ref, watched.view, raise_on_failure=raise_on_failure)
        )

    def _cancel_flow(self) -> Flow[None]:
        cancel = self._kind.cancel
        if cancel is not None:
            yield from cancel(self._ctx, self.ref)

    async def _watch(self, flow: Flow[T], progress: ProgressOption) -> T:
        with showing(progress, f"{self._kind.title} {self.ref.id}") as display, listening(display):
            return await self._run(flow)

    def _see(self, view: V) -> None:
        self.view = view

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._ctx.plane} {self._kind.title} {self.ref.id}: {self.state or 'not seen yet'}>"

    def _repr_html_(self) -> str:
        row = (self._ctx.plane, self._kind.title, self.ref.id, self.state, self.phase.value, self.progress.text)
        return html_table(("plane", "job", "id", "state", "phase", "progress"), [row])
