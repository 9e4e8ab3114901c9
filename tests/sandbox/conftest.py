from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import httpx
import pytest

from jobspan.testing.sandbox import Clock, Progress, Sandbox
from jobspan.testing.sandbox.delphix.seed import API_KEY
from jobspan.testing.sandbox.faults import FailItems
from jobspan.testing.sandbox.files import file_reply
from jobspan.testing.sandbox.http import Call, Refused, Reply
from jobspan.testing.sandbox.plane import Plane
from jobspan.testing.sandbox.progress import Timeline
from jobspan.testing.sandbox.routing import Route

Caller = Callable[..., httpx.Response]


CONTENT = bytes(range(100))


class Lathe(Plane):
    """The smallest useful plane: parts that are turned, one state after the other."""

    name = "lathe"
    prefixes = ("/v1", "/api/v1")

    def seed(self) -> None:
        self.parts: dict[str, Timeline] = {}
        self.entered: list[tuple[str, datetime]] = []

    def routes(self) -> Sequence[Route]:
        return (
            Route("start_part", "POST", "/parts", self.start_part),
            Route("get_part", "GET", "/parts/{partId}", self.get_part),
            Route("find_part", "GET", "/parts/search", self.find_part),
            Route("get_drawing", "GET", "/drawing", self.get_drawing),
            Route("break_down", "POST", "/break-down", self.break_down),
        )

    def authenticate(self, call: Call) -> Reply | None:
        return None if call.headers.get("authorization") == "let me in" else self.error(call, 401, "who are you?")

    def environment(self, url: str) -> dict[str, str]:
        return {"JOBSPAN_LATHE_URL": f"{url}/v1"}

    def error(self, call: Call, status: int, message: str) -> Reply:
        return Reply.of_json({"oops": message}, status)

    def start_part(self, call: Call) -> Reply:
        name = str((call.json or {}).get("name", f"part-{len(self.parts)}"))
        part = self.world.timeline(
            ["WAITING", "TURNING", "TURNING", "DONE"], lambda s, at: self.entered.append((s, at))
        )
        self.parts[name] = part
        part.start()
        return Reply.of_json({"name": name, "state": part.state}, 201)

    def get_part(self, call: Call) -> Reply:
        if call.params["partId"] not in self.parts:
            raise Refused(self.error(call, 404, f"no part {call.params['partId']}"))
        part = self.parts[call.params["partId"]]
        reply = Reply.of_json({"state": part.state, "share": part.share("TURNING")})
        part.polled()
        return reply

    def find_part(self, call: Call) -> Reply:
        tags = call.query.getlist("tag")
        failed = [tag for tag in tags if isinstance(call.fault, FailItems) and call.fault.fails(tag)]
        return Reply.of_json({"wanted": call.json, "tags": tags, "failed": failed, "items": [{"a": 1}, {"a": 2}]})

    def get_drawing(self, call: Call) -> Reply:
        return file_reply(call, CONTENT)

    def break_down(self, call: Call) -> Reply:
        raise RuntimeError("a bug in the fake")


@pytest.fixture
def clock() -> Clock:
    return Clock.manual()


@pytest.fixture
def lathe_sandbox(clock: Clock) -> Iterator[Sandbox]:
    with Sandbox([Lathe], clock=clock, progress=Progress.by_polls()) as sandbox:
        yield sandbox


@pytest.fixture
def lathe(lathe_sandbox: Sandbox) -> Iterator[httpx.Client]:
    headers = {"Authorization": "let me in"}
    with httpx.Client(base_url=lathe_sandbox.url("lathe") + "/v1", headers=headers, timeout=5) as client:
        yield client


@pytest.fixture
def lathe_class() -> type[Plane]:
    return Lathe


@pytest.fixture
def dct(clock: Clock) -> Iterator[Sandbox]:
    """A sandbox with the Delphix plane only, whose jobs move by polls."""
    with Sandbox(["delphix"], clock=clock) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=5) as client:
        yield client


@pytest.fixture
def call(dct: Sandbox, http: httpx.Client) -> Caller:
    """Calls the Delphix plane as its administrator."""

    def send(method: str, path: str, *, base: str = "/v3", key: str | None = API_KEY, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"apk {key}"} if key else {}
        return http.request(method, dct.url("delphix") + base + path, headers=headers, **options)

    return send


@pytest.fixture
def cckm(clock: Clock) -> Iterator[Sandbox]:
    """A sandbox with the CipherTrust plane only, whose jobs move every 2 seconds."""
    with Sandbox(["ciphertrust"], clock=clock, progress=Progress.by_seconds(2)) as sandbox:
        yield sandbox
