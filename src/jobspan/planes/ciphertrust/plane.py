"""CipherTrust as the registry sees it."""

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan.models import JobLine
from jobspan.planes.ciphertrust.auth import Session
from jobspan.planes.ciphertrust.dialect import CipherTrustDialect
from jobspan.planes.ciphertrust.families import BY_KEY
from jobspan.planes.ciphertrust.flows.recent import newest_jobs
from jobspan.planes.ciphertrust.kinds import KINDS
from jobspan.planes.ciphertrust.operations import OPERATIONS
from jobspan.planes.ciphertrust.rules import RULES
from jobspan.planes.ciphertrust.settings import CipherTrustSettings
from jobspan.policy import Policy

SETTINGS = CipherTrustSettings

__all__ = ["KINDS", "OPERATIONS", "RULES", "SETTINGS", "connect", "recent"]


def recent(ctx: PlaneContext, limit: int) -> Flow[list[JobLine]]:
    """The newest synchronization jobs of all families."""
    newest = yield from newest_jobs(ctx, limit)
    return [
        JobLine(
            id=job.id,
            name=f"{BY_KEY[key].title}: {', '.join(job.containers)}",
            state=job.overall_status or "",
            phase=job.phase,
            since=job.created_at,
        )
        for key, job in newest
    ]


def connect(settings: CipherTrustSettings, policy: Policy) -> PlaneContext:
    """The context of a client's calls. Does no I/O."""
    return PlaneContext(
        plane="ciphertrust",
        base_url=settings.url,
        auth=Session(settings),
        dialect=CipherTrustDialect(),
        policy=policy,
        settings=settings,
    )
