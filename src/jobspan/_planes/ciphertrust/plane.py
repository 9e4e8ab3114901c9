"""CipherTrust, in one value."""

from typing import Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.plane import ClientAttribute, Connection, Plane
from jobspan._planes.ciphertrust.auth import Session
from jobspan._planes.ciphertrust.dialect import CipherTrustDialect
from jobspan._planes.ciphertrust.families import BY_KEY
from jobspan._planes.ciphertrust.fleet import FLEET
from jobspan._planes.ciphertrust.flows.recent import newest_jobs
from jobspan._planes.ciphertrust.job_kinds import KINDS
from jobspan._planes.ciphertrust.operations import OPERATIONS
from jobspan._planes.ciphertrust.rules import RULES
from jobspan._planes.ciphertrust.settings import CipherTrustSettings
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
        )
        for key, job in newest
    ]


def connect(settings: CipherTrustSettings) -> Connection:
    return Connection(
        base_url=settings.url,
        auth=Session(settings),
        dialect=CipherTrustDialect(),
    )


PLANE: Final = Plane(
    name="ciphertrust",
    title="Thales CipherTrust",
    settings=CipherTrustSettings,
    connect=connect,
    operations=OPERATIONS,
    rules=RULES,
    kinds=KINDS,
    recent=recent,
    namespace=ClientAttribute(
        "ciphertrust",
        "resources.ciphertrust_async:AsyncCipherTrust",
        "All of Thales CipherTrust Cloud Key Manager: synchronization jobs, schedules, the session.",
    ),
    shortcuts=(
        ClientAttribute(
            "sync_jobs",
            "resources.sync_jobs_async:AsyncSyncJobs",
            "CipherTrust key synchronization jobs: start, watch, cancel, for every cloud.",
        ),
    ),
    fleet=FLEET,
    sandbox="CipherTrust",
    page="thales-ciphertrust",
)
