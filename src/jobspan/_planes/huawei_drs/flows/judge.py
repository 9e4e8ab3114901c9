"""Judging the entries of a batch before it is sent, and dealing with those that would be refused."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.rules import StateRule, rules_apply
from jobspan._planes.huawei_drs.flows.family import facts_of
from jobspan._planes.huawei_drs.rules import ActionRules, JobFacts
from jobspan._planes.huawei_drs.states import JobStatus
from jobspan.models import ItemResult, ItemStatus, Verdict

K = TypeVar("K")


@attrs.frozen(kw_only=True)
class Entry(Generic[K]):
    """One entry of a batch: what the caller gave, the task it is about, its JSON, and the rules it is judged by."""

    item: K
    job_id: str
    body: object = attrs.field(repr=False)
    rules: ActionRules
    end_point: str | None = None

    @property
    def key(self) -> tuple[str, str | None]:
        return self.job_id, self.end_point


def judge_entries(ctx: PlaneContext, entries: Sequence[Entry[K]]) -> Flow[dict[str, tuple[Verdict, ...]]]:
    """What the rules say of each task; nothing is read when rules are off."""
    if not rules_apply(ctx):
        return {}
    verdicts: dict[str, tuple[Verdict, ...]] = {}
    for rules in {id(entry.rules): entry.rules for entry in entries}.values():
        if not rules.judges:
            continue
        ids = list(dict.fromkeys(entry.job_id for entry in entries if entry.rules is rules))
        facts = yield from facts_of(ctx, ids, rules)
        for each in ids:
            verdicts[each] = verdicts.get(each, ()) + judge(facts[each], rules)
    return verdicts


def judge(facts: JobFacts, rules: ActionRules) -> tuple[Verdict, ...]:
    """The verdict on the state, and those of the other rules that are broken."""
    subject = f"job {facts.id}"
    broken = [rule.judge(subject, facts) for rule in rules.facts if rule.broken(facts) is not None]
    if not facts.exists:
        return tuple(broken[:1])
    return (*_judge_state(subject, facts, rules), *broken)


def _judge_state(subject: str, facts: JobFacts, rules: ActionRules) -> tuple[Verdict, ...]:
    if rules.strict is None:
        return ()
    strict = _verdict(rules.strict, subject, facts.status)
    if strict.passed is False:
        return (attrs.evolve(strict, advisory=rules.lenient_for_recovery and facts.is_disaster_recovery),)
    advised = _verdict(rules.advised, subject, facts.status) if rules.advised else strict
    return (advised if advised.passed is False else strict,)


def _verdict(rule: StateRule, subject: str, status: JobStatus | None) -> Verdict:
    """A state that this release does not know is not judged: DRS may have learned it since."""
    if status is not None and not status.is_known:
        return attrs.evolve(rule.judge(subject, None), actual=status.value)
    return rule.judge(subject, None if status is None else status.value)


def refused(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    return tuple(each for each in verdicts if each.passed is False and not each.advisory)


def skipped(entry: Entry[K], broken: Sequence[Verdict]) -> ItemResult[K]:
    """The result of an entry that is not sent."""
    reasons = "; ".join(f"{verdict.message} [{verdict.rule}]" for verdict in broken)
    return ItemResult(item=entry.item, status=ItemStatus.SKIPPED, code=broken[0].rule, message=reasons)


def only_told(verdict: Verdict) -> Verdict:
    """The verdict of an entry that is left out: it forbids nothing of what is sent."""
    return attrs.evolve(verdict, advisory=True, message=f"Not sent. {verdict.message}")
