"""Overviews made of several lists, each of which costs only itself when it cannot be read."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, gather
from jobspan.errors import AuthError, JobspanError
from jobspan.hooks import LookFailed

N = TypeVar("N", bound=str)
T = TypeVar("T")


def readable_ones(ctx: PlaneContext, lists: Sequence[tuple[str, Callable[[], Flow[T]]]]) -> Flow[list[tuple[str, T]]]:
    """What the lists brought, by their names. One that is refused, or cannot be read, is left out and reported.

    Raises:
        AuthError: the credentials are refused.
        JobspanError: not one of them could be read; the first reason.
    """
    outcomes = yield from outcomes_of(ctx, lists)
    return [(name, outcome) for name, outcome in outcomes if not isinstance(outcome, JobspanError)]


def outcomes_of(
    ctx: PlaneContext, lists: Sequence[tuple[N, Callable[[], Flow[T]]]]
) -> Flow[list[tuple[N, T | JobspanError]]]:
    """What each list brought, by its name, or why it could not be read, which is reported as well.

    One goes ahead: wrong credentials side by side would lock the account.

    Raises:
        AuthError: the credentials are refused.
        JobspanError: not one of them could be read; the first reason.
    """
    looks = [look for _, look in lists]
    came = yield from gather(looks[:1], 1)
    if came and isinstance(came[0], AuthError):
        raise came[0]
    came += yield from gather(looks[1:], ctx.policy.concurrency)
    outcomes: list[tuple[N, T | JobspanError]] = []
    failed: list[JobspanError] = []
    for (name, _), outcome in zip(lists, came, strict=True):
        if isinstance(outcome, JobspanError):
            failed.append(outcome)
            yield from emit(LookFailed(plane=ctx.plane, operation=name, error=str(outcome)))
        elif isinstance(outcome, Exception):
            raise outcome
        outcomes.append((name, outcome))
    if failed and len(failed) == len(outcomes):
        raise failed[0]
    return outcomes
