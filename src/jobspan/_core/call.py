"""The life of one call: authorize, send, judge the answer, and retry, settle or give up as the retry class says."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeAlias, TypeVar, cast

import attrs
import msgspec
import tenacity

from jobspan._core.context import ErrorReply, PlaneContext, error_class
from jobspan._core.convert import Unreadable
from jobspan._core.effects import Flow, emit, now, random, send, sleep, wall_clock
from jobspan._core.http import JSON, LostExchange, ReplyTooLarge, Request, Response, fill_path, query_pairs
from jobspan._core.operation import Operation
from jobspan._core.redact import mask_headers, mask_url
from jobspan._core.retry import FailedAttempt, Failure, Next, Pace, decide, retry_after_seconds
from jobspan._version import __version__
from jobspan.errors import (
    AmbiguousOutcomeError,
    ApiError,
    DecodeError,
    JobspanError,
    OperationError,
    RateLimited,
    SendPhase,
    TransportError,
)
from jobspan.hooks import RequestFailed, RequestStarted, ResponseReceived, RetryScheduled, UnexpectedData

T = TypeVar("T")


@attrs.frozen
class Confirmed(Generic[T]):
    """A read shows that the plane acted on the lost request; ``value`` is what its reply would have said."""

    value: T


@attrs.frozen
class NotDone:
    """A read shows that the plane did not act on it, and will not: it may be sent again."""


@attrs.frozen
class Unknown:
    """The read could not tell."""

    why: str = ""


Settled: TypeAlias = Confirmed[T] | NotDone | Unknown
Settle: TypeAlias = Callable[[], Flow[Settled[T]]]


@attrs.frozen(kw_only=True)
class Exchange:
    """A success: the reply, and its body as a JSON document (``None`` when there is no body)."""

    response: Response
    document: Any = attrs.field(repr=False)


def prepare(
    ctx: PlaneContext,
    operation: Operation[Any],
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
) -> Request:
    """The request of an operation, without credentials. ``body`` is a JSON tree, or bytes with their own content type."""
    fixed = {"Accept": JSON, "User-Agent": f"jobspan/{__version__}"}
    if body is not None and not isinstance(body, bytes):
        fixed["Content-Type"] = JSON
    request = Request(
        plane=ctx.plane,
        method=operation.method,
        url=ctx.base_url + fill_path(operation.path, path or {}),
        query=query_pairs(query or {}),
        headers=tuple(fixed.items()),
        body=body,
        connect_timeout=ctx.policy.connect_timeout,
        read_timeout=max(operation.read_timeout or 0.0, ctx.policy.request_timeout),
        reply_timeout=max(operation.read_timeout or 0.0, ctx.policy.call_deadline),
        max_response_bytes=ctx.policy.max_response_bytes,
    )
    for more in (dict(ctx.dialect.headers), ctx.policy.headers, headers or {}):
        request = request.with_headers(*more.items())
    return request


def call(
    ctx: PlaneContext,
    operation: Operation[T],
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    settle: Settle[T] | None = None,
) -> Flow[T]:
    """Make a call and read its reply as the operation's model."""
    request = prepare(ctx, operation, path=path, query=query, body=body, headers=headers)
    return (yield from perform(ctx, operation, request, settle=settle))


def perform(
    ctx: PlaneContext, operation: Operation[T], request: Request, *, settle: Settle[T] | None = None
) -> Flow[T]:
    """Send a prepared request and read its reply as the operation's model."""

    def read(exchange: Exchange) -> Flow[T]:
        return read_reply(ctx, operation, exchange)

    return (yield from attempts(ctx, operation, request, read, settle))


def read_reply(ctx: PlaneContext, operation: Operation[T], exchange: Exchange) -> Flow[T]:
    """The document of a success as the operation's model, oddities reported to the hooks."""
    if operation.returns is None:
        return cast(T, None)
    return (yield from read_as(ctx, operation, operation.returns, exchange))


def read_as(ctx: PlaneContext, operation: Operation[Any], model: type[T], exchange: Exchange) -> Flow[T]:
    """The document of a success as the model asked for."""
    document = {} if exchange.document is None else exchange.document
    try:
        value, oddities = ctx.dialect.codec.read(model, document)
    except Unreadable as bad:
        raise DecodeError(
            message=f"{ctx.plane} {operation.id}: the reply does not have the documented form: {bad}.",
            hint="The request itself was accepted." if operation.changes else None,
            plane=ctx.plane,
            operation=operation.id,
            path=bad.path,
            status=exchange.response.status,
        ) from bad
    for path, what in oddities:
        yield from emit(UnexpectedData(plane=ctx.plane, operation=operation.id, path=path, what=what))
    return value


def attempts(
    ctx: PlaneContext,
    operation: Operation[Any],
    request: Request,
    read: Callable[[Exchange], Flow[T]],
    settle: Settle[T] | None = None,
) -> Flow[T]:
    """Send until there is an outcome. See :mod:`jobspan._core.retry` for the table of what follows a failure.

    Raises:
        AmbiguousOutcomeError: the request may have been acted on, and nothing can tell.
        TransportError, ApiError, DecodeError: it failed, and how.
    """
    pace = Pace(ctx.policy, (yield from now()))
    doubt: FailedAttempt | None = None
    while True:
        try:
            todo = pace.next((yield from now()), (yield from random()))
        except FailedAttempt as last:
            raise _final(operation, last, doubt, pace.attempt) from last.__cause__
        if isinstance(todo, tenacity.DoAttempt):
            try:
                exchange = yield from _attempt(ctx, operation, request, pace.attempt)
            except FailedAttempt as failed:
                doubt = failed if failed.failure.in_doubt else doubt
                match decide(operation.retry, failed.failure):
                    case Next.RETRY:
                        pace.failed(failed)
                    case Next.RAISE:
                        raise _final(operation, failed, doubt, pace.attempt) from failed.__cause__
                    case Next.AMBIGUOUS:
                        raise _ambiguous(operation, failed, pace.attempt) from failed.error
                    case Next.SETTLE:
                        settled = yield from _look(settle)
                        match settled:
                            case Confirmed(value):
                                return value
                            case NotDone():
                                doubt = None
                                pace.failed(failed)
                            case Unknown(why):
                                raise _ambiguous(operation, failed, pace.attempt, why) from failed.error
            else:
                ctx.budget.earn()
                pace.succeeded(exchange)
        elif isinstance(todo, tenacity.DoSleep):
            yield from _back_off(ctx, operation, pace, float(todo), doubt)
        else:
            return (yield from read(todo))


def _look(settle: Settle[T] | None) -> Flow[Settled[T]]:
    """What a read says of a lost request. A read that fails says nothing, and must not hide that there is a doubt."""
    if settle is None:
        return Unknown()
    try:
        return (yield from settle())
    except JobspanError as unreadable:
        return Unknown(f"Looking whether it was failed as well: {unreadable}")


def _back_off(
    ctx: PlaneContext, operation: Operation[Any], pace: Pace, delay: float, doubt: FailedAttempt | None
) -> Flow[None]:
    failed = pace.last_failure
    if not ctx.budget.spend():
        raise _final(operation, failed, doubt, pace.attempt).with_hint(
            "It was not tried again: too many calls of this client are failing."
        ) from failed.__cause__
    yield from emit(
        RetryScheduled(
            plane=ctx.plane, operation=operation.id, attempt=pace.attempt, delay=delay, reason=failed.error.message
        )
    )
    yield from sleep(delay)
    pace.slept()


def _attempt(ctx: PlaneContext, operation: Operation[Any], bare: Request, attempt: int) -> Flow[Exchange]:
    renewed = False
    while True:
        request = bare if operation.anonymous else (yield from ctx.auth.authorize(ctx, bare))
        response = yield from _send(ctx, operation, request, attempt)
        if response.status in ctx.refusals and not operation.anonymous and not renewed:
            renewed = yield from ctx.auth.refused(ctx, request, response)
            if renewed:
                continue
        return (yield from _judge(ctx, operation, request, response, attempt))


def _send(ctx: PlaneContext, operation: Operation[Any], request: Request, attempt: int) -> Flow[Response]:
    about: dict[str, Any] = {
        "plane": ctx.plane,
        "operation": operation.id,
        "method": request.method,
        "url": mask_url(request.full_url),
        "attempt": attempt,
    }
    yield from emit(RequestStarted(**about))
    try:
        response = yield from send(request)
    except LostExchange as lost:
        yield from emit(RequestFailed(**about, phase=lost.phase.value, error=lost.reason))
        error = TransportError(
            message=f"{ctx.plane} {operation.id}: {_LOST[lost.phase]} ({lost.reason}).",
            hint=_reach_hint(ctx, lost),
            plane=ctx.plane,
            operation=operation.id,
            attempts=attempt,
            phase=lost.phase,
        )
        raise FailedAttempt(Failure(phase=lost.phase, hopeless=_UNTRUSTED in lost.reason), error) from lost
    except ReplyTooLarge as large:
        raise DecodeError(
            message=f"{ctx.plane} {operation.id}: the reply is larger than {large.limit} bytes and was not read.",
            hint=_ANSWERED if operation.changes else "Ask for smaller pages, or raise Policy.max_response_bytes.",
            plane=ctx.plane,
            operation=operation.id,
            attempts=attempt,
            status=large.status,
        ) from large
    yield from emit(
        ResponseReceived(
            **about,
            status=response.status,
            elapsed=response.elapsed,
            request_id=response.header("x-request-id"),
            headers=mask_headers(response.headers.items()),
        )
    )
    return response


_LOST = {
    SendPhase.NOT_SENT: "the server could not be reached; nothing was sent",
    SendPhase.SENT_NO_REPLY: "the request was sent and no reply came",
    SendPhase.REPLY_PARTIAL: "the reply broke off",
}
_UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
"""How OpenSSL words it; the certificate will be no better the next time."""


def _reach_hint(ctx: PlaneContext, lost: LostExchange) -> str | None:
    reason = lost.reason.lower()
    if "certificate" in reason:
        section = getattr(ctx.settings, "section", ctx.plane).upper()
        return (
            f"Give a file with the CA that signed the certificate of {ctx.base_url} as ca_bundle=..., "
            f"or in JOBSPAN_{section}_CA_BUNDLE."
        )
    if "ssl" in reason or "tls" in reason:
        return f"Perhaps {ctx.base_url} does not speak TLS: is the address right?"
    if lost.phase is not SendPhase.NOT_SENT:
        return None
    return f"Check the address {ctx.base_url}, the network, and the proxy if there is one."


def _judge(
    ctx: PlaneContext, operation: Operation[Any], request: Request, response: Response, attempt: int
) -> Flow[Exchange]:
    document, unreadable = _document(response)
    fault = _redirect_fault(operation, response)
    if fault is None and ctx.dialect.error_reply(operation, response, document) is not None:
        fault = ctx.dialect.error_reply(operation, response, request.redact_echoes(document))
    if fault is None and not _expected(operation, response):
        fault = _unshaped_fault(ctx, response, unreadable)
    if fault is not None:
        raise (yield from _failed(ctx, operation, request, response, fault, attempt))
    if unreadable and (operation.returns is not None or unreadable is _PAGE):
        raise DecodeError(
            message=f"{ctx.plane} {operation.id}: HTTP {response.status}, but {unreadable}.",
            hint=_ANSWERED if operation.changes else f"Is {ctx.base_url} the API's address?",
            plane=ctx.plane,
            operation=operation.id,
            attempts=attempt,
            status=response.status,
        )
    return Exchange(response=response, document=document)


_ANSWERED = "The request itself was answered: look before you repeat it."
_PAGE = "the body is an HTML or XML page, not JSON"


def _failed(
    ctx: PlaneContext, operation: Operation[Any], request: Request, response: Response, fault: ErrorReply, attempt: int
) -> Flow[FailedAttempt]:
    retry_after = retry_after_seconds(response.header("retry-after"), (yield from wall_clock()))
    kind = fault.error or error_class(response.status)
    code = fault.code and request.redact_echoes(fault.code)
    request_id = fault.request_id or response.header("x-request-id")
    said = f" {code}:" if code else ""
    error: ApiError = kind(
        message=f"{ctx.plane} {operation.id} ({request.method} {mask_url(request.url)}): HTTP {response.status},"
        f"{said} {request.redact_echoes(fault.message)}",
        hint=fault.hint,
        plane=ctx.plane,
        operation=operation.id,
        attempts=attempt,
        status=response.status,
        code=code,
        request_id=request_id and request.redact_echoes(request_id),
        retry_after=retry_after,
        **fault.about,
    )
    failure = Failure(
        status=response.status,
        from_plane=fault.from_plane,
        throttled=issubclass(kind, RateLimited),
        retry_after=retry_after,
    )
    return FailedAttempt(failure, error)


def _document(response: Response) -> tuple[Any, str | None]:
    """The body as JSON, and if it cannot be read as such, what it is instead."""
    if not response.body.strip():
        return None, None
    try:
        return msgspec.json.decode(response.body), None
    except msgspec.DecodeError as bad:
        start = response.body.lstrip()[:64].lower()
        if start.startswith(b"<"):
            return None, _PAGE
        if "truncated" in str(bad):
            return None, "the JSON body is truncated"
        return None, "the body is not JSON"


def _expected(operation: Operation[Any], response: Response) -> bool:
    if response.status in operation.itemized:
        return True
    return response.status in operation.success if operation.success else response.ok


def _redirect_fault(operation: Operation[Any], response: Response) -> ErrorReply | None:
    if not 300 <= response.status < 400 or response.status in operation.success:
        return None
    return ErrorReply(
        message=f"the server redirects to {mask_url(response.header('location') or '(nowhere)')}.",
        hint="jobspan does not carry credentials to another address: set the URL to the final one.",
    )


def _unshaped_fault(ctx: PlaneContext, response: Response, unreadable: str | None) -> ErrorReply:
    if response.ok:
        return ErrorReply(message=f"the status {response.status} is not one this operation answers with.")
    return ErrorReply(
        message=f"{unreadable or 'the answer has no error text'}.",
        hint=f"Is {ctx.base_url} the API's address?" if response.status in (404, 405) and unreadable else None,
    )


def _final(
    operation: Operation[Any], failed: FailedAttempt, doubt: FailedAttempt | None, attempt: int
) -> OperationError:
    """The error to raise after the last attempt. A doubt left by any attempt of a changing call outlives a lost last one."""
    error = failed.error
    error.attempts = attempt
    if not operation.changes or doubt is None:
        return error
    if failed is doubt or failed.failure.phase is not None:
        return _ambiguous(operation, doubt, attempt)
    return error.with_hint("An earlier attempt went unanswered and may have been acted on.")


def _ambiguous(operation: Operation[Any], failed: FailedAttempt, attempt: int, why: str = "") -> AmbiguousOutcomeError:
    check = operation.check or f"Read the state that {operation.call} changes before repeating it."
    because = f" {why}" if why else ""
    return AmbiguousOutcomeError(
        message=f"{operation.plane} {operation.id}: nobody knows whether the request was acted on. "
        f"{failed.error.message}{because}",
        hint=check,
        plane=operation.plane,
        operation=operation.id,
        attempts=attempt,
        check=check,
        phase=failed.failure.phase,
        status=failed.failure.status,
    )
