"""A change that is one request, with a job behind it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from jobspan._core import change as core
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import JobKind, Started, started
from jobspan._core.operation import Operation
from jobspan._core.reconcile import Reconcile
from jobspan._planes.delphix.models.masking_jobs import JobStarted
from jobspan.models import Verdict

T = TypeVar("T")
R = TypeVar("R")


def change(
    ctx: PlaneContext,
    operation: Operation[T],
    subject: str,
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    verdicts: Sequence[Verdict] = (),
    then: Sequence[str] = (),
    notes: Sequence[str] = (),
    before: Callable[[], Flow[Reconcile[T]]] | None = None,
    reconcile: Reconcile[T] | None = None,
    lacks: Callable[[T], str | None] = lambda value: None,
) -> Flow[T]:
    """Propose one request, then send it."""
    return core.change(
        ctx,
        operation,
        f"{operation.call} {subject}".strip(),
        path=path,
        query=query,
        body=body,
        verdicts=verdicts,
        then=then,
        notes=notes,
        before=before,
        reconcile=reconcile,
        lacks=lacks,
    )


def launch(
    ctx: PlaneContext,
    operation: Operation[JobStarted],
    kind: JobKind[Any, R],
    subject: str,
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    verdicts: Sequence[Verdict] = (),
    notes: Sequence[str] = (),
    reconcile: Reconcile[JobStarted] | None = None,
    **about: str,
) -> Flow[Started[Any, R]]:
    """Propose one request that starts a DCT job, then send it."""
    answer = yield from change(
        ctx,
        operation,
        subject,
        path=path,
        query=query,
        body=body,
        verdicts=verdicts,
        notes=notes,
        reconcile=reconcile,
    )
    return (yield from started(ctx, kind, answer.job.id, answer.job, **about))
