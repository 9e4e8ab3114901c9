"""One call of DSC: in its project, by whichever route the endpoint publishes, and again while the service is busy."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import attrs

from jobspan._core.call import Settle, call, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, random, sleep
from jobspan._core.http import Request
from jobspan._core.operation import Operation
from jobspan._core.proposal import Proposal, Step
from jobspan._core.rules import propose
from jobspan._core.validation import validating
from jobspan._planes.huawei_dsc.checks import check_id
from jobspan._planes.huawei_dsc.dialect import BUSY
from jobspan._planes.huawei_dsc.endpoint import endpoint
from jobspan._planes.huawei_dsc.errors import RouteNotPublished
from jobspan.errors import ApiError, NotFound
from jobspan.hooks import RetryScheduled
from jobspan.models import Verdict

T = TypeVar("T")


def in_project(ctx: PlaneContext, path: Mapping[str, str] | None = None) -> dict[str, str]:
    """The arguments of a path."""
    return {"project_id": endpoint(ctx).project_id, **(path or {})}


def ask(
    ctx: PlaneContext,
    operation: Operation[T],
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    settle: Settle[T] | None = None,
    lacks: Callable[[T], str | None] = lambda value: None,
) -> Flow[T]:
    """Make a call in the project; while the service says it is busy, wait and make it again."""
    tries = 1
    while True:
        try:
            where = in_project(ctx, path)
            return (yield from call(ctx, operation, path=where, query=query, body=body, settle=settle, lacks=lacks))
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
    """A running task takes its time: the pauses are those between looks at a job, a little spread."""
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
    """A change of one request whose ids are in its path: checked, proposed, made.

    Raises:
        ValidationError: an id is no id.
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


@attrs.frozen(kw_only=True)
class Route:
    """One way to a thing: the operation that shows the way is open, and the flow that goes it."""

    operation: Operation[Any]
    go: Callable[[], Flow[Any]]


def preferred(ctx: PlaneContext, thing: str, routes: Sequence[Operation[Any]]) -> list[Operation[Any]]:
    """The routes in the order they are tried: the one that is known to work, then as documented."""
    known = endpoint(ctx).routes.chosen(thing)
    return sorted(routes, key=lambda route: route.id != known)


def by_published(ctx: PlaneContext, thing: str, routes: Sequence[Route]) -> Flow[Any]:
    """Go the first route that the gateway publishes, and remember it.

    Only the gateway's own "no such API" leads to the next route: a 404 of the service means that a job or project is not
    there, and would mean the same on every route.

    Raises:
        RouteNotPublished: the endpoint publishes none of them.
    """
    memory = endpoint(ctx).routes
    order = preferred(ctx, thing, [route.operation for route in routes])
    refused: list[RouteNotPublished] = []
    for operation in order:
        route = next(each for each in routes if each.operation is operation)
        try:
            value = yield from route.go()
        except RouteNotPublished as unpublished:
            if unpublished.operation != operation.id:
                raise
            refused.append(unpublished)
            continue
        except NotFound:
            memory.choose(thing, operation.id)
            raise
        memory.choose(thing, operation.id)
        return value
    memory.forget(thing)
    tried = ", ".join(f"{each.method} {each.path}" for each in order)
    raise refused[0].with_hint(_NONE_OF.format(tried=tried)) if len(order) > 1 else refused[0]


_NONE_OF: Final = "None of these is published here: {tried}."
