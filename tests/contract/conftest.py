from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest

from jobspan import AsyncClient, Client, DelphixSettings
from jobspan.testing import Clock, FakeClock, Sandbox, scrubbing_vcr

CASSETTES = Path(__file__).parent / "cassettes"
ADDRESS = "https://dct.example.com"
KEY, LOGIN, DATABASE = "canary-key", "canary-login", "canary-database"


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


@attrs.frozen
class Stage:
    """Clients whose exchanges are played from a cassette, or recorded from a sandbox with ``--jobspan-record``."""

    url: str

    def client(self, **who: Any) -> Client:
        return Client(delphix=DelphixSettings(url=self.url, **(who or {"api_key": KEY})), clock=FakeClock())

    def async_client(self, **who: Any) -> AsyncClient:
        return AsyncClient(delphix=DelphixSettings(url=self.url, **(who or {"api_key": KEY})), clock=FakeClock())


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    name = "delphix_" + request.node.name.removeprefix("test_")
    mode = str(request.config.getoption("--jobspan-record", default="none"))
    if mode == "none":
        with scrubbing_vcr(CASSETTES).use_cassette(name) as cassette:
            yield Stage(ADDRESS)
        assert cassette.all_played
        return
    with Sandbox(["delphix"], clock=Clock.manual()) as dct:
        dct.delphix.access.api_keys[KEY] = 1
        dct.delphix.access.accounts[1].password = LOGIN
        for source in dct.delphix.data_sources.values():
            source.accounts["USER123"] = DATABASE
        url = dct.url("delphix")
        with scrubbing_vcr(CASSETTES, record_mode=mode, addresses={url: ADDRESS}).use_cassette(name):
            yield Stage(url)
