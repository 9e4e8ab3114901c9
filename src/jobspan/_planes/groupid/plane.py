"""Netwrix Directory Manager, as the registry loads it."""

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.paginate import collect
from jobspan._planes.groupid.auth import PasswordAuth
from jobspan._planes.groupid.dialect import GroupIDDialect
from jobspan._planes.groupid.flows.reads import jobs
from jobspan._planes.groupid.job_kinds import KINDS, outcome_phase
from jobspan._planes.groupid.operations import OPERATIONS
from jobspan._planes.groupid.rules import RULES
from jobspan._planes.groupid.settings import GroupIDSettings
from jobspan.models import JobLine
from jobspan.policy import Policy

SETTINGS = GroupIDSettings

__all__ = ["KINDS", "OPERATIONS", "RULES", "SETTINGS", "connect", "recent"]


def recent(ctx: PlaneContext, limit: int) -> Flow[list[JobLine]]:
    """The jobs that ran last; then those that never did."""
    heads = yield from collect(jobs(ctx), partly=True)
    heads.sort(key=lambda info: info.last_run.isoformat() if info.last_run else "", reverse=True)
    return [
        JobLine(
            id=str(info.job_id),
            name=info.name,
            state=info.last_out_come,
            phase=outcome_phase(info),
            since=info.last_run,
        )
        for info in heads[:limit]
    ]


def connect(settings: GroupIDSettings, policy: Policy) -> PlaneContext:
    """The context of a client's calls. Does no I/O."""
    return PlaneContext(
        plane="groupid",
        base_url=settings.url,
        auth=PasswordAuth(settings),
        dialect=GroupIDDialect(),
        policy=policy,
        settings=settings,
    )
