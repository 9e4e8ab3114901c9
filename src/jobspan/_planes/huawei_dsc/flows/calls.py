"""One call of DSC: in its project, and again while the service is busy."""

from collections.abc import Mapping
from typing import Any, TypeVar

from jobspan._core.call import Settle, call, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, random, sleep
from jobspan._core.http import Request
from jobspan._core.operation import Operation
from jobspan._core.proposal import Proposal, Step
from jobspan._core.rules import propose
from jobspan._core.validation import validating
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan._planes.huawei_dsc.errors import BUSY
from jobspan._planes.huawei_dsc.flows.validation import check_id
from jobspan.errors import ApiError
from jobspan.hooks import RetryScheduled
from jobspan.models import Verdict

T = TypeVar("T")


def settings_of(ctx: PlaneContext) -> HuaweiSettings:
    """The settings of a context of this plane."""
    return ctx.settings_as(HuaweiSettings)


def in_project(ctx: PlaneContext, path: Mapping[str, str] | None = None) -> dict[str, str]:
    """The arguments of a path."""
    return {"project_id": settings_of(ctx).project_id, **(path or {})}


def ask(
    ctx: PlaneContext,
    operation: Operation[T],
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    reconcile: Settle[T] | None = None,
) -> Flow[T]:
    """Make a call in the project; while the service is busy, wait and try again."""
    tries = 1
    while True:
        try:
            return (
                yield from call(ctx, operation, path=in_project(ctx, path), query=query, body=body, settle=reconcile)
            )
        except ApiError as busy:
            if busy.code != BUSY or tries >= ctx.policy.attempts:
                raise
            delay = _pause(ctx, tries, (yield from random()))
            yield from emit(
                RetryScheduled(plane=ctx.plane, operation=operation.id, attempt=tries, delay=delay, reason=busy.message)
            )
            yield from sleep(delay)
            tries += 1


def _pause(ctx: PlaneContext, tries: int, roll: float) -> float:
    """A running task takes its time: the pauses are as long as those between looks at a job, with some jitter."""
    return min(ctx.policy.poll_cap, ctx.policy.poll_first * 2.0 ** (tries - 1)) * (0.75 + roll / 2)


def step(
    ctx: PlaneContext,
    operation: Operation[Any],
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
) -> Step:
    """The request of a call, for a proposal."""
    request: Request = prepare(ctx, operation, path=in_project(ctx, path), query=query, body=body)
    return Step(operation=operation.id, request=request)


def change(
    ctx: PlaneContext,
    operation: Operation[Any],
    title: str,
    path: Mapping[str, str],
    body: Any = None,
    verdicts: tuple[Verdict, ...] = (),
    query: Mapping[str, Any] | None = None,
) -> Flow[None]:
    """Make a change of one request whose ids are in its path: check it, propose it, send it.

    Raises:
        ValidationError: an id is not valid.
    """
    with validating(operation) as problems:
        for name, value in path.items():
            check_id(problems, name, value)
    proposal = Proposal(
        title=title,
        plane=ctx.plane,
        operation=operation.id,
        steps=(step(ctx, operation, path=path, query=query, body=body),),
        verdicts=verdicts,
    )
    yield from propose(ctx, proposal)
    yield from ask(ctx, operation, path=path, query=query, body=body)
