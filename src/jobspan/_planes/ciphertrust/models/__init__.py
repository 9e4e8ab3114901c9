"""The documents of CipherTrust's answers."""

from jobspan._planes.ciphertrust.models.containers import *  # noqa: F403 - they say themselves what is public
from jobspan._planes.ciphertrust.models.containers import __all__ as _containers
from jobspan._planes.ciphertrust.models.estate import Container, Estate, SyncSource, UnreadFamily
from jobspan._planes.ciphertrust.models.schedule_runs import RunJob, RunMatch, RunStatus, ScheduleRun
from jobspan._planes.ciphertrust.models.schedules import (
    AwsRotation,
    Schedule,
    ScheduledCredentialRotation,
    ScheduledKeyRotation,
    ScheduledOperation,
    ScheduledSync,
    SyncItem,
)
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus, UnitResult

__all__ = [
    "AwsRotation",
    "Container",
    "Estate",
    "RunJob",
    "RunMatch",
    "RunStatus",
    "Schedule",
    "ScheduleRun",
    "ScheduledCredentialRotation",
    "ScheduledKeyRotation",
    "ScheduledOperation",
    "ScheduledSync",
    "SyncItem",
    "SyncJob",
    "SyncSource",
    "SyncStatus",
    "UnitResult",
    "UnreadFamily",
    *_containers,
]
