"""The attempts of one request: sent until there is an outcome, or an honest doubt. The table is :mod:`jobspan._core.retry`."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import attrs
import msgspec

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, now, random, refused, sleep
from jobspan._core.exchange import Exchange, exchange, named, unreadable
from jobspan._core.http import Request
from jobspan._core.operation import Operation
from jobspan._core.reconcile import Confirmed, Finding, NotDone, Reconcile, Unknown
from jobspan._core.retry import FailedAttempt, Failure, Next, Pace, decide
from jobspan.errors import AmbiguousOutcomeError, ApiError, JobspanError, OperationError, RateLimited
from jobspan.hooks import ChangeAccepted, RetryScheduled

T = TypeVar("T")


class Rest(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """The part of a batch that the plane refused for now, in a reply that accounts for the others.

    Attributes:
        request: asks for that part alone.
        reason: why it was refused, in the plane's words.
        join: the answer to the whole, with that to the rest.
        without: the answer to the whole when the rest came to nothing.
        reconcile: after a lost reply to the rest.
    """

    request: Request
    reason: str
    join: Callable[[T], T]
    without: Callable[[OperationError], T]
    reconcile: Reconcile[T] | None = None


def attempts(
    ctx: PlaneContext,
    operation: Operation[Any],
    request: Request,
    read: Callable[[Exchange], Flow[T]],
    reconcile: Reconcile[T] | None = None,
    rest_of: Callable[[T], Rest[T] | None] = lambda value: None,
    gone: Confirmed[T] | None = None,
) -> Flow[T]:
    """Send until there is an outcome.

    Args:
        gone: what the reply would have said, where the operation removes something and documents a reply.
        rest_of: the part of a success that was refused for now; it is sent again like a whole request that was.

    Raises:
        AmbiguousOutcomeError: the request may have been acted on, and nothing can tell.
        TransportError, ApiError, DecodeError: it failed, and how.
    """
    run = _Run(ctx=ctx, operation=operation, request=request, reconcile=reconcile, gone=gone)
    began = yield from now()
    while True:
        try:
            request = run.request if run.attempt == 1 else run.request.hurried((yield from now()) - began)
            value = yield from _attempt(ctx, operation, request, read, run.attempt, run.doubt is not None)
        except FailedAttempt as failed:
            outcome = yield from run.after(failed)
            if outcome is not None:
                return outcome.value
        else:
            rest = rest_of(value)
            ctx.budget.earn()
            if operation.changes:
                yield from emit(ChangeAccepted(plane=ctx.plane, operation=operation.id))
            if rest is None:
                return run.join(value)
            run.go_on_with(rest)
        outcome = yield from run.pause(began)
        if outcome is not None:
            return outcome.value


def _attempt(
    ctx: PlaneContext,
    operation: Operation[Any],
    request: Request,
    read: Callable[[Exchange], Flow[T]],
    attempt: int,
    doubted: bool,
) -> Flow[T]:
    status = 0
    try:
        done = yield from exchange(ctx, operation, request, attempt)
        status = done.response.status
        return (yield from read(attrs.evolve(done, doubted=True) if doubted else done))
    except RecursionError:
        what = "the reply is nested too deeply"
        raise unreadable(ctx, operation, status, what, attempt, asked=named(request)) from None


class _Run(msgspec.Struct, Generic[T], kw_only=True, eq=False):
    """What is remembered from attempt to attempt."""

    ctx: PlaneContext
    operation: Operation[Any]
    request: Request
    reconcile: Reconcile[T] | None
    gone: Confirmed[T] | None = None
    attempt: int = 1
    pace: Pace | None = None
    doubt: FailedAttempt | None = None
    """An attempt that may have been acted on. It outlives the answers to later ones."""
    overruled: FailedAttempt | None = None
    """One that a look did not find: for a repeat that is refused, the look may have been answered by a server that is behind."""
    part: str = ""
    """What of it was done, at the last look."""
    last: FailedAttempt | None = None
    join: Callable[[T], T] = lambda value: value
    without: Callable[[OperationError], T] | None = None

    def after(self, failed: FailedAttempt) -> Flow[Confirmed[T] | None]:
        """What a failure leads to: an outcome after all, ``None`` to try again, or the error to raise."""
        self.last = failed
        if failed.failure.in_doubt:
            self.doubt = failed
        elif self.operation.changes:
            yield from refused()
        match decide(self.operation.retry, failed.failure):
            case Next.RETRY:
                return None
            case Next.RECONCILE:
                return (yield from self._look(failed))
            case Next.AMBIGUOUS:
                return self._give_up(self._ambiguous(failed))
            case Next.RAISE:
                if failed.failure.phase is not None:
                    return self._give_up(self._final(failed))
                doubt = self.doubt or self.overruled
                if doubt is not None and self.operation.changes:
                    return (yield from self._answered_after_a_doubt(failed, doubt))
                return self._give_up(self._error(failed))

    def pause(self, began: float) -> Flow[Confirmed[T] | None]:
        """Wait for the next attempt; when there is to be none, the outcome or the error."""
        failed = self._last_failure
        at = yield from now()
        if self.pace is None:
            self.pace = Pace(self.ctx.policy, began)
        delay = self.pace.delay_after(failed, at, (yield from random()))
        if delay is None:
            return (yield from self._end(failed))
        if not failed.failure.is_waited_out and not self.ctx.budget.spend():
            hint = "It was not tried again: too many calls of this client are failing."
            return (yield from self._end(failed, hint))
        if failed.failure.throttled:
            self.ctx.gate.close(at, delay, self.ctx.policy.backoff_base)
        yield from emit(
            RetryScheduled(
                plane=self.ctx.plane,
                operation=self.operation.id,
                attempt=self.attempt,
                delay=delay,
                reason=failed.error.message,
            )
        )
        yield from sleep(delay)
        self.attempt += 1
        return None

    def _end(self, failed: FailedAttempt, hint: str | None = None) -> Flow[Confirmed[T]]:
        """What comes of it when it is not tried again. A doubt that a look had put aside is looked into once more."""
        put_aside = self.overruled if self.doubt is None else None
        if put_aside is not None and put_aside is not failed and self.operation.changes:
            return (yield from self._answered_after_a_doubt(failed, put_aside))
        error = self._final(failed)
        return self._give_up(error.with_hint(hint) if hint else error)

    def go_on_with(self, rest: Rest[T]) -> None:
        """The plane answered for all but a part, which is to be sent again."""
        whole = self.join
        self.join = lambda answer: whole(rest.join(answer))
        self.without = lambda error: whole(rest.without(error))
        self.request, self.reconcile = rest.request, rest.reconcile
        self.doubt, self.overruled, self.part = None, None, ""
        error = RateLimited(
            message=f"{self.ctx.plane} {self.operation.id}{named(self.request)}: {rest.reason}",
            plane=self.ctx.plane,
            operation=self.operation.id,
            attempts=self.attempt,
            status=429,
        )
        self.last = FailedAttempt(Failure(throttled=True), error)

    def _look(self, failed: FailedAttempt) -> Flow[Confirmed[T] | None]:
        """Ask the plane whether it happened."""
        match (yield from _find_out(self.reconcile)):
            case Confirmed(value):
                yield from emit(ChangeAccepted(plane=self.ctx.plane, operation=self.operation.id))
                return Confirmed(self.join(value))
            case NotDone(part):
                self.part = part
                if not part:
                    self.overruled, self.doubt = self.doubt or self.overruled, None
                return None
            case Unknown(why):
                return self._give_up(self._ambiguous(failed, why))

    def _answered_after_a_doubt(self, failed: FailedAttempt, doubt: FailedAttempt) -> Flow[Confirmed[T]]:
        """A definite no that answers a repeat, after an attempt that may have been acted on."""
        if self.operation.removes and failed.failure.absent:
            if self.gone is not None:
                return Confirmed(self.join(self.gone.value))
            if self.operation.returns is None:
                return Confirmed(self.join(None))  # type: ignore[arg-type]  # such an operation returns nothing
        contradicted = self.operation.removes and failed.failure.absent
        match (yield from _find_out(self.reconcile)):
            case Confirmed(value):
                return Confirmed(self.join(value))
            case NotDone("") if contradicted:
                answered = f"A repeat was answered: {failed.error.message} It is still shown."
                return self._give_up(self._ambiguous(doubt, answered))
            case NotDone(""):
                return self._give_up(self._error(failed))
            case NotDone(why) | Unknown(why):
                answered = f"A repeat was answered: {failed.error.message} {why}".strip()
                return self._give_up(self._ambiguous(doubt, answered))

    def _give_up(self, error: OperationError) -> Confirmed[T]:
        if self.without is not None:
            return Confirmed(self.without(error))
        raise error from self._last_failure.__cause__

    @property
    def _last_failure(self) -> FailedAttempt:
        if self.last is None:
            raise RuntimeError("no attempt has failed yet")
        return self.last

    def _final(self, failed: FailedAttempt) -> OperationError:
        """The error after the last attempt."""
        if self.doubt is not None and self.operation.changes:
            then = "" if failed is self.doubt else f"Then: {failed.error.message}"
            return self._ambiguous(self.doubt, f"{then} {self.part}".strip())
        return self._error(failed)

    def _error(self, failed: FailedAttempt) -> OperationError:
        failed.error.attempts = self.attempt
        return failed.error

    def _ambiguous(self, doubt: FailedAttempt, why: str = "") -> AmbiguousOutcomeError:
        operation = self.operation
        check = operation.check or f"Read the state that {operation.call} changes before repeating it."
        asked = f"{operation.plane} {operation.id}{named(self.request)}: "
        reason = doubt.error.message.removeprefix(asked)
        return AmbiguousOutcomeError(
            message=f"{asked}it is not known whether the request was acted on. {reason[:1].upper()}{reason[1:]} {why}".rstrip(),
            hint=check,
            plane=operation.plane,
            operation=operation.id,
            attempts=self.attempt,
            check=check,
            phase=doubt.failure.phase,
            status=doubt.failure.status,
            code=doubt.error.code if isinstance(doubt.error, ApiError) else None,
        )


def _find_out(reconcile: Reconcile[T] | None) -> Flow[Finding[T]]:
    """What a look says of a request in doubt. One that fails says nothing, and must not hide that there is a doubt."""
    if reconcile is None:
        return Unknown()
    try:
        return (yield from reconcile())
    except JobspanError as failed:
        return Unknown(f"Looking for it failed as well: {failed}")
