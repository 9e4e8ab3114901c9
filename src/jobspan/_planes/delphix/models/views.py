"""What a handle shows while DCT is at work on something that is more than one object."""

import attrs

from jobspan._core.plain import Plain
from jobspan._planes.delphix.models.executions import Execution
from jobspan._planes.delphix.models.jobs import Job
from jobspan._public import public


@public
@attrs.frozen(kw_only=True)
class CopyView(Plain):
    """A copy under way: the DCT job, the masking job that it makes, and whether that one was there before (a re-sync).

    ``masking_job_id`` is ``None`` when the answer was lost and the job was found again; ``wait()`` finds the copy, too.
    """

    job: Job
    masking_job_id: str | None = None
    resync: bool | None = None


@public
@attrs.frozen(kw_only=True)
class Run(Plain):
    """An execution under way: the DCT job that prepares and submits it, and the run itself once it exists."""

    job: Job
    execution: Execution | None = None
