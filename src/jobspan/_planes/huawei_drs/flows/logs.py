"""What tasks report: their log, their history, in which each action stands with its outcome, and the state that a look shows."""

from collections.abc import Hashable, Mapping
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.logs import Tell, level_of
from jobspan._core.paginate import collect
from jobspan._planes.huawei_drs.flows.monitor import timeline
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.models.monitor import TimelineEntry
from jobspan._planes.huawei_drs.models.times import moment_of
from jobspan._planes.huawei_drs.operations.actions import SHOW_ASPECT
from jobspan.errors import NotFound
from jobspan.jobs import JobRef
from jobspan.logs import LogLevel, LogRecord

_PAGE: Final = 1000
_OUTCOMES: Final = {"success": LogLevel.INFO, "failed": LogLevel.ERROR}


class TaskLog:
    """The history and the log of a task. Entries that are equal in all that DRS tells of them are counted."""

    def __init__(self) -> None:
        self._state: str | None = None

    def look(self, ctx: PlaneContext, ref: JobRef, view: JobWatch, tell: Tell, *, over: bool) -> Flow[bool]:
        entries = yield from collect(timeline(ctx, ref.id, _PAGE), partly=True)
        counted = _Counted(tell)
        for entry in sorted(entries, key=lambda each: each.operation_time or ""):
            counted(_of_history(entry), "history", entry.name, entry.status, entry.operation_time, entry.user_name)
        lines = yield from _lines(ctx, ref.id)
        for line in sorted(lines, key=lambda each: str(each.get("create_time"))):
            counted(_of_log(line), "log", *(str(line.get(name)) for name in ("create_time", "level", "message")))
        if view.status.value != self._state:
            self._state = view.status.value
            level = LogLevel.ERROR if view.reason else LogLevel.INFO
            text = f"{view.status.value}: {view.reason}" if view.reason else view.status.value
            tell(LogRecord(level=level, source="run", text=text, original=view))
        return True


class _Counted:
    """Tells of equal entries as many as there are."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._came: dict[tuple[Hashable, ...], int] = {}

    def __call__(self, record: LogRecord, *key: Hashable) -> None:
        self._came[key] = self._came.get(key, 0) + 1
        self._tell(record, *key, self._came[key])


def _lines(ctx: PlaneContext, job_id: str) -> Flow[list[Mapping[str, Any]]]:
    """All lines of the log; none where a region does not publish it."""
    found: list[Mapping[str, Any]] = []
    before: list[Mapping[str, Any]] = []
    while True:
        query = {"type": "log", "offset": len(found), "limit": _PAGE}
        try:
            aspect = yield from call(ctx, SHOW_ASPECT, path=project(ctx, job_id=job_id), query=query)
        except NotFound:
            return found
        page = (aspect.job or {}).get("logs")
        rows = [row for row in page if isinstance(row, Mapping)] if isinstance(page, list) else []
        if rows == before:  # nothing is left, or the offset is ignored
            return found
        found, before = [*found, *rows], rows
        if len(rows) < _PAGE:
            return found


def _of_log(line: Mapping[str, Any]) -> LogRecord:
    time = line.get("create_time")
    return LogRecord(
        time=moment_of(None if time is None else str(time)),
        level=level_of(line.get("level")),
        source="log",
        text=str(line.get("message") or ""),
        original=dict(line),
    )


def _of_history(entry: TimelineEntry) -> LogRecord:
    outcome = (entry.status or "").strip().lower()
    by = f" by {entry.user_name}" if entry.user_name else ""
    return LogRecord(
        time=moment_of(entry.operation_time),
        level=_OUTCOMES.get(outcome, LogLevel.UNKNOWN),
        source="history",
        text=f"{entry.name or 'an action'}{by}: {entry.status or 'no outcome'}",
        original=entry,
    )
