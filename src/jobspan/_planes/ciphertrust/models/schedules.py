"""Schedules of synchronization jobs, and their runs."""

import re
from datetime import datetime
from typing import Final

import attrs

from jobspan._core.convert import wire
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model, OpenEnum

SYNCHRONIZATION = "cckm_synchronization"
"""The operation of a schedule that synchronizes; the scheduler has other operations, too."""


@attrs.frozen(kw_only=True)
class ScheduledSync(Model):
    """What a schedule synchronizes. Which list counts depends on ``cloud_name``; :attr:`containers` is that one."""

    cloud_name: str | None = None
    kms: tuple[str, ...] = ()
    key_vaults: tuple[str, ...] = ()
    key_rings: tuple[str, ...] = ()
    oci_vaults: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    partitions: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    take_cloud_key_backup: bool | None = None
    synchronize_all: bool | None = None

    @property
    def containers(self) -> tuple[str, ...]:
        """The containers, whatever the cloud calls them."""
        lists = (
            self.kms,
            self.key_vaults,
            self.key_rings,
            self.oci_vaults,
            self.organizations,
            self.groups,
            self.partitions,
            self.domains,
        )
        return next((each for each in lists if each), ())


@attrs.frozen(kw_only=True)
class Schedule(Model):
    """A job configuration of the scheduler. ``run_at`` is a cron expression of five fields.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/scheduler-apis/ (Scheduling Synchronization).
    """

    id: str
    name: str | None = None
    operation: str | None = None
    run_at: str | None = None
    run_on: str | None = None
    description: str | None = None
    disabled: bool = False
    start_date: datetime | None = None
    end_date: datetime | None = None
    sync: ScheduledSync | None = attrs.field(default=None, metadata=wire("job_config_params"))
    created_at: datetime | None = attrs.field(default=None, metadata=wire("createdAt"))
    updated_at: datetime | None = attrs.field(default=None, metadata=wire("updatedAt"))
    uri: str | None = None
    account: str | None = None
    application: str | None = None
    dev_account: str | None = attrs.field(default=None, metadata=wire("devAccount"))


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


@attrs.frozen(kw_only=True)
class ScheduleRun(Model, JobFacts):
    """One run of a schedule. The vendor does not document which synchronization job it led to."""

    id: str
    name: str | None = None
    operation: str | None = None
    status: RunStatus | None = None
    job_config_id: str | None = None
    processing_node: str | None = None
    created_at: datetime | None = attrs.field(default=None, metadata=wire("createdAt"))

    @property
    def phase(self) -> Phase:
        """The status in the words all planes share."""
        return self.status.phase if self.status else Phase.UNKNOWN
