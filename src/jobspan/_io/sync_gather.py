"""Flows side by side, in threads."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import copy_context
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

from jobspan._core.effects import Flow
from jobspan._core.interruption import FlowInterrupted
from jobspan._io.side_by_side import Round, Stop, current_member

T = TypeVar("T")

BLINK: Final = 0.2
"""Seconds; some systems deliver an interruption to a waiting thread only when its wait is over."""


class ThreadStop(Stop):
    """A stop that wakes threads."""

    def __init__(self) -> None:
        super().__init__()
        self.event = threading.Event()

    def set(self, cause: BaseException) -> None:
        super().set(cause)
        self.event.set()


def gather(flows: Sequence[Callable[[], Flow[T]]], limit: int, run: Callable[[Flow[T]], T]) -> list[T | Exception]:
    """All answers, in order.

    The calling thread runs no flow; it hands them out, one by one. An interruption always strikes the main thread, and
    before its next step: so it breaks no exchange, and after it no flow is handed out any more.

    Raises:
        FlowInterrupted: the caller was interrupted. What was in flight has ended, unless it was interrupted twice.
    """
    if not flows:
        return []
    outer = current_member()
    stop = outer.stop if outer is not None else ThreadStop()
    turns = Round(flows, stop)

    def work(turn: int) -> None:
        if turns.goes_on():
            with turns.running(turn) as flow:
                turns.answer(turn, run(flow()))

    crew = _Crew(work, min(limit, len(flows)))
    cause: BaseException | None = None
    try:
        while True:
            try:
                if cause is None:
                    crew.hand_out(turns)
                else:
                    stop.set(cause)
                crew.finish()
                return turns.answers()
            except FlowInterrupted:
                raise
            except BaseException as interruption:
                if cause is not None:
                    raise turns.interrupted(interruption) from None
                cause = interruption
    finally:
        crew.dismiss()


class _Worker:
    """A thread that does what it is given, one thing at a time. It is a daemon: the program may end without it."""

    def __init__(self, work: Callable[[int], None], idle: "SimpleQueue[_Worker]") -> None:
        self.turn: int | None = None
        """What it was given and has not finished."""
        self._work = work
        self._idle = idle
        self._wake: SimpleQueue[bool] = SimpleQueue()
        self._thread = threading.Thread(target=copy_context().run, args=(self._run,), name="jobspan", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def give(self, turn: int) -> None:
        self.turn = turn
        self.wake()

    def wake(self) -> None:
        """Look whether there is something to do. Once too often does no harm."""
        self._wake.put(True)

    def dismiss(self) -> None:
        """Go, after what is still to be done."""
        self._wake.put(False)

    def _run(self) -> None:
        while self._wake.get():
            turn = self.turn
            if turn is None:
                continue
            with suppress(BaseException):  # the stop keeps it as its cause
                self._work(turn)
            self.turn = None
            self._idle.put(self)


class _Crew:
    """Workers, those of them that are idle, and the work that is left."""

    def __init__(self, work: Callable[[int], None], count: int) -> None:
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._workers = [_Worker(work, self._idle) for _ in range(count)]

    def hand_out(self, turns: Round[T]) -> None:
        """Give out every flow, each as soon as a worker is idle."""
        for worker in self._workers:
            worker.start()
            self._idle.put(worker)
        if not self._workers:
            return
        worker = self._next_idle()
        for turn in turns.turns():
            worker.give(turn)
            worker = self._next_idle()

    def finish(self) -> None:
        """Wait for what was given out. An interruption may have come between the giving and the waking."""
        for worker in self._workers:
            worker.wake()
        while any(worker.turn is not None for worker in self._workers):
            with suppress(Empty):
                self._idle.get(timeout=BLINK)

    def dismiss(self) -> None:
        for worker in self._workers:
            worker.dismiss()

    def _next_idle(self) -> _Worker:
        while True:
            with suppress(Empty):
                return self._idle.get(timeout=BLINK)
