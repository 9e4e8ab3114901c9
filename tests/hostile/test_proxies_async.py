"""Through a proxy: the one given, else the environment's; credentials go where they belong; a proxy's refusal is told as one."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from jobspan import AsyncClient, ConfigError, DelphixSettings, Policy, TransportError, ValidationError
from jobspan.errors import SendPhase
from jobspan.testing import FakeClock

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobspan.testing.sandbox.tls import SelfSigned
    from tests.hostile.conftest import Connection, Mischief, RawServer

    Settings = Callable[..., DelphixSettings]

JOB = {"id": "1", "name": "HR"}
KEY = "canary-7f3a"
PASSWORD = "canary-5e0c"
BEHIND = "http://dct.behind.example"
ONCE = Policy(attempts=1)


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def client_of(settings: DelphixSettings) -> AsyncClient:
    return AsyncClient(delphix=settings, policy=ONCE, clock=FakeClock())


def tunnel(connection: Connection) -> None:
    """Connect to what was asked for, and carry bytes both ways."""
    host, _, port = connection.received.path.partition(":")
    near = connection._link
    with socket.create_connection((host, int(port))) as far:
        connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back = threading.Thread(target=carry, args=(far, near))
        back.start()
        carry(near, far)
        back.join()


def carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


class TestWhichWay:
    async def test_the_setting(self, server: RawServer, settings: Settings, mischief: Mischief) -> None:
        server.will(mischief.answer(JOB))
        async with client_of(settings(BEHIND, proxy=server.url)) as client:
            assert (await client.masking_jobs.get("1")).name == "HR"
        assert server.lines == [f"GET {BEHIND}/v3/masking-jobs/1"]

    async def test_the_environment(
        self, server: RawServer, settings: Settings, mischief: Mischief, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("http_proxy", server.url)
        server.will(mischief.answer(JOB))
        async with client_of(settings(BEHIND, trust_env=True)) as client:
            assert (await client.masking_jobs.get("1")).name == "HR"
        assert server.lines == [f"GET {BEHIND}/v3/masking-jobs/1"]

    @pytest.mark.parametrize("around", ["NO_PROXY", "trust_env"])
    async def test_around_the_environment_s(
        self,
        around: str,
        server: RawServer,
        closed_port: int,
        settings: Settings,
        mischief: Mischief,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port}")
        if around == "NO_PROXY":
            monkeypatch.setenv("no_proxy", "127.0.0.1")
        server.will(mischief.answer(JOB))
        async with client_of(settings(server.url, trust_env=around == "NO_PROXY")) as client:
            assert (await client.masking_jobs.get("1")).name == "HR"
        assert server.lines == ["GET /v3/masking-jobs/1"]

    async def test_a_proxy_for_others_is_not_looked_at(
        self, server: RawServer, settings: Settings, mischief: Mischief, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "socksio", None)
        monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:1080")
        monkeypatch.setenv("no_proxy", "127.0.0.0/8")
        server.will(mischief.answer(JOB))
        async with client_of(settings(server.url, trust_env=True)) as client:
            assert (await client.masking_jobs.get("1")).name == "HR"
        async with client_of(settings(BEHIND, trust_env=True)) as client:
            with pytest.raises(ConfigError, match=r"environment.*SOCKS"):
                await client.masking_jobs.get("1")


class TestCredentials:
    async def test_a_tunnel_shows_the_proxy_no_key_and_the_server_no_proxy_password(
        self,
        server: RawServer,
        tls_server: RawServer,
        certificate: SelfSigned,
        settings: Settings,
        mischief: Mischief,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level("DEBUG")
        server.will(tunnel)
        tls_server.will(mischief.answer(JOB))
        proxy = server.url.replace("http://", f"http://me:{PASSWORD}@")
        about = settings(tls_server.url, proxy=proxy, ca_bundle=certificate.certificate)
        async with client_of(about) as client:
            assert (await client.masking_jobs.get("1")).name == "HR"
            assert PASSWORD not in repr(client) + repr(about)
        (asked,) = server.received
        assert (asked.method, asked.path) == ("CONNECT", f"127.0.0.1:{tls_server.port}")
        assert "authorization" not in asked.headers
        assert asked.headers["proxy-authorization"].startswith("Basic ")
        (reached,) = tls_server.received
        assert reached.headers["authorization"] == f"apk {KEY}"
        assert "proxy-authorization" not in reached.headers
        assert PASSWORD not in caplog.text
        assert asked.headers["proxy-authorization"].partition(" ")[2] not in caplog.text


class TestTrouble:
    async def test_a_proxy_that_refuses_the_tunnel(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(mischief.answer({}, status=407))
        async with client_of(settings("https://dct.behind.example", proxy=server.url)) as client:
            with pytest.raises(TransportError, match="407") as caught:
                await client.connectors.test("2-DATABASE-23")
        assert caught.value.phase is SendPhase.NOT_SENT
        assert len(server.received) == 1

    async def test_a_proxy_that_is_not_there(self, closed_port: int, settings: Settings) -> None:
        async with client_of(settings(BEHIND, proxy=f"http://me:{PASSWORD}@127.0.0.1:{closed_port}")) as client:
            with pytest.raises(TransportError, match="the proxy if there is one") as caught:
                await client.masking_jobs.get("1")
        assert PASSWORD not in str(caught.value)

    @pytest.mark.parametrize("where", ["setting", "environment"])
    @pytest.mark.parametrize("scheme", ["", "ftp://", "gopher://"])
    async def test_an_address_that_is_none(
        self, scheme: str, where: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = f"{scheme}me:{PASSWORD}@127.0.0.1:x"
        monkeypatch.setenv("all_proxy", address)
        about = {"proxy": address} if where == "setting" else {"trust_env": True}
        async with client_of(settings(BEHIND, **about)) as client:
            with pytest.raises(ConfigError, match=where) as caught:
                await client.masking_jobs.get("1")
        assert "proxy" in str(caught.value)
        assert PASSWORD not in str(caught.value)

    async def test_socks_without_what_speaks_it(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "socksio", None)
        async with client_of(settings(BEHIND, proxy="socks5://127.0.0.1:1080")) as client:
            with pytest.raises(ConfigError, match="SOCKS"):
                await client.masking_jobs.get("1")


class TestHeaders:
    """What cannot be written into a request was never sent, so it must not look as if it may have been acted on."""

    @pytest.mark.parametrize("key", ["", "   "])
    async def test_an_empty_key(self, key: str, server: RawServer, settings: Settings) -> None:
        async with client_of(settings(server.url, api_key=key)) as client:
            with pytest.raises(ConfigError, match="API key is empty"):
                await client.masking_jobs.get("1")
        assert server.received == []

    @pytest.mark.parametrize("header", [("X Ticket", "1"), ("X-Ticket", " 1"), ("X-Ticket", "1\n"), ("", "1")])
    async def test_a_header_that_cannot_be_sent(
        self, header: tuple[str, str], server: RawServer, settings: Settings
    ) -> None:
        async with client_of(settings(server.url)) as client:
            with pytest.raises((ConfigError, ValidationError), match="header"):
                await client.with_options(headers=dict([header])).masking_jobs.get("1")
        assert server.received == []
