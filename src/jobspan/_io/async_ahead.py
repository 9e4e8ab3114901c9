"""Reading ahead in a task: what is asked for next is under way while its forerunner is worked on."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, TypeVar

from jobspan._io.ahead import END, Failed

T = TypeVar("T")


async def ahead(read: Callable[[], Awaitable[T]], is_over: Callable[[], bool], most: int) -> AsyncGenerator[T, None]:
    """What ``read`` gives, in order, until ``is_over``; at most ``most`` of it beyond what was taken.

    A failure comes after all that was read before it. Closing the iterator cancels the read that is under way.
    """
    came: asyncio.Queue[Any] = asyncio.Queue()
    room = asyncio.Semaphore(most)

    async def work() -> None:
        try:
            while not is_over():
                await room.acquire()
                came.put_nowait(await read())
            came.put_nowait(END)
        except BaseException as error:
            came.put_nowait(Failed(error))
            if isinstance(error, asyncio.CancelledError):
                raise

    task = asyncio.create_task(work(), name="jobspan ahead")
    try:
        while (item := await came.get()) is not END:
            if isinstance(item, Failed):
                raise item.error
            room.release()
            yield item
    finally:
        task.cancel()
        await asyncio.wait({task})
