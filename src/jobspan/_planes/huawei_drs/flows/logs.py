"""What tasks report: their log, their history, in which each action stands with its outcome, and the state that a look shows."""

from collections.abc import Hashable, Mapping
from typing import Any, Final

import attrs

from jobspan._core.call import call
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.log_reports import Tell
from jobspan._core.logs import level_of
from jobspan._core.paginate import Listing, Page
from jobspan._planes.huawei_drs.flows.monitor import timeline
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.models.monitor import TimelineEntry
from jobspan._planes.huawei_drs.models.times import moment_of
from jobspan._planes.huawei_drs.operations.actions import SHOW_ASPECT
from jobspan.errors import DecodeError
from jobspan.jobs import JobRef
from jobspan.logs import LogLevel, LogRecord

_PAGE: Final = 1000
_OUTCOMES: Final = {"success": LogLevel.INFO, "failed": LogLevel.ERROR}


class TaskLog:
    """The history and the log of a task. Entries that are equal in all that DRS tells of them are counted."""

    def __init__(self) -> None:
        self._state: str | None = None

    def look(self, ctx: PlaneContext, ref: JobRef, view: JobWatch, tell: Tell, *, over: bool) -> Flow[bool]:
        entries, all_entries = yield from tell.rows("the history", timeline(ctx, ref.id, _PAGE), over=over)
        counted = _Counted(tell)
        for entry in sorted(entries, key=lambda each: each.operation_time or ""):
            counted(_of_history(entry), "history", entry.name, entry.status, entry.operation_time, entry.user_name)
        lines, all_lines = yield from tell.rows("the log", _lines(ctx, ref.id), over=over)
        for line in sorted(lines, key=lambda each: str(each.get("create_time"))):
            counted(_of_log(line), "log", *(str(line.get(name)) for name in ("create_time", "level", "message")))
        if view.status.value != self._state:
            self._state = view.status.value
            level = LogLevel.ERROR if view.reason else LogLevel.INFO
            text = f"{view.status.value}: {view.reason}" if view.reason else view.status.value
            tell(LogRecord(level=level, source="run", text=text, original=view))
        return all_entries and all_lines


class _Counted:
    """Tells of equal entries as many as there are."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._came: dict[tuple[Hashable, ...], int] = {}

    def __call__(self, record: LogRecord, *key: Hashable) -> None:
        self._came[key] = self._came.get(key, 0) + 1
        self._tell(record, *key, self._came[key])


def _lines(ctx: PlaneContext, job_id: str) -> Listing[Mapping[str, Any]]:
    """The lines of the log. Lines may be equal; a page that is equal as a whole is the same page.

    DRS may give fewer rows than asked for, and not tell how many there are: then an empty page, or the same one, is the end.
    """

    def fetch(position: Any) -> Flow[Page[Mapping[str, Any]]]:
        place: _Place = position or _Place(0, [])
        offset, before = place.offset, place.before
        query = {"type": "log", "offset": offset, "limit": _PAGE}
        aspect = yield from call(ctx, SHOW_ASPECT, path=project(ctx, job_id=job_id), query=query)
        document = aspect.job or {}
        came, total = document.get("logs"), document.get("total_count")
        if not isinstance(came, list):
            raise _says_nothing(ctx, "the reply has no lines of the log")
        total = total if isinstance(total, int) else None
        if came and came == before:
            if total is not None and total > offset:
                raise _says_nothing(ctx, f"the server gives the same lines again after {offset} of {total}")
            return Page(items=(), total=total)
        rows = tuple(row for row in came if isinstance(row, Mapping))
        after = offset + len(came)
        more = bool(came) and (total is None or after < total)
        return Page(
            items=rows,
            next=_Place(after, came) if more else None,
            total=total,
            complete=total is None or more or after >= total,
            unreadable=len(came) - len(rows),
        )

    return Listing(fetch=fetch, plane=ctx.plane, operation=SHOW_ASPECT.id, exact=True)


@frozen
class _Place:
    """Where a page begins, and the rows of the page before."""

    offset: int
    before: list[Any] = attrs.field(eq=False)


def _says_nothing(ctx: PlaneContext, why: str) -> DecodeError:
    return DecodeError(
        message=f"{ctx.plane} {SHOW_ASPECT.id}: {why}.", plane=ctx.plane, operation=SHOW_ASPECT.id, status=200
    )


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
