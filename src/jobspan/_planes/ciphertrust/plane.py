"""CipherTrust for the registry of planes."""

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._planes.ciphertrust.auth import Session
from jobspan._planes.ciphertrust.dialect import CipherTrustDialect
from jobspan._planes.ciphertrust.families import BY_KEY
from jobspan._planes.ciphertrust.flows.recent import newest_jobs
from jobspan._planes.ciphertrust.job_kinds import KINDS
from jobspan._planes.ciphertrust.operations import OPERATIONS
from jobspan._planes.ciphertrust.rules import RULES
from jobspan._planes.ciphertrust.settings import CipherTrustSettings
from jobspan.jobs import JobLine
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
