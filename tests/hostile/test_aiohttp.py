"""aiohttp below an asynchronous client: what it must not do by itself, and what is said when it fails."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from jobspan import (
    AmbiguousOutcomeError,
    AsyncClient,
    Client,
    ConfigError,
    DelphixSettings,
    MissingExtra,
    Policy,
    TransportError,
)
from jobspan.errors import SendPhase
from jobspan.testing import FakeClock
from tests.hostile.conftest import CANARY

if TYPE_CHECKING:
    from tests.hostile.conftest import Mischief, PoliteServer, RawServer

pytest.importorskip("aiohttp")
ONCE = Policy(attempts=1)


def settings(url: str, **more: Any) -> DelphixSettings:
    return DelphixSettings(url=url, api_key=CANARY, trust_env=False, http_library="aiohttp", **more)


async def test_reads_share_connections_and_changes_have_their_own(polite_server: PoliteServer) -> None:
    async with AsyncClient(delphix=settings(polite_server.url)) as client:
        for _ in range(3):
            assert (await client.masking_jobs.get("7")).id == "7"
        for _ in range(2):
            await client.delphix.request("POST", "/masking-jobs/7", body={"a": 1})
    assert polite_server.connections == [0, 0, 0, 1, 2]


async def test_many_at_once(polite_server: PoliteServer) -> None:
    async with AsyncClient(delphix=settings(polite_server.url, max_connections=4)) as client:
        ids = [str(number) for number in range(100)]
        jobs = await asyncio.gather(*(client.masking_jobs.get(id) for id in ids))
    assert [job.id for job in jobs] == ids
    assert polite_server.most <= 4


async def test_a_change_without_a_reply_is_in_doubt_and_is_sent_once(server: RawServer, mischief: Mischief) -> None:
    server.will_otherwise(mischief.drop)
    async with AsyncClient(delphix=settings(server.url), clock=FakeClock()) as client:
        with pytest.raises(AmbiguousOutcomeError):
            await client.delphix.request("PUT", "/masking-jobs/7", body={"a": 1})
    assert server.lines == ["PUT /v3/masking-jobs/7"]


async def test_an_idle_connection_that_was_closed_is_not_tried_again_by_itself(polite_server: PoliteServer) -> None:
    async with AsyncClient(delphix=settings(polite_server.url), policy=ONCE) as client:
        await client.masking_jobs.get("1")
        polite_server.respond = lambda received: None
        with pytest.raises(TransportError) as caught:
            await client.masking_jobs.get("2")
    assert caught.value.phase is SendPhase.SENT_NO_REPLY
    assert len(polite_server.lines) == 2


async def test_what_was_never_connected_was_not_sent(closed_port: int) -> None:
    async with AsyncClient(delphix=settings(f"http://127.0.0.1:{closed_port}"), policy=ONCE) as client:
        with pytest.raises(TransportError) as caught:
            await client.masking_jobs.get("1")
    assert caught.value.phase is SendPhase.NOT_SENT


@pytest.mark.parametrize("how", ["drip_head", "headers_then_silence", "silence"])
async def test_no_server_holds_a_call_for_ever(
    how: str, server: RawServer, mischief: Mischief, impatient: Policy
) -> None:
    server.will(getattr(mischief, how))
    async with AsyncClient(delphix=settings(server.url), policy=impatient) as client:
        with pytest.raises(TransportError):
            await client.masking_jobs.get("1")


async def test_an_interrupted_change_is_named(server: RawServer, mischief: Mischief) -> None:
    server.will(mischief.silence)
    async with AsyncClient(delphix=settings(server.url)) as client:
        task = asyncio.create_task(client.delphix.request("POST", "/masking-jobs/7", body={"a": 1}))
        while not server.received:
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
    assert "was sent, and not answered yet" in "\n".join(caught.value.__notes__)


async def test_no_log_shows_a_key(server: RawServer, mischief: Mischief, caplog: pytest.LogCaptureFixture) -> None:
    server.will_otherwise(mischief.answer({"id": "1"}, Set_Cookie="session=token-canary-91c4"))
    with caplog.at_level("DEBUG"):
        async with AsyncClient(delphix=settings(server.url)) as client:
            await client.masking_jobs.get("1")
    assert CANARY in str(server.received), "it did travel"
    assert CANARY not in caplog.text
    assert "token-canary" not in caplog.text


@pytest.mark.parametrize("path", ["/a%2Fb", "/a%7Eb?x=%2B+%20", "/%E4%BD%A0?q=a%3Db&q=%26", "/a//b/../c"])
def test_addresses_are_sent_letter_by_letter(path: str) -> None:
    from jobspan._io.aiohttp_transport import _address

    asked = _address(httpx.Request("GET", "http://plane.example", extensions={"target": path.encode()}))
    assert asked.raw_path_qs == path


def test_threads_go_on_with_httpx(polite_server: PoliteServer) -> None:
    with Client(delphix=settings(polite_server.url)) as client:
        assert client.masking_jobs.get("7").id == "7"


async def test_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, polite_server: PoliteServer) -> None:
    monkeypatch.setitem(sys.modules, "jobspan._io.aiohttp_transport", None)
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    monkeypatch.delitem(sys.modules, "jobspan._io.aiohttp_transport")
    async with AsyncClient(delphix=settings(polite_server.url)) as client:
        with pytest.raises(MissingExtra, match=r"jobspan\[aiohttp\]"):
            await client.masking_jobs.get("7")


def test_other_libraries_are_refused() -> None:
    with pytest.raises(ConfigError, match="httpx, httpx2, aiohttp"):
        DelphixSettings(url="http://plane.example", api_key=CANARY, http_library="requests")
