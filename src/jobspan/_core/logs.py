"""Reading what a job reports, as it comes: each record once, and none lost as far as the plane lets that be known."""

import re
from datetime import datetime
from typing import Any, Final, Protocol

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, now, sleep, wall_clock
from jobspan._core.growing_text import GrowingText
from jobspan._core.jobs import JobKind
from jobspan._core.log_reports import Tell
from jobspan._core.looks import Looks
from jobspan._core.poll import Interval
from jobspan._core.watch import Watch, Watched
from jobspan.errors import OperationError
from jobspan.jobs import JobRef
from jobspan.logs import LogLevel, LogRecord

_LEVELS: Final = {
    "TRACE": LogLevel.DEBUG,
    "DEBUG": LogLevel.DEBUG,
    "INFO": LogLevel.INFO,
    "NOTICE": LogLevel.INFO,
    "WARN": LogLevel.WARNING,
    "WARNING": LogLevel.WARNING,
    "ERROR": LogLevel.ERROR,
    "SEVERE": LogLevel.ERROR,
    "CRITICAL": LogLevel.ERROR,
    "FATAL": LogLevel.ERROR,
}
_HEAD: Final = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)? ?(?:Z|[+-]\d\d:?\d\d))\s+(?:\[?(?P<level>[A-Za-z]+)\]?\s+)?"
)
_LEVEL: Final = re.compile(rf"\[?(?P<level>{'|'.join(_LEVELS)})\]?(?=[\s:])[\s:]*")


def level_of(word: object) -> LogLevel:
    """The level that a plane's word means."""
    return _LEVELS.get(str(word).strip().upper(), LogLevel.UNKNOWN)


class LogSource(Protocol):
    """Reads what one job reports. Remembers what it needs from look to look."""

    def look(self, ctx: PlaneContext, ref: JobRef, view: Any, tell: Tell, *, over: bool) -> Flow[bool]:
        """Tell what is new; ``over``: the job is. Each report is read with ``tell.report`` or ``tell.rows``.

        Returns whether all is there; ``False`` of a job that is over: some could not be read, or is still collected.
        """


class LinesOfLog:
    """The lines of one log that grows."""

    def __init__(self) -> None:
        self._text = GrowingText()

    def tell(
        self, tell: Tell, text: str, *, cut: bool, size: int | None, over: bool, rest: str, about: str = ""
    ) -> None:
        """The new lines of a log.

        Args:
            rest: where what is missing can be had.
        """
        news = self._text.take(text, cut=cut, size=size, over=over)
        if news.missing:
            lost = f"Lines before this one are not shown. {rest}"
            tell(LogRecord(source="gap", level=LogLevel.WARNING, about=about, text=lost))
        for line in news.lines:
            if line.strip():
                tell(record_of_line(line, about))


def record_of_line(line: str, about: str = "") -> LogRecord:
    """A line of a log; its time and level are read off where it begins with them, and unmistakably."""
    head = _HEAD.match(line)
    if head is not None:
        level = level_of(head["level"])
        known = head["level"] is None or level is not LogLevel.UNKNOWN
        text = line[head.end() if known else head.start("level") :].lstrip()
        try:
            time = datetime.fromisoformat(head["time"].replace(",", ".").replace(" Z", "Z"))
        except ValueError:
            return LogRecord(source="log", about=about, text=line.rstrip())
        return LogRecord(time=time, level=level, source="log", about=about, text=text.rstrip())
    word = _LEVEL.match(line)
    if word is None:
        return LogRecord(source="log", about=about, text=line.rstrip())
    return LogRecord(level=level_of(word["level"]), source="log", about=about, text=line[word.end() :].rstrip())


class LogReading:
    """One walk over what a job reports; ``done`` when there is nothing more to come."""

    def __init__(self, ctx: PlaneContext, kind: JobKind[Any, Any], ref: JobRef, timeout: float | None) -> None:
        if kind.log is None:
            raise ValueError(f"{kind.name} has no log")
        # by itself: a batched read of one job can cost whole lists
        self._job = Watched(ctx, attrs.evolve(kind, read_many=None), ref)
        self._watch = Watch([self._job], ctx.policy, timeout)
        self._source = kind.log()
        self._tell = Tell(ctx, ref, kind.name)
        self._looks = Looks(ctx, kind.name)
        self._moved: bool | None = None
        self._failure: Exception | None = None
        self.done = False

    @property
    def view(self) -> Any:
        """The last view of the job; ``None`` before the first."""
        return self._job.view

    def once(self) -> Flow[list[LogRecord]]:
        """What the job reported until now.

        Raises:
            OperationError: the job cannot be read, or nothing with these credentials.
        """
        job = self._job
        job.view = yield from job.kind.read(job.ctx, job.ref)
        over = job.kind.phase(job.view).is_terminal
        whole = yield from self._source.look(job.ctx, job.ref, job.view, self._tell, over=over)
        self._give_up(still_collected=over and not whole)
        self.done = True
        return self._tell.take()

    def step(self) -> Flow[list[LogRecord]]:
        """Look until there is something new, or the job is over.

        Raises:
            WaitTimeout: the time is up.
            OperationError: the job cannot be read, or nothing with these credentials, now or later.
        """
        while True:
            if self._failure is not None:
                raise self._failure
            if self._moved is not None:
                yield from self._watch.rest(self._moved)
            _, moved = yield from self._watch.turn()
            if self._job.error is not None:
                raise self._job.error
            if self._job.view is not None:
                yield from self._read(over=self._job.ended is not None)
            records = self._tell.take()
            self._moved = moved or bool(records)
            self.done = self._is_over()
            if records or self.done:
                return records

    def _is_over(self) -> bool:
        return self._failure is None and self._job.ended is not None

    def _read(self, *, over: bool) -> Flow[None]:
        """While the job runs, a report that cannot be read is read at the next look; after its end, until it can be read."""
        job, interval = self._job, Interval(self._job.ctx.policy)
        began = yield from now()
        while True:
            whole = False
            try:
                whole = yield from self._source.look(job.ctx, job.ref, job.view, self._tell, over=over)
            except OperationError as failed:
                elapsed = (yield from now()) - began
                passes = self._looks.may_pass(failed, job.ref, (yield from wall_clock()))
                if not passes or (over and elapsed >= job.ctx.policy.tail_timeout):
                    failed.ref = job.ref
                    self._failure = failed
                    return
                yield from self._looks.failed(failed, job.ref, elapsed)
            else:
                self._looks.succeeded()
            elapsed = (yield from now()) - began
            missing = self._tell.missing
            for report in missing:
                if report.failure is not None:
                    yield from report.looks.failed(report.failure, job.ref, elapsed)
            if not over or whole:
                return
            given_up = bool(missing) and not any(report.may_pass for report in missing)
            if given_up or elapsed >= job.ctx.policy.tail_timeout:
                self._give_up(still_collected=True)
                return
            yield from sleep(interval.take(False))

    def _give_up(self, *, still_collected: bool) -> None:
        """Tell what is missing."""
        if self._tell.missing:
            self._tell.gaps()
        elif still_collected:
            rest = "The plane has not collected the rest yet."
            self._tell(LogRecord(source="gap", level=LogLevel.WARNING, text=rest))
