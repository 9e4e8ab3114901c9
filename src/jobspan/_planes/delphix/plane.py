"""Delphix DCT, in one value."""

from typing import Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.plane import ClientAttribute, Connection, Plane
from jobspan._planes.delphix.auth import KeyAuth, LoginAuth
from jobspan._planes.delphix.collection_kinds import COLLECTION_KINDS
from jobspan._planes.delphix.dialect import DelphixDialect
from jobspan._planes.delphix.fleet import FLEET
from jobspan._planes.delphix.job_kinds import KINDS
from jobspan._planes.delphix.operations import OPERATIONS
from jobspan._planes.delphix.operations.jobs import GET_JOBS
from jobspan._planes.delphix.rules import RULES
from jobspan._planes.delphix.settings import DelphixSettings
from jobspan.credentials import Secret
from jobspan.jobs import JobLine


def recent(ctx: PlaneContext, limit: int) -> Flow[list[JobLine]]:
    """The newest DCT jobs."""
    page = yield from call(ctx, GET_JOBS, query={"limit": limit})
    return [
        JobLine(
            id=job.id,
            name=job.localized_type or job.type or "",
            state=job.status.value if job.status else "",
            phase=job.phase,
            since=job.start_time,
        )
        for job in page.items
    ]


def connect(settings: DelphixSettings) -> Connection:
    if settings.api_key is not None:
        auth: KeyAuth | LoginAuth = KeyAuth(settings.api_key)
    else:
        auth = LoginAuth(settings.username or "", settings.password or Secret(""))
    return Connection(
        base_url=settings.base_url,
        auth=auth,
        dialect=DelphixDialect(settings.client_name),
    )


PLANE: Final = Plane(
    name="delphix",
    title="Delphix DCT",
    settings=DelphixSettings,
    connect=connect,
    operations=OPERATIONS,
    rules=RULES,
    kinds=KINDS | COLLECTION_KINDS,
    recent=recent,
    namespace=ClientAttribute(
        "delphix",
        "resources.delphix_async:AsyncDelphix",
        "All of Delphix DCT: masking jobs, connectors, executions, jobs, environments, engines.",
    ),
    shortcuts=(
        ClientAttribute(
            "masking_jobs",
            "resources.masking_jobs_async:AsyncMaskingJobs",
            "Delphix DCT masking jobs: copy, migrate, execute.",
        ),
        ClientAttribute(
            "connectors",
            "resources.connectors_async:AsyncConnectors",
            "Delphix DCT connectors: credentials and tests.",
        ),
    ),
    fleet=FLEET,
    shown_headers=frozenset({"x-dct-client-name"}),
    sandbox="Delphix",
    page="delphix",
)
