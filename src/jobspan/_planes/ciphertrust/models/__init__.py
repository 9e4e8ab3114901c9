"""The documents of CipherTrust's answers."""

from jobspan._planes.ciphertrust.models.envelopes import Slice
from jobspan._planes.ciphertrust.models.schedules import RunStatus, Schedule, ScheduledSync, ScheduleRun
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus, UnitResult
from jobspan._planes.ciphertrust.models.tokens import IssuedToken

__all__ = [
    "IssuedToken",
    "RunStatus",
    "Schedule",
    "ScheduleRun",
    "ScheduledSync",
    "Slice",
    "SyncJob",
    "SyncStatus",
    "UnitResult",
]
