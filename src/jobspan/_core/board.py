"""What is known of jobs that are waited for, as events tell it, and how to say it in a line."""

import heapq
from collections.abc import Hashable, Iterator
from typing import Final

import msgspec

from jobspan._core.jobs import waited_for
from jobspan._core.showing import shown
from jobspan._core.words import span
from jobspan.hooks import Event, JobChanged, StepStarted
from jobspan.jobs import Phase

_NEARLY: Final = 0.99
"""How far a job is at most that is not over: what a plane counts, such as a full load, need not be all that is waited for."""


class Board(msgspec.Struct):
    """The jobs of one wait. What an event costs does not depend on how many there are.

    Attributes:
        title: what is waited for.
        total: how many jobs.
        reached: the wait for one job is over, and so is the job as far as the wait goes.
        stopped: why the wait ended before its jobs did, in a word.
        only: the job, where one is waited for.
        failed: those that are over, and not in success: what a wait for them raises.
        going_on: those that are not over.
    """

    title: str
    total: int = 1
    step: str = ""
    reached: bool = False
    stopped: str = ""
    only: JobChanged | None = None
    failed: dict[Hashable, JobChanged] = msgspec.field(default_factory=dict)
    going_on: dict[Hashable, JobChanged] = msgspec.field(default_factory=dict)
    elapsed: float = 0.0
    _succeeded: set[Hashable] = msgspec.field(default_factory=set)
    _far: float = 0.0

    def hear(self, event: Event) -> bool:
        """Take an event in; whether it is about the jobs here."""
        match event:
            case StepStarted():
                self.step = f"{event.journey}: {event.step}"
            case JobChanged():
                self._take(event)
                self.elapsed = max(self.elapsed, event.elapsed)
            case _:
                return False
        return True

    def _take(self, event: JobChanged) -> None:
        job = waited_for(event.ref)
        before = self.going_on.pop(job, None)
        self._far -= 0.0 if before is None else _far(before)
        self.failed.pop(job, None)
        self._succeeded.discard(job)
        if not event.phase.is_terminal:
            self.going_on[job] = event
            self._far += _far(event)
        elif event.phase is Phase.SUCCEEDED:
            self._succeeded.add(job)
        else:
            self.failed[job] = event
        if self.total == 1 and (self.only is None or waited_for(self.only.ref) == job):
            self.only = event

    @property
    def done(self) -> int:
        """How many jobs are over."""
        return len(self._succeeded) + len(self.failed)

    @property
    def slowest(self) -> JobChanged | None:
        """The one of those that are not over that is least far."""
        return min(self.going_on.values(), key=_far, default=None)

    @property
    def fraction(self) -> float | None:
        """How far all of them are together; ``None`` while nobody tells."""
        if self.only is not None:
            if self.reached or self.only.phase.is_terminal:
                return 1.0
            return None if self.only.progress.fraction is None else _far(self.only)
        seen = self.done + len(self.going_on)
        return (self.done + max(0.0, self._far)) / max(self.total, seen) if seen else None

    @property
    def phase(self) -> Phase:
        """The phase of the one job; of many: whether they run, failed or succeeded."""
        if self.only is not None:
            return Phase.SUCCEEDED if self.reached and not self.only.phase.is_terminal else self.only.phase
        if self.done < self.total:
            return Phase.RUNNING if self.done or self.going_on else Phase.QUEUED
        return Phase.FAILED if self.failed else Phase.SUCCEEDED

    @property
    def summary(self) -> str:
        """All of it in a line, but for the time."""
        if self.total == 1:
            text = "" if self.only is None else in_a_line(self.only)
        else:
            parts = [
                f"{self.done:,} of {self.total:,} done",
                *([f"{len(self.failed):,} failed"] if self.failed else []),
            ]
            text = ", ".join(parts)
            if (slowest := self.slowest) is not None:
                text += f"; slowest: {named(slowest)} {in_a_line(slowest)}"
        return f"{text} ({self.stopped})".strip() if self.stopped else text

    @property
    def time(self) -> str:
        """How long it has taken so far."""
        return span(self.elapsed)

    def notable(self, most: int) -> Iterator[JobChanged]:
        """Of many jobs those to look at: what failed, then what is least far."""
        failed = list(self.failed.values())[:most]
        yield from [*failed, *heapq.nsmallest(most - len(failed), self.going_on.values(), key=_far)]


def _far(event: JobChanged) -> float:
    return min(event.progress.fraction or 0.0, _NEARLY)


def named(event: JobChanged) -> str:
    """The kind and id of a job, without its plane."""
    return f"{event.ref.kind.rpartition('.')[2]} {event.ref.id}"


def in_a_line(event: JobChanged) -> str:
    """State, percent and what the plane says besides."""
    share = "" if event.progress.fraction is None else f" {event.progress.fraction:4.0%}"
    text = event.progress.text.removeprefix(event.state).removeprefix(",").lstrip()
    return str(shown(f"{event.state}{share} {text}".rstrip()))
