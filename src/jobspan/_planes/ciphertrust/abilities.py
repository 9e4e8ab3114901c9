"""What the client can do on CipherTrust, in one value."""

from typing import Final

from jobspan._core.abilities import Abilities
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import referenced
from jobspan._planes.ciphertrust.families import BY_KEY
from jobspan._planes.ciphertrust.fleet import FLEET
from jobspan._planes.ciphertrust.flows.recent import newest_jobs
from jobspan._planes.ciphertrust.job_kinds import KINDS, SYNC_KINDS
from jobspan._planes.ciphertrust.operations.every import OPERATIONS
from jobspan._planes.ciphertrust.rules import RULES
from jobspan.jobs import JobLine


def recent(ctx: PlaneContext, limit: int) -> Flow[list[JobLine]]:
    """The newest synchronization jobs of all families."""
    newest = yield from newest_jobs(ctx, limit)
    return [
        JobLine(
            id=job.id,
            name=f"{BY_KEY[key].title}: {', '.join(job.containers)}",
            state=job.overall_status or "",
            phase=job.phase,
            since=job.began_at,
            ref=referenced(ctx, SYNC_KINDS[key], job.id).ref,
        )
        for key, job in newest
    ]


ABILITIES: Final = Abilities(
    operations=OPERATIONS,
    rules=RULES,
    kinds=KINDS,
    recent=recent,
    fleet=FLEET,
)
