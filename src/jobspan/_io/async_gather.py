"""Flows side by side, in tasks."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from jobspan._core.effects import Flow
from jobspan._io.side_by_side import Round, Stop, current_member

T = TypeVar("T")


class TaskStop(Stop):
    """A stop that ends the naps of tasks."""

    def __init__(self) -> None:
        super().__init__()
        self._naps: set[asyncio.Future[Any]] = set()
        self._task = asyncio.current_task()
        self._cancelled_before = self._cancelled()

    def is_set(self) -> bool:
        """Also from the moment on when the task is cancelled, which it learns a little later."""
        return super().is_set() or self._cancelled() > self._cancelled_before

    def _cancelled(self) -> int:
        return self._task.cancelling() if self._task is not None else 0

    def set(self, cause: BaseException) -> None:
        super().set(cause)
        for nap in self._naps:
            nap.cancel()

    async def nap(self, sleep: Awaitable[None]) -> None:
        """Sleep, or until the stop."""
        nap = asyncio.ensure_future(sleep)
        self._naps.add(nap)
        try:
            await asyncio.wait({nap})
        finally:
            self._naps.discard(nap)
            nap.cancel()
        if not nap.cancelled():
            nap.result()


async def gather(
    flows: Sequence[Callable[[], Flow[T]]], limit: int, run: Callable[[Flow[T]], Awaitable[T]]
) -> list[T | Exception]:
    """All answers, in order.

    The first cancellation lets what is in flight end, and bounds it by the timeouts it has anyway; the second one does not.

    Raises:
        FlowInterrupted: the caller was cancelled. Nothing more was started.
    """
    outer = current_member()
    stop = outer.stop if outer is not None else TaskStop()
    turns = Round(flows, stop)
    workers = {asyncio.create_task(_work(turns, run)) for _ in range(min(limit, len(flows)))}
    if workers:
        await _end(workers, stop, turns)
    return turns.answers()


async def _end(workers: set[asyncio.Task[None]], stop: Stop, turns: Round[Any]) -> None:
    try:
        await asyncio.wait(workers)
    except asyncio.CancelledError as cause:
        again = stop.cause is not None
        stop.set(cause)
        try:
            if not again:
                await asyncio.wait(workers)
        except asyncio.CancelledError as second:
            cause, again = second, True
        if again:
            for worker in workers:
                worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait(workers)
            raise turns.interrupted(cause) from None
    finally:
        for worker in workers:
            if worker.done() and not worker.cancelled():
                worker.exception()  # it is kept as the cause of the stop


async def _work(turns: Round[T], run: Callable[[Flow[T]], Awaitable[T]]) -> None:
    for turn in turns.turns():
        with turns.running(turn) as flow:
            turns.answer(turn, await run(flow()))
