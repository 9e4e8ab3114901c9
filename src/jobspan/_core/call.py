"""A call: its request is prepared, sent until there is an outcome, and its reply read as the operation's model."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, TypeVar, cast

from jobspan._core.attempts import attempts
from jobspan._core.context import PlaneContext
from jobspan._core.convert import NOT_A_NUMBER, Oddity, Unreadable
from jobspan._core.effects import Flow, emit
from jobspan._core.exchange import Exchange, unreadable
from jobspan._core.http import (
    FORM,
    JSON,
    LONGEST_URL,
    Form,
    Headers,
    HeaderValue,
    Pairs,
    Request,
    climbs,
    fill_path,
    is_too_long,
    merged,
    query_pairs,
)
from jobspan._core.masks import MASKED, masked_in
from jobspan._core.operation import Operation
from jobspan._core.reconcile import Confirmed, Reconcile
from jobspan._core.redact import STANDARD_HEADERS
from jobspan._core.validation import validating
from jobspan._version import __version__
from jobspan.credentials import Secret
from jobspan.errors import Problem, ValidationError
from jobspan.hooks import UnexpectedData

T = TypeVar("T")


def prepare(
    ctx: PlaneContext,
    operation: Operation[Any],
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
) -> Request:
    """The request of an operation, without credentials. ``body`` is a JSON tree, a form, or bytes with their own content type.

    Raises:
        ValidationError: an argument of the path would lead out of its place, the address would be too long to be sent, or a
            mask stands in the place of a secret.
    """
    if path and any(map(climbs, path.values())):
        with validating(operation) as problems:
            for name, value in path.items():
                if climbs(value):
                    problems.add(name, f"must not be {value!r}: it would name another thing")
    if operation.changes and (masked := tuple(masked_in(body))):
        with validating(operation) as problems:
            for place in masked:
                problems.add(place, MASKED)
    url = ctx.base_url + fill_path(operation.path, path or {})
    pairs = query_pairs(query) if query else ()
    if is_too_long(url, pairs):
        raise _too_long(operation, path or {}, pairs)
    standing = _standing_headers(ctx, _content_type(body))
    return Request(
        plane=ctx.plane,
        method=operation.method,
        url=url,
        query=pairs,
        headers=merged(standing, headers.items()) if headers else standing,
        body=body,
        connect_timeout=ctx.policy.connect_timeout,
        read_timeout=max(operation.read_timeout or 0.0, ctx.policy.request_timeout),
        reply_timeout=max(operation.read_timeout or 0.0, ctx.policy.call_deadline),
        max_response_bytes=ctx.policy.max_response_bytes,
        changes=operation.changes,
        shown_headers=ctx.shown_headers,
    )


def _too_long(operation: Operation[Any], path: Mapping[str, str], query: Pairs) -> ValidationError:
    """Names what takes the most of the address."""
    lengths = Counter(path=len(operation.path))
    lengths.update({name: len(str(value)) for name, value in path.items()})
    for name, value in query:
        lengths[name] += len(value)
    name, length = max(lengths.items(), key=itemgetter(1))
    problem = Problem(name, f"has {length:,} characters: an address has {LONGEST_URL:,} at most, percent-encoded")
    return ValidationError(message=f"{operation.call}: nothing was sent.", problems=(problem,))


def _content_type(body: Any) -> str | None:
    if body is None or isinstance(body, bytes):
        return None
    return FORM if isinstance(body, Form) else JSON


def _standing_headers(ctx: PlaneContext, content_type: str | None) -> Headers:
    headers = ctx.standing_headers.get(content_type)
    if headers is None:
        headers = (("Accept", JSON), ("User-Agent", f"jobspan/{__version__}"))
        if content_type is not None:
            headers += (("Content-Type", content_type),)
        headers = merged(merged(headers, ctx.dialect.headers), _hidden(ctx).items())
        ctx.standing_headers[content_type] = headers
    return headers


def _hidden(ctx: PlaneContext) -> dict[str, HeaderValue]:
    """The headers of the policy. Those that nobody knows may be credentials."""
    shown = STANDARD_HEADERS | ctx.shown_headers
    return {name: value if name.lower() in shown else Secret(value) for name, value in ctx.policy.headers.items()}


def call(
    ctx: PlaneContext,
    operation: Operation[T],
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    reconcile: Reconcile[T] | None = None,
    lacks: Callable[[T], str | None] = lambda value: None,
) -> Flow[T]:
    """Make a call and read its reply as the operation's model; see :func:`perform`."""
    request = prepare(ctx, operation, path=path, query=query, body=body, headers=headers)
    return (yield from perform(ctx, operation, request, reconcile=reconcile, lacks=lacks))


def perform(
    ctx: PlaneContext,
    operation: Operation[T],
    request: Request,
    *,
    reconcile: Reconcile[T] | None = None,
    lacks: Callable[[T], str | None] = lambda value: None,
    gone: Confirmed[T] | None = None,
) -> Flow[T]:
    """Send a prepared request and read its reply as the operation's model.

    Args:
        lacks: what a reply of the right form still lacks to be an answer, in words; such a reply counts as unreadable.
        gone: see :func:`~jobspan._core.attempts.attempts`.
    """

    return attempts(ctx, operation, request, partial(_read_whole, ctx, operation, lacks), reconcile, gone=gone)


def _read_whole(
    ctx: PlaneContext, operation: Operation[T], lacks: Callable[[T], str | None], exchange: Exchange
) -> Flow[T]:
    value = yield from read_reply(ctx, operation, exchange)
    missing = lacks(value)
    if missing:
        raise unreadable(ctx, operation, exchange.response.status, missing, 1, asked=exchange.asked)
    return value


def read_reply(ctx: PlaneContext, operation: Operation[T], exchange: Exchange) -> Flow[T]:
    """The document of a success as the operation's model, oddities reported to the hooks."""
    if operation.returns is None:
        return cast(T, None)
    return (yield from read_as(ctx, operation, operation.returns, exchange))


def read_as(ctx: PlaneContext, operation: Operation[Any], model: type[T], exchange: Exchange) -> Flow[T]:
    """The document of a success as the model asked for."""
    document = exchange.body.document if model is operation.returns else exchange.document
    if document is None:
        document = {}
    try:
        value, oddities = ctx.dialect.codec.read(model, document)
    except Unreadable as bad:
        raise unreadable(
            ctx,
            operation,
            exchange.response.status,
            f"the reply does not have the documented form: {bad}",
            1,
            asked=exchange.asked,
            path=bad.path,
        ) from bad
    holes = exchange.body.holes
    if holes or oddities:
        yield from publish(ctx, operation, (*(Oddity(path, NOT_A_NUMBER) for path in holes), *oddities))
    if oddities and ctx.policy.strict_rows and not operation.changes:
        _refuse_lost_rows(ctx, operation, exchange, [odd for odd in oddities if odd.row])
    return value


def publish(ctx: PlaneContext, operation: Operation[Any], oddities: Iterable[Oddity], place: str = "$") -> Flow[None]:
    """Report what is unexpected in a part of a reply; ``place``: where the part stands."""
    for odd in oddities:
        yield from emit(
            UnexpectedData(
                plane=ctx.plane,
                operation=operation.id,
                path=place + odd.path.removeprefix("$"),
                what=odd.what,
                times=odd.times,
                row=odd.row,
            )
        )


def _refuse_lost_rows(ctx: PlaneContext, operation: Operation[Any], exchange: Exchange, lost: Sequence[Oddity]) -> None:
    if lost:
        more = f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""
        what = f"a row of the reply cannot be read: {lost[0].path}: {lost[0].what}{more}"
        raise unreadable(ctx, operation, exchange.response.status, what, 1, asked=exchange.asked, path=lost[0].path)
