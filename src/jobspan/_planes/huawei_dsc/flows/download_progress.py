"""Telling how far a download is, no more often than it shows."""

from collections.abc import Callable

from jobspan.hooks import Event, JobChanged
from jobspan.models import JobRef, Phase, Progress

_MEGABYTE = 1_000_000


class Meter:
    """Tells the hooks of each percent, or of each megabyte where the size is not known."""

    def __init__(self, ref: JobRef, tell: Callable[[Event], None], now: Callable[[], float]) -> None:
        self._ref = ref
        self._tell = tell
        self._now = now
        self._began = now()
        self._told = -1

    def __call__(self, done: int, total: int | None) -> None:
        share = done * 100 // total if total else done // _MEGABYTE
        if share == self._told:
            return
        self._told = share
        of = f" of {total / _MEGABYTE:.1f}" if total else ""
        self._tell(
            JobChanged(
                ref=self._ref,
                phase=Phase.RUNNING,
                state="DOWNLOADING",
                progress=Progress(fraction=done / total if total else None, text=f"{done / _MEGABYTE:.1f}{of} MB"),
                elapsed=self._now() - self._began,
                changed=True,
                view=None,
            )
        )
