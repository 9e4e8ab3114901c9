"""A change that is one request, with or without a job behind it."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from jobspan._core.call import perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import JobKind, Started, started
from jobspan._core.operation import Operation
from jobspan._core.rules import propose_one
from jobspan._planes.delphix.models.masking_jobs import JobStarted
from jobspan.models import Verdict

T = TypeVar("T")
V = TypeVar("V")
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
    notes: Sequence[str] = (),
) -> Flow[T]:
    """Propose one request, then send it."""
    request = prepare(ctx, operation, path=path, query=query, body=body)
    yield from propose_one(
        ctx,
        operation,
        request,
        f"{operation.call} {subject}".strip(),
        verdicts=tuple(verdicts),
        notes=tuple(notes),
    )
    return (yield from perform(ctx, operation, request))


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
    **about: str,
) -> Flow[Started[Any, R]]:
    """Propose one request that starts a DCT job, then send it."""
    answer = yield from change(
        ctx, operation, subject, path=path, query=query, body=body, verdicts=verdicts, notes=notes
    )
    return started(ctx, kind, answer.job.id, answer.job, **about)
