"""A driver for the hand: answers what flows ask for from a script, keeps its own time, and remembers everything."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

import attrs
import pytest
from hypothesis import settings

from jobspan._core.context import ErrorReply, PlaneContext
from jobspan._core.convert import Codec, RowsReply, rows
from jobspan._core.effects import (
    Blocking,
    Consult,
    Download,
    Emit,
    Flow,
    Gather,
    Guarded,
    Live,
    Now,
    Propose,
    Random,
    Refused,
    Reveal,
    Send,
    Sleep,
    WallClock,
    pure,
)
from jobspan._core.http import Request, Response
from jobspan._core.operation import Operation, RetryClass
from jobspan._core.proposal import Proposal
from jobspan.credentials import resolve_secret
from jobspan.errors import RateLimited
from jobspan.hooks import Event
from jobspan.models import Model
from jobspan.policy import Policy

settings.register_profile("unhurried", deadline=None)  # other processes may need the processor
settings.load_profile("unhurried")

T = TypeVar("T")
E = TypeVar("E")
Answer: TypeAlias = Response | Exception | Callable[[Request], Response]


class Hand:
    """Runs flows without a network and without waiting. ``answers`` are given to requests in order."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.sent: list[Request] = []
        self.slept: list[float] = []
        self.told: list[Event] = []
        self.proposed: list[Proposal] = []
        self.time = 1000.0
        self.wall = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
        self.roll = 0.5
        self.most_side_by_side = 0

    def run(self, flow: Flow[T]) -> T:
        answer: Any = None
        problem: BaseException | None = None
        while True:
            try:
                effect = flow.throw(problem) if problem is not None else flow.send(answer)
            except StopIteration as end:
                value: T = end.value
                return value
            answer = problem = None
            try:
                answer = self._answer(effect)
            except Exception as error:
                problem = error

    def heard(self, kind: type[E]) -> list[E]:
        """The events of one kind."""
        return [event for event in self.told if isinstance(event, kind)]

    def _answer(self, effect: Any) -> Any:
        match effect:
            case Send(request) | Download(request):
                return self._reply(request)
            case Sleep(seconds):
                self.slept.append(seconds)
                self.time += seconds
                self.wall += seconds
            case Now():
                return self.time
            case WallClock():
                return self.wall
            case Random():
                return self.roll
            case Reveal(source):
                return resolve_secret(source)
            case Emit(event):
                self.told.append(event)
            case Guarded(_, flow):
                return self.run(flow())
            case Live(flow):
                return self.run(flow())
            case Consult(_, read):
                return read()
            case Blocking(run):
                return run()
            case Gather(flows, limit):
                self.most_side_by_side = max(self.most_side_by_side, min(limit, len(flows)))
                return [self._settled(flow) for flow in flows]
            case Refused():
                return None
            case Propose(proposal):
                self.proposed.append(proposal)
        return None

    def _settled(self, flow: Callable[[], Flow[T]]) -> T | Exception:
        try:
            return self.run(flow())
        except Exception as error:
            return error

    def _reply(self, request: Request) -> Response:
        self.sent.append(request)
        assert self.answers, f"nothing was to be sent any more: {request.method} {request.url}"
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Response) else answer(request)


class LatheDialect:
    """The wording of an invented plane: errors are ``{"oops": text}``, with a ``code``, ``refusal`` or ``busy`` sometimes."""

    codec = Codec()
    headers = (("X-Lathe", "yes"),)

    def error_reply(self, operation: Operation[Any], response: Response, document: Any) -> ErrorReply | None:
        if isinstance(document, dict) and "oops" in document:
            return ErrorReply(
                message=document["oops"],
                code=document.get("code"),
                from_plane=True,
                refusal=document.get("refusal", False),
                error=RateLimited if document.get("busy") else None,
            )
        return None


class NoAuth:
    """Lets every request pass as it is."""

    def authorize(self, ctx: PlaneContext, request: Request) -> Flow[Request]:
        return pure(request)

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        return pure(False)


@attrs.frozen(kw_only=True)
class Part(Model):
    """What the invented plane makes."""

    id: str
    state: str | None = None
    weight: int | None = None


def make_operation(retry: RetryClass = RetryClass.READ, **changes: Any) -> Operation[Part]:
    about: dict[str, Any] = {
        "plane": "lathe",
        "domain": "Parts",
        "id": "turn_part",
        "method": "GET" if retry is RetryClass.READ else "POST",
        "path": "/parts/{partId}",
        "retry": retry,
        "call": "parts.turn",
        "source": "https://lathe.example",
        "returns": Part,
        "check": "" if retry is RetryClass.READ else "Look at parts.list().",
    }
    return Operation(**(about | changes))


def make_context(**changes: Any) -> PlaneContext:
    about: dict[str, Any] = {
        "plane": "lathe",
        "base_url": "https://lathe.example/v1",
        "auth": NoAuth(),
        "dialect": LatheDialect(),
        "policy": Policy(),
    }
    return PlaneContext(**(about | changes))


def make_reply(status: int = 200, body: Any = None, **headers: str) -> Response:
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return Response(
        status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}, body=content
    )


@pytest.fixture
def hand() -> type[Hand]:
    return Hand


@pytest.fixture
def operation() -> Callable[..., Operation[Part]]:
    return make_operation


@pytest.fixture
def context() -> Callable[..., PlaneContext]:
    return make_context


@pytest.fixture
def reply() -> Callable[..., Response]:
    return make_reply


@pytest.fixture
def ctx() -> PlaneContext:
    return make_context()


@attrs.frozen(kw_only=True)
class Shelf(RowsReply):
    """A page of parts."""

    items: tuple[Part, ...] = attrs.field(metadata=rows())


@pytest.fixture
def shelf() -> type[Shelf]:
    return Shelf


@pytest.fixture
def part() -> type[Part]:
    return Part
