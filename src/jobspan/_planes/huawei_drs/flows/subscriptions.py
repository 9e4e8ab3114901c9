"""Create, start, change and delete subscriptions. Source: https://support.huaweicloud.com/intl/en-us/api-drs/"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from jobspan._core.change import change
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, now, wall_clock
from jobspan._core.jobs import Started, referenced, started
from jobspan._core.operation import Operation
from jobspan._core.reconcile import Confirmed, Finding, Reconcile, Unknown, look_before, looking, newcomer
from jobspan._core.rules import evaluate
from jobspan._core.validation import present, validating
from jobspan._planes.huawei.milliseconds import milliseconds_of
from jobspan._planes.huawei_drs.flows.namesakes import check_description, check_name, is_called
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.flows.subscription_reads import called, subscription
from jobspan._planes.huawei_drs.flows.tags import check_tags
from jobspan._planes.huawei_drs.models.subscriptions import (
    DataSubscription,
    DataSubscriptionStatus as Status,
    SubscriptionCreated,
)
from jobspan._planes.huawei_drs.models.times import moment_of
from jobspan._planes.huawei_drs.operations import subscriptions as op
from jobspan._planes.huawei_drs.rules import subscriptions as rule
from jobspan._planes.huawei_drs.subscription_kinds import NEW_SUBSCRIPTION, SUBSCRIPTION
from jobspan.errors import JobspanError
from jobspan.models import Verdict

_BEGUN: Final = frozenset({Status.STARTJOBING, Status.SUBSCRIPTION_STARTED})
GOALS: Final = {"created": NEW_SUBSCRIPTION, "running": SUBSCRIPTION}


def create(
    ctx: PlaneContext,
    name: str,
    instance_id: str,
    *,
    enterprise_project_id: str,
    description: str | None,
    tags: Mapping[str, str],
    grant_new_agency: bool | None,
) -> Flow[Started[DataSubscription, DataSubscription]]:
    with validating(op.CREATE) as problems:
        check_name(problems, name)
        problems.text("instance_id", instance_id)
        problems.text("enterprise_project_id", enterprise_project_id)
        check_description(problems, description)
        check_tags(problems, tags)

    def is_ours(each: DataSubscription) -> bool | None:
        if not (named := is_called(each.name, name)):
            return named
        shown = None if each.source_endpoint is None else each.source_endpoint.db_instance_id
        if each.description and each.description != (description or ""):
            return False
        if each.enterprise_project_id and each.enterprise_project_id != enterprise_project_id:
            return False
        return None if not shown else shown == instance_id

    def before() -> Flow[Reconcile[SubscriptionCreated]]:
        there = yield from look_before(lambda: called(ctx, name), lambda each: each.id)
        look = newcomer(
            there,
            ours=is_ours,
            value=lambda each: SubscriptionCreated(job_id=each.id),
            name=f"subscription named {name!r}",
        )
        return looking(look)

    reply = yield from change(
        ctx,
        op.CREATE,
        f"subscribe to the changes of {instance_id} as {name}",
        path=project(ctx),
        body=present(
            {
                "name": name,
                "description": description,
                "instance_type": "rds",
                "enterprise_project_id": enterprise_project_id,
                "tags": [{"key": key, "value": value} for key, value in tags.items()] or None,
                "source_endpoint_info": {"id": instance_id, "type": "mysql"},
                "is_grant_new_agency": grant_new_agency,
            }
        ),
        notes=("a subscription is billed until it is deleted",),
        before=before,
        lacks=lambda reply: None if reply.job_id else "the reply does not name the subscription",
    )
    return (yield from started(ctx, NEW_SUBSCRIPTION, reply.job_id or "", name=name))


def watched(ctx: PlaneContext, job_id: str, until: str) -> Started[DataSubscription, DataSubscription]:
    """One that there is already."""
    with validating("drs.subscriptions.watch") as problems:
        problems.text("job_id", job_id)
    return referenced(ctx, GOALS[until], job_id)


def start(ctx: PlaneContext, job_id: str) -> Flow[Started[DataSubscription, DataSubscription]]:
    """One that was begun and failed was begun."""
    return _set_going(ctx, op.START, job_id, rule.START, shows=_BEGUN | {Status.STARTJOB_FAILED})


def retry(ctx: PlaneContext, job_id: str) -> Flow[Started[DataSubscription, DataSubscription]]:
    return _set_going(ctx, op.RETRY, job_id, rule.RETRY, shows=_BEGUN)


def reset(ctx: PlaneContext, job_id: str) -> Flow[None]:
    return _move(ctx, op.RESET, job_id, rule.RESET, shows=_BEGUN | {Status.CONFIGURATION})


def _set_going(
    ctx: PlaneContext,
    operation: Operation[None],
    job_id: str,
    rules: rule.SubscriptionRules,
    *,
    shows: frozenset[Status],
) -> Flow[Started[DataSubscription, DataSubscription]]:
    yield from _move(ctx, operation, job_id, rules, shows=shows)
    return (yield from started(ctx, SUBSCRIPTION, job_id))


def _move(
    ctx: PlaneContext,
    operation: Operation[None],
    job_id: str,
    rules: rule.SubscriptionRules,
    *,
    shows: frozenset[Status],
) -> Flow[None]:
    """An action after which the state is another one.

    Args:
        shows: states that show that the action was taken, unless it was in that state before.
    """
    with validating(operation) as problems:
        problems.text("job_id", job_id)
    was: dict[str, Status | None] = {}

    def state() -> Flow[Status | None]:
        was[job_id] = (yield from subscription(ctx, job_id)).status
        return was[job_id]

    verdicts = yield from _verdicts(ctx, rules, job_id, state)

    def look() -> Flow[Finding[None]]:
        before, is_now = was.get(job_id), (yield from subscription(ctx, job_id)).status
        if before is None:
            return Unknown("In which state it was before could not be read.", conclusive=True)
        if is_now in shows and is_now != before:
            return Confirmed(None)
        return Unknown(f"It was {before}, and is {is_now}.")

    def before() -> Flow[Reconcile[None]]:
        if job_id not in was:
            try:
                yield from state()
            except JobspanError:
                was[job_id] = None
        return looking(look)

    verb = operation.call.rpartition(".")[2]
    yield from change(
        ctx,
        operation,
        f"{verb} the subscription {job_id}",
        path=project(ctx, job_id=job_id),
        verdicts=verdicts,
        before=before,
    )
    left = was.get(job_id)
    if left is not None:
        ctx.accepted.note([job_id], lambda word: word == left.value, (yield from now()), ctx.policy.grace)


def update(
    ctx: PlaneContext, job_id: str, *, name: str | None, description: str | None, consume_time: datetime | None
) -> Flow[None]:
    with validating(op.UPDATE) as problems:
        problems.text("job_id", job_id)
        if name is not None:
            check_name(problems, name)
        if name is None and description is None and consume_time is None:
            problems.add("name | description | consume_time", "at least one is required")
        check_description(problems, description)
        problems.moment("consume_time", consume_time)
    found: list[DataSubscription] = []

    def state() -> Flow[Status | None]:
        found.append((yield from subscription(ctx, job_id)))
        return found[-1].status

    verdicts = yield from _verdicts(ctx, rule.UPDATE, job_id, state)
    if consume_time is not None:
        verdicts += yield from _time_verdict(ctx, job_id, consume_time, found)
    milliseconds = None if consume_time is None else milliseconds_of(consume_time)
    yield from change(
        ctx,
        op.UPDATE,
        f"change the subscription {job_id}",
        path=project(ctx, job_id=job_id),
        body=present({"name": name, "description": description, "consume_time": milliseconds}),
        verdicts=verdicts,
    )


def _time_verdict(
    ctx: PlaneContext, job_id: str, wanted: datetime, found: list[DataSubscription]
) -> Flow[tuple[Verdict, ...]]:
    """By the clock of DRS, where it tells the time."""

    def times() -> Flow[rule.ConsumeTime]:
        shown = found[-1] if found else (yield from subscription(ctx, job_id))
        here = datetime.fromtimestamp((yield from wall_clock()), UTC)
        return rule.ConsumeTime(wanted=wanted, created=shown.created_at, now=moment_of(shown.now_time) or here)

    return (yield from evaluate(ctx, rule.CONSUME_TIME, f"subscription {job_id}", times))


def delete(ctx: PlaneContext, job_id: str) -> Flow[None]:
    with validating(op.DELETE) as problems:
        problems.text("job_id", job_id)

    def state() -> Flow[Status | None]:
        return (yield from subscription(ctx, job_id)).status

    verdicts = yield from _verdicts(ctx, rule.DELETE, job_id, state)
    yield from change(
        ctx,
        op.DELETE,
        f"delete the subscription {job_id}",
        path=project(ctx, job_id=job_id),
        verdicts=verdicts,
        notes=("changes that were not consumed are lost",),
    )


def _verdicts(
    ctx: PlaneContext, rules: rule.SubscriptionRules, job_id: str, read: Callable[[], Flow[Status | None]]
) -> Flow[tuple[Verdict, ...]]:
    """What the state forbids; else what is unusual about it."""
    subject = f"subscription {job_id}"
    strict = yield from evaluate(ctx, rules.strict, subject, read)
    if not strict or strict[0].passed is not True:
        return strict
    advice = rules.advised.judge(subject, strict[0].actual)
    return (advice,) if advice.passed is False else strict
