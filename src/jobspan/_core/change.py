"""A change of one request: proposed, so that it can be planned; sent; and looked for when its reply is lost."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from jobspan._core.call import perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Effect, Emit, Flow, emit
from jobspan._core.interception import intercept
from jobspan._core.interruption import FlowInterrupted
from jobspan._core.operation import Operation
from jobspan._core.reconcile import Confirmed, Reconcile
from jobspan._core.rules import propose_one
from jobspan.errors import JobspanError
from jobspan.hooks import ChangeAccepted, LookFailed
from jobspan.models import Verdict

T = TypeVar("T")
D = TypeVar("D")


def change(
    ctx: PlaneContext,
    operation: Operation[T],
    title: str,
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    verdicts: Sequence[Verdict] = (),
    then: Sequence[str] = (),
    notes: Sequence[str] = (),
    before: Callable[[], Flow[Reconcile[T]]] | None = None,
    reconcile: Reconcile[T] | None = None,
    lacks: Callable[[T], str | None] = lambda value: None,
    gone: Confirmed[T] | None = None,
) -> Flow[T]:
    """Propose one request, then send it.

    Args:
        title: what it does, for plans and errors.
        verdicts, then, notes: see :class:`~jobspan._core.proposal.Proposal`.
        before: looks at what there is just before sending, and gives what is to be done after a lost reply.
        reconcile: the same, where nothing has to be known beforehand.
        lacks: what a reply of the right form still lacks to be an answer.
        gone: what the reply would have said, where the operation removes something and documents a reply.
    """
    request = prepare(ctx, operation, path=path, query=query, body=body, headers=headers)
    yield from propose_one(
        ctx, operation, request, title, verdicts=tuple(verdicts), then=tuple(then), notes=tuple(notes)
    )
    if before is not None:
        reconcile = yield from before()
    return (yield from perform(ctx, operation, request, reconcile=reconcile, lacks=lacks, gone=gone))


def afterwards(ctx: PlaneContext, operation: Operation[Any], look: Callable[[], Flow[T]], otherwise: D) -> Flow[T | D]:
    """What a read says after a change was made. A read that fails is published, and must not hide the change."""
    try:
        return (yield from look())
    except JobspanError as failed:
        yield from emit(LookFailed(plane=ctx.plane, operation=operation.id, error=str(failed)))
        return otherwise


def accounting_for_changes(flow: Flow[T]) -> Flow[T]:
    """Run a changing flow. If it fails, or is interrupted, after the plane accepted something, what is raised says what."""
    accepted: list[str] = []

    def note(effect: Effect) -> bool:
        if isinstance(effect, Emit) and isinstance(effect.event, ChangeAccepted):
            accepted.append(effect.event.operation)
        return False

    try:
        value: T = yield from intercept(flow, note)
        return value
    except JobspanError as error:
        if accepted and not error.accepted:
            error.accepted = tuple(accepted)
            error.with_hint(_told(accepted))
        raise
    except (Exception, GeneratorExit):
        raise
    except BaseException as stop:
        if accepted:
            (stop.cause if isinstance(stop, FlowInterrupted) else stop).add_note(_told(accepted))
        raise


def _told(accepted: Sequence[str]) -> str:
    return f"Before this, the plane accepted: {', '.join(dict.fromkeys(accepted))}."
