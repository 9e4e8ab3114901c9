from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

DATA = Path(__file__).parent / "data"


class Server:
    """Stands for a server: answers one exchange as documented, everything else with nothing, and keeps every request."""

    def __init__(self, exchange: dict[str, Any], reply: dict[str, Any]) -> None:
        self._wanted = (exchange["request"]["method"], exchange["request"]["path"])
        self._reply = reply
        self.matching: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().partition("?")[0].removeprefix("/v3")
        if (request.method, path) != self._wanted:
            return httpx.Response(200, json={"items": []})
        self.matching.append(request)
        body = self._reply["body"]
        return httpx.Response(self._reply["status"], content=b"" if body is None else json.dumps(body).encode())


@pytest.fixture
def server() -> type[Server]:
    return Server
