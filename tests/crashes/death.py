"""A process that ends at a moment of our choice: nothing of it runs afterwards, no clean-up either."""

from __future__ import annotations

from typing import Any

from jobspan.hooks import Event, RequestFailed, RequestStarted, ResponseReceived
from jobspan.journal import Journal

_SEEN = {
    RequestStarted: "before sending",
    ResponseReceived: "after the reply",
    RequestFailed: "after the loss of a reply",
}


class Killed(BaseException):
    """The process ends here."""


class Death:
    """Counts the moments of a call, and ends the process at one of them.

    Moments are: before and after each access to the journal, before a request is sent, and after its reply or the loss of it.
    """

    def __init__(self, at: int) -> None:
        self._left = at
        self.moment = ""
        self.dead = False
        self.buried = False
        """What is left of the process is closed: it is not the one that was killed any more."""

    def passes(self, moment: str) -> None:
        """A moment of the call."""
        if self.dead:
            raise Killed
        if self._left == 0:
            self.dead, self.moment = True, moment
            raise Killed
        self._left -= 1

    def __call__(self, event: Event) -> None:
        """As a hook of the client."""
        if type(event) in _SEEN and not self.buried:
            self.passes(f"{_SEEN[type(event)]}")


_WORDS = {
    "claim": ("before the claim", "after the claim"),
    "finish": ("before the end is written", "after the end is written"),
    "leave": ("before the end is written", "after the end is written"),
    "free": ("before the end is written", "after the end is written"),
    "write": ("before a step is written", "after a step is written"),
    "erase": ("before a step is written", "after a step is written"),
    "drop": ("while going", "while going"),
}


class MortalStore:
    """A store that a dead process cannot reach any more."""

    def __init__(self, store: Any, death: Death) -> None:
        self._store = store
        self._death = death

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if name not in _WORDS:
            return found
        before, after = _WORDS[name]

        def guarded(*args: Any, **kwargs: Any) -> Any:
            self._death.passes(before)
            value = found(*args, **kwargs)
            self._death.passes(after)
            return value

        return guarded


class MortalJournal(Journal):
    """A journal of a process that will die."""

    def __init__(self, url: str, key: str, death: Death) -> None:
        super().__init__(url, key=key)
        self._death = death

    @property
    def _store(self) -> Any:
        return MortalStore(super()._store, self._death)
