"""Any request of a plane, with all that its own calls have: credentials, retries, plan, hooks, masking."""

import re
import string
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import quote

import attrs
import msgspec

from jobspan._core.attempts import attempts
from jobspan._core.call import prepare
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.exchange import Exchange
from jobspan._core.headers import OURS, wrong_header
from jobspan._core.http import HeaderValue, Request, climbs, fill_path
from jobspan._core.operation import Operation, RetryClass
from jobspan._core.redact import mask_json
from jobspan._core.rules import propose_one
from jobspan._core.validation import Validator, validating
from jobspan.raw import RawReply

Retry: TypeAlias = Literal["read", "never"]

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_PATH: Final = re.compile(r"/[!-~]*")
_SEPARATORS: Final = re.compile(r"[/\\]|%2f|%5c", re.IGNORECASE)


@frozen(kw_only=True)
class RawCall:
    """A request that has no method, as its caller describes it.

    Attributes:
        call: the dotted public method, for errors.
        path: below the plane's address; ``{name}`` is filled from ``parameters``, percent-encoded.
        retry: ``read`` may be sent again, ``never`` may not; ``None``: reads are those with GET and HEAD.
        row: of a table that has it by name.
    """

    call: str
    method: str
    path: str
    parameters: Mapping[str, str] = attrs.field(factory=dict)
    query: Mapping[str, Any] = attrs.field(factory=dict)
    body: Any = None
    headers: Mapping[str, HeaderValue] = attrs.field(factory=dict)
    retry: Retry | None = None
    row: Operation[Any] | None = None

    def operation(self, ctx: PlaneContext) -> Operation[Any]:
        """The row that a table has, or would have, for it.

        Raises:
            ValidationError: it is not a request to this plane, or not one at all.
        """
        with validating(self.call) as problems:
            problems.one_of("method", self.method or "", METHODS)
            kinds = [
                problems.instance(name, getattr(self, name), Mapping) for name in ("parameters", "query", "headers")
            ]
            if not all(kinds):
                problems.stop_if_any()
            problems.one_of("retry", self.retry, ("read", "never"))
            _check_path(problems, self.path, self.parameters)
            _check_headers(problems, self.headers, ctx.sets_headers)
            _check_body(problems, self.body)
        if self.row is not None:
            return self.row
        reads = self.retry == "read" if self.retry else self.method in ("GET", "HEAD")
        return Operation(
            plane=ctx.plane,
            domain="raw",
            id=f"{self.method} {self.path}",
            method=self.method,
            path=self.path,
            retry=RetryClass.READ if reads else RetryClass.NEVER,
            reason="as the caller says",
            call=self.call,
            source="",
            check=f"whether {self.method} {self.path} was carried out",
        )

    def request(self, ctx: PlaneContext, operation: Operation[Any]) -> Request:
        """The request, without credentials."""
        body = self.body if self.body is None or isinstance(self.body, bytes) else ctx.dialect.codec.write(self.body)
        request = prepare(ctx, operation, path=self.parameters, query=self.query, body=body)
        return request.with_headers(*self.headers.items())


def raw_call(ctx: PlaneContext, raw: RawCall) -> Flow[RawReply]:
    """Propose the request, then send it.

    Raises:
        ValidationError: see :meth:`RawCall.operation`.
    """
    operation = raw.operation(ctx)
    request = raw.request(ctx, operation)
    title = f"{raw.method} {fill_path(raw.path, raw.parameters)}"
    yield from propose_one(ctx, operation, request, title)
    return (yield from send_raw(ctx, operation, request))


def send_raw(ctx: PlaneContext, operation: Operation[Any], request: Request) -> Flow[RawReply]:
    """Send it, by the table of certainty."""

    def read(exchange: Exchange) -> Flow[RawReply]:
        return RawReply(
            status=exchange.response.status,
            headers=ctx.masked_headers(exchange.response.headers.items()),
            data=exchange.document,
            content=exchange.response.body,
        )
        yield  # a flow that asks for nothing

    return (yield from attempts(ctx, operation, request, read))


def _check_path(problems: Validator, path: object, parameters: Mapping[str, str]) -> None:
    if not isinstance(path, str) or not _PATH.fullmatch(path) or path.startswith("//"):
        problems.add(
            "path", f"{path!r} must begin with a single slash and be percent-encoded: it is below the plane's address"
        )
        return
    if "?" in path or "#" in path:
        problems.add("path", f"{path!r} has a query: give it as query={{...}}")
    if "\\" in path:
        problems.add("path", f"{path!r} has a backslash, which some servers take for a slash: write %5C")
    if any(map(climbs, _SEPARATORS.split(path))):
        problems.add("path", f"{path!r} must not climb: '.' and '..' are not allowed")
    try:
        wanted = {name for _, name, _, _ in string.Formatter().parse(path) if name is not None}
    except ValueError:
        problems.add("path", f"{path!r} has a brace without its twin: write {quote('{')} for a brace")
        return
    if wanted != set(parameters):
        problems.add("parameters", f"are {sorted(parameters)}, the path has {sorted(wanted)}")
    for name in wanted & parameters.keys():
        problems.text(f"parameters[{name!r}]", parameters[name])
        if climbs(str(parameters[name])):
            problems.add(f"parameters[{name!r}]", f"must not be {parameters[name]!r}: it would name another thing")


def _check_headers(problems: Validator, headers: Mapping[str, object], sets: frozenset[str]) -> None:
    for name in headers:
        if wrong := wrong_header(name, OURS | sets):
            problems.add("headers", wrong)


def _check_body(problems: Validator, body: object) -> None:
    if body is None or isinstance(body, bytes) or attrs.has(type(body)):
        return
    try:
        msgspec.json.encode(mask_json(body))
    except (TypeError, ValueError, RecursionError) as odd:
        problems.add("body", f"cannot be written as JSON: {odd}")
