"""State that belongs to one process: a forked child must not write to its parent's sockets, nor wait for its locks."""

import os
from collections.abc import Callable
from typing import Generic, TypeVar

S = TypeVar("S")


class PerProcess(Generic[S]):
    """Gives each process a state of its own, made when it first asks for it.

    What a child inherits stays as it is, referenced and untouched: closing it, or taking a lock that a thread of the
    parent held at that moment, is what must not happen. So nothing here takes a lock either.
    """

    def __init__(self, make: Callable[[], S]) -> None:
        self._make = make
        self._states: dict[int, S] = {}

    def get(self) -> S:
        """The state of this process."""
        state = self._states.get(os.getpid())
        return self._states.setdefault(os.getpid(), self._make()) if state is None else state

    def inherited(self) -> list[S]:
        """The states of other processes that this one descends from."""
        here = os.getpid()
        return [state for process, state in list(self._states.items()) if process != here]
