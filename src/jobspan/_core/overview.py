"""Overviews made of several lists, each of which costs only itself when it cannot be read."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, gather
from jobspan.errors import AuthError, JobspanError
from jobspan.hooks import LookFailed

T = TypeVar("T")


def readable_ones(ctx: PlaneContext, lists: Sequence[tuple[str, Callable[[], Flow[T]]]]) -> Flow[list[tuple[str, T]]]:
    """What the lists brought, by their names. One that is refused, or cannot be read, is left out and reported.

    One goes ahead: wrong credentials side by side would lock the account.

    Raises:
        AuthError: the credentials are refused.
        JobspanError: not one of them could be read; the first reason.
    """
    names, looks = [name for name, _ in lists], [look for _, look in lists]
    outcomes = yield from gather(looks[:1], 1)
    if outcomes and isinstance(outcomes[0], AuthError):
        raise outcomes[0]
    outcomes += yield from gather(looks[1:], ctx.policy.concurrency)
    brought: list[tuple[str, T]] = []
    failed: list[JobspanError] = []
    for name, outcome in zip(names, outcomes, strict=True):
        if isinstance(outcome, JobspanError):
            failed.append(outcome)
            yield from emit(LookFailed(plane=ctx.plane, operation=name, error=str(outcome)))
        elif isinstance(outcome, Exception):
            raise outcome
        else:
            brought.append((name, outcome))
    if failed and not brought:
        raise failed[0]
    return brought
