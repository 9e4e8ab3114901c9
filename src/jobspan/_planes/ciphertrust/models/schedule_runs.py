"""Runs of schedules, and the synchronization jobs they led to."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import wire
from jobspan._core.plain import Plain
from jobspan._planes.ciphertrust.models.schedules import ScheduledOperation
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob
from jobspan._planes.ciphertrust.words import FamilyName
from jobspan._public import public
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model, OpenEnum


class RunStatus(OpenEnum):
    """The state of a run. The words differ from those of synchronization jobs."""

    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    ABORTED = "aborted"

    @property
    def phase(self) -> Phase:
        """The status in the words all planes share; ``UNKNOWN`` (never terminal) for one that is unknown to this version."""
        return _PHASES.get(re.sub(r"[^a-z]", "", self.lower()), Phase.UNKNOWN)


_PHASES: Final = {
    "scheduled": Phase.QUEUED,
    "inprogress": Phase.RUNNING,
    "completed": Phase.SUCCEEDED,
    "failed": Phase.FAILED,
    "aborted": Phase.CANCELLED,
}
"""By the letters of a status: casing, blanks and hyphens mean nothing."""


@frozen(kw_only=True)
class ScheduleRun(Model, JobFacts):
    """One run of a schedule. Which synchronization jobs it led to: ``schedules.jobs_of(run.id)``.

    Attributes:
        id: the run's own id.
        name: name of the schedule.
        operation: what it does.
        status: how far it is.
        job_config_id: id of the schedule.
        processing_node: the node that it runs on.
        created_at: when it was made.
        updated_at: when it last changed.
        uri, account, application, dev_account: URNs of the appliance, which mean nothing outside of it.
    """

    id: str
    name: str | None = None
    operation: ScheduledOperation | None = None
    status: RunStatus | None = None
    job_config_id: str | None = None
    processing_node: str | None = None
    created_at: datetime | None = attrs.field(default=None, metadata=wire("createdAt"))
    updated_at: datetime | None = attrs.field(default=None, metadata=wire("updatedAt"))
    uri: str | None = None
    account: str | None = None
    application: str | None = None
    dev_account: str | None = attrs.field(default=None, metadata=wire("devAccount"))

    @property
    def phase(self) -> Phase:
        """The status in the words all planes share."""
        return self.status.phase if self.status else Phase.UNKNOWN


@public
class RunMatch(StrEnum):
    """How surely a synchronization job belongs to a run."""

    EXACT = "exact"
    """The run names it."""
    PROBABLE = "probable"
    """It is the only job of its family that began within the run and works on the containers of the schedule."""
    NONE = "none"
    """No job is certain enough: none fits, or several do."""


@public
@frozen(kw_only=True)
class RunJob(Plain):
    """The synchronization job that a run led to, in one of the families that the schedule synchronizes.

    Attributes:
        family: which, for example ``azure.keys``.
        match: how surely it is the one. Look before you act on a ``PROBABLE`` one; jobspan never does by itself.
        job: it, unless ``match`` is ``NONE``.
        candidates: all jobs that fit.
        unread: why the jobs of this family could not be read, so that nothing follows from ``NONE``.
    """

    family: FamilyName
    match: RunMatch
    job: SyncJob | None = None
    candidates: tuple[SyncJob, ...] = ()
    unread: str | None = None
