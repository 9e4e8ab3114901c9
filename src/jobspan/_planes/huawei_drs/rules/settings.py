"""The rules of what is set for a task by API v5."""

from typing import Final

from jobspan._core.rules import FactRule, StateRule
from jobspan._planes.huawei_drs.models.jobs import TaskType
from jobspan._planes.huawei_drs.models.status import ENDED, JobStatus
from jobspan._planes.huawei_drs.rules.actions import ActionRules
from jobspan._planes.huawei_drs.rules.facts import REFERENCE

_SOURCE: Final = f"{REFERENCE}drs_03_0159.html"
_NOT_STARTED: Final = "The position to start from is set before the start."

SET: Final = ActionRules(
    action="set",
    strict=StateRule(
        id="settings-state",
        text="A task that has ended has no node and no settings any more.",
        allowed=frozenset(JobStatus) - ENDED,
        source=_SOURCE,
    ),
)
SET_START_POSITION: Final = ActionRules(
    action="set the start position",
    strict=StateRule(
        id="start-position-state",
        text=_NOT_STARTED,
        allowed=frozenset({JobStatus.CONFIGURATION, JobStatus.WAITING_FOR_START, JobStatus.START_JOB_FAILED}),
        source=_SOURCE,
    ),
    advised=StateRule(
        id="start-position-state",
        text=_NOT_STARTED,
        allowed=frozenset({JobStatus.CONFIGURATION}),
        source=_SOURCE,
        advisory=True,
    ),
)


def _loads(task_type: TaskType) -> str | None:
    begins_elsewhere = task_type.is_known and task_type != TaskType.INCREMENTAL
    return f"It is a {task_type.value} task." if begins_elsewhere else None


INCREMENTAL_ONLY: Final = FactRule[TaskType](
    id="incremental-only",
    text="Only a task that has nothing but the incremental phase starts from a position that is given.",
    broken=_loads,
    source=_SOURCE,
)
SETTING_RULES: Final = (SET, SET_START_POSITION)
