"""One exchange: a request with credentials goes out, and what comes back is a success or a failure that is understood."""

from functools import partial
from http import HTTPStatus
from typing import Any

import attrs

from jobspan._core.classes import frozen
from jobspan._core.context import ErrorReply, PlaneContext, error_class
from jobspan._core.documents import PAGE, Body, body_of
from jobspan._core.effects import Flow, emit, live, refused, send, wall_clock
from jobspan._core.http import LostExchange, ReplyTooLarge, Request, Response
from jobspan._core.operation import Operation
from jobspan._core.redact import mask_url
from jobspan._core.retry import FailedAttempt, Failure, retry_after_seconds
from jobspan.errors import ApiError, DecodeError, NotFound, RateLimited, SendPhase, TransportError
from jobspan.hooks import RequestFailed, RequestStarted, ResponseReceived


@frozen(kw_only=True)
class Exchange:
    """A success: the reply, and what its body says.

    ``doubted``: an earlier attempt at the same request may have been acted on, so that what it refuses now may be done.
    ``asked``: the request, as :func:`named` names it.
    """

    response: Response
    body: Body = attrs.field(repr=False)
    doubted: bool = False
    asked: str = ""

    @property
    def document(self) -> Any:
        """The body as a JSON document; ``None`` when there is no body."""
        return (body_of(self.response) if self.body.filled else self.body).document


def exchange(ctx: PlaneContext, operation: Operation[Any], bare: Request, attempt: int) -> Flow[Exchange]:
    """Send a request once (twice when the credentials had to be renewed), and judge the answer.

    Raises:
        FailedAttempt: it failed, and how.
    """
    renewed = False
    while True:
        request = yield from live(partial(_ready, ctx, operation, bare))
        response = yield from _in_turn(ctx, operation, request, attempt)
        if response.status in ctx.refusals and not operation.anonymous and not renewed:
            renewed = yield from _renewed(ctx, request, response)
            if renewed:
                yield from refused()
                continue
        return (yield from _judge(ctx, operation, request, response, attempt))


def _in_turn(ctx: PlaneContext, operation: Operation[Any], request: Request, attempt: int) -> Flow[Response]:
    if ctx.turn is None or not request.credential:
        return _send(ctx, operation, request, attempt)
    return ctx.turn(ctx, request, partial(_send, ctx, operation, request, attempt))


def _ready(ctx: PlaneContext, operation: Operation[Any], bare: Request) -> Flow[Request]:
    """The request with credentials, once the plane takes requests."""
    yield from ctx.gate.wait()
    return bare if operation.anonymous else (yield from ctx.auth.authorize(ctx, bare))


def _renewed(ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
    return live(lambda: ctx.auth.refused(ctx, request, response), decides=True)


def unreadable(
    ctx: PlaneContext,
    operation: Operation[Any],
    status: int,
    what: str,
    attempt: int,
    *,
    asked: str = "",
    path: str = "$",
    hopeless: bool = False,
) -> FailedAttempt:
    """The plane answered that it acted on the request, and what it says of it cannot be read.

    Args:
        asked: the request, as :func:`named` names it.
        hopeless: a repeat would bring the same.
    """
    error = DecodeError(
        message=f"{ctx.plane} {operation.id}{asked}: HTTP {status}, but {what}.",
        hint=_ANSWERED if operation.changes else None,
        plane=ctx.plane,
        operation=operation.id,
        attempts=attempt,
        status=status,
        path=path,
    )
    return FailedAttempt(Failure(status=status, unreadable=True, hopeless=hopeless and not operation.changes), error)


_ANSWERED = "The request itself was answered: look before you repeat it."


def _judge(
    ctx: PlaneContext, operation: Operation[Any], request: Request, response: Response, attempt: int
) -> Flow[Exchange]:
    plainly = not response.ok or request.has_secrets_in_body
    body = body_of(response, None if plainly else ctx.dialect.codec.decoder(operation.returns))
    document, problem = body.document, body.problem
    reply = _redirect(operation, response)
    if reply is None and ctx.dialect.error_reply(operation, response, document) is not None:
        document = body_of(response).document if body.filled else document
        reply = ctx.dialect.error_reply(operation, response, request.redact_echoes(document))
    if reply is None and not _expected(operation, response):
        reply = _unworded(ctx, request, response, problem)
    if reply is not None:
        raise (yield from _failed(ctx, operation, request, response, reply, attempt))
    if problem and (operation.returns is not None or problem is PAGE):
        failed = unreadable(ctx, operation, response.status, problem, attempt, asked=named(request))
        raise failed if operation.changes else failed.with_hint(f"Is {ctx.base_url} the API's address?")
    if _says_nothing(operation, document):
        raise unreadable(ctx, operation, response.status, "the reply is empty", attempt, asked=named(request))
    marked = body.document if body.filled else request.mark_echoes(document)
    body = body if marked is body.document else attrs.evolve(body, document=marked)
    return Exchange(response=response, body=body, asked=named(request))


def _says_nothing(operation: Operation[Any], document: Any) -> bool:
    """Whether a body is documented and none came. A proxy or a firewall answers so in the plane's name."""
    if operation.returns is None or operation.may_answer_nothing:
        return False
    return document is None or (operation.changes and document == {})


def _send(ctx: PlaneContext, operation: Operation[Any], request: Request, attempt: int) -> Flow[Response]:
    heard = ctx.heard()
    if heard:
        yield from emit(RequestStarted(**_about(ctx, operation, request, attempt)))
    try:
        response = yield from send(request)
    except LostExchange as lost:
        reason = request.redact_echoes(lost.reason)
        yield from emit(RequestFailed(**_about(ctx, operation, request, attempt), phase=lost.phase.value, error=reason))
        error = TransportError(
            message=f"{ctx.plane} {operation.id}{named(request)}: {_what_happened(lost)} ({reason}).",
            hint=lost.hint or _reach_hint(ctx, lost),
            plane=ctx.plane,
            operation=operation.id,
            attempts=attempt,
            phase=lost.phase,
            permanent=lost.final or _UNTRUSTED in lost.reason,
        )
        raise FailedAttempt(Failure(phase=lost.phase, hopeless=error.permanent), error) from None
    except ReplyTooLarge as large:
        what = f"the reply is larger than {large.limit} bytes and was not read"
        failed = unreadable(ctx, operation, large.status, what, attempt, asked=named(request), hopeless=True)
        more = "Ask for smaller pages, or raise Policy.max_response_bytes."
        raise (failed if operation.changes else failed.with_hint(more)) from None
    if heard:
        yield from emit(
            ResponseReceived(
                **_about(ctx, operation, request, attempt),
                status=response.status,
                elapsed=response.elapsed,
                request_id=request.redact_echoes(response.header("x-request-id")),
                headers=request.redact_echoes(ctx.masked_headers(response.headers.items())),
            )
        )
    return response


def named(request: Request) -> str:
    """The request within a message: the id in its address says which of many calls an error is about."""
    return f" ({request.method} {mask_url(request.url)})"


def _about(ctx: PlaneContext, operation: Operation[Any], request: Request, attempt: int) -> dict[str, Any]:
    return {
        "plane": ctx.plane,
        "operation": operation.id,
        "method": request.method,
        "url": mask_url(request.full_url),
        "attempt": attempt,
    }


_LOST = {
    SendPhase.NOT_SENT: "the server could not be reached; nothing was sent",
    SendPhase.SENT_NO_REPLY: "the request was sent and no reply came",
    SendPhase.REPLY_PARTIAL: "the reply broke off",
}


def _what_happened(lost: LostExchange) -> str:
    return "nothing was sent" if lost.hint and lost.phase is SendPhase.NOT_SENT else _LOST[lost.phase]


_UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
"""How OpenSSL words it; the certificate will be no better the next time."""


def _reach_hint(ctx: PlaneContext, lost: LostExchange) -> str | None:
    reason = lost.reason.lower()
    if "certificate" in reason:
        where = ctx.settings.place("ca_bundle") if ctx.settings else "as ca_bundle=..."
        return f"Give a file with the CA that signed the certificate of {ctx.base_url} {where}."
    if "ssl" in reason or "tls" in reason:
        return f"Perhaps {ctx.base_url} does not speak TLS: is the address right?"
    if lost.phase is not SendPhase.NOT_SENT:
        return None
    return f"Check the address {ctx.base_url}, the network, and the proxy if there is one."


def _failed(
    ctx: PlaneContext, operation: Operation[Any], request: Request, response: Response, reply: ErrorReply, attempt: int
) -> Flow[FailedAttempt]:
    retry_after = retry_after_seconds(response.header("retry-after"), (yield from wall_clock()))
    if retry_after is None:
        retry_after = reply.retry_after
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        reply = _as_throttled(reply)
    kind = reply.error or error_class(response.status)
    code = reply.code and request.redact_echoes(reply.code)
    request_id = reply.request_id or response.header("x-request-id")
    said = f" {code}:" if code else ""
    error: ApiError = kind(
        message=f"{ctx.plane} {operation.id}{named(request)}: HTTP {response.status},"
        f"{said} {request.redact_echoes(reply.message)}",
        hint=reply.hint,
        plane=ctx.plane,
        operation=operation.id,
        attempts=attempt,
        status=response.status,
        code=code,
        request_id=request_id and request.redact_echoes(request_id),
        retry_after=retry_after,
        **reply.about,
    )
    failure = Failure(
        status=response.status,
        from_plane=reply.from_plane,
        refusal=reply.refusal,
        doubtful=reply.doubtful,
        throttled=issubclass(kind, RateLimited),
        occupied=reply.occupied,
        retry_after=retry_after,
        absent=issubclass(kind, NotFound),
    )
    return FailedAttempt(failure, error)


def _as_throttled(reply: ErrorReply) -> ErrorReply:
    """The status is certain, and whoever throttles need not be the one who knows the codes: those that speak against it say
    nothing."""
    if reply.error is not None and issubclass(reply.error, RateLimited):
        return reply
    return attrs.evolve(reply, error=RateLimited, about={}, doubtful=False, occupied=False, hint=None)


def _expected(operation: Operation[Any], response: Response) -> bool:
    if response.status in operation.itemized:
        return True
    return response.status in operation.success if operation.success else response.ok


def _redirect(operation: Operation[Any], response: Response) -> ErrorReply | None:
    if not 300 <= response.status < 400 or response.status in operation.success:
        return None
    return ErrorReply(
        message=f"the server redirects to {mask_url(response.header('location') or '(nowhere)')}.",
        hint="jobspan does not carry credentials to another address: set the URL to the final one.",
    )


def _unworded(ctx: PlaneContext, request: Request, response: Response, problem: str | None) -> ErrorReply:
    if response.ok:
        return ErrorReply(message=f"the status {response.status} is not one this operation answers with.")
    return ErrorReply(
        message=f"{problem or 'the answer has no error text that is known'}{_excerpt(request, response)}.",
        hint=f"Is {ctx.base_url} the API's address?" if response.status in (404, 405) and problem else None,
    )


_EXCERPT = 300


def _excerpt(request: Request, response: Response) -> str:
    """The beginning of a body whose form is unknown, without the secrets of the request that it may repeat."""
    text = " ".join(response.body[: 4 * _EXCERPT].decode("utf-8", "replace").split())
    if not text or text.startswith("<"):
        return ""
    shown = str(request.redact_echoes(text))
    return f": {shown[:_EXCERPT]}{'...' if len(shown) > _EXCERPT else ''}"
