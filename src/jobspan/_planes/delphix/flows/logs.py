"""What runs and jobs of DCT report: steps, tables, events, and the log, which DCT collects from the engine."""

from typing import Any, Final

import attrs

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.log_reports import Tell
from jobspan._core.logs import LinesOfLog, level_of
from jobspan._planes.delphix.filters import field
from jobspan._planes.delphix.flows.listing import listing
from jobspan._planes.delphix.models.executions import Execution, ExecutionComponent, ExecutionEvent, TaskStatus
from jobspan._planes.delphix.models.jobs import Job, JobTask
from jobspan._planes.delphix.models.views import CollectionRun, CopyView, Run
from jobspan._planes.delphix.operations.executions import (
    GET_EXECUTION_COMPONENTS,
    GET_EXECUTION_EVENTS,
    GET_EXECUTION_LOG,
    SEARCH_EXECUTIONS,
)
from jobspan.errors import DecodeError
from jobspan.jobs import JobRef, Phase
from jobspan.logs import LogLevel, LogRecord

_PAGE: Final = 1000
_NO_STATUS: Final = "no status"

_LEVELS: Final = {
    Phase.FAILED: LogLevel.ERROR,
    Phase.PARTIAL: LogLevel.WARNING,
    Phase.CANCELLED: LogLevel.WARNING,
    Phase.UNKNOWN: LogLevel.UNKNOWN,
}


def _level(phase: Phase) -> LogLevel:
    return _LEVELS.get(phase, LogLevel.INFO)


class JobLog:
    """The tasks of a DCT job, with their events, and what the job says of itself."""

    def look(self, ctx: PlaneContext, ref: JobRef, view: Job | CopyView, tell: Tell, *, over: bool) -> Flow[bool]:
        tell_job(tell, view.job if isinstance(view, CopyView) else view)
        yield from ()
        return True


class RunLog:
    """A run of a masking job: that of the DCT job that starts it, and then its own reports."""

    def __init__(self) -> None:
        self._execution = ExecutionReports()

    def look(self, ctx: PlaneContext, ref: JobRef, view: Run, tell: Tell, *, over: bool) -> Flow[bool]:
        tell_job(tell, view.job)
        return view.execution is None or (yield from self._execution.look(ctx, view.execution, tell, over=over))


class CollectionLog:
    """A run of a job collection: the reports of each of its jobs."""

    def __init__(self) -> None:
        self._members: dict[str, ExecutionReports] = {}
        self._read: set[str] = set()

    def look(self, ctx: PlaneContext, ref: JobRef, view: CollectionRun, tell: Tell, *, over: bool) -> Flow[bool]:
        if view.job is not None:
            tell_job(tell, view.job)
        if view.execution is None:
            return True
        of_it = field("collection_execution_id").eq(view.execution.id)
        runs = listing(ctx, SEARCH_EXECUTIONS, limit=_PAGE, sort="submit_time", filter=of_it)
        members, whole = yield from tell.rows("the runs of its jobs", runs, over=over)
        for member in members:
            if member.id not in self._read:
                reports = self._members.setdefault(member.id, ExecutionReports(member.masking_job_name or member.id))
                ended = member.phase.is_terminal and member.data_collection_complete is not False
                if (yield from reports.look(ctx, member, tell, over=ended)) and ended:
                    self._read.add(member.id)
        return whole and all(member.id in self._read for member in members)


class ExecutionReports:
    """All that one run reports.

    Args:
        about: which of several runs it is; empty for one alone.
    """

    def __init__(self, about: str = "") -> None:
        self._about = about
        self._lines = LinesOfLog()
        self._names: dict[int, str] = {}

    def look(self, ctx: PlaneContext, run: Execution, tell: Tell, *, over: bool) -> Flow[bool]:
        if not run.phase.is_terminal:
            self._state(run, tell)
        self._steps(run, tell, over)
        of_run = {"executionId": run.id}
        listed = listing(ctx, GET_EXECUTION_COMPONENTS, path=of_run, limit=_PAGE)
        components, all_components = yield from tell.rows("the components", listed, over=over, about=self._about)
        for component in components:
            self._component(component, tell, over)
        reported = listing(ctx, GET_EXECUTION_EVENTS, path=of_run, limit=_PAGE)
        events, all_events = yield from tell.rows("the events", reported, over=over, about=self._about)
        for event in events:
            about = self._part(event.masked_object_name)
            record = LogRecord(
                time=event.timestamp,
                level=LogLevel.ERROR if str(event.severity) == "CRITICAL" else level_of(event.severity),
                source="event",
                about=about,
                text=_words_of(event),
                original=event,
            )
            tell(record, "event", event.id)
        log = self._log(ctx, run, tell, over)
        whole_log = yield from tell.report("the log", log, over=over, about=self._about, comes_later=True)
        if over:
            self._state(run, tell)
        return all_components and all_events and whole_log

    def _state(self, run: Execution, tell: Tell) -> None:
        if run.status is None:
            return
        moments = {Phase.QUEUED: run.submit_time, Phase.RUNNING: run.start_time}
        record = LogRecord(
            time=run.end_time if run.phase.is_terminal else moments.get(run.phase),
            level=_level(run.phase),
            source="run",
            about=self._about,
            text=f"{run.status.value}: {run.reason}" if run.phase.is_terminal and run.reason else run.status.value,
            original=run,
        )
        tell(record, "run", run.id, run.status)

    def _steps(self, run: Execution, tell: Tell, over: bool) -> None:
        """The place of a step is what it is known by: its name may be missing from a reply."""
        for place, step in enumerate(run.task_events):
            name = self._names[place] = step.event or self._names.get(place) or ""
            if not over and (step.status is None or not name):
                continue
            text = f"{name or f'step {place + 1}'}: {step.status or _NO_STATUS}"
            record = LogRecord(level=_of_step(step.status), source="step", about=self._about, text=text, original=step)
            tell(record, "step", run.id, place, step.status)
        for stage in run.hyperscale_task_events:
            over = stage.end_time is not None
            record = LogRecord(
                time=stage.end_time if over else stage.start_time,
                level=_of_step(stage.status),
                source="step",
                about=self._about,
                text=f"{stage.name}: {stage.status}",
                original=stage,
            )
            tell(record, "stage", run.id, stage.name, stage.status, over)
            for error in stage.errors:
                failed = LogRecord(
                    level=LogLevel.ERROR,
                    source="step",
                    about=self._part(error.table_name),
                    text=f"{stage.name}: {error.error}",
                    original=error,
                )
                tell(failed, "error", run.id, stage.name, error.table_name, error.error)

    def _component(self, component: ExecutionComponent, tell: Tell, run_is_over: bool) -> None:
        if component.status is None and not run_is_over:
            return
        rows = "" if component.rows_masked is None else f", {component.rows_masked:,} rows"
        over = component.phase.is_terminal
        record = LogRecord(
            time=component.end_time if over else component.start_time,
            level=_level(component.phase),
            source="component",
            about=self._part(component.name or component.id),
            text=f"{component.status.value if component.status else _NO_STATUS}{rows if over else ''}",
            original=component,
        )
        tell(record, "component", component.id, component.status)

    def _log(self, ctx: PlaneContext, run: Execution, tell: Tell, over: bool) -> Flow[str]:
        log = yield from call(ctx, GET_EXECUTION_LOG, path={"executionId": run.id})
        if log.log is None:
            if log.id is None and log.execution_id is None:
                why = f"{ctx.plane} {GET_EXECUTION_LOG.id}: the reply is not a log."
                raise DecodeError(message=why, plane=ctx.plane, operation=GET_EXECUTION_LOG.id, status=200)
            return f"DCT shows none of it ({log.download_status or 'no status'})"
        self._lines.tell(
            tell,
            log.log,
            cut=log.is_truncated is True,
            size=log.file_size,
            over=over,
            rest=f"DCT shows the last 100 KB; delphix.executions.log({run.id!r}).file_download_id names the whole file.",
            about=self._about,
        )
        return ""

    def _part(self, name: str | None) -> str:
        return " ".join(filter(None, (self._about, name)))


def _of_step(status: TaskStatus | None) -> LogLevel:
    if status is None or not status.is_known:
        return LogLevel.UNKNOWN
    if status in (TaskStatus.FAILED, TaskStatus.NON_CONFORMANT):
        return LogLevel.ERROR
    return LogLevel.WARNING if status in (TaskStatus.CANCELLED, TaskStatus.CANCEL_INITIATED) else LogLevel.INFO


def _words_of(event: ExecutionEvent) -> str:
    said = ": ".join(filter(None, (event.exception_type, event.exception_detail))) or (event.cause or "")
    return ": ".join(filter(None, (str(event.event_type or ""), str(said)))) or "no details"


def tell_job(tell: Tell, job: Job) -> None:
    """What a DCT job reports: its state, its tasks and their events, its warnings and errors."""
    if job.status is not None:
        record = LogRecord(
            time=job.ended_at if job.phase.is_terminal else job.start_time,
            level=_level(job.phase),
            source="task",
            text=f"{job.localized_type or job.type or 'job'} {job.status.value}",
            original=attrs.evolve(job, tasks=(), virtualization_tasks=()),
        )
        tell(record, "job", job.id, job.status)
    for task in (*job.tasks, *job.virtualization_tasks):
        _tell_task(tell, task, alone=task.title == job.localized_type)
    for text, level in ((job.warning_message, LogLevel.WARNING), (job.error_details, LogLevel.ERROR)):
        if text:
            tell(LogRecord(time=job.ended_at, level=level, source="task", text=text), "said", job.id, level, text)


def _tell_task(tell: Tell, task: JobTask, *, alone: bool) -> None:
    """``alone``: it is the job itself under another id, whose state was told."""
    name: Any = task.id or task.title
    if task.status is not None and not alone:
        over = task.status.phase.is_terminal
        record = LogRecord(
            time=task.end_time if over else task.start_time,
            level=_level(task.status.phase),
            source="task",
            about=task.title or "",
            text=task.status.value,
            original=attrs.evolve(task, events=()),
        )
        tell(record, "task", name, task.status)
    for number, event in enumerate(task.events):
        told = "; ".join(filter(None, (event.message_details, event.message_action, event.message_command_output)))
        record = LogRecord(
            time=event.timestamp,
            level=LogLevel.INFO,  # events have none: what went wrong is said by the task's state and the job
            source="task",
            about=task.title or "",
            text=told,
            original=event,
        )
        tell(record, "event of task", name, number, told)
