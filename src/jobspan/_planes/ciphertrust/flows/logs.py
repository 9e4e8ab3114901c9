"""What synchronization jobs report: the state of the job, and the text about each of its units. There is nothing else."""

from typing import Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.log_reports import Tell
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob
from jobspan.jobs import JobRef, Phase
from jobspan.logs import LogLevel, LogRecord

_LEVELS: Final = {
    Phase.RUNNING: LogLevel.INFO,
    Phase.SUCCEEDED: LogLevel.INFO,
    Phase.PARTIAL: LogLevel.WARNING,
    Phase.CANCELLED: LogLevel.WARNING,
    Phase.FAILED: LogLevel.ERROR,
}


class UnitLog:
    """A record whenever the text about a unit is another than it was. The appliance tells no time of them."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[str, Phase]] = {}

    def look(self, ctx: PlaneContext, ref: JobRef, view: SyncJob, tell: Tell, *, over: bool) -> Flow[bool]:
        if not over:
            self._state(view, tell)
        for unit in view.results:
            if self._told.get(unit.unit) != (unit.text, unit.phase):
                self._told[unit.unit] = (unit.text, unit.phase)
                level = _LEVELS.get(unit.phase, LogLevel.UNKNOWN)
                tell(LogRecord(level=level, source="unit", about=unit.unit, text=unit.text, original=unit))
        if over:
            self._state(view, tell)
        yield from ()
        return True

    def _state(self, view: SyncJob, tell: Tell) -> None:
        record = LogRecord(
            time=view.ended_at if view.is_over else view.started_at,
            level=_LEVELS.get(view.phase, LogLevel.UNKNOWN),
            source="run",
            text=f"{view.overall_status or 'no status'}{', abort' if view.abort else ''}",
            original=view,
        )
        tell(record, view.overall_status, view.abort, view.is_over)
