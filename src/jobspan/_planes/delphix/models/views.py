"""What a handle shows while DCT is at work on something that is more than one object."""

from datetime import datetime

from jobspan._core.classes import frozen
from jobspan._core.plain import Plain
from jobspan._planes.delphix.models.executions import Execution
from jobspan._planes.delphix.models.job_collections import JobCollectionExecution
from jobspan._planes.delphix.models.jobs import Job
from jobspan._public import public
from jobspan.jobs import JobFacts, Phase


@public
@frozen(kw_only=True)
class CopyView(Plain, JobFacts):
    """A copy under way: the DCT job, the masking job that it makes, and whether that one was there before (a re-sync).

    ``masking_job_id`` is ``None`` when the answer was lost and the job was found again; ``wait()`` finds the copy, too.
    """

    job: Job
    masking_job_id: str | None = None
    resync: bool | None = None

    @property
    def phase(self) -> Phase:
        """What the status of the DCT job means."""
        return self.job.phase

    @property
    def started_at(self) -> datetime | None:
        """When the DCT job began."""
        return self.job.started_at

    @property
    def ended_at(self) -> datetime | None:
        """When the DCT job was over."""
        return self.job.ended_at


@public
@frozen(kw_only=True)
class Run(Plain, JobFacts):
    """An execution under way: the DCT job that prepares and submits it, and the run itself once it exists."""

    job: Job
    execution: Execution | None = None

    @property
    def phase(self) -> Phase:
        """What the status of the run means, once there is one; that of the DCT job before."""
        return self.job.phase if self.execution is None else self.execution.phase

    @property
    def created_at(self) -> datetime | None:
        """When the run was submitted."""
        return self.job.created_at if self.execution is None else self.execution.created_at

    @property
    def started_at(self) -> datetime | None:
        """When the run began."""
        return self.job.started_at if self.execution is None else self.execution.started_at

    @property
    def ended_at(self) -> datetime | None:
        """When the run was over."""
        return self.job.ended_at if self.execution is None else self.execution.ended_at


@public
@frozen(kw_only=True)
class CollectionRun(Plain, JobFacts):
    """A run of a job collection: the DCT job that starts it, and the run itself once it shows.

    ``job`` is ``None`` for a run that is watched by its own id.
    """

    job: Job | None = None
    execution: JobCollectionExecution | None = None

    @property
    def phase(self) -> Phase:
        """What the status of the run means, once there is one; that of the DCT job before."""
        if self.execution is not None:
            return self.execution.phase
        return Phase.UNKNOWN if self.job is None else self.job.phase

    @property
    def started_at(self) -> datetime | None:
        """When the run began."""
        return self._facts.started_at

    @property
    def ended_at(self) -> datetime | None:
        """When the run was over."""
        return self._facts.ended_at

    @property
    def _facts(self) -> JobFacts:
        return self.execution or self.job or JobFacts()
