"""One piece of applying a blueprint: what it would send, what is said of it, and doing it."""

from collections.abc import Callable
from typing import Any

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.proposal import Step
from jobspan._planes.groupid.models.blueprints.results import AppliedItem, DiffItem, Outcome
from jobspan.errors import ApiError, AuthError
from jobspan.hooks import StepStarted
from jobspan.models import Verdict


@attrs.frozen(kw_only=True)
class Work:
    """One piece.

    Attributes:
        title: what it does, for events.
        steps: its requests, where they can be made before the rest is done; else ``then`` says what follows.
        run: does it.
    """

    item: DiffItem
    title: str
    run: Callable[[], Flow[AppliedItem]]
    steps: tuple[Step, ...] = ()
    then: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    notes: tuple[str, ...] = ()


def carried_out(ctx: PlaneContext, work: Work) -> Flow[AppliedItem]:
    """Do it. What the server refuses is an outcome of this piece alone.

    Raises:
        OperationError: it is not known what happened, or nothing else would work either.
    """
    yield from emit(StepStarted(plane=ctx.plane, journey="apply", step=work.title))
    try:
        return (yield from work.run())
    except AuthError:
        raise
    except ApiError as refused:
        return outcome(work.item, Outcome.FAILED, message=refused.message)


def outcome(item: DiffItem, outcome: Outcome, **more: Any) -> AppliedItem:
    """What became of an item."""
    given: dict[str, Any] = {"id": item.ids[0] if len(item.ids) == 1 else None, "changes": item.changes} | more
    return AppliedItem(kind=item.kind, name=item.name, outcome=outcome, **given)
