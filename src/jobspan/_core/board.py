"""What is known of jobs that are waited for, as events tell it, and how to say it in a line."""

from collections.abc import Iterator
from typing import Final

import msgspec

from jobspan._core.showing import shown
from jobspan._core.words import span
from jobspan.hooks import Event, JobChanged, StepStarted
from jobspan.jobs import Phase

_GOOD: Final = frozenset({Phase.SUCCEEDED, Phase.PARTIAL})


class Board(msgspec.Struct):
    """The jobs of one wait.

    Attributes:
        title: what is waited for.
        total: how many jobs.
        reached: the wait for one job is over, and so is the job as far as the wait goes.
        stopped: why the wait ended before its jobs did, in a word.
    """

    title: str
    total: int = 1
    step: str = ""
    reached: bool = False
    stopped: str = ""
    seen: dict[str, JobChanged] = msgspec.field(default_factory=dict)
    elapsed: float = 0.0

    def hear(self, event: Event) -> bool:
        """Take an event in; whether it is about the jobs here."""
        match event:
            case StepStarted():
                self.step = f"{event.journey}: {event.step}"
            case JobChanged():
                self.seen[f"{event.ref.kind} {event.ref.id}"] = event
                self.elapsed = max(self.elapsed, event.elapsed)
            case _:
                return False
        return True

    @property
    def done(self) -> int:
        """How many jobs are over."""
        return sum(event.phase.is_terminal for event in self.seen.values())

    @property
    def failed(self) -> list[JobChanged]:
        """Those that are over, and not in success."""
        return [event for event in self.seen.values() if event.phase.is_terminal and event.phase not in _GOOD]

    @property
    def slowest(self) -> list[JobChanged]:
        """Those that are not over, the one that is least far first."""
        going_on = [event for event in self.seen.values() if not event.phase.is_terminal]
        return sorted(going_on, key=lambda event: event.progress.fraction or 0.0)

    @property
    def only(self) -> JobChanged | None:
        """The job, where one is waited for."""
        return next(iter(self.seen.values()), None) if self.total == 1 else None

    @property
    def fraction(self) -> float | None:
        """How far all of them are together; ``None`` while nobody tells."""
        if self.only is not None:
            return 1.0 if self.reached or self.only.phase.is_terminal else self.only.progress.fraction
        if not self.seen:
            return None
        return sum(
            1.0 if event.phase.is_terminal else event.progress.fraction or 0.0 for event in self.seen.values()
        ) / max(self.total, len(self.seen))

    @property
    def phase(self) -> Phase:
        """The phase of the one job; of many: whether they run, failed or succeeded."""
        if self.only is not None:
            return Phase.SUCCEEDED if self.reached and not self.only.phase.is_terminal else self.only.phase
        if self.done < self.total:
            return Phase.RUNNING if self.seen else Phase.QUEUED
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
            if self.slowest:
                text += f"; slowest: {named(self.slowest[0])} {in_a_line(self.slowest[0])}"
        return f"{text} ({self.stopped})".strip() if self.stopped else text

    @property
    def time(self) -> str:
        """How long it has taken so far."""
        return span(self.elapsed)

    def notable(self, most: int) -> Iterator[JobChanged]:
        """Of many jobs those to look at: what failed, then what is least far."""
        yield from [*self.failed[:most], *self.slowest[: max(0, most - len(self.failed))]]


def named(event: JobChanged) -> str:
    """The kind and id of a job, without its plane."""
    return f"{event.ref.kind.rpartition('.')[2]} {event.ref.id}"


def in_a_line(event: JobChanged) -> str:
    """State, percent and what the plane says besides."""
    share = "" if event.progress.fraction is None else f" {event.progress.fraction:4.0%}"
    text = event.progress.text if event.progress.text != event.state else ""
    return str(shown(f"{event.state}{share} {text}".rstrip()))
