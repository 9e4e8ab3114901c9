"""One request of a batch: sent until each of its entries has an answer, or an honest doubt."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeAlias, TypeVar

import attrs

from jobspan._core.attempts import Rest, attempts
from jobspan._core.call import prepare, read_reply
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.exchange import Exchange
from jobspan._core.http import Request
from jobspan._core.operation import Operation, RetryClass
from jobspan._core.reconcile import Confirmed, Finding, Reconcile
from jobspan._planes.huawei_drs.errors import TOO_FREQUENT
from jobspan._planes.huawei_drs.flows.entries import Entry, Reconciler
from jobspan._planes.huawei_drs.flows.item_results import (
    Evidence,
    Identify,
    by_task,
    failed,
    item_result,
    match,
    no_evidence,
    redact_echoes,
)
from jobspan._planes.huawei_drs.flows.job_ids import BATCH_SIZE
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.models.replies import JobResults, Outcome
from jobspan.batches import ItemResult, ItemStatus
from jobspan.errors import (
    AmbiguousOutcomeError,
    ApiError,
    AuthError,
    DecodeError,
    NotFound,
    OperationError,
    PermissionDenied,
    RateLimited,
    SendPhase,
    ServerError,
    TransportError,
)

K = TypeVar("K")
Sent: TypeAlias = dict[Entry[K], ItemResult[K]]

_SHUT_OUT: Final = (AuthError, PermissionDenied, RateLimited)
"""Errors that further requests would run into as well."""


def in_jobs(bodies: list[Any]) -> Any:
    return {"jobs": bodies}


@frozen(kw_only=True)
class Batch(Generic[K]):
    """A changing call for many tasks.

    Attributes:
        title: for plans and errors.
        operation: the row of the table.
        entries: in the order of the input.
        wrap: makes the body of a request of the bodies of its entries.
        size: entries a request; both ends of a task stay together.
        skip_invalid: send the rest when rules forbid some.
        reconcile: after a lost reply, how to find out what became of the entries of a request.
        identify: what in an outcome tells whose it is.
        evidence: what shows that an entry was accepted, where the operation documents no status.
        harmless: codes of failures that leave the task as it was to be (gone, for a delete).
        then: what follows, in words.
        notes: what is worth knowing before applying.
    """

    title: str
    operation: Operation[Any]
    entries: Sequence[Entry[K]]
    wrap: Callable[[list[Any]], Any] = in_jobs
    size: int = BATCH_SIZE
    skip_invalid: bool = False
    reconcile: Reconciler | None = None
    identify: Identify = by_task
    evidence: Evidence = no_evidence
    harmless: frozenset[str] = frozenset()
    then: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def request_for(ctx: PlaneContext, batch: Batch[K], chunk: Sequence[Entry[K]]) -> Request:
    body = batch.wrap([entry.body for entry in chunk])
    return prepare(ctx, batch.operation, path=project(ctx), body=body)


def send_request(ctx: PlaneContext, batch: Batch[K], chunk: Sequence[Entry[K]], request: Request) -> Flow[Sent[K]]:
    """The result of each entry.

    Entries that DRS finds too frequent are sent again like a whole request that is throttled. A request that DRS itself
    refused as a whole did nothing, so its entries are sent again without those it blames, or one by one. After any other
    answer nothing is sent again.
    """
    sending = _Sending(ctx=ctx, batch=batch, request=request, entries=list(chunk))
    try:
        sent = yield from attempts(
            ctx, batch.operation, request, sending.read, sending.reconcile(chunk), rest_of=sending.rest_of
        )
    except _SHUT_OUT:
        raise
    except OperationError as error:
        if len(chunk) > 1 and _did_nothing(error):
            return (yield from _one_by_one(ctx, batch, chunk))
        return in_error(batch, chunk, error)
    innocent = sending.innocent
    if 0 < len(innocent) < len(chunk):
        sent |= yield from _or_in_error(ctx, batch, innocent)
    if len(sending.refused_together) > 1:
        sent |= yield from _one_by_one(ctx, batch, sending.refused_together)
    return sent


@attrs.define(kw_only=True, eq=False)
class _Sending(Generic[K]):
    """What is remembered while one request, and parts of it, are sent."""

    ctx: PlaneContext
    batch: Batch[K]
    request: Request
    entries: list[Entry[K]]
    """The entries of the request that was sent last."""
    innocent: list[Entry[K]] = attrs.field(factory=list)
    """Those that a refusal of the whole does not mention."""
    refused_together: list[Entry[K]] = attrs.field(factory=list)

    def read(self, exchange: Exchange) -> Flow[Sent[K]]:
        reply = yield from read_reply(self.ctx, self.batch.operation, exchange)
        outcomes = reply.jobs if isinstance(reply, JobResults) else reply.results
        found = match(self.entries, [redact_echoes(self.request, each) for each in outcomes], self.batch.identify)
        if not exchange.response.ok and not reply.unreadable:
            self.innocent = [entry for entry, outcome in zip(self.entries, found, strict=True) if outcome is None]
        return self._results(found, doubted=exchange.doubted)

    def _results(self, found: Sequence[Outcome | None], *, doubted: bool = False) -> Sent[K]:
        return {
            entry: self._result(entry, outcome, doubted=doubted)
            for entry, outcome in zip(self.entries, found, strict=True)
        }

    def _result(self, entry: Entry[K], outcome: Outcome | None, *, doubted: bool) -> ItemResult[K]:
        result = _forgiven(item_result(entry, outcome, self.batch.evidence), self.batch.harmless)
        if not doubted or result.status is not ItemStatus.FAILED or result.code == TOO_FREQUENT:
            return result
        message = (
            f"An earlier attempt went unanswered, and may have been acted on. A repeat was answered: {result.message}"
        )
        return attrs.evolve(result, status=ItemStatus.UNKNOWN, message=message)

    def rest_of(self, sent: Sent[K]) -> Rest[Sent[K]] | None:
        """The entries that are too frequent for now."""
        busy = [entry for entry in self.entries if sent[entry].code == TOO_FREQUENT]
        if not busy:
            return None
        first = sent[busy[0]]
        self.entries = busy
        return Rest(
            request=request_for(self.ctx, self.batch, busy),
            reason=f"{len(busy)} entries: {first.code}: {first.message}",
            join=lambda again: {**sent, **again},
            without=lambda error: {**sent, **self._without(busy, error)},
            reconcile=self.reconcile(busy),
        )

    def _without(self, busy: list[Entry[K]], error: OperationError) -> Sent[K]:
        if _did_nothing(error) and not isinstance(error, _SHUT_OUT):
            self.refused_together = busy
        return in_error(self.batch, busy, error)

    def reconcile(self, entries: Sequence[Entry[K]]) -> Reconcile[Sent[K]] | None:
        if self.batch.reconcile is None:
            return None
        look = self.batch.reconcile(self.ctx, entries)

        def reconcile() -> Flow[Finding[Sent[K]]]:
            found = yield from look()
            if not isinstance(found, Confirmed):
                return found
            outcomes = match(entries, found.value.results, self.batch.identify)
            return Confirmed(
                {
                    entry: item_result(entry, outcome, self.batch.evidence)
                    for entry, outcome in zip(entries, outcomes, strict=True)
                }
            )

        return reconcile


def _did_nothing(error: OperationError) -> bool:
    """Whether DRS itself refused a request, so that its entries may be sent again. What nobody worded, or a service that
    reports itself as abnormal, or an error under a success status, may have begun."""
    if not isinstance(error, ApiError) or isinstance(error, ServerError) or error.code is None:
        return False
    return 400 <= error.status < 500 and not error.code.startswith("APIGW.")


def _one_by_one(ctx: PlaneContext, batch: Batch[K], chunk: Sequence[Entry[K]]) -> Flow[Sent[K]]:
    """A request that was refused as a whole, and so did nothing, is sent entry by entry: only the bad ones are to fail."""
    sent: Sent[K] = {}
    for index, entry in enumerate(chunk):
        try:
            sent |= yield from send_request(ctx, batch, [entry], request_for(ctx, batch, [entry]))
        except _SHUT_OUT as error:
            return sent | in_error(batch, chunk[index:], error)
    return sent


def _or_in_error(ctx: PlaneContext, batch: Batch[K], entries: Sequence[Entry[K]]) -> Flow[Sent[K]]:
    try:
        return (yield from send_request(ctx, batch, entries, request_for(ctx, batch, entries)))
    except _SHUT_OUT as error:
        return in_error(batch, entries, error)


def in_error(batch: Batch[K], entries: Sequence[Entry[K]], error: OperationError) -> Sent[K]:
    """What an error of the whole request means for its entries."""
    return {entry: _in_error(batch, entry, error) for entry in entries}


def _in_error(batch: Batch[K], entry: Entry[K], error: OperationError) -> ItemResult[K]:
    match error:
        case AmbiguousOutcomeError(code=code):
            return ItemResult(item=entry.item, status=ItemStatus.UNKNOWN, code=code, message=str(error))
        case ServerError(code=code) if batch.operation.retry is not RetryClass.IDEMPOTENT:
            return attrs.evolve(failed(entry, code, error.message), status=ItemStatus.UNKNOWN)
        case NotFound(code=code) if batch.operation.removes and code in batch.harmless:
            return ItemResult(item=entry.item, status=ItemStatus.ACCEPTED, code=code, message=error.message)
        case ApiError(code=code):
            return _forgiven(failed(entry, code, error.message), batch.harmless)
        case TransportError(phase=SendPhase.NOT_SENT):
            return ItemResult(item=entry.item, status=ItemStatus.NOT_SENT, message=str(error))
        case TransportError():
            return ItemResult(item=entry.item, status=ItemStatus.FAILED, code=error.phase.value, message=str(error))
        case DecodeError():
            return ItemResult(item=entry.item, status=ItemStatus.UNKNOWN, message=str(error))
    return ItemResult(item=entry.item, status=ItemStatus.UNKNOWN, message=str(error))


def _forgiven(result: ItemResult[K], harmless: frozenset[str]) -> ItemResult[K]:
    if result.status is ItemStatus.FAILED and result.code in harmless:
        return attrs.evolve(result, status=ItemStatus.ACCEPTED)
    return result
