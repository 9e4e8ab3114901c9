"""Every request the sandbox has seen, for assertions."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, overload

import attrs
from starlette.datastructures import Headers, QueryParams

from jobspan.testing.sandbox.http import Call, Reply, byte_count

_SHOWN_HEADERS = frozenset({"accept", "content-type", "content-length", "host", "user-agent", "range"})

Outcome = Literal["pending", "sent", "dropped", "cut"]


def _mask(headers: Headers) -> str:
    return repr({name: value if name in _SHOWN_HEADERS else "***" for name, value in headers.items()})


@attrs.frozen(eq=False)
class RecordedRequest:
    """A request and what became of it. Header values and the body are kept, but its repr does not show them."""

    plane: str
    operation_id: str | None
    """None when no route fits."""
    method: str
    path: str
    """Raw, as on the wire."""
    query: QueryParams
    headers: Headers = attrs.field(repr=_mask)
    body: bytes = attrs.field(repr=byte_count)
    at: datetime
    status: int | None = None
    """The status that was sent; None when nothing was sent."""
    outcome: Outcome = "pending"
    """`dropped`: the connection was closed without a reply; `cut`: in the middle of it."""
    answer: Reply | None = attrs.field(default=None, repr=False)
    """What the plane itself said, before anything spoiled it on the way; None when the plane did not get the request."""

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body.strip() else None


class RequestLog:
    """The requests in the order they arrived."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: dict[int, RecordedRequest] = {}
        self._next = 0

    def begin(self, call: Call, at: datetime) -> int:
        """Note a request that has arrived; the number is for `finish`."""
        record = RecordedRequest(
            plane=call.plane,
            operation_id=call.operation_id,
            method=call.method,
            path=call.path,
            query=call.query,
            headers=call.headers,
            body=call.body,
            at=at,
        )
        with self._lock:
            number, self._next = self._next, self._next + 1
            self._records[number] = record
        return number

    def finish(self, number: int, outcome: Outcome, status: int | None = None) -> None:
        with self._lock:
            if number in self._records:
                self._records[number] = attrs.evolve(self._records[number], outcome=outcome, status=status)

    def answered(self, number: int, answer: Reply) -> None:
        """Note what the plane said to a request, whatever becomes of it on the way."""
        with self._lock:
            if number in self._records:
                self._records[number] = attrs.evolve(self._records[number], answer=answer)

    def of(self, operation_id: str, plane: str | None = None) -> list[RecordedRequest]:
        """The requests of one operation."""
        return [r for r in self._all() if r.operation_id == operation_id and plane in (None, r.plane)]

    def count(self, operation_id: str, plane: str | None = None) -> int:
        """How many requests of one operation have arrived."""
        return len(self.of(operation_id, plane))

    def clear(self) -> None:
        with self._lock:
            self._records.clear()

    def _all(self) -> list[RecordedRequest]:
        with self._lock:
            return list(self._records.values())

    @overload
    def __getitem__(self, index: int) -> RecordedRequest: ...
    @overload
    def __getitem__(self, index: slice) -> list[RecordedRequest]: ...
    def __getitem__(self, index: int | slice) -> RecordedRequest | list[RecordedRequest]:
        return self._all()[index]

    def __len__(self) -> int:
        with self._lock:
            return len(self._records)

    def __iter__(self) -> Iterator[RecordedRequest]:
        return iter(self._all())

    def __repr__(self) -> str:
        return f"RequestLog({self._all()!r})"
