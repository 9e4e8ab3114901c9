"""Waiting for one job: look, judge, sleep. A look that fails is not a job that failed."""

from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar, overload

import attrs
import msgspec

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, Mutex, emit, guarded, now, sleep, wall_clock
from jobspan._core.jobs import JobKind
from jobspan._core.last_words import last_words
from jobspan._core.looks import Looks
from jobspan._core.showing import shown
from jobspan._core.words import seconds
from jobspan.errors import JobFailed, JobspanError, OperationError, WaitTimeout
from jobspan.hooks import JobChanged, UnexpectedData
from jobspan.jobs import JobRef, Phase
from jobspan.policy import Policy

V = TypeVar("V")
R = TypeVar("R")

_GROWTH: Final = 1.5


class Interval:
    """Seconds until the next look: grows while nothing moves, starts again when something does."""

    def __init__(self, policy: Policy) -> None:
        self._cap = policy.poll_cap
        self._first = min(policy.poll_first, self._cap)
        self._next = self._first

    def restart(self) -> None:
        self._next = self._first

    def take(self, moved: bool) -> float:
        if moved:
            self.restart()
        current = self._next
        self._next = min(self._cap, current * _GROWTH)
        return current


class Ended(msgspec.Struct, Generic[V], frozen=True, kw_only=True):
    """A job that is over: its last view, and what that means."""

    view: V
    phase: Phase


def wait_until(
    ctx: PlaneContext,
    kind: JobKind[V, Any],
    ref: JobRef,
    *,
    ended: Callable[[V], bool],
    timeout: float | None = None,
    seen: Callable[[V], None] | None = None,
    memory: "Memory[Any] | None" = None,
) -> Flow[Ended[V]]:
    """Look until ``ended``, or until the job is over; publish each look.

    A look that fails in transport, is throttled or meets an outage is published and tried again within ``timeout``; only an
    answer about the job ends the wait. Where ``memory`` has an end that was seen, a look that fails does not undo it.

    Raises:
        WaitTimeout: ``timeout`` seconds went by. The job goes on.
        OperationError: the job cannot be looked at, now or later. The error carries its reference.
    """
    limit = ctx.policy.wait_timeout if timeout is None else timeout
    began = yield from now()
    interval = Interval(ctx.policy)
    looks = Looks(ctx, kind.name)
    tail = Tail(kind, ctx.policy)
    view: V | None = None
    while True:
        moved = False
        latest: V | None = None
        try:
            latest = yield from kind.read(ctx.within(limit - (yield from now()) + began), ref)
        except OperationError as failed:
            elapsed = (yield from now()) - began
            wall = yield from wall_clock()
            latest = looks.vanished(failed, kind, view, ref, wall)
            if latest is None and memory is not None and memory.ended is not None:
                yield from looks.failed(failed, ref, elapsed)
                return memory.ended
            if latest is None:
                if not looks.may_pass(failed, ref, wall):
                    failed.ref = ref
                    raise
                yield from looks.failed(failed, ref, elapsed)
        if latest is not None:
            looks.succeeded()
            if seen is not None:
                seen(latest)
            elapsed = (yield from now()) - began
            moved, view = latest != view, latest
            phase = tail.phase_of(view, elapsed)
            yield from emit(attrs.evolve(changed(kind, ref, view, elapsed, moved), phase=phase))
            if memory is not None:
                memory.saw(view, phase)
            if ended(view) or phase.is_terminal:
                yield from tail.report(ctx, ref)
                return Ended(view=view, phase=phase)
        pause = interval.take(moved)
        if elapsed >= limit:
            raise timed_out(kind, ref, view, elapsed, looks.last_failure)
        yield from sleep(min(pause, max(0.0, limit - elapsed)))


class Tail:
    """Bounds what a plane may still collect for a job that it shows as over: logs, events, a run that should appear."""

    def __init__(self, kind: JobKind[Any, Any], policy: Policy) -> None:
        self._kind = kind
        self._limit = policy.tail_timeout
        self._began: float | None = None
        self._cut = False

    def phase_of(self, view: Any, elapsed: float) -> Phase:
        """What the view means; after a tail that is too long, what it means without the rest."""
        phase = self._kind.phase(view)
        otherwise = None if phase.is_terminal else self._kind.phase_without_tail(view)
        if otherwise is None:
            self._began = None
            return phase
        self._began = elapsed if self._began is None else self._began
        self._cut = elapsed - self._began >= self._limit
        return otherwise if self._cut else phase

    def report(self, ctx: PlaneContext, ref: JobRef) -> Flow[None]:
        """Publish that the rest was not waited for."""
        if self._cut:
            what = f"the job is over, and its last part did not come within {seconds(self._limit)}"
            yield from emit(UnexpectedData(plane=ctx.plane, operation=self._kind.name, path=ref.id, what=what))


class Memory(Generic[R]):
    """What came of a job, so that the work at its end (which may set passwords, and log in with them) is done once.

    Attributes:
        ended: the end that was seen last, unless a later look showed that the job goes on, as one does that was retried.
    """

    def __init__(self) -> None:
        self.ended: Ended[Any] | None = None
        self._mutex = Mutex("result of a job")
        self._value: list[R] = []
        self._error: JobspanError | None = None

    @property
    def known(self) -> bool:
        """Whether it has been done."""
        return bool(self._value) or self._error is not None

    def saw(self, view: Any, phase: Phase) -> None:
        """A look showed this. A view in which an end was seen, for all that can be waited for, still means that end."""
        if phase.is_terminal:
            self.ended = Ended(view=view, phase=phase)
        elif self.ended is not None and self.ended.view != view:
            self.ended = None

    def once(self, result: Callable[[], Flow[R]]) -> Flow[R]:
        """The result, made the first time. An end that a repeat would not change is remembered as well; a lost read is not."""

        def make() -> Flow[R]:
            if self._error is not None:
                raise self._error
            if not self._value:
                try:
                    self._value.append((yield from result()))
                except OperationError:
                    raise
                except JobspanError as final:
                    self._error = final
                    raise
            return self._value[0]

        return (yield from guarded(self._mutex, make))


@overload
def wait_for_end(ctx: PlaneContext, kind: JobKind[Any, R], ref: JobRef, *, timeout: float | None = None) -> Flow[R]: ...


@overload
def wait_for_end(
    ctx: PlaneContext,
    kind: JobKind[V, R],
    ref: JobRef,
    *,
    timeout: float | None = None,
    raise_on_failure: bool,
    seen: Callable[[V], None] | None = None,
    memory: Memory[R] | None = None,
) -> Flow[Any]: ...


def wait_for_end(
    ctx: PlaneContext,
    kind: JobKind[Any, Any],
    ref: JobRef,
    *,
    timeout: float | None = None,
    raise_on_failure: bool = True,
    seen: Callable[[Any], None] | None = None,
    memory: Memory[Any] | None = None,
) -> Flow[Any]:
    """Look until the job is over, and return its result.

    Raises:
        JobFailed: it is over, and not in success (unless told otherwise).
        WaitTimeout: it is not over in time.
    """
    end = yield from wait_until(ctx, kind, ref, ended=lambda view: False, timeout=timeout, seen=seen, memory=memory)
    return (yield from conclude(ctx, kind, ref, end, raise_on_failure=raise_on_failure, memory=memory))


def conclude(
    ctx: PlaneContext,
    kind: JobKind[Any, Any],
    ref: JobRef,
    end: Ended[Any],
    *,
    raise_on_failure: bool = True,
    memory: Memory[Any] | None = None,
    evidence: bool = True,
) -> Flow[Any]:
    """The result of a job that is over; of one that failed, when that does not raise, what can be had without looking.

    Args:
        evidence: look for what a job that failed reported last.
    """
    if end.phase is Phase.SUCCEEDED:
        try:
            return (yield from (memory or Memory[Any]()).once(lambda: kind.result(ctx, ref, end.view)))
        except OperationError as failed:
            failed.ref = failed.ref or ref
            raise
    if raise_on_failure:
        reported: tuple[str, ...] = ()
        if evidence and end.phase is not Phase.CANCELLED:
            look = last_words(ctx, kind, ref, end.view) if kind.evidence is None else kind.evidence(ctx, end.view)
            reported = tuple(map(shown, (yield from look)))
        raise failure(kind, ref, end.view, end.phase, reported)
    return kind.result_of_failed(end.view)


LOOK: Final = "error.view is the last state; wait(raise_on_failure=False) returns it instead."


def failure(
    kind: JobKind[V, Any], ref: JobRef, view: V, phase: Phase | None = None, reported: tuple[str, ...] = ()
) -> JobFailed:
    """The error of a job that ended, and not in success. What it ``reported`` first is the reason, if the view has none."""
    phase = phase or kind.phase(view)
    reason = kind.why(view) or next(iter(reported), "")
    state, why = kind.state(view), reason.rstrip(".")
    return JobFailed(
        message=f"{ref.plane} {kind.title} {ref.id} ended {phase.value} ({state})"
        + (f": {why}." if why and why != state else "."),
        hint=f"{kind.advice(view)} {LOOK}".lstrip(),
        reason=reason,
        evidence=tuple(line for line in reported if line != reason),
        ref=ref,
        view=view,
        phase=phase,
    )


def timed_out(
    kind: JobKind[V, Any], ref: JobRef, view: V | None, waited: float, failed: OperationError | None = None
) -> WaitTimeout:
    phase = Phase.UNKNOWN if view is None else kind.phase(view)
    state = "not seen yet" if view is None else kind.state(view)
    reason = kind.why(view) if view is not None else ""
    known = f"{state}: {reason.rstrip('.')}" if reason else state
    lost = f" The last look failed: {failed.message}" if failed is not None else ""
    return WaitTimeout(
        message=f"{ref.plane} {kind.title} {ref.id} is not over after {seconds(waited)} ({known}).{lost}",
        hint="It goes on; wait again, or pick it up elsewhere with client.resume(error.ref).",
        ref=ref,
        view=view,
        phase=phase,
        waited=waited,
    )


def changed(kind: JobKind[V, Any], ref: JobRef, view: V, elapsed: float, moved: bool) -> JobChanged:
    return JobChanged(
        ref=ref,
        phase=kind.phase(view),
        state=kind.state(view),
        progress=kind.progress(view),
        elapsed=elapsed,
        changed=moved,
        view=view,
    )
