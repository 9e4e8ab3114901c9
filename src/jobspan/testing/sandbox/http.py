"""What a handler gets and gives: a call, a reply, or a refusal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs
from starlette.datastructures import Headers, QueryParams

if TYPE_CHECKING:
    from jobspan.testing.sandbox.faults import Fault

HeaderPairs = tuple[tuple[str, str], ...]


def byte_count(body: bytes) -> str:
    """How a body shows in a repr: it may hold secrets."""
    return f"<{len(body)} bytes>"


def _pairs(headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> HeaderPairs:
    return tuple(headers.items() if isinstance(headers, Mapping) else headers)


@attrs.frozen
class Reply:
    """What goes back: status, headers and the exact bytes of the body."""

    status: int = 200
    body: bytes = b""
    headers: HeaderPairs = attrs.field(default=(), converter=_pairs)

    @classmethod
    def of_json(cls, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
        body = json.dumps(value, ensure_ascii=False).encode()
        return cls(status, body, {"Content-Type": "application/json", **(headers or {})})

    @classmethod
    def of_text(cls, text: str, status: int = 200, content_type: str = "text/html; charset=utf-8") -> Reply:
        return cls(status, text.encode(), {"Content-Type": content_type})

    def json(self) -> Any:
        return json.loads(self.body)

    def with_json(self, value: Any) -> Reply:
        return attrs.evolve(self, body=json.dumps(value, ensure_ascii=False).encode())

    def with_headers(self, headers: Mapping[str, str]) -> Reply:
        return attrs.evolve(self, headers=(*self.headers, *headers.items()))


class Refused(Exception):
    """Raised by a handler to answer with an error reply from any depth."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"refused with status {reply.status}")
        self.reply = reply


class MalformedJson(ValueError):
    """The body of a call is not JSON. The plane answers with its own error shape."""


@attrs.frozen(eq=False)
class Call:
    """One request as a handler sees it.

    `path` is raw (still percent-encoded), `params` are the path parameters decoded once. `fault` is the fault that was
    picked for this call, for planes that fail a part of a batch. `certificate` is the common name of the caller's TLS
    certificate, once it was verified.
    """

    plane: str
    method: str
    path: str
    query: QueryParams
    headers: Headers
    body: bytes = attrs.field(repr=byte_count)
    operation_id: str | None = None
    params: Mapping[str, str] = attrs.field(factory=dict)
    fault: Fault | None = None
    certificate: str | None = None

    @property
    def json(self) -> Any:
        """The parsed body, None when there is none. Any content type will do."""
        if not self.body.strip():
            return None
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise MalformedJson(str(error)) from error
