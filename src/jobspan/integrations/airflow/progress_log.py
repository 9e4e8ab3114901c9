"""How far a job is, for the log of its task."""

import time
from collections.abc import Callable
from typing import Final

from jobspan.hooks import JobChanged
from jobspan.jobs import JobRef, Phase, Progress

_QUIET: Final = 300.0
"""Seconds without a line, while the job is where it was."""


class ProgressLog:
    """Tells of a job at once when its state or its percentage is another, and every five minutes at most when only its details
    are. A job of a day would else bury everything that the log of its task says.

    Args:
        tell: writes a line.
        clock: seconds, from any beginning.
    """

    def __init__(self, tell: Callable[[str], object], clock: Callable[[], float] = time.monotonic) -> None:
        self._tell = tell
        self._clock = clock
        self._told = ""
        self._told_at = 0.0

    def hear(self, event: JobChanged) -> None:
        """A look of a wait."""
        self.seen(event.ref, event.phase, event.state, event.progress)

    def seen(self, ref: JobRef, phase: Phase, state: str, progress: Progress) -> None:
        """What a look showed."""
        known = state or phase.value
        if progress.fraction is not None:
            known += f", {progress.fraction:.0%}"
        now = self._clock()
        if known == self._told and now - self._told_at < _QUIET:
            return
        self._told, self._told_at = known, now
        self._tell(f"{ref.kind} {ref.id}: {known}" + (f" ({progress.text})" if progress.text else ""))
