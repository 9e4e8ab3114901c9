"""Progress of a download, published no more often than it is visible."""

from collections.abc import Callable

from jobspan._core.words import size
from jobspan.hooks import Event, JobChanged
from jobspan.jobs import JobRef, Phase, Progress

_MEGABYTE = 1_000_000


class DownloadProgress:
    """Publishes each percent, or each megabyte if the size is unknown."""

    def __init__(self, ref: JobRef, emit: Callable[[Event], None], now: Callable[[], float]) -> None:
        self._ref = ref
        self._emit = emit
        self._now = now
        self._began = now()
        self._published = -1

    def __call__(self, done: int, total: int | None) -> None:
        share = done * 100 // total if total else done // _MEGABYTE
        if share == self._published:
            return
        self._published = share
        self._emit(
            JobChanged(
                ref=self._ref,
                phase=Phase.RUNNING,
                state="DOWNLOADING",
                progress=Progress(fraction=done / total if total else None, text=size(done, total)),
                elapsed=self._now() - self._began,
                changed=True,
                view=None,
            )
        )
