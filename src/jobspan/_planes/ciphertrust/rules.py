"""What CipherTrust would refuse, as data; each rule has its source."""

from collections.abc import Sequence
from typing import Final

from jobspan._core.classes import frozen
from jobspan._core.rules import AnyRule, FactRule, StateRule
from jobspan._planes.ciphertrust.models.schedules import SyncItem
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus
from jobspan._planes.ciphertrust.operations.table import DOCS


@frozen(kw_only=True)
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


def _unusual(items: Sequence[str]) -> str | None:
    unusual = [item for item in items if item != SyncItem.KEYS]
    return f"Asked for: {', '.join(unusual)}." if unusual else None


SYNC_ITEMS_KNOWN: Final = FactRule(
    id="sync-items-known",
    text="A schedule is known to bring in the keys of Azure vaults; whether it brings in more depends on the appliance.",
    broken=_unusual,
    source="https://github.com/ThalesGroup/terraform-provider-ciphertrust (docs/resources/scheduler.md)",
    advisory=True,
)

RULES: Final[tuple[AnyRule, ...]] = (NO_SYNC_RUNNING, SYNC_IN_PROGRESS, SYNC_ITEMS_KNOWN)
