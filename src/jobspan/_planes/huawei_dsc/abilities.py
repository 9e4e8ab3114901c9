"""What the client can do on DSC, in one value."""

from datetime import UTC, datetime
from typing import Final

from jobspan._core.abilities import Abilities
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import referenced
from jobspan._planes.huawei_dsc.flows.paging import LARGEST_LIMIT
from jobspan._planes.huawei_dsc.flows.scan_job_lists import scan_jobs
from jobspan._planes.huawei_dsc.job_kinds import KINDS, SCAN
from jobspan._planes.huawei_dsc.models.phases import scan_phase
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanRun
from jobspan._planes.huawei_dsc.operations.every import OPERATIONS
from jobspan._planes.huawei_dsc.rules import RULES
from jobspan.jobs import JobLine


def recent(ctx: PlaneContext, limit: int) -> Flow[list[JobLine]]:
    """The scan jobs that ran last, from the first page of the list."""
    page = yield from scan_jobs(ctx, limit=LARGEST_LIMIT).fetch(None)
    newest = sorted(page.items, key=lambda job: job.last_run_time or job.create_time or 0, reverse=True)
    return [
        JobLine(
            id=job.id,
            name=job.name or "",
            state="" if job.status is None else job.status.value,
            phase=scan_phase(ScanRun(job=job)),
            since=None if job.last_run_time is None else datetime.fromtimestamp(job.last_run_time / 1000, UTC),
            ref=referenced(ctx, SCAN, job.id).ref,
        )
        for job in newest[:limit]
    ]


ABILITIES: Final = Abilities(
    operations=OPERATIONS,
    rules=RULES,
    kinds=KINDS,
    recent=recent,
)
