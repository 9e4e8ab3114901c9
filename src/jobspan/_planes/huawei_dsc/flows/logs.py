"""What scans report: the state of the run, and of each of its sub-tasks, one an asset."""

from typing import Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.log_reports import Tell
from jobspan._planes.huawei_dsc.flows.scan_tasks import scan_tasks
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanRun, ScanTask
from jobspan.jobs import JobRef, Phase
from jobspan.logs import LogLevel, LogRecord

_LEVELS: Final = {
    Phase.QUEUED: LogLevel.INFO,
    Phase.RUNNING: LogLevel.INFO,
    Phase.SUCCEEDED: LogLevel.INFO,
    Phase.CANCELLED: LogLevel.WARNING,
    Phase.FAILED: LogLevel.ERROR,
}


class ScanLog:
    """A record for each state that the run, and each of its sub-tasks, is seen in."""

    def look(self, ctx: PlaneContext, ref: JobRef, view: ScanRun, tell: Tell, *, over: bool) -> Flow[bool]:
        status = view.job.status
        if not view.begun or status is None:
            return True
        if not over:
            self._run(view, tell)
        listing = scan_tasks(ctx, ref.id, workspace_id=None, limit=None, paging=Paging.AUTO)
        tasks, whole = yield from tell.rows("the sub-tasks", listing, over=over)
        for task in tasks:
            if task.status is not None and self._of_this_run(task, view):
                tell(_record(task), task.id or task.asset_id, task.status, task.start_time)
        if over:
            self._run(view, tell)
        return whole

    def _run(self, view: ScanRun, tell: Tell) -> None:
        status = view.job.status
        record = LogRecord(
            time=None if view.phase.is_terminal else view.started_at,
            level=_LEVELS.get(view.phase, LogLevel.UNKNOWN),
            source="run",
            text="" if status is None else status.value,
            original=view.job,
        )
        tell(record, "run", status, view.phase)

    def _of_this_run(self, task: ScanTask, view: ScanRun) -> bool:
        """Sub-tasks of the run before show until they begin anew."""
        began = view.job.last_run_time
        return task.start_time is None or began is None or task.start_time >= began


def _record(task: ScanTask) -> LogRecord:
    done, of = task.scanned_object_num, task.to_be_scanned_object_num
    counted = "" if done is None or not task.phase.is_terminal else f", {done:,}" + (f" of {of:,}" if of else "")
    return LogRecord(
        time=task.ended_at if task.phase.is_terminal else task.started_at,
        level=_LEVELS.get(task.phase, LogLevel.UNKNOWN),
        source="task",
        about=task.asset_name or task.asset_id or "",
        text=f"{task.status}{counted + ' objects' if counted else ''}",
        original=task,
    )
