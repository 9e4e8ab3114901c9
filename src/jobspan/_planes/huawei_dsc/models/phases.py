"""What the vendor's words for states mean. Words are compared without case: the service spells them in several ways."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from jobspan._planes.huawei_dsc.models.exports import ExportStatus, ExportTask
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanRun, ScanStatus, ScanTask
from jobspan.jobs import Phase


def word(status: ScanStatus | None) -> ScanStatus | None:
    """A state in the spelling of the vendor's tables."""
    return None if status is None else ScanStatus(status.value.strip().upper())


def scan_phase(run: ScanRun) -> Phase:
    """What a run's state means."""
    return run.phase


def phase_of_tasks(tasks: Sequence[ScanTask], since: int | None) -> Phase | None:
    """How a run ended according to its sub-tasks; ``None`` unless all of them have ended, after ``since`` (milliseconds)."""
    phases = [task.phase for task in tasks]
    old = [task for task in tasks if since is not None and (task.start_time or 0) <= since]
    if not tasks or old or not all(phase.is_terminal for phase in phases) or not all(task.end_time for task in tasks):
        return None
    return next((bad for bad in (Phase.FAILED, Phase.CANCELLED) if bad in phases), Phase.SUCCEEDED)


def export_phase(task: ExportTask) -> Phase:
    """What an export's state means. While nothing is shown, it is queued."""
    return task.phase


def phase_of_export_word(status: str) -> Phase:
    """What a word for an export's state means."""
    return ExportStatus(status).phase


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
