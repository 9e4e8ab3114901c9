"""Which public call is under way: events carry its id, and an interruption names the jobs that it has started."""

import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, Protocol

from jobspan.errors import AmbiguousOutcomeError, JobspanError
from jobspan.hooks import CallEnded, CallOutcome, CallStarted, Event
from jobspan.jobs import JobRef


class Announcer(Protocol):
    """What a call needs of a driver."""

    def emit(self, event: Event) -> None:
        """Publish an event."""

    def listened(self) -> bool:
        """Whether anybody hears it."""

    def now(self) -> float:
        """Seconds of a clock that never goes back."""


class Calling:
    """A public call. Begins and ends with an event, if anybody listens when it begins.

    One that ``accounts`` for its jobs itself is not asked to name them when it is interrupted.
    """

    __slots__ = (
        "_accounts",
        "_announcer",
        "_began",
        "_id",
        "_name",
        "_outer",
        "_started",
        "_token",
        "key",
        "plane",
        "ref",
    )

    def __init__(
        self,
        announcer: Announcer,
        plane: str,
        name: Callable[[], str],
        *,
        key: str | None = None,
        ref: JobRef | None = None,
        accounts: bool = False,
    ) -> None:
        self.plane = plane
        self.key = key
        self.ref = ref
        self._accounts = accounts
        self._announcer = announcer
        self._outer: Calling | None = None
        self._name: Callable[[], str] | str = name
        self._id: str | None = None
        self._began: float | None = None
        self._started: list[JobRef] = []

    @property
    def id(self) -> str:
        """Made when somebody first asks for it."""
        self._id = self._id or uuid.uuid4().hex
        return self._id

    @property
    def parent_id(self) -> str | None:
        """The id of the call that this one is a part of."""
        return None if self._outer is None else self._outer.id

    def has(self, ref: JobRef) -> None:
        """The call, and all that it is a part of, has this job now."""
        if not self._accounts:
            self._started.append(ref)
        if self._outer is not None:
            self._outer.has(ref)

    @contextmanager
    def about(self) -> Iterator[None]:
        """Events inside are about this call, though it is over."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    def __enter__(self) -> None:
        self._outer = _current.get()
        self._token: Token[Calling | None] = _current.set(self)
        if self._announcer.listened():
            self._name = self._name() if callable(self._name) else self._name
            self._began = self._announcer.now()
            self._announcer.emit(CallStarted(plane=self.plane, call=self._name, key=self.key, ref=self.ref))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is not None and _interrupts(error):
                self._note(error)
            if error is not None and self._outer is None and "IPython" in sys.modules:
                from jobspan.integrations.tracebacks import hide_our_frames

                hide_our_frames(trace)
            if self._began is not None:
                self._announcer.emit(self._ended(error, self._announcer.now() - self._began))
        finally:
            _current.reset(self._token)

    def _ended(self, error: BaseException | None, elapsed: float) -> CallEnded:
        return CallEnded(
            plane=self.plane,
            call=str(self._name),
            key=self.key,
            ref=self.ref,
            outcome=_outcome(error),
            elapsed=elapsed,
            error=None if error is None else type(error).__name__,
            message=str(error) if isinstance(error, JobspanError) else None,
        )

    def _note(self, stop: BaseException) -> None:
        """An interruption says which jobs go on, each of them once."""
        told = "\n".join(getattr(stop, "__notes__", ()))
        for ref in self._started:
            text = ref.to_json()
            if text not in told and ref not in getattr(stop, "refs", ()):
                stop.add_note(f"Started before this, and going on: {ref.kind} {ref.id}; client.resume({text!r}).")


_current: ContextVar[Calling | None] = ContextVar("jobspan_call", default=None)


def current_call() -> Calling | None:
    """The call that this thread or task is in; the innermost, if it is a part of others."""
    return _current.get()


def method_of(owner: object) -> Callable[[], str]:
    """Names the public method of ``owner`` that is running: the next frame that has a name without an underscore.

    Methods would have to say their names themselves otherwise, each one of them, and could say a wrong one.
    """
    kind = type(owner)

    def named() -> str:
        frame = sys._getframe(1)
        while frame.f_back is not None and frame.f_code.co_name.startswith(("_", "<")):
            frame = frame.f_back
        return call_name(kind, frame.f_code.co_name)

    return named


def call_name(kind: type[Any], method: str) -> str:
    """How a call is named, sync or async: ``MaskingJobs.copy``."""
    return f"{kind.__name__.removeprefix('Async')}.{method}"


def _interrupts(error: BaseException) -> bool:
    return not isinstance(error, Exception | GeneratorExit)


def _outcome(error: BaseException | None) -> CallOutcome:
    if error is None:
        return CallOutcome.SUCCEEDED
    if isinstance(error, AmbiguousOutcomeError):
        return CallOutcome.AMBIGUOUS
    return CallOutcome.FAILED if isinstance(error, Exception) else CallOutcome.INTERRUPTED
