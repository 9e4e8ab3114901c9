"""A job that runs for a while: look at it, wait for it, cancel it, or carry its reference elsewhere."""

import math
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeVar, overload

import jobspan
from jobspan._async.bound import AsyncBound
from jobspan._async.change import change
from jobspan._core.arguments import hold_to_types
from jobspan._core.calls import call_name
from jobspan._core.cancelling import cancel_all, check_cancellable
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.events import listening
from jobspan._core.html import html_table
from jobspan._core.interruption import in_context, noting
from jobspan._core.jobs import JobKind, Started
from jobspan._core.poll import Ended, Memory, conclude, failure, timed_out, wait_for_end, wait_until
from jobspan._core.validation import validating
from jobspan._core.watch import Watched
from jobspan._io.async_driver import AsyncDriver
from jobspan._public import public
from jobspan.errors import OperationError
from jobspan.jobs import JobRef, Phase, Progress
from jobspan.progress import ProgressOption, showing

if TYPE_CHECKING:
    import jobspan.logs

V_co = TypeVar("V_co", covariant=True)
R_co = TypeVar("R_co", covariant=True)
T = TypeVar("T")

_NO_SUCCESS: Final = frozenset({Phase.FAILED, Phase.CANCELLED, Phase.PARTIAL})


@public
class AsyncHandle(AsyncBound, Generic[V_co, R_co]):
    """A running job. ``ref`` finds it again anywhere; it is what to pickle.

    Attributes:
        ref: the job, as a line of JSON that any process can go on from.
    """

    _pickle_instead = "Pickle handle.ref, and client.resume(ref) where it arrives."

    def __init__(self, ctx: PlaneContext, driver: AsyncDriver, started: Started[V_co, R_co]) -> None:
        super().__init__(ctx, driver)
        self._kind: JobKind[Any, R_co] = started.kind
        self._view = started.view
        self._memory = Memory[R_co]()
        self.ref: JobRef = started.ref

    @property
    def view(self) -> V_co | None:
        """The last state seen, a model of the plane; ``None`` before the first look."""
        return self._view

    @property
    def id(self) -> str:
        """The plane's id of the job."""
        return self.ref.id

    @property
    def phase(self) -> Phase:
        """What the last view means; ``UNKNOWN`` before the first look."""
        return Phase.UNKNOWN if self._view is None else self._kind.phase(self._view)

    @property
    def state(self) -> str:
        """The vendor's own word for the state last seen."""
        return "" if self._view is None else self._kind.state(self._view)

    @property
    def can_be_cancelled(self) -> bool:
        """Whether the plane has a way to stop jobs of this kind."""
        return self._kind.cancel is not None

    @property
    def progress(self) -> Progress:
        """How far the job was when last seen."""
        return Progress() if self._view is None else self._kind.progress(self._view)

    @property
    def done(self) -> bool:
        """Whether the last view is an end."""
        return self.phase.is_terminal

    async def refresh(self) -> V_co:
        """Look once, and return the view."""
        view: V_co = await self._run(self._kind.read(self._ctx, self.ref))
        self._see(view)
        return view

    @overload
    async def wait(
        self,
        *,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: Literal[True] = True,
        cancel_on_interrupt: bool = False,
    ) -> R_co: ...

    @overload
    async def wait(
        self,
        *,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: bool,
        cancel_on_interrupt: bool = False,
    ) -> R_co | V_co: ...

    async def wait(
        self,
        *,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: bool = True,
        cancel_on_interrupt: bool = False,
    ) -> R_co | V_co:
        """Look until the job is over, and return its result.

        Lost replies, outages and throttling do not end the wait, and are published to the hooks. What is done at the end of a
        job (such as setting credentials) is done once, however often this is called.

        Args:
            timeout: seconds to wait at most; ``None`` means ``Policy.wait_timeout`` (a day).
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.
            raise_on_failure: ``False`` returns the last view of a job that failed.
            cancel_on_interrupt: ``True`` asks the plane to stop the job when the wait is interrupted (Ctrl-C, a cancelled task,
                a signal's exception); the exception's note says what came of it. Otherwise the job goes on.

        Raises:
            JobFailed: the job is over, and not in success; the error carries the view.
            ValidationError: ``timeout`` is less than 0; or ``cancel_on_interrupt``, and the plane cannot cancel this kind of job.
            WaitTimeout: the time is up; the job goes on, and the error carries its reference.
        """
        self._may_wait("wait", timeout, cancel_on_interrupt)
        if self._memory.known and self._view is not None:
            end = Ended[Any](view=self._view, phase=Phase.SUCCEEDED)
            known: R_co = await self._run(conclude(self._ctx, self._kind, self.ref, end, memory=self._memory))
            return known
        flow = wait_for_end(
            self._ctx,
            self._kind,
            self.ref,
            timeout=timeout,
            raise_on_failure=raise_on_failure,
            seen=self._see,
            memory=self._memory,
        )
        outcome: R_co | V_co = await self._watch(flow, progress, cancel_on_interrupt)
        return outcome

    async def wait_until(
        self,
        ended: Callable[[V_co], bool],
        *,
        timeout: float | None = None,
        progress: ProgressOption = False,
        cancel_on_interrupt: bool = False,
    ) -> V_co:
        """Look until a view is as it should be, whatever the phase, and return that view.

        Args:
            ended: says of each view, a model of the plane, whether it is the one that is waited for.
            timeout: seconds to wait at most; ``None`` means ``Policy.wait_timeout`` (a day).
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.
            cancel_on_interrupt: ``True`` asks the plane to stop the job when the wait is interrupted, as in :meth:`wait`.

        Raises:
            JobFailed: the job is over before that.
            ValidationError: ``timeout`` is less than 0; or ``cancel_on_interrupt``, and the plane cannot cancel this kind of
                job.
            WaitTimeout: the time is up.
        """
        self._may_wait("wait_until", timeout, cancel_on_interrupt)
        flow = wait_until(self._ctx, self._kind, self.ref, ended=ended, timeout=timeout, seen=self._see)
        end = await self._watch(flow, progress, cancel_on_interrupt)
        view: V_co = end.view
        if not ended(view):
            raise failure(self._kind, self.ref, view, end.phase)
        return view

    async def result(self) -> R_co:
        """The result of a job that is over; looks once.

        Raises:
            JobFailed: it is over, and not in success.
            WaitTimeout: it is not over yet.
        """
        if self._memory.known and self._view is not None:
            end = Ended[Any](view=self._view, phase=Phase.SUCCEEDED)
        else:
            end = await self._last_end()
        result: R_co = await self._run(conclude(self._ctx, self._kind, self.ref, end, memory=self._memory))
        return result

    async def _last_end(self) -> Ended[Any]:
        """Look once. A look that fails does not undo an end that was seen."""
        try:
            await self.refresh()
        except OperationError:
            if self._memory.ended is None:
                raise
        if self._memory.ended is None:
            raise timed_out(self._kind, self.ref, self._view, 0.0)
        return self._memory.ended

    def logs(self, *, follow: bool = False, timeout: float | None = None) -> "AsyncIterator[jobspan.logs.LogRecord]":
        """What the job reports, record by record, in the order in which it shows: see :mod:`jobspan.logs`.

        A record comes once. What the plane showed in part only, or threw away before it was seen, has a record with
        the source ``gap``. How the job ended is not raised here: ``wait()`` returns its result or raises.

        Args:
            follow: ``True`` goes on until the job is over and all that it reported was read; ``False`` reads what there is.
            timeout: with ``follow``, seconds to go on at most; ``None`` means ``Policy.wait_timeout`` (a day).

        Raises:
            ValidationError: ``timeout`` is less than 0; or the plane tells nothing of the kind for such a job, and the error says
                where to look instead.
            WaitTimeout: the time is up; the job goes on.
        """
        with validating(f"{self._kind.title}.logs") as problems:
            problems.within("timeout", timeout, 0, math.inf)
            if self._kind.log is None:
                instead = self._kind.instead_of_log
                problems.add("logs", f"{self._ctx.plane} gives no log of {self._kind.title} {self.id}: {instead}")
        return self._records(follow, timeout)

    async def _records(self, follow: bool, timeout: float | None) -> "AsyncIterator[jobspan.logs.LogRecord]":
        from jobspan._core.logs import LogReading

        reading = LogReading(self._ctx, self._kind, self.ref, timeout)
        while not reading.done:
            flow = reading.step() if follow else reading.once()
            with noting(self._going_on):
                records = await self._run(flow, name=call_name(type(self), "logs"))
            self._see(reading.view)
            for record in records:
                yield record

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

    def _about(self) -> JobRef:
        return self.ref

    def _watched(self) -> Watched:
        """The job as ``wait_all`` and ``as_completed`` see it."""
        return Watched(self._ctx, self._kind, self.ref, self._view, memory=self._memory)

    def _cancel_flow(self) -> Flow[None]:
        cancel = self._kind.cancel
        if cancel is not None:
            yield from cancel(self._ctx, self.ref)

    def _may_wait(self, call: str, timeout: float | None, cancel_on_interrupt: bool) -> None:
        with validating(f"{self._kind.title}.{call}") as problems:
            problems.within("timeout", timeout, 0, math.inf)
        if cancel_on_interrupt:
            check_cancellable(f"{self._kind.title}.{call}", [(self._ctx.plane, self._kind)])

    async def _watch(self, flow: Flow[T], progress: ProgressOption, cancel_on_interrupt: bool) -> T:
        try:
            with (
                showing(progress, f"{self._kind.title} {self.ref.id}") as display,
                listening(display),
                noting(None if cancel_on_interrupt else self._going_on),
                in_context(
                    lambda: (
                        f"While waiting for {self._ctx.plane} {self._kind.title} {self.ref.id}: {self.ref.to_json()}"
                    )
                ),
            ):
                return await self._run(flow)
        except (Exception, GeneratorExit):
            raise
        except BaseException as stop:
            if cancel_on_interrupt:
                stop.add_note(
                    await self._run(
                        cancel_all([self._watched()], self._ctx.policy), name=call_name(type(self), "cancel")
                    )
                )
            raise

    def _going_on(self) -> str:
        stop = ", or stop it with handle.cancel()" if self._kind.cancel is not None else ""
        return (
            f"{self._ctx.plane} {self._kind.title} {self.ref.id} goes on. Wait again with handle.wait(){stop}; "
            f"from elsewhere: client.resume({self.ref.to_json()!r})."
        )

    def _see(self, view: Any) -> None:
        self._view = view
        if view is not None:
            self._memory.saw(view, self._kind.phase(view))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._ctx.plane} {self._kind.title} {self.ref.id}: {self.state or 'not seen yet'}>"

    def _repr_html_(self) -> str:
        row = (self._ctx.plane, self._kind.title, self.ref.id, self.state, self.phase.value, self.progress.text)
        reason = self._kind.why(self._view) if self.phase in _NO_SUCCESS else ""
        return html_table(("plane", "job", "id", "state", "phase", "progress"), [row], notes=[reason] if reason else [])


hold_to_types(AsyncHandle)
