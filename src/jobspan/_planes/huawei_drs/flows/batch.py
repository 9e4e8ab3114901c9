"""Batches: judged with one batched read, cut to size, sent side by side, and accounted for entry by entry."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Generic, TypeVar

import attrs

from jobspan._core.call import Exchange, Settle, attempts, prepare, read_reply
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, gather, random, sleep
from jobspan._core.http import Request
from jobspan._core.operation import Operation, RetryClass
from jobspan._core.proposal import Proposal, Step
from jobspan._core.rules import propose
from jobspan._core.validation import Validator
from jobspan._planes.huawei_drs.errors import TOO_FREQUENT
from jobspan._planes.huawei_drs.flows.judge import Entry, judge_entries, only_told, refused, skipped
from jobspan._planes.huawei_drs.flows.outcomes import failed, item_result, match, redact_echoes
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.models.replies import Outcome, Results
from jobspan.errors import (
    AmbiguousOutcomeError,
    ApiError,
    AuthError,
    DecodeError,
    OperationError,
    PermissionDenied,
    RateLimited,
    ServerError,
    TransportError,
)
from jobspan.models import BatchResult, ItemResult, ItemStatus
from jobspan.policy import RuleMode

K = TypeVar("K")
T = TypeVar("T")

BATCH_SIZE: Final = 10
"""Tasks a request, as the reference recommends."""

_SHUT_OUT: Final = (AuthError, PermissionDenied, RateLimited)
"""Errors after which further requests would fare no better."""


def in_jobs(bodies: list[Any]) -> Any:
    return {"jobs": bodies}


@attrs.frozen(kw_only=True)
class Batch(Generic[K]):
    """A changing call for many tasks.

    Attributes:
        title: for plans and errors.
        operation: the row of the table.
        entries: in the order of the input.
        wrap: makes the body of a request of the bodies of its entries.
        size: entries a request; both ends of a task stay together.
        skip_invalid: send the rest when rules forbid some.
        settle: after a lost reply, how to find out what became of the entries of a request.
        harmless: codes of failures that leave nothing to wish for (gone is what a delete wants).
        then: what follows, in words.
        notes: what is worth knowing before applying.
    """

    title: str
    operation: Operation[Results[Outcome]]
    entries: Sequence[Entry[K]]
    wrap: Callable[[list[Any]], Any] = in_jobs
    size: int = BATCH_SIZE
    skip_invalid: bool = False
    settle: Callable[[Sequence[Entry[K]]], Settle[Results[Outcome]]] | None = None
    harmless: frozenset[str] = frozenset()
    then: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def check_batch(problems: Validator, entries: Sequence[Any], size: int) -> None:
    """What every batch call checks of its arguments."""
    if not entries:
        problems.add("items", "must not be empty")
    problems.within("batch_size", size, 1, 100)


def run_batch(ctx: PlaneContext, batch: Batch[K]) -> Flow[BatchResult[K]]:
    """Judge, propose, send, and account for every entry in the order of the input.

    Raises:
        RuleViolation: rules forbid some entries, and ``skip_invalid`` is not set; nothing was sent.
        AuthError, PermissionDenied: no request was let in.
    """
    verdicts = yield from judge_entries(ctx, batch.entries)
    forbidden = {each: refused(found) for each, found in verdicts.items()}
    leaves_out = batch.skip_invalid and ctx.policy.rules is RuleMode.ENFORCE
    kept = [entry for entry in batch.entries if not (leaves_out and forbidden.get(entry.job_id))]
    shown = [
        only_told(verdict) if leaves_out and verdict in forbidden.get(each, ()) else verdict
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
    sent = yield from send_all(ctx, batch, requests)
    return BatchResult(tuple(sent.get(id(entry)) or skipped(entry, forbidden[entry.job_id]) for entry in batch.entries))


def send_entries(ctx: PlaneContext, batch: Batch[K]) -> Flow[BatchResult[K]]:
    """Send without judging: the later step of a journey that was proposed as a whole."""
    requests = [(chunk, request_for(ctx, batch, chunk)) for chunk in chunks(batch.entries, batch.size)]
    sent = yield from send_all(ctx, batch, requests)
    return BatchResult(tuple(sent[id(entry)] for entry in batch.entries))


def request_for(ctx: PlaneContext, batch: Batch[K], chunk: Sequence[Entry[K]]) -> Request:
    body = batch.wrap([entry.body for entry in chunk])
    return prepare(ctx, batch.operation, path=project(ctx), body=body)


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
) -> Flow[dict[int, ItemResult[K]]]:
    """All requests, so many at once as the policy allows. The results are found by the identity of their entries."""
    shut: list[ApiError] = []
    flows = [_unless_shut(shut, _sender(ctx, batch, chunk, request)) for chunk, request in requests]
    answers = yield from gather(flows, ctx.policy.concurrency)
    locked_out = [each for each in answers if isinstance(each, AuthError | PermissionDenied)]
    if locked_out and len(locked_out) == len(answers):
        raise locked_out[0]
    sent: dict[int, ItemResult[K]] = {}
    for (chunk, _), answer in zip(requests, answers, strict=True):
        if isinstance(answer, OperationError):
            results = [_in_error(batch, entry, answer) for entry in chunk]
        elif isinstance(answer, Exception):
            raise answer
        else:
            results = answer
        sent |= {id(entry): result for entry, result in zip(chunk, results, strict=True)}
    return sent


def _unless_shut(shut: list[ApiError], send: Callable[[], Flow[T]]) -> Callable[[], Flow[T]]:
    """After the credentials were turned down, nothing more is sent: wrong signatures lock the key."""

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
) -> Callable[[], Flow[list[ItemResult[K]]]]:
    def send() -> Flow[list[ItemResult[K]]]:
        results = yield from _send(ctx, batch, chunk, request)
        for attempt in range(ctx.policy.attempts - 1):
            again = [index for index, result in enumerate(results) if result.code == TOO_FREQUENT]
            if not again:
                break
            yield from sleep(
                (yield from random()) * min(ctx.policy.backoff_cap, ctx.policy.backoff_base * 2.0**attempt)
            )
            part = [chunk[index] for index in again]
            try:
                repeated = yield from _send(ctx, batch, part, request_for(ctx, batch, part))
            except _SHUT_OUT as error:
                return _replaced(results, again, [_in_error(batch, entry, error) for entry in part])
            results = _replaced(results, again, repeated)
        return results

    return send


def _send(ctx: PlaneContext, batch: Batch[K], chunk: Sequence[Entry[K]], request: Request) -> Flow[list[ItemResult[K]]]:
    settle = batch.settle(chunk) if batch.settle else None
    refused_whole = False

    def read(exchange: Exchange) -> Flow[Results[Outcome]]:
        nonlocal refused_whole
        refused_whole = not exchange.response.ok
        return read_reply(ctx, batch.operation, exchange)

    try:
        reply = yield from attempts(ctx, batch.operation, request, read, settle)
    except _SHUT_OUT:
        raise
    except ApiError as error:
        if len(chunk) == 1 or not _did_nothing(error):
            return [_in_error(batch, entry, error) for entry in chunk]
        return (yield from _one_by_one(ctx, batch, chunk))
    except OperationError as error:
        return [_in_error(batch, entry, error) for entry in chunk]
    outcomes = match(chunk, [redact_echoes(request, each) for each in reply.results])
    results = [
        _forgiven(item_result(entry, outcome), batch.harmless) for entry, outcome in zip(chunk, outcomes, strict=True)
    ]
    innocent = [index for index, outcome in enumerate(outcomes) if outcome is None]
    if refused_whole and 0 < len(innocent) < len(chunk) and not reply.unreadable:
        rest = [chunk[index] for index in innocent]
        try:
            sent = yield from _send(ctx, batch, rest, request_for(ctx, batch, rest))
        except _SHUT_OUT as error:
            sent = [_in_error(batch, entry, error) for entry in rest]
        results = _replaced(results, innocent, sent)
    return results


def _did_nothing(error: ApiError) -> bool:
    """Whether the request was refused, so that its entries may be sent again. A service that calls itself abnormal, or says
    of an error that it is a success, may have begun."""
    return 400 <= error.status < 500 and not isinstance(error, ServerError)


def _replaced(
    results: Sequence[ItemResult[K]], indexes: Sequence[int], newer: Sequence[ItemResult[K]]
) -> list[ItemResult[K]]:
    merged = list(results)
    for index, result in zip(indexes, newer, strict=True):
        merged[index] = result
    return merged


def _one_by_one(ctx: PlaneContext, batch: Batch[K], chunk: Sequence[Entry[K]]) -> Flow[list[ItemResult[K]]]:
    """A request that was refused as a whole, and so did nothing, is sent entry by entry: only the bad ones are to fail."""
    results: list[ItemResult[K]] = []
    for index, entry in enumerate(chunk):
        try:
            results += yield from _send(ctx, batch, [entry], request_for(ctx, batch, [entry]))
        except _SHUT_OUT as error:
            return results + [_in_error(batch, each, error) for each in chunk[index:]]
    return results


def _in_error(batch: Batch[K], entry: Entry[K], error: OperationError) -> ItemResult[K]:
    """What an error of the whole request means for one of its entries."""
    match error:
        case AmbiguousOutcomeError() | DecodeError():
            return ItemResult(item=entry.item, status=ItemStatus.UNKNOWN, message=str(error))
        case ServerError(code=code) if batch.operation.retry is not RetryClass.IDEMPOTENT:
            return attrs.evolve(failed(entry, code, error.message), status=ItemStatus.UNKNOWN)
        case ApiError(code=code):
            return _forgiven(failed(entry, code, error.message), batch.harmless)
        case TransportError():
            return ItemResult(item=entry.item, status=ItemStatus.FAILED, code=error.phase.value, message=str(error))
        case _:
            return ItemResult(item=entry.item, status=ItemStatus.UNKNOWN, message=str(error))


def _forgiven(result: ItemResult[K], harmless: frozenset[str]) -> ItemResult[K]:
    if result.status is ItemStatus.FAILED and result.code in harmless:
        return attrs.evolve(result, status=ItemStatus.ACCEPTED)
    return result


def _left_out(entries: Sequence[Entry[K]], kept: Sequence[Entry[K]]) -> tuple[str, ...]:
    left = len(entries) - len(kept)
    return (f"{left} of {len(entries)} entries are left out",) if left else ()
