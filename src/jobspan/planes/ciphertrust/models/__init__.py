"""What CipherTrust answers with."""

from jobspan.planes.ciphertrust.models.envelopes import Slice
from jobspan.planes.ciphertrust.models.schedules import RunStatus, Schedule, ScheduledSync, ScheduleRun
from jobspan.planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus, UnitResult
from jobspan.planes.ciphertrust.models.tokens import IssuedToken

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
