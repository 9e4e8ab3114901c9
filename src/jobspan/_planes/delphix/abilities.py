"""What the client can do on Delphix DCT, in one value."""

from typing import Final

from jobspan._core.abilities import Abilities
from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import referenced
from jobspan._planes.delphix.collection_kinds import COLLECTION_KINDS
from jobspan._planes.delphix.fleet import FLEET
from jobspan._planes.delphix.job_kinds import JOB, KINDS
from jobspan._planes.delphix.operations.every import OPERATIONS
from jobspan._planes.delphix.operations.jobs import GET_JOBS
from jobspan._planes.delphix.rules import RULES
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
            ref=referenced(ctx, JOB, job.id).ref,
        )
        for job in page.items
    ]


ABILITIES: Final = Abilities(
    operations=OPERATIONS,
    rules=RULES,
    kinds=KINDS | COLLECTION_KINDS,
    recent=recent,
    fleet=FLEET,
)
