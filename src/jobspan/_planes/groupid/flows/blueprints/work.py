"""One piece of applying a blueprint: what it would send, what is said of it, and doing it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.interruption import noting
from jobspan._core.proposal import Step
from jobspan._planes.groupid.models.blueprints.results import AppliedItem, DiffItem, Outcome
from jobspan.errors import ApiError, AuthError, OperationError
from jobspan.hooks import StepStarted
from jobspan.models import Verdict


@frozen(kw_only=True)
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


class Halfway(Exception):
    """The server refused a step of a piece after it had accepted another one.

    Attributes:
        refused: what it said.
        ids: what there is now: ``id``, and ``previous_id``.
    """

    def __init__(self, refused: ApiError, said: str, ids: dict[str, int | None]) -> None:
        super().__init__(f"{refused.message} {said}")
        self.refused = refused
        self.ids = ids


@contextmanager
def knowing(said: str, **ids: int | None) -> Iterator[None]:
    """Whatever ends the block says what is known by now; a refusal becomes an item that says so, with the ids."""
    try:
        with noting(lambda: said):
            yield
    except AuthError as failed:
        raise failed.with_hint(said) from failed.__cause__
    except ApiError as refused:
        raise Halfway(refused, said, ids) from refused
    except OperationError as failed:
        raise failed.with_hint(said) from failed.__cause__


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
    except Halfway as stopped:
        return outcome(work.item, Outcome.FAILED, message=str(stopped), **stopped.ids)
    except ApiError as refused:
        return outcome(work.item, Outcome.FAILED, message=refused.message)


def outcome(item: DiffItem, outcome: Outcome, **more: Any) -> AppliedItem:
    """What became of an item."""
    given: dict[str, Any] = {"id": item.ids[0] if len(item.ids) == 1 else None, "changes": item.changes} | more
    return AppliedItem(kind=item.kind, name=item.name, outcome=outcome, **given)
