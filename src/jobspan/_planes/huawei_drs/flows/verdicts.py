"""The verdicts of the rules on the entries of a batch, and what they mean for each of them."""

from collections.abc import Sequence
from typing import TypeVar

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.rules import FactRule, StateRule, rules_apply, unevaluated
from jobspan._planes.huawei_drs.flows.entries import Entry
from jobspan._planes.huawei_drs.flows.job_facts import facts_of
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.rules.actions import ActionRules
from jobspan._planes.huawei_drs.rules.facts import JobFacts, what_is_unread
from jobspan.batches import ItemResult, ItemStatus
from jobspan.models import Verdict

K = TypeVar("K")


def verdicts_on(ctx: PlaneContext, entries: Sequence[Entry[K]]) -> Flow[dict[str, tuple[Verdict, ...]]]:
    """The verdicts on each task; empty, and nothing is read, when rules are off."""
    if not rules_apply(ctx):
        return {}
    ids_by_rules: dict[ActionRules, dict[str, None]] = {}
    for entry in entries:
        ids_by_rules.setdefault(entry.rules, {})[entry.job_id] = None
    verdicts: dict[str, tuple[Verdict, ...]] = {}
    for rules, ids in ids_by_rules.items():
        if not rules.has_rules:
            continue
        facts = yield from facts_of(ctx, list(ids), rules)
        for each in ids:
            verdicts[each] = verdicts.get(each, ()) + judge(facts[each], rules)
    return verdicts


def judge(facts: JobFacts, rules: ActionRules) -> tuple[Verdict, ...]:
    """The verdict on the state, and those of the other rules that are broken, or that could not be evaluated."""
    subject = f"job {facts.id}"
    found = [verdict for rule in rules.facts if (verdict := _judge_fact(rule, subject, facts)) is not None]
    if not facts.exists:
        return tuple(each for each in found if each.passed is False)[:1]
    return (*_judge_state(subject, facts, rules), *found)


def _judge_fact(rule: FactRule[JobFacts], subject: str, facts: JobFacts) -> Verdict | None:
    unread = what_is_unread(rule, facts)
    if unread is not None:
        return unevaluated(rule, subject, unread)
    return rule.judge(subject, facts) if rule.broken(facts) is not None else None


def _judge_state(subject: str, facts: JobFacts, rules: ActionRules) -> tuple[Verdict, ...]:
    if rules.strict is None:
        return ()
    if facts.status is None and facts.unread is not None:
        return (unevaluated(rules.strict, subject, facts.unread),)
    strict = _verdict(rules.strict, subject, facts.status)
    if strict.passed is False:
        may_be_recovery = facts.is_disaster_recovery is not False or facts.unplaced is not None
        return (attrs.evolve(strict, advisory=rules.lenient_for_recovery and may_be_recovery),)
    advised = _verdict(rules.advised, subject, facts.status) if rules.advised else strict
    return (advised if advised.passed is False else strict,)


def _verdict(rule: StateRule, subject: str, status: JobStatus | None) -> Verdict:
    """A state unknown to this version is not evaluated: DRS may have introduced it since."""
    if status is not None and not status.is_known:
        return attrs.evolve(rule.judge(subject, None), actual=status.value)
    return rule.judge(subject, None if status is None else status.value)


def skipped(entry: Entry[K], broken: Sequence[Verdict]) -> ItemResult[K]:
    """The result of an entry that is not sent."""
    reasons = "; ".join(f"{verdict.message} [{verdict.rule}]" for verdict in broken)
    return ItemResult(item=entry.item, status=ItemStatus.SKIPPED, code=broken[0].rule, message=reasons)


def as_note(verdict: Verdict) -> Verdict:
    """The verdict on an entry that is left out: it forbids nothing of what is sent."""
    return attrs.evolve(verdict, advisory=True, message=f"Not sent. {verdict.message}")
