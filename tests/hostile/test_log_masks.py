"""What the libraries below write to their debug logs: headers of requests and replies, without what is secret in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jobspan import AsyncClient, Client
from tests.hostile.conftest import CANARY

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobspan import DelphixSettings
    from tests.hostile.conftest import Mischief, RawServer

TOKEN = "token-canary-91c4"
FAMILY = {"httpx": "httpcore", "httpx2": "httpcore2"}


def reply(mischief: Mischief, server: RawServer) -> None:
    server.will_otherwise(mischief.answer({"id": "1"}, Set_Cookie=f"session={TOKEN}", X_Subject_Token=TOKEN))


def check(caplog: pytest.LogCaptureFixture, library: str) -> None:
    told = [record.getMessage() for record in caplog.records if record.name == f"{FAMILY[library]}.http11"]
    assert any("set-cookie" in text.lower() for text in told), "the library has logged the reply"
    assert TOKEN not in caplog.text
    assert CANARY not in caplog.text


class TestDebugLogs:
    def test_of_threads(
        self,
        server: RawServer,
        settings: Callable[..., DelphixSettings],
        mischief: Mischief,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        reply(mischief, server)
        known = settings(server.url)
        with caplog.at_level("DEBUG"), Client(delphix=known) as client:
            assert client.masking_jobs.get("1").id == "1"
        check(caplog, known.http_library)

    async def test_of_tasks(
        self,
        server: RawServer,
        settings: Callable[..., DelphixSettings],
        mischief: Mischief,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        reply(mischief, server)
        known = settings(server.url)
        with caplog.at_level("DEBUG"):
            async with AsyncClient(delphix=known) as client:
                assert (await client.masking_jobs.get("1")).id == "1"
        check(caplog, known.http_library)
