"""Which secrets went out: for recorders, which must know them to keep them out of what they keep."""

import threading
import weakref
from typing import Final

from jobspan._core.http import Request
from jobspan._core.text_redaction import Redactor


class SentSecrets:
    """The texts of all secrets that go out while this lives, whatever client sends them."""

    def __init__(self) -> None:
        self._texts: frozenset[str] = frozenset()
        self._lock = threading.Lock()
        self._redactor: Redactor | None = None
        _COLLECTORS.add(self)

    def add(self, texts: set[str]) -> None:
        """These went out."""
        with self._lock:
            if not texts <= self._texts:
                self._texts |= texts
                self._redactor = None

    def out_of(self, text: str) -> str:
        """A text without them."""
        redactor = self._redactor
        if redactor is None:
            redactor = self._redactor = Redactor(self._texts)
        return redactor(text)


_COLLECTORS: Final[weakref.WeakSet[SentSecrets]] = weakref.WeakSet()


def note_secrets(request: Request) -> None:
    """A request is about to go out. Costs nothing while nobody records."""
    if _COLLECTORS:
        texts = request.secrets()
        for collector in list(_COLLECTORS):
            collector.add(texts)
