"""What rules know about a task beside its state, and the rules on that."""

from typing import Final

from jobspan._core.classes import frozen
from jobspan._core.rules import FactRule
from jobspan._planes.huawei_drs.models.goals import PROTECTED_WITHIN
from jobspan._planes.huawei_drs.models.status import JobStatus

REFERENCE: Final = "https://support.huaweicloud.com/intl/en-us/api-drs/"


@frozen(kw_only=True)
class Sibling:
    """The forward task of a dual-active pair, as its backward task sees it."""

    id: str
    status: JobStatus | None = None
    rpo: float | None = None
    rto: float | None = None
    unread: str | None = None
    """Why something about it is not known."""


@frozen(kw_only=True)
class JobFacts:
    """What rules know about a task.

    Attributes:
        exists: false when DRS says that there is no such task, or not any more.
        is_disaster_recovery: ``None`` when that is not known.
        is_parent, is_child: of a dual-active pair.
        forward: of a backward task, its counterpart.
        unread: why nothing is known about the state.
        unplaced: why nothing is known about its use and its place in a pair.
    """

    id: str
    status: JobStatus | None = None
    exists: bool = True
    is_disaster_recovery: bool | None = False
    is_parent: bool = False
    is_child: bool = False
    forward: Sibling | None = None
    unread: str | None = None
    unplaced: str | None = None


def _missing(facts: JobFacts) -> str | None:
    return None if facts.exists else "There is no such task, or not any more."


def _is_parent(facts: JobFacts) -> str | None:
    return "It is the parent of a dual-active pair: use its subtasks." if facts.is_parent else None


def _is_child(facts: JobFacts) -> str | None:
    return "It is a subtask of a dual-active pair: use the parent." if facts.is_child else None


def _dual_active(facts: JobFacts) -> str | None:
    return "It belongs to a dual-active pair." if facts.is_parent or facts.is_child else None


def _no_recovery(facts: JobFacts) -> str | None:
    return "It is a migration or synchronisation." if facts.is_disaster_recovery is False else None


def _recovery(facts: JobFacts) -> str | None:
    return "It is a disaster recovery task." if facts.is_disaster_recovery else None


def _forward_runs(facts: JobFacts) -> str | None:
    other = facts.forward
    if other is None or other.status in (None, JobStatus.INCRE_TRANSFER_STARTED):
        return None
    return f"The forward task {other.id} is {other.status}."


def _forward_in_step(facts: JobFacts) -> str | None:
    problem = _forward_runs(facts)
    other = facts.forward
    if problem is not None or other is None:
        return problem
    if other.rpo is None or other.rto is None or (other.rpo < PROTECTED_WITHIN and other.rto < PROTECTED_WITHIN):
        return None
    return f"The forward task {other.id} has RPO {other.rpo:g} s and RTO {other.rto:g} s."


def what_is_unread(rule: FactRule[JobFacts], facts: JobFacts) -> str | None:
    """Why a rule cannot be evaluated: what it needs to know is not known. ``None`` when it can be."""
    if rule is JOB_EXISTS:
        return None
    if facts.unplaced is not None:
        return facts.unplaced
    if rule is DISASTER_RECOVERY_ONLY and facts.is_disaster_recovery is None:
        return "The details do not say what kind of task it is."
    if rule in (BACKWARD_TEST_AFTER_FORWARD, BACKWARD_START_AFTER_FORWARD) and facts.forward is not None:
        return facts.forward.unread
    return None


JOB_EXISTS: Final = FactRule(
    id="job-exists", text="The task must exist.", broken=_missing, source=f"{REFERENCE}drs_05_0004.html"
)
NOT_THE_PARENT: Final = FactRule(
    id="not-the-parent",
    text="The parent task of a dual-active pair cannot be called for this.",
    broken=_is_parent,
    source=f"{REFERENCE}drs_03_0134.html",
)
ONLY_THE_PARENT: Final = FactRule(
    id="only-the-parent",
    text="A dual-active pair is ended through its parent task.",
    broken=_is_child,
    source=f"{REFERENCE}drs_03_0113.html",
)
NO_DUAL_ACTIVE: Final = FactRule(
    id="no-dual-active",
    text="Dual-active disaster recovery has no switchover.",
    broken=_dual_active,
    source=f"{REFERENCE}drs_03_0118.html",
)
DISASTER_RECOVERY_ONLY: Final = FactRule(
    id="disaster-recovery-only",
    text="Only disaster recovery tasks can switch over.",
    broken=_no_recovery,
    source=f"{REFERENCE}drs_03_0118.html",
)
NO_DISASTER_RECOVERY: Final = FactRule(
    id="no-disaster-recovery",
    text="Disaster recovery covers everything: no objects are selected for it.",
    broken=_recovery,
    source=f"{REFERENCE}drs_03_0109.html",
)
BACKWARD_TEST_AFTER_FORWARD: Final = FactRule(
    id="backward-after-forward",
    text="The backward task is tested only while the forward task is incremental.",
    broken=_forward_runs,
    source=f"{REFERENCE}drs_03_0105.html",
)
BACKWARD_START_AFTER_FORWARD: Final = FactRule(
    id="backward-after-forward",
    text="The backward task starts only once the forward task is incremental, with RPO and RTO below 60 seconds.",
    broken=_forward_in_step,
    source=f"{REFERENCE}drs_03_0112.html",
)
