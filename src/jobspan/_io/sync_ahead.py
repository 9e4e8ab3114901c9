"""Reading ahead in a thread: what is asked for next is under way while its forerunner is worked on."""

import threading
from collections.abc import Callable, Generator
from contextlib import suppress
from contextvars import copy_context
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from jobspan._io.ahead import END, Failed
from jobspan._io.side_by_side import as_member
from jobspan._io.sync_gather import BLINK, ThreadStop

T = TypeVar("T")


def ahead(read: Callable[[], T], is_over: Callable[[], bool], most: int) -> Generator[T, None, None]:
    """What ``read`` gives, in order, until ``is_over``; at most ``most`` of it beyond what was taken.

    A failure comes after all that was read before it. When the iterator is closed, no further request is sent; the thread ends
    with the one that is under way, and its pauses end at once.
    """
    came: SimpleQueue[Any] = SimpleQueue()
    room = threading.Semaphore(most)
    stop = ThreadStop()

    def work() -> None:
        try:
            with as_member(stop):
                while not is_over():
                    room.acquire()
                    if stop.is_set():
                        return
                    came.put(read())
                came.put(END)
        except BaseException as error:
            came.put(Failed(error))

    thread = threading.Thread(target=copy_context().run, args=(work,), name="jobspan ahead", daemon=True)
    thread.start()
    try:
        while (item := _next_of(came, thread)) is not END:
            if isinstance(item, Failed):
                raise item.error
            room.release()
            yield item
    finally:
        stop.set(GeneratorExit())
        room.release()


def _next_of(came: "SimpleQueue[Any]", thread: threading.Thread) -> Any:
    """Waits in pieces, since some systems deliver an interruption only between them.

    Raises:
        RuntimeError: the thread is not there, because the process was forked during the walk.
    """
    while True:
        with suppress(Empty):
            return came.get(timeout=BLINK)
        if not thread.is_alive() and came.empty():
            raise RuntimeError("This walk was begun by the process that this one was forked from. Begin a new one.")
