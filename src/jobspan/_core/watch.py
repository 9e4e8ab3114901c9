"""Watching many jobs at once: in batches where the plane can, one by one where it cannot. Each costs only itself."""

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, gather, now, sleep, wall_clock
from jobspan._core.jobs import JobKind
from jobspan._core.looks import Looks
from jobspan._core.poll import Ended, Interval, Memory, Tail, changed, conclude, timed_out
from jobspan.errors import ApiError, AuthError, OperationError, PermissionDenied
from jobspan.jobs import JobRef, Phase
from jobspan.policy import Policy

_MISSED_BEFORE_ASKING: Final = 2
"""Batched reads in a row that leave a job out, before it is asked for by itself."""

_EXPLAINED: Final = 5
"""How many of many jobs that failed are looked at once more, for what they reported last."""


@attrs.define(eq=False)
class Watched:
    """One of many jobs that are watched together."""

    ctx: PlaneContext
    kind: JobKind[Any, Any]
    ref: JobRef
    view: Any = None
    error: Exception | None = None
    ended: Ended[Any] | None = None
    memory: Memory[Any] = attrs.field(factory=Memory)
    missed: int = 0
    looks: Looks = attrs.field(init=False)
    tail: Tail = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.looks = Looks(self.ctx, self.kind.name)
        self.tail = Tail(self.kind, self.ctx.policy)
        if self.memory.known and self.view is not None:
            self.ended = Ended(view=self.view, phase=Phase.SUCCEEDED)

    @property
    def over(self) -> bool:
        return self.error is not None or self.ended is not None

    def see(self, view: Any, elapsed: float) -> None:
        """A view of it was read."""
        self.looks.succeeded()
        self.view, self.missed = view, 0
        phase = self.tail.phase_of(view, elapsed)
        self.memory.saw(view, phase)
        if phase.is_terminal:
            self.ended = Ended(view=view, phase=phase)


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

    def add(self, job: Watched) -> None:
        """Watch one more."""
        self._open.append(job)

    def drop(self, job: Watched) -> None:
        """Watch this one no longer."""
        self._open = [each for each in self._open if each is not job]

    def soon(self) -> None:
        """Let the next looks come soon, as after a change."""
        self._interval.restart()

    def rest(self, moved: bool) -> Flow[None]:
        """Sleep until the next look is due: soon, if anything ``moved``; not beyond the time that is left."""
        elapsed = (yield from now()) - (self._began or 0.0)
        yield from sleep(min(self._interval.take(moved), max(0.0, self._limit - elapsed)))

    def step(self) -> Flow[list[Watched]]:
        """Look until at least one job ends, and return those that did, in the order given; empty: none is left.

        When the time is up, each job still open ends with a ``WaitTimeout`` as its error.
        """
        while self._open:
            over, moved = yield from self.turn()
            if over:
                return over
            yield from self.rest(moved)
        return []

    def turn(self) -> Flow[tuple[list[Watched], bool]]:
        """Look once at all of them: those that ended, and whether anything moved."""
        began = self._began = (yield from now()) if self._began is None else self._began
        moved = yield from self._look(began)
        over = [job for job in self._open if job.over]
        elapsed = (yield from now()) - began
        if not over and elapsed >= self._limit:
            for job in self._open:
                job.error = timed_out(job.kind, job.ref, job.view, elapsed, job.looks.last_failure)
            over = self._open
        if over:
            self._open = [job for job in self._open if not job.over]
        return over, moved

    def _look(self, began: float) -> Flow[bool]:
        looked_at = list(self._open)
        before = {id(job): job.view for job in looked_at}
        ends = began + self._limit
        looks = [_looker(batch, began, ends) for batch in _batches(job for job in looked_at if not job.over)]
        for answer in (yield from gather(looks, self._policy.concurrency)):
            if isinstance(answer, Exception):
                raise answer
        elapsed = (yield from now()) - began
        moved = False
        for job in looked_at:
            if job.view is not None and job.error is None and job.looks.last_failure is None:
                differs = job.view != before[id(job)]
                moved = moved or differs
                if job.ctx.heard():
                    event = changed(job.kind, job.ref, job.view, elapsed, differs)
                    yield from emit(event if job.ended is None else attrs.evolve(event, phase=job.ended.phase))
            if job.ended is not None:
                yield from job.tail.report(job.ctx, job.ref)
        return moved


def results(jobs: Sequence[Watched], policy: Policy, *, raise_on_failure: bool) -> Flow[list[Any]]:
    """What became of each job that is over, in order; what went wrong with one stands in its place.

    Results are read side by side, and together where the plane can.
    """
    outcomes: dict[int, Any] = {id(job): job.error for job in jobs if job.error is not None}
    flows: list[Callable[[], Flow[dict[int, Any]]]] = []
    together: dict[tuple[int, str], list[Watched]] = {}
    unsuccessful = 0
    for job in jobs:
        if id(job) in outcomes:
            continue
        succeeded = job.ended is not None and job.ended.phase is Phase.SUCCEEDED
        if job.kind.results is not None and succeeded and not job.memory.known:
            together.setdefault((id(job.ctx), job.kind.name), []).append(job)
        else:
            unsuccessful += not succeeded
            flows.append(_result_of(job, raise_on_failure, unsuccessful <= _EXPLAINED))
    flows += [_results_of(group) for group in together.values()]
    for answer in (yield from gather(flows, policy.concurrency)):
        if isinstance(answer, Exception):
            raise answer
        outcomes |= answer
    return [outcomes[id(job)] for job in jobs]


def _result_of(job: Watched, raise_on_failure: bool, evidence: bool = True) -> Callable[[], Flow[dict[int, Any]]]:
    def read() -> Flow[dict[int, Any]]:
        if job.ended is None:
            return {id(job): timed_out(job.kind, job.ref, job.view, 0.0)}
        try:
            value = yield from conclude(
                job.ctx,
                job.kind,
                job.ref,
                job.ended,
                raise_on_failure=raise_on_failure,
                memory=job.memory,
                evidence=evidence,
            )
        except Exception as error:
            return {id(job): error}
        return {id(job): value}

    return read


def _results_of(group: list[Watched]) -> Callable[[], Flow[dict[int, Any]]]:
    first = group[0]

    def read() -> Flow[dict[int, Any]]:
        found: dict[int, Any] = {}
        if first.kind.results is not None:
            try:
                values = yield from first.kind.results(first.ctx, [(job.ref, job.view) for job in group])
                found = {id(job): values[job.ref.id] for job in group if job.ref.id in values}
            except OperationError:
                found = {}
        for job in group:
            if id(job) not in found:
                found |= yield from _result_of(job, True)()
        return found

    return read


def _batches(jobs: Iterable[Watched]) -> Iterator[list[Watched]]:
    """Jobs that one request can read together; those that batched reads leave out, by themselves."""
    groups: dict[tuple[int, str, bool], list[Watched]] = {}
    for job in jobs:
        alone = job.missed >= _MISSED_BEFORE_ASKING
        groups.setdefault((id(job.ctx), job.kind.name, alone), []).append(job)
    for (_, _, alone), group in groups.items():
        size = group[0].kind.batch if group[0].kind.read_many and not alone else 1
        rest = iter(group)
        while batch := list(islice(rest, size)):
            yield batch


def _looker(batch: list[Watched], began: float, ends: float) -> Callable[[], Flow[None]]:
    def read() -> Flow[None]:
        first = batch[0]
        if first.kind.read_many is None or first.missed >= _MISSED_BEFORE_ASKING:
            yield from _look_at_one(first, began, ends)
            return
        ctx = first.ctx.within(ends - (yield from now()))
        try:
            views = dict((yield from first.kind.read_many(ctx, [job.ref for job in batch])))
        except OperationError as failed:
            yield from _failed_together(batch, failed, began, ends)
            return
        elapsed = (yield from now()) - began
        for job in batch:
            if job.ref.id in views:
                job.see(views[job.ref.id], elapsed)
            else:
                job.missed += 1

    return read


def _look_at_one(job: Watched, began: float, ends: float) -> Flow[None]:
    ctx = job.ctx.within(ends - (yield from now()))
    try:
        view = yield from job.kind.read(ctx, job.ref)
    except OperationError as failed:
        vanished = job.looks.vanished(failed, job.kind, job.view, job.ref, (yield from wall_clock()))
        if vanished is not None:
            job.see(vanished, (yield from now()) - began)
        else:
            yield from _failed_alone(job, failed, began)
    except Exception as failed:
        job.error = failed
    else:
        job.see(view, (yield from now()) - began)


def _failed_together(batch: list[Watched], failed: OperationError, began: float, ends: float) -> Flow[None]:
    """What answers about one of many must not cost the others: ask for each by itself."""
    about_one = isinstance(failed, ApiError) and not isinstance(failed, AuthError | PermissionDenied)
    wall = yield from wall_clock()
    if about_one and len(batch) > 1 and not batch[0].looks.may_pass(failed, batch[0].ref, wall):
        for job in batch:
            yield from _look_at_one(job, began, ends)
        return
    for job in batch:
        yield from _failed_alone(job, failed, began)


def _failed_alone(job: Watched, failed: OperationError, began: float) -> Flow[None]:
    error = copy.copy(failed)
    error.ref = job.ref
    if job.memory.ended is not None:  # it was seen already, and a look that fails does not undo it
        yield from job.looks.failed(error, job.ref, (yield from now()) - began)
        job.see(job.memory.ended.view, 0.0)
        job.ended = job.memory.ended
    elif job.looks.may_pass(error, job.ref, (yield from wall_clock())):
        yield from job.looks.failed(error, job.ref, (yield from now()) - began)
    else:
        job.error = error
