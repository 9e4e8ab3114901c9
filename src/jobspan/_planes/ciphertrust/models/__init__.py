"""The documents of CipherTrust's answers."""

from jobspan._planes.ciphertrust.models.containers import *  # noqa: F403 - they say themselves what is public
from jobspan._planes.ciphertrust.models.containers import __all__ as _containers
from jobspan._planes.ciphertrust.models.estate import Container, Estate, SyncSource, UnreadFamily
from jobspan._planes.ciphertrust.models.schedules import RunStatus, Schedule, ScheduledSync, ScheduleRun
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus, UnitResult

__all__ = [
    "Container",
    "Estate",
    "RunStatus",
    "Schedule",
    "ScheduleRun",
    "ScheduledSync",
    "SyncJob",
    "SyncSource",
    "SyncStatus",
    "UnitResult",
    "UnreadFamily",
    *_containers,
]
