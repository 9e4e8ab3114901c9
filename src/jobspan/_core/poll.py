"""Waiting: one job, or many at once in batches, with intervals that grow and start small again when something moves."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, gather, now, sleep
from jobspan._core.jobs import JobKind
from jobspan.errors import JobFailed, WaitTimeout
from jobspan.hooks import JobChanged
from jobspan.models import JobRef, Phase
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

    def take(self, moved: bool) -> float:
        if moved:
            self._next = self._first
        current = self._next
        self._next = min(self._cap, current * _GROWTH)
        return current


def wait_until(
    ctx: PlaneContext,
    kind: JobKind[V, Any],
    ref: JobRef,
    *,
    ended: Callable[[V], bool],
    timeout: float | None = None,
    seen: Callable[[V], None] | None = None,
) -> Flow[V]:
    """Look until ``ended``; tell the hooks of each look.

    Raises:
        WaitTimeout: ``timeout`` seconds went by. The job goes on.
    """
    limit = ctx.policy.wait_timeout if timeout is None else timeout
    began = yield from now()
    interval = Interval(ctx.policy)
    before: V | None = None
    while True:
        view = yield from kind.read(ctx, ref)
        if seen is not None:
            seen(view)
        elapsed = (yield from now()) - began
        moved = view != before
        yield from emit(changed(kind, ref, view, elapsed, moved))
        if ended(view):
            return view
        before = view
        pause = interval.take(moved)
        if elapsed >= limit:
            raise timed_out(kind, ref, view, elapsed)
        yield from sleep(min(pause, max(0.0, limit - elapsed)))


def wait_for_end(
    ctx: PlaneContext,
    kind: JobKind[V, R],
    ref: JobRef,
    *,
    timeout: float | None = None,
    raise_on_failure: bool = True,
    seen: Callable[[V], None] | None = None,
) -> Flow[R]:
    """Look until the job is over, and return its result.

    Raises:
        JobFailed: it is over, and not in success (unless told otherwise).
        WaitTimeout: it is not over in time.
    """
    view = yield from wait_until(
        ctx, kind, ref, ended=lambda view: kind.phase(view).is_terminal, timeout=timeout, seen=seen
    )
    return (yield from conclude(ctx, kind, ref, view, raise_on_failure=raise_on_failure))


def conclude(ctx: PlaneContext, kind: JobKind[V, R], ref: JobRef, view: V, *, raise_on_failure: bool = True) -> Flow[R]:
    """The result of a job that is over."""
    phase = kind.phase(view)
    if raise_on_failure and phase is not Phase.SUCCEEDED:
        raise failure(kind, ref, view)
    return (yield from kind.result(ctx, ref, view))


def failure(kind: JobKind[V, Any], ref: JobRef, view: V) -> JobFailed:
    phase = kind.phase(view)
    reason = kind.explain(view)
    return JobFailed(
        message=f"{ref.plane} {kind.title} {ref.id} ended {phase.value} ({kind.state(view)})"
        + (f": {reason.rstrip('.')}." if reason else "."),
        hint="error.view is the last state; wait(raise_on_failure=False) returns it instead.",
        ref=ref,
        view=view,
        phase=phase,
    )


def timed_out(kind: JobKind[V, Any], ref: JobRef, view: V | None, waited: float) -> WaitTimeout:
    phase = Phase.UNKNOWN if view is None else kind.phase(view)
    state = "not seen yet" if view is None else kind.state(view)
    return WaitTimeout(
        message=f"{ref.plane} {kind.title} {ref.id} is not over after {waited:.0f} s ({state}).",
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


@attrs.define(eq=False)
class Watched:
    """One of many jobs that are watched together."""

    ctx: PlaneContext
    kind: JobKind[Any, Any]
    ref: JobRef
    view: Any = None
    error: Exception | None = None

    @property
    def over(self) -> bool:
        return self.error is not None or (self.view is not None and self.kind.phase(self.view).is_terminal)


class Watch:
    """Looks at many jobs at once: batched where the plane can, side by side where it cannot."""

    def __init__(self, jobs: Sequence[Watched], policy: Policy, timeout: float | None = None) -> None:
        self._open = list(jobs)
        self._policy = policy
        self._limit = policy.wait_timeout if timeout is None else timeout
        self._interval = Interval(policy)
        self._began: float | None = None

    @property
    def open(self) -> list[Watched]:
        """The jobs that are not over yet."""
        return self._open

    def step(self) -> Flow[list[Watched]]:
        """Look until at least one job ends, and return those that did, in the order given; empty: none is left.

        When the time is up, each job still open ends with a ``WaitTimeout`` as its error.
        """
        began = self._began = (yield from now()) if self._began is None else self._began
        while self._open:
            moved = yield from self._look(began)
            over = [job for job in self._open if job.over]
            elapsed = (yield from now()) - began
            if not over and elapsed >= self._limit:
                for job in self._open:
                    job.error = timed_out(job.kind, job.ref, job.view, elapsed)
                over = self._open
            if over:
                self._open = [job for job in self._open if not job.over]
                return over
            yield from sleep(min(self._interval.take(moved), self._limit - elapsed))
        return []

    def _look(self, began: float) -> Flow[bool]:
        before = {id(job): job.view for job in self._open}
        looks = [_look_at(batch) for batch in _batches(self._open)]
        yield from gather(looks, self._policy.concurrency)
        elapsed = (yield from now()) - began
        moved = False
        for job in self._open:
            if job.view is not None and job.error is None:
                differs = job.view != before[id(job)]
                moved = moved or differs
                yield from emit(changed(job.kind, job.ref, job.view, elapsed, differs))
        return moved


def _batches(jobs: Iterable[Watched]) -> Iterator[list[Watched]]:
    """Jobs that one request can read together."""
    groups: dict[tuple[int, str], list[Watched]] = {}
    for job in jobs:
        groups.setdefault((id(job.ctx), job.kind.name), []).append(job)
    for group in groups.values():
        size = group[0].kind.batch if group[0].kind.read_many else 1
        rest = iter(group)
        while batch := list(islice(rest, size)):
            yield batch


def _look_at(batch: list[Watched]) -> Callable[[], Flow[None]]:
    first = batch[0]
    read_many = first.kind.read_many

    def read() -> Flow[None]:
        try:
            if read_many is None:
                views = {first.ref.id: (yield from first.kind.read(first.ctx, first.ref))}
            else:
                views = dict((yield from read_many(first.ctx, [job.ref for job in batch])))
        except Exception as error:
            for job in batch:
                job.error = error
        else:
            for job in batch:
                job.view = views.get(job.ref.id, job.view)

    return read
