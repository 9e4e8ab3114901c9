"""What the client can do on Directory Manager, in one value."""

from datetime import UTC, datetime
from typing import Final

from jobspan._core.abilities import Abilities
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import referenced
from jobspan._core.paginate import collect
from jobspan._planes.groupid.fleet import FLEET
from jobspan._planes.groupid.flows.reads import jobs
from jobspan._planes.groupid.job_kinds import KINDS, RUN, RunBaseline
from jobspan._planes.groupid.models.outcomes import in_utc
from jobspan._planes.groupid.operations.every import OPERATIONS
from jobspan._planes.groupid.rules import RULES
from jobspan.jobs import JobLine

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def recent(ctx: PlaneContext, limit: int) -> Flow[list[JobLine]]:
    """The jobs that ran last; then those that never did."""
    heads = yield from collect(jobs(ctx), partly=True)
    heads.sort(key=lambda info: in_utc(info.last_run) or _NEVER, reverse=True)
    return [
        JobLine(
            id=str(info.job_id),
            name=info.name,
            state=info.last_out_come,
            phase=info.phase,
            since=in_utc(info.last_run),
            ref=referenced(ctx, RUN, str(info.job_id), **RunBaseline.of(info).to_about()).ref,
        )
        for info in heads[:limit]
    ]


ABILITIES: Final = Abilities(
    operations=OPERATIONS,
    rules=RULES,
    kinds=KINDS,
    recent=recent,
    fleet=FLEET,
)
