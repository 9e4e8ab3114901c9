"""A change of one task by one request."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from jobspan._core.change import change
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, now
from jobspan._core.operation import Operation
from jobspan._core.reconcile import Reconcile
from jobspan._planes.huawei.errors import normal_code
from jobspan._planes.huawei_drs.errors import CODES
from jobspan._planes.huawei_drs.flows.entries import Entry
from jobspan._planes.huawei_drs.flows.item_results import Evidence, accepted, no_evidence
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.flows.verdicts import verdicts_on
from jobspan._planes.huawei_drs.models.replies import Outcome
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.rules.actions import ActionRules
from jobspan.errors import ApiError
from jobspan.models import Verdict

T = TypeVar("T")


def change_one(
    ctx: PlaneContext,
    operation: Operation[T],
    job_id: str,
    *,
    title: str,
    rules: ActionRules,
    body: object,
    notes: tuple[str, ...] = (),
    reconcile: Reconcile[T] | None = None,
    lacks: Callable[[T], str | None] = lambda value: None,
    leaves: frozenset[JobStatus] = frozenset(),
    also: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    verdicts: Sequence[Verdict] = (),
    before: Callable[[], Flow[Reconcile[T]]] | None = None,
) -> Flow[T]:
    """Check the rules, propose, send.

    Args:
        also: what the path names besides the task.
        verdicts: of rules that are not about the task itself.
        before: see :func:`~jobspan._core.change.change`.

    Raises:
        RuleViolation: a rule forbids it; nothing was sent.
    """
    entry: Entry[str] = Entry(item=job_id, job_id=job_id, body=body, rules=rules)
    found = yield from verdicts_on(ctx, [entry])
    value = yield from change(
        ctx,
        operation,
        title,
        path=project(ctx, job_id=job_id, **(also or {})),
        query=query,
        body=body,
        headers=headers,
        verdicts=(*found.get(job_id, ()), *verdicts),
        notes=notes,
        before=before,
        reconcile=reconcile,
        lacks=lacks,
    )
    if leaves:
        ctx.accepted.note([job_id], leaves.__contains__, (yield from now()), ctx.policy.grace)
    return value


def change_outcome(
    ctx: PlaneContext,
    operation: Operation[Outcome],
    job_id: str,
    *,
    title: str,
    rules: ActionRules,
    body: object,
    evidence: Evidence = no_evidence,
    notes: tuple[str, ...] = (),
    reconcile: Reconcile[Outcome] | None = None,
    leaves: frozenset[JobStatus] = frozenset(),
) -> Flow[Outcome]:
    """A change that is answered by a verdict: done when that clearly says so.

    Raises:
        ApiError: it says no.
        AmbiguousOutcomeError: it says neither, or is about another task.
    """

    def lacks(outcome: Outcome) -> str | None:
        if outcome.task_id is not None and outcome.task_id.lower() != job_id.lower():
            return f"the reply is about another task, {outcome.task_id}"
        if accepted(outcome, evidence) is None:
            return f"the reply does not say whether it was accepted (status {outcome.status!r})"
        return None

    outcome = yield from change_one(
        ctx,
        operation,
        job_id,
        title=title,
        rules=rules,
        body=body,
        notes=notes,
        reconcile=reconcile,
        lacks=lacks,
        leaves=leaves,
    )
    if accepted(outcome, evidence) is False:
        code = normal_code(outcome.error_code)
        meaning = CODES.get(code) if code else None
        raise (meaning.error if meaning else ApiError)(
            message=f"huawei_drs {operation.id}: {outcome.reason or f'DRS answers {outcome.status!r}'}.",
            hint=meaning.hint if meaning else None,
            plane=ctx.plane,
            operation=operation.id,
            status=200,
            code=code,
        )
    return outcome
