"""Connections that are kept: what a server's goodbye means for the request that it crosses, and what may be kept at all."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpcore
import httpx
import pytest

from jobspan import AmbiguousOutcomeError, AsyncClient, ConfigError, DelphixSettings, Policy, TransportError
from jobspan._io.network import AsyncStream
from jobspan.errors import SendPhase
from jobspan.testing import FakeClock

if TYPE_CHECKING:
    from tests.hostile.conftest import PoliteServer, Received

    Settings = Callable[..., DelphixSettings]

RESTART = "POST /v3/executions/e-1/restart"
NEVER_TWICE = Policy(attempts=3)


@pytest.fixture
def blind_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pool looks for closed connections a moment too early."""
    monkeypatch.setattr(httpcore.AsyncHTTP11Connection, "has_expired", lambda self: False)


@pytest.fixture
def blind(blind_pool: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The goodbye comes after the last look, while the request is being written."""

    def look(self: AsyncStream, info: str) -> Any:
        return False if info == "is_readable" else self._stream.get_extra_info(info)

    monkeypatch.setattr(AsyncStream, "get_extra_info", look)


def client_of(settings: DelphixSettings, clock: FakeClock) -> AsyncClient:
    return AsyncClient(delphix=settings, policy=NEVER_TWICE, clock=clock)


def restarted(received: Received) -> bytes:
    return b'{"id": "e-1"}' if received.method == "GET" else b'{"job": {"id": "j-1"}}'


class TestIdleConnections:
    async def test_they_are_used_again(self, polite_server: PoliteServer, settings: Settings) -> None:
        async with client_of(settings(polite_server.url), FakeClock()) as client:
            for _ in range(3):
                await client.masking_jobs.get("1")
        assert polite_server.connections == [0, 0, 0]

    async def test_none_is_kept_when_none_may_be(self, polite_server: PoliteServer, settings: Settings) -> None:
        once = settings(polite_server.url, max_keepalive_connections=0)
        async with client_of(once, FakeClock()) as client:
            for _ in range(3):
                await client.masking_jobs.get("1")
        assert polite_server.connections == [0, 1, 2]

    @pytest.mark.usefixtures("blind_pool")
    async def test_a_closed_one_is_passed_over(self, polite_server: PoliteServer, settings: Settings) -> None:
        polite_server.respond = restarted
        clock = FakeClock()
        async with client_of(settings(polite_server.url), clock) as client:
            await client.delphix.executions.get("e-1")
            polite_server.hang_up()
            await client.delphix.executions.restart("e-1")
        assert polite_server.lines == ["GET /v3/executions/e-1", RESTART]
        assert clock.slept == [], "no attempt was lost"

    @pytest.mark.usefixtures("blind")
    async def test_a_request_that_the_goodbye_crossed_was_not_sent(
        self, polite_server: PoliteServer, settings: Settings
    ) -> None:
        polite_server.respond = restarted
        clock = FakeClock()
        async with client_of(settings(polite_server.url), clock) as client:
            await client.delphix.executions.get("e-1")
            polite_server.hang_up()
            await client.delphix.executions.restart("e-1")
        assert polite_server.lines == ["GET /v3/executions/e-1", RESTART]
        assert clock.slept == [0.25], "the first attempt failed, and its request cannot have been read"

    async def test_a_request_that_was_read_is_in_doubt(self, polite_server: PoliteServer, settings: Settings) -> None:
        polite_server.respond = lambda received: restarted(received) if received.method == "GET" else None
        async with client_of(settings(polite_server.url), FakeClock()) as client:
            await client.delphix.executions.get("e-1")
            with pytest.raises(AmbiguousOutcomeError) as caught:
                await client.delphix.executions.restart("e-1")
        assert polite_server.lines == ["GET /v3/executions/e-1", RESTART]
        assert polite_server.connections == [0, 0]
        assert caught.value.phase is SendPhase.SENT_NO_REPLY

    async def test_so_is_one_that_a_reset_answered(self, polite_server: PoliteServer, settings: Settings) -> None:
        def reset(received: Received) -> bytes | None:
            if received.method == "GET":
                return restarted(received)
            at_once = struct.pack("ii", 1, 0)
            polite_server.links[0].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
            return None

        polite_server.respond = reset
        async with client_of(settings(polite_server.url), FakeClock()) as client:
            await client.delphix.executions.get("e-1")
            with pytest.raises(AmbiguousOutcomeError) as caught:
                await client.delphix.executions.restart("e-1")
        assert caught.value.phase is SendPhase.SENT_NO_REPLY


class Broken(httpcore.AsyncNetworkStream):
    """A connection that cannot be written to."""

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        raise httpcore.WriteError("broken")

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        raise httpcore.ReadError("broken")

    async def aclose(self) -> None:
        return None

    def get_extra_info(self, info: str) -> Any:
        return None


class Nowhere(httpcore.AsyncNetworkBackend):
    """A network of such connections."""

    async def connect_tcp(self, *args: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        return Broken()

    async def connect_unix_socket(self, *args: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        return Broken()


class TestWhatIsWritten:
    async def test_a_request_whose_head_could_not_be_written_was_not_sent(self, settings: Settings) -> None:
        transport = httpx.AsyncHTTPTransport()
        transport._pool._network_backend = Nowhere()
        async with client_of(settings("http://dct.example", transport=transport), FakeClock()) as client:
            with pytest.raises(TransportError) as caught:
                await client.delphix.executions.restart("e-1")
        assert caught.value.phase is SendPhase.NOT_SENT
        assert caught.value.attempts == 3


class TestLimits:
    @pytest.mark.parametrize(
        "limits", [{"max_connections": 0}, {"max_keepalive_connections": -1}, {"keepalive_expiry": -1.0}]
    )
    def test_impossible_ones_are_refused(self, limits: dict[str, Any], settings: Settings) -> None:
        with pytest.raises(ConfigError, match=next(iter(limits))):
            settings("https://dct.example", **limits)

    def test_the_environment_gives_them(self) -> None:
        given = {"URL": "https://dct.example", "API_KEY": "k", "MAX_CONNECTIONS": "3", "KEEPALIVE_EXPIRY": "1.5"}
        client = AsyncClient.from_env(env={f"JOBSPAN_DELPHIX_{name}": value for name, value in given.items()})
        settings = client.delphix._ctx.settings
        assert settings is not None
        options = settings.connection_options()
        assert (options.max_connections, options.keepalive_expiry) == (3, 1.5)


class TestWhatFollowsAReply:
    """It answers nothing: nobody has asked yet."""

    STRAY = b"HTTP/1.1 200 OK\r\nContent-Length: 34\r\n\r\n" + b'{"id": "9", "name": "stray reply"}'

    @pytest.mark.parametrize("trailing", [STRAY, STRAY + STRAY, b"{}", b"\r\n", b"HTTP/1.1 200"])
    async def test_it_is_not_the_answer_to_the_next_request(
        self, polite_server: PoliteServer, settings: Settings, trailing: bytes
    ) -> None:
        polite_server.trailing = trailing
        async with client_of(settings(polite_server.url), FakeClock()) as client:
            for wanted in ("1", "2", "3"):
                job = await client.masking_jobs.get(wanted)
                assert (job.id, job.name) == (wanted, "HR")

    async def test_a_change_that_it_seems_to_answer_is_in_doubt(
        self, polite_server: PoliteServer, settings: Settings
    ) -> None:
        body = b'{"job": {"id": "of somebody else"}}'
        polite_server.respond = restarted
        polite_server.trailing = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        async with client_of(settings(polite_server.url), FakeClock()) as client:
            await client.delphix.executions.get("e-1")
            with pytest.raises(AmbiguousOutcomeError):
                await client.delphix.executions.restart("e-1")
        polite_server.hang_up()
        assert polite_server.lines.count(RESTART) <= 1, "whether it got it is what nobody knows"
