"""Calls in the project of the settings."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

from jobspan._core import change as core
from jobspan._core.call import perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.http import Request
from jobspan._core.operation import Operation
from jobspan._core.proposal import Step
from jobspan._core.reconcile import Confirmed, Finding, Look, Reconcile, Unknown
from jobspan._core.validation import validating
from jobspan._planes.huawei.paths import project_path
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan._planes.huawei_dsc.flows.validation import check_id
from jobspan.models import Verdict

T = TypeVar("T")


def settings_of(ctx: PlaneContext) -> HuaweiSettings:
    """The settings of a context of this plane."""
    return cast(HuaweiSettings, ctx.settings)


def in_project(ctx: PlaneContext, path: Mapping[str, str] | None = None) -> dict[str, str]:
    """The arguments of a path."""
    return project_path(ctx, **(path or {}))


def ask(
    ctx: PlaneContext,
    operation: Operation[T],
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    reconcile: Reconcile[T] | None = None,
    lacks: Callable[[T], str | None] = lambda value: None,
) -> Flow[T]:
    """Make a call in the project."""
    request = prepare(ctx, operation, path=in_project(ctx, path), query=query, body=body)
    return (yield from perform(ctx, operation, request, reconcile=reconcile, lacks=lacks))


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
    operation: Operation[T],
    title: str,
    path: Mapping[str, str] | None = None,
    body: Any = None,
    *,
    query: Mapping[str, Any] | None = None,
    verdicts: Sequence[Verdict] = (),
    then: Sequence[str] = (),
    before: Callable[[], Flow[Reconcile[T]]] | None = None,
    reconcile: Reconcile[T] | None = None,
    gone: Confirmed[T] | None = None,
) -> Flow[T]:
    """Make a change of one request in the project: check the ids in its path, propose it, send it.

    Raises:
        ValidationError: an id is not valid.
    """
    with validating(operation) as problems:
        for name, value in (path or {}).items():
            check_id(problems, name, value)
    return core.change(
        ctx,
        operation,
        title,
        path=in_project(ctx, path),
        query=query,
        body=body,
        verdicts=verdicts,
        then=then,
        before=before,
        reconcile=reconcile,
        gone=gone,
    )


def if_readable(ctx: PlaneContext, operation: Operation[Any], look: Callable[[], Flow[T]]) -> Flow[T | None]:
    """What a read says that only helps a change; ``None``, published, if it cannot be read."""
    return (yield from core.afterwards(ctx, operation, look, None))


def once(look: Look[T]) -> Reconcile[T]:
    """One look is enough where the plane has already answered a repeat: what the first request did is done by then."""

    def reconcile() -> Flow[Finding[T]]:
        return (yield from look())

    return reconcile


def cannot_tell(why: str) -> Unknown:
    """Looking again will not help."""
    return Unknown(why, conclusive=True)
