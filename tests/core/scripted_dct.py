"""A DCT that answers what a test scripts: unkind answers that the sandbox, with its real state machines, does not give."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import attrs
import httpx

from jobspan import AsyncClient, Client, DelphixSettings, Policy
from jobspan.hooks import Event
from jobspan.testing import FakeClock

Answer: TypeAlias = "tuple[int, Any] | None | Callable[[httpx.Request], Any]"
"""A status and a document (bytes as they are), ``None`` for a dropped connection, or what gives one of these."""

STARTED: dict[str, Any] = {"id": "1", "status": "STARTED", "target_id": "a"}
DONE: dict[str, Any] = STARTED | {"status": "COMPLETED"}
OURS: dict[str, Any] = {"account_id": 1, "account_name": "me"}
PLACE: dict[str, Any] = {"target_engine_id": "2", "target_environment_id": "prod-env"}
NO: tuple[int, Any] = (403, {"error": "forbidden", "error_description": "not yours"})

_KIND: dict[str, Answer] = {
    "POST /v3/token-info": (200, {"active": True, "account_id": 1, "username": "me"}),
    "POST /v3/.*/search": (200, {"items": []}),
    "GET /v3/management/engines/2": (200, {"id": "2", "name": "qa01"}),
    "GET /v3/masking-jobs/[^/]+": lambda r: (200, {"id": r.url.path.rsplit("/")[-1], "name": "customers"}),
    "GET /v3/jobs/1": (200, DONE),
    "POST /v3/masking-jobs/a/copy": (200, {"job": STARTED, "masking_job_id": "copy"}),
    "POST /v3/masking-jobs/a/(migrate|execute)": (200, {"job": STARTED}),
}


@attrs.define(eq=False)
class ScriptedDct:
    """One masking job ``a``, whose copy to engine 2 is ``copy`` and is made by DCT job 1. The last pattern that fits wins."""

    routes: dict[str, Answer] = attrs.field(factory=lambda: dict(_KIND))
    clock: FakeClock = attrs.field(factory=FakeClock)
    requests: list[str] = attrs.field(factory=list)
    bodies: list[Any] = attrs.field(factory=list)
    events: list[Event] = attrs.field(factory=list)

    def on(self, routes: Mapping[str, Answer]) -> ScriptedDct:
        self.routes |= routes
        return self

    def count(self, pattern: str) -> int:
        return sum(re.fullmatch(pattern, line) is not None for line in self.requests)

    def client(self, **policy: Any) -> Client:
        return Client(delphix=self._settings(), clock=self.clock, policy=Policy(**policy), hooks=[self.events.append])

    def async_client(self, **policy: Any) -> AsyncClient:
        return AsyncClient(
            delphix=self._settings(), clock=self.clock, policy=Policy(**policy), hooks=[self.events.append]
        )

    def _settings(self) -> DelphixSettings:
        return DelphixSettings(url="http://dct.example.com", api_key="k", transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        line = f"{request.method} {request.url.path}"
        self.requests.append(line)
        self.bodies.append(json.loads(request.content) if request.content else None)
        found: Any = (404, {"error": "not-found", "error_description": "no such API"})
        for pattern, answer in reversed(list(self.routes.items())):
            if re.fullmatch(pattern, line):
                found = answer(request) if callable(answer) else answer
                break
        if found is None:
            raise httpx.ReadError("connection reset")
        status, document = found
        body = document if isinstance(document, bytes) else b"" if document is None else json.dumps(document).encode()
        return httpx.Response(status, content=body, headers={"content-type": "application/json"} if body else {})


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other; the last one from then on."""
    left = list(answers)

    def answer(request: httpx.Request) -> Any:
        found = left.pop(0) if len(left) > 1 else left[0]
        return found(request) if callable(found) else found

    return answer


def filter_of(request: httpx.Request) -> str:
    return str((json.loads(request.content) if request.content else {}).get("filter_expression", ""))


def newcomers(*rows: Mapping[str, Any]) -> Answer:
    """A search of jobs that lists nothing under way, and ``rows`` from the second look at the newest jobs on."""
    looks: list[str] = []

    def answer(request: httpx.Request) -> Any:
        if "status" in filter_of(request):
            return 200, {"items": []}
        looks.append(filter_of(request))
        return 200, {"items": [dict(row) for row in rows] if len(looks) > 1 else []}

    return answer
