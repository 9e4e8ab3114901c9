"""Delphix DCT as the registry sees it."""

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._planes.delphix.auth import KeyAuth, LoginAuth
from jobspan._planes.delphix.dialect import DelphixDialect
from jobspan._planes.delphix.job_kinds import KINDS
from jobspan._planes.delphix.operations import OPERATIONS
from jobspan._planes.delphix.operations.jobs import GET_JOBS
from jobspan._planes.delphix.rules import RULES
from jobspan._planes.delphix.settings import DelphixSettings
from jobspan.credentials import Secret
from jobspan.jobs import JobLine
from jobspan.policy import Policy

SETTINGS = DelphixSettings

__all__ = ["KINDS", "OPERATIONS", "RULES", "SETTINGS", "connect", "recent"]


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


def connect(settings: DelphixSettings, policy: Policy) -> PlaneContext:
    """The context of a client's calls. Does no I/O."""
    if settings.api_key is not None:
        auth: KeyAuth | LoginAuth = KeyAuth(settings.api_key)
    else:
        auth = LoginAuth(settings.username or "", settings.password or Secret(""))
    return PlaneContext(
        plane="delphix",
        base_url=settings.base_url,
        auth=auth,
        dialect=DelphixDialect(settings.client_name),
        policy=policy,
        settings=settings,
    )
