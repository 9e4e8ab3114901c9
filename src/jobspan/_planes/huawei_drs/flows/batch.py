"""Send a batch: check rules with one batched read, cut to size, send requests side by side, account for every entry."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, gather, now
from jobspan._core.http import Request
from jobspan._core.interruption import FlowInterrupted, Unanswered, batch_report
from jobspan._core.proposal import Proposal, Step
from jobspan._core.rules import propose, refuses
from jobspan._core.validation import Validator
from jobspan._planes.huawei_drs.flows.batch_request import (
    Batch,
    in_error,
    in_jobs,
    request_for,
    send_request,
)
from jobspan._planes.huawei_drs.flows.entries import Entry
from jobspan._planes.huawei_drs.flows.prechecks import PRECHECK_OF
from jobspan._planes.huawei_drs.flows.verdicts import as_note, skipped, verdicts_on
from jobspan._planes.huawei_drs.models.replies import Outcome
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.errors import ApiError, AuthError, OperationError, PermissionDenied

__all__ = [
    "Batch",
    "check_batch",
    "chunks",
    "in_jobs",
    "request_for",
    "run_batch",
    "send_all",
    "send_entries",
]

K = TypeVar("K")
T = TypeVar("T")


def check_batch(problems: Validator, items: Sequence[Any], size: int, argument: str = "") -> None:
    """The checks that all batches share. ``argument``: the name of the one that holds the items."""
    if not items:
        problems.add(argument or "items", "must not be empty")
    problems.within("batch_size", size, 1, 100)


def run_batch(ctx: PlaneContext, batch: Batch[K]) -> Flow[BatchResult[K]]:
    """Check the rules, propose, send, and account for every entry in the order of the input.

    Raises:
        RuleViolation: rules forbid some entries, and ``skip_invalid`` is not set; nothing was sent.
        AuthError, PermissionDenied: no request was let in.
    """
    verdicts = yield from verdicts_on(ctx, batch.entries)
    forbidden = {each: tuple(v for v in found if refuses(ctx, v)) for each, found in verdicts.items()}
    leaves_out = batch.skip_invalid
    kept = [entry for entry in batch.entries if not (leaves_out and forbidden.get(entry.job_id))]
    shown = [
        as_note(verdict) if leaves_out and verdict in forbidden.get(each, ()) else verdict
        for each, found in verdicts.items()
        for verdict in found
    ]
    requests = [(chunk, request_for(ctx, batch, chunk)) for chunk in chunks(kept, batch.size)]
    yield from propose(
        ctx,
        Proposal(
            title=batch.title,
            plane=ctx.plane,
            operation=batch.operation.id,
            steps=tuple(Step(operation=batch.operation.id, request=request) for _, request in requests),
            verdicts=tuple(shown),
            then=batch.then,
            notes=batch.notes + _left_out(batch.entries, kept),
        ),
    )
    sent, stop = yield from send_all(ctx, batch, requests)
    items = (sent.get(entry) or skipped(entry, forbidden[entry.job_id]) for entry in batch.entries)
    return _whole(batch, BatchResult(tuple(items)), stop)


def send_entries(ctx: PlaneContext, batch: Batch[K]) -> Flow[BatchResult[K]]:
    """Send without checking rules: the later step of a journey that was proposed as a whole."""
    requests = [(chunk, request_for(ctx, batch, chunk)) for chunk in chunks(batch.entries, batch.size)]
    sent, stop = yield from send_all(ctx, batch, requests)
    return _whole(batch, BatchResult(tuple(sent[entry] for entry in batch.entries)), stop)


def _whole(batch: Batch[K], result: BatchResult[K], stop: FlowInterrupted | None) -> BatchResult[K]:
    """The result, unless sending was interrupted; then the interruption takes it to the caller."""
    if stop is not None:
        stop.report = batch_report(result, batch.title)
        raise stop
    return result


def chunks(entries: Sequence[Entry[K]], size: int) -> Iterator[list[Entry[K]]]:
    """Entries in requests of ``size``; those of one task are never torn apart."""
    by_job: dict[str, list[Entry[K]]] = {}
    for entry in entries:
        by_job.setdefault(entry.job_id, []).append(entry)
    chunk: list[Entry[K]] = []
    for group in by_job.values():
        if chunk and len(chunk) + len(group) > size:
            yield chunk
            chunk = []
        chunk = [*chunk, *group]
    if chunk:
        yield chunk


def send_all(
    ctx: PlaneContext, batch: Batch[K], requests: Sequence[tuple[list[Entry[K]], Request]]
) -> Flow[tuple[dict[Entry[K], ItemResult[K]], FlowInterrupted | None]]:
    """All requests, as many at once as the policy allows.

    There is a result for each entry, also when it was interrupted; then the interruption is returned as well.
    """
    shut: list[ApiError] = []
    flows = [_unless_shut(shut, _sender(ctx, batch, chunk, request)) for chunk, request in requests]
    answers: Sequence[Any]
    stop: FlowInterrupted | None = None
    try:
        answers = yield from gather(flows, ctx.policy.concurrency)
    except FlowInterrupted as interruption:
        answers, stop = interruption.answers, interruption
    locked_out = [each for each in answers if isinstance(each, AuthError | PermissionDenied)]
    if locked_out and len(locked_out) == len(answers):
        raise locked_out[0]
    sent: dict[Entry[K], ItemResult[K]] = {}
    for (chunk, _), answer in zip(requests, answers, strict=True):
        if isinstance(answer, OperationError):
            sent |= in_error(batch, chunk, answer)
        elif isinstance(answer, Unanswered):
            sent |= {entry: _unanswered(entry, answer) for entry in chunk}
        elif isinstance(answer, BaseException):
            raise answer
        else:
            sent |= answer
    yield from _remember(ctx, sent)
    return sent, stop


def _unanswered(entry: Entry[K], answer: Unanswered) -> ItemResult[K]:
    """What an interruption left of an entry."""
    if answer is Unanswered.NOT_STARTED:
        return ItemResult(item=entry.item, status=ItemStatus.NOT_SENT, message="Interrupted before it was sent.")
    message = "Interrupted while it was under way; read the task before repeating."
    return ItemResult(item=entry.item, status=ItemStatus.UNKNOWN, message=message)


def _remember(ctx: PlaneContext, sent: dict[Entry[K], ItemResult[K]]) -> Flow[None]:
    """The states that accepted actions are to leave may be shown a little longer."""
    at = yield from now()
    for entry, result in sent.items():
        if result.status is not ItemStatus.ACCEPTED:
            continue
        if entry.leaves:
            ctx.accepted.note([entry.job_id], entry.leaves.__contains__, at, ctx.policy.grace)
        if isinstance(result.value, Outcome) and result.value.precheck_id:
            begun = result.value.precheck_id
            ctx.accepted.note([PRECHECK_OF.format(id=entry.job_id)], begun.__ne__, at, ctx.policy.grace)


def _unless_shut(shut: list[ApiError], send: Callable[[], Flow[T]]) -> Callable[[], Flow[T]]:
    """Send nothing more once the credentials were refused: wrong signatures lock the key."""

    def run() -> Flow[T]:
        if shut:
            raise shut[0]
        try:
            return (yield from send())
        except AuthError as refused:
            shut.append(refused)
            raise

    return run


def _sender(
    ctx: PlaneContext, batch: Batch[K], chunk: list[Entry[K]], request: Request
) -> Callable[[], Flow[dict[Entry[K], ItemResult[K]]]]:
    return lambda: send_request(ctx, batch, chunk, request)


def _left_out(entries: Sequence[Entry[K]], kept: Sequence[Entry[K]]) -> tuple[str, ...]:
    left = len(entries) - len(kept)
    return (f"{left} of {len(entries)} entries are left out",) if left else ()
