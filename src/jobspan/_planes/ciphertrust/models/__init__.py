"""The documents of CipherTrust's answers."""

from jobspan._planes.ciphertrust.models.schedules import RunStatus, Schedule, ScheduledSync, ScheduleRun
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus, UnitResult

__all__ = [
    "RunStatus",
    "Schedule",
    "ScheduleRun",
    "ScheduledSync",
    "SyncJob",
    "SyncStatus",
    "UnitResult",
]
