"""What tasks report: their history, in which each action stands with its outcome, and the state that a look shows."""

from typing import Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.logs import Tell
from jobspan._core.paginate import collect
from jobspan._planes.huawei_drs.flows.monitor import timeline
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.models.monitor import TimelineEntry
from jobspan._planes.huawei_drs.models.times import moment_of
from jobspan.jobs import JobRef
from jobspan.logs import LogLevel, LogRecord

_PAGE: Final = 1000
_OUTCOMES: Final = {"success": LogLevel.INFO, "failed": LogLevel.ERROR}


class TaskLog:
    """The history of a task. Entries that are equal in all that DRS tells of them are counted."""

    def __init__(self) -> None:
        self._state: str | None = None

    def look(self, ctx: PlaneContext, ref: JobRef, view: JobWatch, tell: Tell, *, over: bool) -> Flow[bool]:
        entries = yield from collect(timeline(ctx, ref.id, _PAGE), partly=True)
        dated = sorted(entries, key=lambda entry: entry.operation_time or "")
        namesakes: dict[tuple[str | None, ...], int] = {}
        for entry in dated:
            key = (entry.name, entry.status, entry.operation_time, entry.user_name)
            namesakes[key] = namesakes.get(key, 0) + 1
            tell(_record(entry), *key, namesakes[key])
        if view.status.value != self._state:
            self._state = view.status.value
            level = LogLevel.ERROR if view.reason else LogLevel.INFO
            text = f"{view.status.value}: {view.reason}" if view.reason else view.status.value
            tell(LogRecord(level=level, source="run", text=text, original=view))
        return True


def _record(entry: TimelineEntry) -> LogRecord:
    outcome = (entry.status or "").strip().lower()
    by = f" by {entry.user_name}" if entry.user_name else ""
    return LogRecord(
        time=moment_of(entry.operation_time),
        level=_OUTCOMES.get(outcome, LogLevel.UNKNOWN),
        source="history",
        text=f"{entry.name or 'an action'}{by}: {entry.status or 'no outcome'}",
        original=entry,
    )
