"""The rules of each action: which states allow it, and what else must hold."""

from typing import Final

import attrs

from jobspan._core.rules import FactRule, StateRule
from jobspan._planes.huawei_drs.models.status import ENDED, JobStatus
from jobspan._planes.huawei_drs.rules.facts import (
    BACKWARD_START_AFTER_FORWARD,
    BACKWARD_TEST_AFTER_FORWARD,
    DISASTER_RECOVERY_ONLY,
    JOB_EXISTS,
    NO_DISASTER_RECOVERY,
    NO_DUAL_ACTIVE,
    NOT_THE_PARENT,
    ONLY_THE_PARENT,
    REFERENCE,
    JobFacts,
)
from jobspan._planes.huawei_drs.rules.states import states_marked

_GUIDE: Final = "https://support.huaweicloud.com/intl/en-us/usermanual-drs/"


@attrs.frozen(kw_only=True, cache_hash=True)
class ActionRules:
    """The rules of one action.

    Attributes:
        action: the verb, for people.
        strict, advised: which states allow it, by the reference and by practice.
        facts: further rules.
        lenient_for_recovery: the states are only advice for disaster recovery tasks.
    """

    action: str
    strict: StateRule | None = None
    advised: StateRule | None = None
    facts: tuple[FactRule[JobFacts], ...] = (JOB_EXISTS,)
    lenient_for_recovery: bool = False

    @property
    def has_rules(self) -> bool:
        return self.strict is not None or bool(self.facts)

    @property
    def needs_details(self) -> bool:
        """Whether the state of a task is not enough: what it is, and its place in a dual-active pair, matter, too."""
        return self.lenient_for_recovery or any(rule is not JOB_EXISTS for rule in self.facts)

    @property
    def needs_use(self) -> bool:
        """Whether it must be known for sure what a task is for."""
        return DISASTER_RECOVERY_ONLY in self.facts

    @property
    def needs_objectives(self) -> bool:
        """Whether RPO and RTO of the forward task matter."""
        return BACKWARD_START_AFTER_FORWARD in self.facts


def _states(name: str, column: str, text: str, page: str, *, guide: bool = False) -> tuple[StateRule, StateRule | None]:
    """The strict rule of a column of the matrix, and the advice where practice excludes more than the reference."""
    source = f"{REFERENCE}{page}.html"
    strict = StateRule(id=f"{name}-state", text=text, allowed=states_marked(column, "Yyn?"), source=source)
    advised = StateRule(
        id=f"{name}-state",
        text=text,
        allowed=states_marked(column, "Yy?"),
        source=_GUIDE if guide else source,
        advisory=True,
    )
    return strict, (advised if advised.allowed != strict.allowed else None)


def _action(
    action: str,
    states: tuple[StateRule, StateRule | None] | None,
    *facts: FactRule[JobFacts],
    lenient_for_recovery: bool = False,
) -> ActionRules:
    strict, advised = states or (None, None)
    return ActionRules(
        action=action,
        strict=strict,
        advised=advised,
        facts=(JOB_EXISTS, *facts),
        lenient_for_recovery=lenient_for_recovery,
    )


CHANGE_PASSWORDS: Final = _action(
    "change passwords",
    _states(
        "change-passwords",
        "PWD",
        "Passwords can be changed from the start of a task until it is terminated, paused ones included.",
        "drs_03_0134",
    ),
    NOT_THE_PARENT,
)
TEST_CONNECTIONS: Final = _action(
    "test connections",
    _states("test-connections", "CON", "Connections are tested before the start only.", "drs_03_0105"),
    NOT_THE_PARENT,
    BACKWARD_TEST_AFTER_FORWARD,
)
TEST_CLUSTERS: Final = _action(
    "test cluster connections",
    _states("test-connections", "CON", "Connections are tested before the start only.", "drs_03_0106"),
)
CONFIGURE: Final = _action(
    "configure",
    _states("configure", "CFG", "Connection data can be stored before the start only.", "drs_03_0107"),
    NOT_THE_PARENT,
)
RENAME: Final = _action(
    "rename", _states("rename", "MTA", "Name, description and alarms are fixed once a task has ended.", "drs_03_0107")
)
SELECT_OBJECTS: Final = _action(
    "select objects",
    _states("select-objects", "OBJ", "Objects are selected before the start.", "drs_03_0109"),
    NO_DISASTER_RECOVERY,
)
SET_DEFINER: Final = _action(
    "set definer", _states("definer", "DEF", "Definers are decided on before the start.", "drs_03_0135")
)
PARAMETERS: Final = _action(
    "read or set parameters",
    _states("parameters", "PRM", "Parameters are compared and set before the start.", "drs_03_0131"),
    NOT_THE_PARENT,
)
PRECHECK: Final = _action(
    "precheck",
    _states("precheck", "PCK", "A precheck for the start is made in CONFIGURATION.", "drs_03_0110"),
    NOT_THE_PARENT,
)
PRECHECK_AGAIN: Final = _action(
    "precheck again",
    _states("precheck-again", "PCR", "A precheck for a retry follows a failure or an edit.", "drs_03_0110", guide=True),
    NOT_THE_PARENT,
)
START: Final = _action(
    "start",
    _states("start", "STA", "A task starts when everything is configured.", "drs_03_0112"),
    NOT_THE_PARENT,
    BACKWARD_START_AFTER_FORWARD,
)
PAUSE: Final = _action(
    "pause",
    _states("pause", "PAU", "Only a task that transfers can be paused.", "drs_03_0133"),
    NOT_THE_PARENT,
    lenient_for_recovery=True,
)
RESUME: Final = _action(
    "resume",
    _states("resume", "RTY", "Only a paused or failed task can be resumed.", "drs_03_0132"),
    NOT_THE_PARENT,
)
RESET: Final = _action(
    "reset",
    _states(
        "reset", "RST", "Only a task that failed or is paused is reset, after a precheck.", "drs_03_0178", guide=True
    ),
    NOT_THE_PARENT,
)
SWITCH_OVER: Final = _action(
    "switch over",
    _states("switchover", "SWO", "A switchover needs the incremental phase.", "drs_03_0118"),
    DISASTER_RECOVERY_ONLY,
    NO_DUAL_ACTIVE,
)
COMPARE: Final = _action(
    "compare",
    _states("compare", "CMP", "Both ends are compared during the incremental phase.", "drs_03_0136"),
    NOT_THE_PARENT,
)
COMPARE_DATA: Final = ActionRules(
    action="compare data",
    strict=StateRule(
        id="compare-data-state",
        text="Both ends are compared during the incremental phase, or after the full load of a task that has no other.",
        allowed=states_marked("CMP", "Y") | {JobStatus.FULL_TRANSFER_COMPLETE},
        source=f"{REFERENCE}drs_03_0243.html",
    ),
    advised=StateRule(
        id="compare-data-state",
        text="A task that only loads may refuse to compare data.",
        allowed=states_marked("CMP", "Y"),
        source=f"{_GUIDE}drs_02_0007.html",
        advisory=True,
    ),
    facts=(JOB_EXISTS, NOT_THE_PARENT),
)
TERMINATE: Final = _action(
    "terminate",
    _states(
        "terminate", "TRM", "A task that has ended, or is being ended or repaired, cannot be terminated.", "drs_03_0113"
    ),
    ONLY_THE_PARENT,
)
DELETE: Final = _action(
    "delete",
    _states("delete", "DEL", "Only a task that has ended can be deleted; terminate it first.", "drs_03_0113"),
    ONLY_THE_PARENT,
)
SET_ALARMS: Final = ActionRules(
    action="set alarms",
    strict=StateRule(
        id="alarms-state",
        text="A task that has ended gives no alarms.",
        allowed=frozenset(JobStatus) - ENDED,
        source=f"{REFERENCE}drs_03_0146.html",
    ),
)
SET_SPEED: Final = _action("limit the speed", None, NOT_THE_PARENT)
SET_UP: Final = _action("set up", None)
"""Actions for which the reference names no state: the task must exist."""

ACTION_RULES: Final = (
    CHANGE_PASSWORDS,
    TEST_CONNECTIONS,
    TEST_CLUSTERS,
    CONFIGURE,
    RENAME,
    SELECT_OBJECTS,
    SET_DEFINER,
    PARAMETERS,
    PRECHECK,
    PRECHECK_AGAIN,
    START,
    PAUSE,
    RESUME,
    RESET,
    SWITCH_OVER,
    COMPARE,
    COMPARE_DATA,
    TERMINATE,
    DELETE,
    SET_ALARMS,
    SET_SPEED,
    SET_UP,
)
