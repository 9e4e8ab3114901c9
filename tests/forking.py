"""Children of this process that do something and say whether it went well."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from typing import Final

import attrs

PATIENCE: Final = 20
"""Seconds after which a child that hangs is ended."""


@attrs.frozen
class Child:
    """A forked process that does something. It fails by an exception, or by being stuck."""

    process: int

    def succeeds(self) -> bool:
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1]) == 0


def fork(work: Callable[[], bool]) -> Child:
    process = os.fork()
    if process:
        return Child(process)
    signal.alarm(PATIENCE)
    try:
        os._exit(0 if work() else 1)
    finally:
        traceback.print_exc()
        os._exit(2)
