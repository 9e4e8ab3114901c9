"""What the client can do on DRS, in one value."""

from functools import partial
from typing import Final

from jobspan._core.abilities import Abilities
from jobspan._core.context import PlaneContext
from jobspan._core.convert import parse_time
from jobspan._core.effects import Flow
from jobspan._core.jobs import referenced
from jobspan._core.overview import readable_ones
from jobspan._core.paginate import collect
from jobspan._planes.huawei_drs.fleet import FLEET
from jobspan._planes.huawei_drs.flows.features import offered
from jobspan._planes.huawei_drs.flows.reads import listing
from jobspan._planes.huawei_drs.job_kinds import JOB, KINDS
from jobspan._planes.huawei_drs.models.jobs import JobSummary, UseType
from jobspan._planes.huawei_drs.models.status import PHASES
from jobspan._planes.huawei_drs.operations.every import OPERATIONS
from jobspan._planes.huawei_drs.rules import RULES
from jobspan.jobs import JobLine, Phase


def recent(ctx: PlaneContext, limit: int) -> Flow[list[JobLine]]:
    """The newest tasks of all three uses, one small list each. A use that this cloud does not offer has none."""
    lists = [(f"tasks of use {use.value}", partial(_newest, ctx, use.value, limit)) for use in UseType]
    lines = [line for _, found in (yield from readable_ones(ctx, lists)) for line in found]
    return sorted(lines, key=lambda line: str(line.since), reverse=True)[:limit]


def _newest(ctx: PlaneContext, use: str, limit: int) -> Flow[list[JobLine]]:
    def look() -> Flow[list[JobSummary]]:
        return collect(listing(ctx, use, page_size=max(1, min(limit, 100))), limit, partly=True)

    every_drs_has_it = use == UseType.MIGRATION.value
    jobs = yield from look() if every_drs_has_it else offered(look)
    return [
        JobLine(
            id=job.id,
            name=job.name or "",
            state=job.status.value if job.status else "",
            phase=PHASES.get(job.status, Phase.UNKNOWN) if job.status else Phase.UNKNOWN,
            since=parse_time(job.create_time) if job.create_time else None,
            ref=referenced(ctx, JOB, job.id, until="running").ref,
        )
        for job in jobs or ()
    ]


ABILITIES: Final = Abilities(
    operations=OPERATIONS,
    rules=RULES,
    kinds=KINDS,
    recent=recent,
    fleet=FLEET,
)
