"""SIGTERM as an interruption, like Ctrl-C, for as long as something runs that can be gone on with."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, NoReturn

from jobspan.errors import Interrupted

_STATUS: Final = 128 + signal.SIGTERM
_QUIET: Final[list[bool]] = []


def leave_it_to_the_program() -> None:
    """The program says itself how to go on."""
    _QUIET.append(True)


def _exit(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(_STATUS)


def _is_ours_to_handle() -> bool:
    """Not where the program has a handler of its own, nor outside of the main thread, where Python allows none."""
    here = threading.current_thread() is threading.main_thread()
    return here and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


@contextmanager
def terminating_threads() -> Iterator[None]:
    """SIGTERM raises ``SystemExit`` in the main thread, and standard error gets what it interrupted: Python prints none of it."""
    if not _is_ours_to_handle():
        yield
        return
    signal.signal(signal.SIGTERM, _exit)
    try:
        yield
    except SystemExit as ending:
        if ending.code == _STATUS and isinstance(ending.__cause__, Interrupted) and not _QUIET:
            print(ending.__cause__, file=sys.stderr)
        raise
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def terminating_tasks() -> Iterator[None]:
    """SIGTERM cancels the current task."""
    import asyncio  # threads come here for their half, and need no event loop

    task = asyncio.current_task()
    if task is None or not _is_ours_to_handle():
        yield
        return
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
    except (NotImplementedError, RuntimeError):
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
