"""State rules as data, and the one place where they are enforced."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

import attrs

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, Propose, emit
from jobspan._core.http import Request
from jobspan._core.operation import Operation
from jobspan._core.proposal import Proposal, Step
from jobspan._core.validation import validating
from jobspan.errors import AuthError, NotFound, OperationError, RuleViolation
from jobspan.hooks import LookFailed, RuleWarning
from jobspan.models import Verdict
from jobspan.policy import EVERY_OTHER, Policy, RuleMode

F = TypeVar("F")


@frozen(kw_only=True)
class StateRule:
    """Which states allow an action.

    Attributes:
        id: its name in plans and errors.
        text: what the plane demands, in one sentence.
        allowed: the vendor's states that allow the action.
        known: all states there were when this was written; one the vendor added since is not evaluated (empty: evaluate any).
        source: the vendor page that says so.
        advisory: only worth a warning (sensible, not documented).
    """

    id: str
    text: str
    allowed: frozenset[str]
    source: str
    known: frozenset[str] = frozenset()
    advisory: bool = False

    def judge(self, subject: str, state: str | None) -> Verdict:
        """The verdict for a subject in this state; a state that is unread (``None``) or new gives *not known*."""
        unjudged = state is None or bool(self.known and state not in self.known)
        return Verdict(
            rule=self.id,
            subject=subject,
            passed=None if unjudged else state in self.allowed,
            message=f"{self.text} It is {state or 'in a state that could not be read'}.",
            actual=state,
            allowed=tuple(sorted(self.allowed)),
            source=self.source,
            advisory=self.advisory,
        )


@frozen(kw_only=True)
class FactRule(Generic[F]):
    """A rule over facts that were read: ``broken`` says what is wrong with them, or ``None``."""

    id: str
    text: str
    broken: Callable[[F], str | None]
    source: str
    advisory: bool = False

    def judge(self, subject: str, facts: F | None) -> Verdict:
        """The verdict; facts that could not be read (``None``) give *not known*."""
        problem = None if facts is None else self.broken(facts)
        return Verdict(
            rule=self.id,
            subject=subject,
            passed=None if facts is None else problem is None,
            message=f"{self.text} {problem}" if problem else self.text,
            actual=problem,
            source=self.source,
            advisory=self.advisory,
        )


def evaluate(
    ctx: PlaneContext, rule: StateRule | FactRule[Any], subject: str, read: Callable[[], Flow[Any]]
) -> Flow[tuple[Verdict, ...]]:
    """The verdict of a rule on what is read for it: the state, or the facts. Nothing is read when rules are off.

    What cannot be read is not evaluated, and the verdict says so: an account that may not look may still be allowed to act, and
    the plane judges for itself. That the thing is not there, or that the credentials are refused, is an answer and is raised.
    """
    if ctx.policy.mode_of(rule.id) is RuleMode.OFF:
        return ()
    try:
        found = yield from read()
    except (NotFound, AuthError):
        raise
    except OperationError as failed:
        yield from emit(LookFailed(plane=ctx.plane, operation=failed.operation, error=str(failed)))
        return (unevaluated(rule, subject, failed.message),)
    return (rule.judge(subject, found),)


def unevaluated(rule: StateRule | FactRule[Any], subject: str, why: str) -> Verdict:
    """The verdict of a rule whose facts could not be read."""
    return attrs.evolve(rule.judge(subject, None), message=f"{rule.text} It was not evaluated: {why}")


def rules_apply(ctx: PlaneContext) -> bool:
    """Whether rules are evaluated at all, so that flows need not read what only rules need."""
    return ctx.policy.has_rules


def propose(ctx: PlaneContext, proposal: Proposal) -> Flow[None]:
    """Where a flow passes from reading to changing: a plan stops here; otherwise broken rules are dealt with.

    Raises:
        RuleViolation: a rule is broken, and rules are enforced.
    """
    applied = attrs.evolve(proposal, verdicts=tuple(verdicts_that_count(ctx, proposal.verdicts)))
    yield Propose(applied)
    yield from _enforce(ctx, applied)


def propose_one(
    ctx: PlaneContext,
    operation: Operation[Any],
    request: Request,
    title: str,
    *,
    verdicts: tuple[Verdict, ...] = (),
    then: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Flow[None]:
    """Propose a change that is one request. See :func:`propose`."""
    return propose(
        ctx,
        Proposal(
            title=title,
            plane=ctx.plane,
            operation=operation.id,
            steps=(Step(operation=operation.id, request=request),),
            verdicts=verdicts,
            then=then,
            notes=notes,
        ),
    )


def verdicts_that_count(ctx: PlaneContext, verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """The verdicts without those of rules that are off; what only leads to a warning is advice."""
    for verdict in verdicts:
        mode = ctx.policy.mode_of(verdict.rule)
        if mode is not RuleMode.OFF:
            yield attrs.evolve(verdict, advisory=True) if mode is RuleMode.WARN else verdict


def refuses(ctx: PlaneContext, verdict: Verdict) -> bool:
    """Whether nothing is sent because of this verdict."""
    return verdict.passed is False and not verdict.advisory and ctx.policy.mode_of(verdict.rule) is RuleMode.ENFORCE


def check_rule_names(policy: Policy, rules: "Iterable[AnyRule]") -> None:
    """Whether the rules that a policy names exist.

    Raises:
        ValidationError: one does not.
    """
    if isinstance(policy.rules, RuleMode):
        return
    known = {EVERY_OTHER, *(rule.id for rule in rules)}
    with validating("Policy") as problems:
        for name in policy.rules.keys() - known:
            problems.add("rules", f"{name!r} is not a rule", sorted(known))


def _enforce(ctx: PlaneContext, proposal: Proposal) -> Flow[None]:
    refused = tuple(verdict for verdict in proposal.verdicts if refuses(ctx, verdict))
    if refused:
        raise RuleViolation(
            message=f"{proposal.title}: nothing was sent, {ctx.plane} would refuse it.",
            plane=ctx.plane,
            operation=proposal.operation,
            verdicts=refused,
        )
    for verdict in proposal.verdicts:
        if verdict.passed is False:
            yield from emit(
                RuleWarning(
                    plane=ctx.plane,
                    operation=proposal.operation,
                    verdict=verdict,
                    reason=_why_relaxed(ctx, verdict),
                )
            )


def _why_relaxed(ctx: PlaneContext, verdict: Verdict) -> str | None:
    relaxed = ctx.policy.mode_of(verdict.rule) is RuleMode.WARN
    return ctx.policy.rules_reason or None if relaxed else None


AnyRule = StateRule | FactRule[Any]
