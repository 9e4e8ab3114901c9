"""What runs for a while on DSC: scans and exports."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.jobs import JobKind
from jobspan._planes.huawei_dsc.flows.reads import read_export, read_run, read_runs
from jobspan._planes.huawei_dsc.flows.stop_scan import stop_scan_job
from jobspan._planes.huawei_dsc.models.exports import ExportTask
from jobspan._planes.huawei_dsc.models.phases import export_phase, reason_in, scan_phase, word
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanJob, ScanRun, ScanStatus
from jobspan.jobs import JobRef, Progress

if TYPE_CHECKING:
    from jobspan._core.logs import LogSource


def _scan_state(run: ScanRun) -> str:
    if not run.begun:
        return "not begun"
    return "" if run.job.status is None else run.job.status.value


def _export_state(task: ExportTask) -> str:
    return "not shown yet" if task.status is None else task.status.value


def _job_of(ctx: PlaneContext, ref: JobRef, run: ScanRun) -> Flow[ScanJob]:
    return pure(run.job)


def _task(ctx: PlaneContext, ref: JobRef, task: ExportTask) -> Flow[ExportTask]:
    return pure(task)


def _stop(ctx: PlaneContext, ref: JobRef) -> Flow[None]:
    return stop_scan_job(ctx, ref.id)


def _explain_scan(run: ScanRun) -> str:
    return reason_in(run.job.extra)


def _scan_advice(run: ScanRun) -> str:
    if word(run.job.status) == ScanStatus.STOPPED:
        return f"It was stopped; dsc.scan_jobs.start({run.job.id!r}, resume=True) continues it."
    return f"dsc.scan_jobs.tasks({run.job.id!r}) has what came of each asset."


def _explain_export(task: ExportTask) -> str:
    return reason_in(task.extra) or "DSC gives no reason"


def _scan_progress(run: ScanRun) -> Progress:
    return Progress(text=run.job.name or "")


def _export_progress(task: ExportTask) -> Progress:
    return Progress(text=task.file_name or "")


def _scan_log() -> "LogSource":
    from jobspan._planes.huawei_dsc.flows.logs import ScanLog

    return ScanLog()


SCAN: Final[JobKind[ScanRun, ScanJob]] = JobKind(
    name="huawei_dsc.scan",
    title="scan",
    read=read_run,
    phase=scan_phase,
    state=_scan_state,
    result=_job_of,
    explain=_explain_scan,
    advice=_scan_advice,
    cancel=_stop,
    read_many=read_runs,
    batch=10_000,
    progress=_scan_progress,
    log=_scan_log,
)
EXPORT: Final[JobKind[ExportTask, ExportTask]] = JobKind(
    name="huawei_dsc.export",
    title="export",
    read=read_export,
    phase=export_phase,
    state=_export_state,
    result=_task,
    explain=_explain_export,
    progress=_export_progress,
    instead_of_log="DSC tells the state of an export and nothing else; handle.view has it.",
)

KINDS: Final[Mapping[str, JobKind[Any, Any]]] = {kind.name: kind for kind in (SCAN, EXPORT)}
