"""What CipherTrust would refuse, as data; each rule has its source."""

from typing import Final

import attrs

from jobspan._core.rules import AnyRule, FactRule, StateRule
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus
from jobspan._planes.ciphertrust.operations.table import DOCS


@attrs.frozen(kw_only=True)
class RunningSyncs:
    """The jobs in progress that work on the containers of a new job."""

    jobs: tuple[SyncJob, ...]


def _busy(running: RunningSyncs) -> str | None:
    if not running.jobs:
        return None
    jobs = ", ".join(f"{job.id} ({', '.join(job.containers)})" if job.containers else job.id for job in running.jobs)
    return f"In progress: {jobs}."


NO_SYNC_RUNNING: Final = FactRule(
    id="no-sync-running",
    text="A synchronization is refused while another one of the same containers is running.",
    broken=_busy,
    source="https://github.com/ThalesGroup/CDSP-Orchestration-Ansible (cckm synchronization modules)",
)
SYNC_IN_PROGRESS: Final = StateRule(
    id="sync-in-progress",
    text="Only a job in progress can be cancelled.",
    allowed=frozenset({SyncStatus.IN_PROGRESS.value}),
    known=frozenset(status.value for status in SyncStatus),
    source=f"{DOCS}/reference/cckmapi/gcp-apis/gcp-key-apis (Canceling a Synchronization Job)",
)

RULES: Final[tuple[AnyRule, ...]] = (NO_SYNC_RUNNING, SYNC_IN_PROGRESS)
