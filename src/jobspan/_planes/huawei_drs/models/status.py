"""The states of a task and what they mean.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_05_0005.html
"""

from typing import Final, Self

from jobspan.jobs import Phase
from jobspan.models import OpenEnum


class JobStatus(OpenEnum):
    """The state of a task. ``PAUSING`` is the state of a task that is paused, not only of one that is about to be."""

    CREATING = "CREATING"
    CREATE_FAILED = "CREATE_FAILED"
    CONFIGURATION = "CONFIGURATION"
    STARTJOBING = "STARTJOBING"
    WAITING_FOR_START = "WAITING_FOR_START"
    START_JOB_FAILED = "START_JOB_FAILED"
    PAUSING = "PAUSING"
    FULL_TRANSFER_STARTED = "FULL_TRANSFER_STARTED"
    FULL_TRANSFER_FAILED = "FULL_TRANSFER_FAILED"
    FULL_TRANSFER_COMPLETE = "FULL_TRANSFER_COMPLETE"
    INCRE_TRANSFER_STARTED = "INCRE_TRANSFER_STARTED"
    INCRE_TRANSFER_FAILED = "INCRE_TRANSFER_FAILED"
    RELEASE_RESOURCE_STARTED = "RELEASE_RESOURCE_STARTED"
    RELEASE_RESOURCE_FAILED = "RELEASE_RESOURCE_FAILED"
    RELEASE_RESOURCE_COMPLETE = "RELEASE_RESOURCE_COMPLETE"
    REBUILD_NODE_STARTED = "REBUILD_NODE_STARTED"
    REBUILD_NODE_FAILED = "REBUILD_NODE_FAILED"
    CHANGE_JOB_STARTED = "CHANGE_JOB_STARTED"
    CHANGE_JOB_FAILED = "CHANGE_JOB_FAILED"
    DELETED = "DELETED"
    CHILD_TRANSFER_STARTING = "CHILD_TRANSFER_STARTING"
    CHILD_TRANSFER_STARTED = "CHILD_TRANSFER_STARTED"
    CHILD_TRANSFER_COMPLETE = "CHILD_TRANSFER_COMPLETE"
    CHILD_TRANSFER_FAILED = "CHILD_TRANSFER_FAILED"
    RELEASE_CHILD_TRANSFER_STARTED = "RELEASE_CHILD_TRANSFER_STARTED"
    RELEASE_CHILD_TRANSFER_COMPLETE = "RELEASE_CHILD_TRANSFER_COMPLETE"
    NODE_UPGRADE_START = "NODE_UPGRADE_START"
    NODE_UPGRADE_COMPLETE = "NODE_UPGRADE_COMPLETE"
    NODE_UPGRADE_FAILED = "NODE_UPGRADE_FAILED"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        word = value.strip().upper()
        usual = _SPELLINGS.get(word, word)
        return cls(usual) if usual in cls._value2member_map_ else super()._missing_(value)

    @property
    def phase(self) -> Phase:
        """The state in the words all planes share; ``UNKNOWN`` (never terminal) for one added by the vendor."""
        return PHASES.get(self, Phase.UNKNOWN)

    @property
    def has_failed(self) -> bool:
        return self in FAILED

    @property
    def is_paused(self) -> bool:
        return self == JobStatus.PAUSING

    @property
    def is_over(self) -> bool:
        """Whether the task has ended for good."""
        return self in ENDED


_SPELLINGS: Final = {"STARTJOB_FAILED": "START_JOB_FAILED", "PAUSEING": "PAUSING"}

TRANSFERRING: Final = frozenset(
    {JobStatus.FULL_TRANSFER_STARTED, JobStatus.FULL_TRANSFER_COMPLETE, JobStatus.INCRE_TRANSFER_STARTED}
)
FAILED: Final = frozenset(status for status in JobStatus if status.value.endswith("_FAILED"))
ENDED: Final = frozenset(
    {JobStatus.RELEASE_RESOURCE_COMPLETE, JobStatus.RELEASE_CHILD_TRANSFER_COMPLETE, JobStatus.DELETED}
)

PHASES: Final[dict[JobStatus, Phase]] = {
    **dict.fromkeys(JobStatus, Phase.RUNNING),
    **dict.fromkeys(FAILED, Phase.FAILED),
    **dict.fromkeys(ENDED, Phase.CANCELLED),
    JobStatus.CREATING: Phase.QUEUED,
    JobStatus.CONFIGURATION: Phase.QUEUED,
    JobStatus.WAITING_FOR_START: Phase.QUEUED,
    JobStatus.STARTJOBING: Phase.QUEUED,
    JobStatus.PAUSING: Phase.PAUSED,
}
"""What a state means by itself. While a task is waited for, its phase depends on the goal, too."""


def phase_of(status: JobStatus | None) -> Phase:
    """The phase of a state that may be missing."""
    return Phase.UNKNOWN if status is None else status.phase
