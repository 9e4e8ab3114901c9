"""Several routes to one thing: the one that the endpoint publishes is found by trying, and remembered."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, consult
from jobspan._core.operation import Operation
from jobspan._planes.huawei_dsc.dialect import DscDialect, RouteMemory
from jobspan._planes.huawei_dsc.errors import RouteNotPublished
from jobspan.errors import NotFound

_NONE_PUBLISHED: Final = "None of these is published here: {tried}."


def chosen_route(ctx: PlaneContext, thing: str) -> Flow[str | None]:
    """The id of the operation that worked last for a thing, if one is known."""
    chosen: str | None = yield from consult(f"route to {thing}", lambda: _memory(ctx).chosen(thing))
    return chosen


def _memory(ctx: PlaneContext) -> RouteMemory:
    """The routes that are known to work on the endpoint of a context of this plane."""
    return ctx.dialect_as(DscDialect).routes


@frozen(kw_only=True)
class Route:
    """One route to a thing: its operation, and the flow that makes the call."""

    operation: Operation[Any]
    run: Callable[[], Flow[Any]]


def preferred(ctx: PlaneContext, thing: str, routes: Sequence[Operation[Any]]) -> Flow[list[Operation[Any]]]:
    """The routes in the order in which they are tried: first the one that worked last, then as documented."""
    known = yield from chosen_route(ctx, thing)
    return sorted(routes, key=lambda route: route.id != known)


def by_published(ctx: PlaneContext, thing: str, routes: Sequence[Route]) -> Flow[Any]:
    """Take the first route that the gateway publishes, and remember it.

    Only the gateway's own "no such API" leads to the next route: a 404 of the service means that a job or project does not
    exist, and would mean the same on every route.

    Raises:
        RouteNotPublished: the endpoint publishes none of them.
    """
    memory = _memory(ctx)
    order = yield from preferred(ctx, thing, [route.operation for route in routes])
    refused: list[RouteNotPublished] = []
    for operation in order:
        route = next(each for each in routes if each.operation is operation)
        try:
            value = yield from route.run()
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
    raise refused[0].with_hint(_NONE_PUBLISHED.format(tried=tried)) if len(order) > 1 else refused[0]
