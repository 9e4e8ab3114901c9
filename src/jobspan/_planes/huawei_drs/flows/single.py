"""A change of one task by one request."""

from typing import TypeVar

from jobspan._core.call import perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.rules import propose_one
from jobspan._planes.huawei_drs.flows.entries import Entry
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.flows.verdicts import verdicts_on
from jobspan._planes.huawei_drs.rules.actions import ActionRules

T = TypeVar("T")


def change_one(
    ctx: PlaneContext, operation: Operation[T], job_id: str, *, title: str, rules: ActionRules, body: object
) -> Flow[T]:
    """Check the rules, propose, send.

    Raises:
        RuleViolation: a rule forbids it; nothing was sent.
    """
    entry: Entry[str] = Entry(item=job_id, job_id=job_id, body=body, rules=rules)
    verdicts = yield from verdicts_on(ctx, [entry])
    request = prepare(ctx, operation, path=project(ctx, job_id=job_id), body=body)
    yield from propose_one(ctx, operation, request, title, verdicts=verdicts.get(job_id, ()))
    return (yield from perform(ctx, operation, request))
