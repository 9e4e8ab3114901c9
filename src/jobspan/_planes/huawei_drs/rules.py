"""What DRS would refuse, as data, each rule with its source."""

from typing import Final

import attrs

from jobspan._core.rules import AnyRule, FactRule, StateRule
from jobspan._planes.huawei_drs.goals import PROTECTED_WITHIN
from jobspan._planes.huawei_drs.states import ENDED, JobStatus, states_marked

_REFERENCE = "https://support.huaweicloud.com/intl/en-us/api-drs/"
_GUIDE = "https://support.huaweicloud.com/intl/en-us/usermanual-drs/"


@attrs.frozen(kw_only=True)
class Sibling:
    """The forward task of a dual-active pair, as its backward task sees it."""

    id: str
    status: JobStatus | None = None
    rpo: float | None = None
    rto: float | None = None


@attrs.frozen(kw_only=True)
class JobFacts:
    """What rules know of a task.

    ``is_parent`` and ``is_child``: of a dual-active pair. ``forward``: of a backward task, its counterpart.
    """

    id: str
    status: JobStatus | None = None
    exists: bool = True
    is_disaster_recovery: bool = False
    is_parent: bool = False
    is_child: bool = False
    forward: Sibling | None = None


def _missing(facts: JobFacts) -> str | None:
    return None if facts.exists else "DRS knows no such task, or not any more."


def _is_parent(facts: JobFacts) -> str | None:
    return "It is the parent of a dual-active pair: use its subtasks." if facts.is_parent else None


def _is_child(facts: JobFacts) -> str | None:
    return "It is a subtask of a dual-active pair: use the parent." if facts.is_child else None


def _dual_active(facts: JobFacts) -> str | None:
    return "It belongs to a dual-active pair." if facts.is_parent or facts.is_child else None


def _no_recovery(facts: JobFacts) -> str | None:
    return None if facts.is_disaster_recovery else "It is a migration or synchronisation."


def _recovery(facts: JobFacts) -> str | None:
    return "It is a disaster recovery task." if facts.is_disaster_recovery else None


def _forward_runs(facts: JobFacts) -> str | None:
    other = facts.forward
    if other is None or other.status == JobStatus.INCRE_TRANSFER_STARTED:
        return None
    return f"The forward task {other.id} is {other.status or 'in a state that could not be read'}."


def _forward_in_step(facts: JobFacts) -> str | None:
    problem = _forward_runs(facts)
    other = facts.forward
    if problem is not None or other is None:
        return problem
    if other.rpo is None or other.rto is None:
        return f"RPO and RTO of the forward task {other.id} could not be read."
    if other.rpo < PROTECTED_WITHIN and other.rto < PROTECTED_WITHIN:
        return None
    return f"The forward task {other.id} has RPO {other.rpo:g} s and RTO {other.rto:g} s."


JOB_EXISTS: Final = FactRule(
    id="job-exists", text="The task must exist.", broken=_missing, source=f"{_REFERENCE}drs_05_0004.html"
)
NOT_THE_PARENT: Final = FactRule(
    id="not-the-parent",
    text="The parent task of a dual-active pair cannot be called for this.",
    broken=_is_parent,
    source=f"{_REFERENCE}drs_03_0134.html",
)
ONLY_THE_PARENT: Final = FactRule(
    id="only-the-parent",
    text="A dual-active pair is ended through its parent task.",
    broken=_is_child,
    source=f"{_REFERENCE}drs_03_0113.html",
)
NO_DUAL_ACTIVE: Final = FactRule(
    id="no-dual-active",
    text="Dual-active disaster recovery has no switchover.",
    broken=_dual_active,
    source=f"{_REFERENCE}drs_03_0118.html",
)
DISASTER_RECOVERY_ONLY: Final = FactRule(
    id="disaster-recovery-only",
    text="Only disaster recovery tasks can switch over.",
    broken=_no_recovery,
    source=f"{_REFERENCE}drs_03_0118.html",
)
NO_DISASTER_RECOVERY: Final = FactRule(
    id="no-disaster-recovery",
    text="Disaster recovery covers everything: no objects are selected for it.",
    broken=_recovery,
    source=f"{_REFERENCE}drs_03_0109.html",
)
BACKWARD_TEST_AFTER_FORWARD: Final = FactRule(
    id="backward-after-forward",
    text="The backward task is tested only while the forward task is incremental.",
    broken=_forward_runs,
    source=f"{_REFERENCE}drs_03_0105.html",
)
BACKWARD_START_AFTER_FORWARD: Final = FactRule(
    id="backward-after-forward",
    text="The backward task starts only once the forward task is incremental, with RPO and RTO below 60 seconds.",
    broken=_forward_in_step,
    source=f"{_REFERENCE}drs_03_0112.html",
)


@attrs.frozen(kw_only=True)
class ActionRules:
    """The rules of one action.

    Attributes:
        action: the verb, for people.
        strict, advised: which states allow it, by the reference and by practice.
        facts: further rules, of which ``needs_family`` says that they want to know of dual-active pairs.
        lenient_for_recovery: the states are only advice for disaster recovery tasks.
    """

    action: str
    strict: StateRule | None = None
    advised: StateRule | None = None
    facts: tuple[FactRule[JobFacts], ...] = (JOB_EXISTS,)
    lenient_for_recovery: bool = False

    @property
    def judges(self) -> bool:
        """Whether there is anything to judge."""
        return self.strict is not None or bool(self.facts)

    @property
    def needs_family(self) -> bool:
        """Whether status alone does not tell."""
        return self.lenient_for_recovery or any(rule is not JOB_EXISTS for rule in self.facts)

    @property
    def needs_objectives(self) -> bool:
        return BACKWARD_START_AFTER_FORWARD in self.facts


def _states(name: str, column: str, text: str, page: str, *, guide: bool = False) -> tuple[StateRule, StateRule | None]:
    """The strict rule of a column of the matrix, and the advice where practice excludes more than the reference."""
    source = f"{_REFERENCE}{page}.html"
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
        source=f"{_REFERENCE}drs_03_0146.html",
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
    TERMINATE,
    DELETE,
    SET_ALARMS,
    SET_SPEED,
    SET_UP,
)


def _all_rules() -> tuple[AnyRule, ...]:
    rules: list[AnyRule] = []
    for each in ACTION_RULES:
        rules += [rule for rule in (each.strict, each.advised, *each.facts) if rule is not None and rule not in rules]
    return tuple(rules)


RULES: Final[tuple[AnyRule, ...]] = _all_rules()
