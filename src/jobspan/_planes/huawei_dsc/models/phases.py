"""What the vendor's words for states mean. Words are compared without case: the service spells them in several ways."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from jobspan._planes.huawei_dsc.models.exports import ExportTask
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanRun, ScanStatus, ScanTask
from jobspan.jobs import Phase

_SCAN_PHASES: Final = {
    ScanStatus.READY: Phase.QUEUED,
    ScanStatus.INIT: Phase.QUEUED,
    ScanStatus.WAITING: Phase.QUEUED,
    ScanStatus.RUNNING: Phase.RUNNING,
    ScanStatus.FINISHED: Phase.SUCCEEDED,
    ScanStatus.FAILED: Phase.FAILED,
    ScanStatus.STOPPED: Phase.CANCELLED,
    ScanStatus.TERMINATED: Phase.CANCELLED,
}
_EXPORT_PHASES: Final = {
    **dict.fromkeys(("READY", "INIT", "WAIT", "WAITING"), Phase.QUEUED),
    **dict.fromkeys(("RUNNING", "PROCESSING"), Phase.RUNNING),
    **dict.fromkeys(("FINISHED", "SUCCESS", "SUCCEEDED", "COMPLETED"), Phase.SUCCEEDED),
    **dict.fromkeys(("FAILED", "ERROR"), Phase.FAILED),
    **dict.fromkeys(("STOPPED", "TERMINATED", "CLOSED", "CANCELED", "CANCELLED"), Phase.CANCELLED),
}


def word(status: ScanStatus | None) -> ScanStatus | None:
    """A state in the spelling of the vendor's tables."""
    return None if status is None else ScanStatus(status.value.strip().upper())


def scan_phase(run: ScanRun) -> Phase:
    """What a run's state means."""
    if not run.begun:
        return Phase.QUEUED
    if run.ended is not None:
        return run.ended
    status = word(run.job.status)
    return Phase.UNKNOWN if status is None else _SCAN_PHASES.get(status, Phase.UNKNOWN)


def phase_of_tasks(tasks: Sequence[ScanTask], since: int | None) -> Phase | None:
    """How a run ended according to its sub-tasks; ``None`` unless all of them have ended, after ``since`` (milliseconds)."""
    phases = [
        Phase.UNKNOWN if (status := word(task.status)) is None else _SCAN_PHASES.get(status, Phase.UNKNOWN)
        for task in tasks
    ]
    old = [task for task in tasks if since is not None and (task.start_time or 0) <= since]
    if not tasks or old or not all(phase.is_terminal for phase in phases) or not all(task.end_time for task in tasks):
        return None
    return next((bad for bad in (Phase.FAILED, Phase.CANCELLED) if bad in phases), Phase.SUCCEEDED)


def export_phase(task: ExportTask) -> Phase:
    """What an export's state means. While nothing is shown, it is queued."""
    return Phase.QUEUED if task.status is None else phase_of_export_word(task.status.value)


def phase_of_export_word(status: str) -> Phase:
    """What a word for an export's state means."""
    return _EXPORT_PHASES.get(status.strip().upper(), Phase.UNKNOWN)


def reason_in(extra: Mapping[str, Any]) -> str:
    """What the service says about a failure, in whichever undocumented field it says so."""
    said = (extra.get(key) for key in _REASONS)
    return ": ".join(
        dict.fromkeys(str(each) for each in said if isinstance(each, str | int) and each not in ("", True))
    )


_REASONS: Final = (
    "error_code",
    "error_msg",
    "error_message",
    "fail_reason",
    "failed_reason",
    "failure_reason",
    "reason",
    "message",
    "msg",
)
