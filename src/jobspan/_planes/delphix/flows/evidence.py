"""What a run that failed reported last: its events, and the end of its log."""

from typing import Final

from jobspan._core.call import call
from jobspan._core.change import afterwards
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._planes.delphix.models.executions import ExecutionEvent, Severity
from jobspan._planes.delphix.models.views import Run
from jobspan._planes.delphix.operations.executions import GET_EXECUTION_EVENTS, GET_EXECUTION_LOG

_EVENTS: Final = 3
_LINES: Final = 5


def reported(ctx: PlaneContext, run: Run) -> Flow[tuple[str, ...]]:
    """The last events that are worse than information, and the last lines of the log; nothing where they cannot be read."""
    if run.execution is None:
        return ()
    id = run.execution.id
    events = yield from afterwards(ctx, GET_EXECUTION_EVENTS, lambda: _events(ctx, id), ())
    lines = yield from afterwards(ctx, GET_EXECUTION_LOG, lambda: _log(ctx, id), ())
    return events + lines


def _events(ctx: PlaneContext, id: str) -> Flow[tuple[str, ...]]:
    page = yield from call(ctx, GET_EXECUTION_EVENTS, path={"executionId": id}, query={"limit": 100})
    bad = [event for event in page.items if event.severity != Severity.INFO]
    return tuple(_in_words(event) for event in bad[-_EVENTS:])


def _in_words(event: ExecutionEvent) -> str:
    head = " ".join(str(each) for each in (event.severity, event.event_type, event.masked_object_name) if each)
    said = ": ".join(each for each in (event.exception_type, event.exception_detail) if each)
    return f"{head}: {said or event.cause or 'no details'}"


def _log(ctx: PlaneContext, id: str) -> Flow[tuple[str, ...]]:
    log = yield from call(ctx, GET_EXECUTION_LOG, path={"executionId": id})
    lines = [line.strip() for line in (log.log or "").splitlines() if line.strip()]
    return tuple(f"log: {line}" for line in lines[-_LINES:])
