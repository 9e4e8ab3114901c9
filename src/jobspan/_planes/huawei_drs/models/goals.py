"""What can be waited for."""

from typing import Final

from jobspan._core.classes import frozen
from jobspan._planes.huawei_drs.models.jobs import TaskType
from jobspan._planes.huawei_drs.models.status import ENDED, FAILED, TRANSFERRING, JobStatus
from jobspan._public import public

PROTECTED_WITHIN: Final = 60.0
"""Seconds of RPO and RTO below which a disaster recovery pair counts as in step."""


@public
@frozen(kw_only=True)
class Goal:
    """A state of affairs to wait for.

    Attributes:
        reached: the states that fulfil it.
        failed: the states after which it can no longer come about.
        needs_lag, needs_objectives: the state is not enough; the delay, or RPO and RTO, must be small, too.
    """

    reached: frozenset[JobStatus]
    failed: frozenset[JobStatus]
    needs_lag: bool = False
    needs_objectives: bool = False

    @property
    def never_for(self) -> frozenset[TaskType]:
        """A task that only loads never follows its source, and one that only follows never loads."""
        return frozenset(mode for mode, lacks in _LACKS.items() if self.reached <= lacks)


_FOLLOWS: Final = frozenset({JobStatus.INCRE_TRANSFER_STARTED, JobStatus.INCRE_TRANSFER_FAILED})
_LOADS: Final = frozenset(
    {JobStatus.FULL_TRANSFER_STARTED, JobStatus.FULL_TRANSFER_FAILED, JobStatus.FULL_TRANSFER_COMPLETE}
)
_LACKS: Final = {TaskType.FULL: _FOLLOWS, TaskType.INCREMENTAL: _LOADS}


def _goal(*reached: JobStatus, needs_lag: bool = False, needs_objectives: bool = False) -> Goal:
    wanted = frozenset(reached)
    return Goal(
        reached=wanted, failed=(FAILED | ENDED) - wanted, needs_lag=needs_lag, needs_objectives=needs_objectives
    )


GOALS: Final = {
    "configurable": _goal(JobStatus.CONFIGURATION),
    "running": _goal(*TRANSFERRING),
    "full": _goal(JobStatus.FULL_TRANSFER_COMPLETE, JobStatus.INCRE_TRANSFER_STARTED),
    "incremental": _goal(JobStatus.INCRE_TRANSFER_STARTED),
    "caught-up": _goal(JobStatus.INCRE_TRANSFER_STARTED, needs_lag=True),
    "protected": _goal(JobStatus.INCRE_TRANSFER_STARTED, needs_objectives=True),
    "edited": Goal(
        reached=frozenset({JobStatus.RELEASE_CHILD_TRANSFER_COMPLETE, JobStatus.DELETED}),
        failed=frozenset({JobStatus.CHILD_TRANSFER_FAILED, JobStatus.RELEASE_RESOURCE_FAILED}),
    ),
    "paused": _goal(JobStatus.PAUSING),
    "terminated": Goal(reached=ENDED, failed=frozenset({JobStatus.RELEASE_RESOURCE_FAILED})),
    "deleted": Goal(reached=frozenset({JobStatus.DELETED}), failed=frozenset({JobStatus.RELEASE_RESOURCE_FAILED})),
}
"""By name: created and ready to be configured; transferring; full load done; incremental; incremental without delay; disaster
recovery with small RPO and RTO; the subtask of an edit merged and released; paused; terminated; gone."""


def goal_of(until: str) -> Goal:
    """The goal of this name, or the one to be in this state."""
    return GOALS.get(until) or _goal(JobStatus(until))
