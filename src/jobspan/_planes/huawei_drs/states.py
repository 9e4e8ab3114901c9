"""The states of a DRS task, what they mean, and which action each allows.

Sources: https://support.huaweicloud.com/intl/en-us/api-drs/drs_05_0005.html (states), the page of each action, and the
user guide where the reference is silent.
"""

from typing import Final, Self

from jobspan.models import OpenEnum, Phase


class JobStatus(OpenEnum):
    """The state of a task. ``PAUSING`` is the settled state of a paused task."""

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
        usual = _SPELLINGS.get(value) if isinstance(value, str) else None
        return cls(usual) if usual else super()._missing_(value)

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

FAILED: Final = frozenset(status for status in JobStatus if status.value.endswith("_FAILED"))
ENDED: Final = frozenset(
    {JobStatus.RELEASE_RESOURCE_COMPLETE, JobStatus.RELEASE_CHILD_TRANSFER_COMPLETE, JobStatus.DELETED}
)
RELEASING: Final = frozenset({JobStatus.RELEASE_RESOURCE_STARTED, JobStatus.RELEASE_CHILD_TRANSFER_STARTED})

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
"""What a state means by itself; what a wait makes of it depends on what is waited for."""

_COLUMNS: Final = "PWD CON CFG MTA OBJ DEF PRM PCK PCR STA PAU RTY RST SWO CMP TRM DEL"
ACTIONS: Final = tuple(_COLUMNS.split())
"""Change passwords, test connections, configure, rename, select objects, definer, parameters, precheck before the start,
precheck before a retry, start, pause, resume, reset, switch over, compare, terminate, delete."""

MATRIX: Final = {
    "CREATING": "- - - Y - - - - n n - n n - - y -",
    "CREATE_FAILED": "- - - Y - - - - n n - n n - - ? Y",
    "CONFIGURATION": "- Y Y Y Y Y Y Y n Y - n n - - y -",
    "STARTJOBING": "Y - - Y - - - - n n - n n - - ? -",
    "WAITING_FOR_START": "- - - Y - - - - ? y - n n - - y -",
    "START_JOB_FAILED": "Y - - Y - - - - ? ? - y ? - - ? -",
    "PAUSING": "Y - - Y - - - - y n - Y y - - y -",
    "FULL_TRANSFER_STARTED": "Y - - Y - - - - n n Y n n - - y -",
    "FULL_TRANSFER_FAILED": "Y - - Y - - - - Y n Y Y y - - y -",
    "FULL_TRANSFER_COMPLETE": "Y - - Y - - - - n n Y n n - - ? -",
    "INCRE_TRANSFER_STARTED": "Y - - Y - - - - Y n Y n n Y Y y -",
    "INCRE_TRANSFER_FAILED": "Y - - Y - - - - Y n Y Y y Y - y -",
    "RELEASE_RESOURCE_STARTED": "- - - ? - - - - n n - n n - - n -",
    "RELEASE_RESOURCE_FAILED": "- - - ? - - - - n n - n n - - ? -",
    "RELEASE_RESOURCE_COMPLETE": "- - - - - - - - n n - n n - - n Y",
    "REBUILD_NODE_STARTED": "- - - Y - - - - n n - n n - - n -",
    "REBUILD_NODE_FAILED": "- - - Y - - - - ? n - ? ? - - y -",
    "CHANGE_JOB_STARTED": "- - - Y - - - - n n - n n - - ? -",
    "CHANGE_JOB_FAILED": "- - - Y - - - - ? n - ? ? - - ? -",
    "DELETED": "- - - - - - - - n n - n n - - n n",
    "CHILD_TRANSFER_STARTING": "- - - Y - - - - ? n - ? ? - - ? -",
    "CHILD_TRANSFER_STARTED": "- - - Y - - - - ? n - ? ? - - ? -",
    "CHILD_TRANSFER_COMPLETE": "- - - Y - - - - ? n - ? ? - - ? -",
    "CHILD_TRANSFER_FAILED": "- - - Y - - - - ? n - ? ? - - ? -",
    "RELEASE_CHILD_TRANSFER_STARTED": "- - - Y - - - - ? n - ? ? - - ? -",
    "RELEASE_CHILD_TRANSFER_COMPLETE": "- - - ? - - - - n n - n n - - n Y",
    "NODE_UPGRADE_START": "- - - Y - - - - ? n - ? ? - - ? -",
    "NODE_UPGRADE_COMPLETE": "- - - Y - - - - ? n - ? ? - - ? -",
    "NODE_UPGRADE_FAILED": "- - - Y - - - - ? n - ? ? - - ? -",
}
"""State x action: ``Y`` the reference allows it, ``y`` the user guide or practice does; ``-`` the reference excludes it,
``n`` practice does; ``?`` nobody says."""


def states_marked(action: str, marks: str) -> frozenset[str]:
    """The states with one of these marks in the column of an action."""
    column = ACTIONS.index(action)
    return frozenset(state for state, row in MATRIX.items() if row.split()[column] in marks)
