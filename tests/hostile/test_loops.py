"""An AsyncClient with an open connection whose loop is over, or somebody else's."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from jobspan import AsyncClient, ConfigError, DelphixSettings, Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.hostile.conftest import Mischief, RawServer

    Settings = Callable[..., DelphixSettings]

JOB = {"id": "1", "name": "HR"}


def client_of(settings: DelphixSettings) -> AsyncClient:
    return AsyncClient(delphix=settings, policy=Policy(attempts=1))


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_client_is_closed_quietly_after_its_loop(
    server: RawServer, settings: Settings, mischief: Mischief, caplog: pytest.LogCaptureFixture
) -> None:
    server.will(mischief.answer(JOB), mischief.answer(JOB))
    client = client_of(settings(server.url))
    asyncio.run(client.masking_jobs.get("1"))
    asyncio.run(client.aclose())
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert asyncio.run(client.masking_jobs.get("1")).name == "HR", "closed, it may be used in another loop"
    asyncio.run(client.aclose())


def test_a_client_of_a_loop_that_goes_on_is_closed_there(
    server: RawServer, settings: Settings, mischief: Mischief
) -> None:
    server.will(mischief.answer(JOB))
    client, own = client_of(settings(server.url)), asyncio.new_event_loop()
    own.run_until_complete(client.masking_jobs.get("1"))
    with pytest.raises(ConfigError, match="belongs to another event loop"):
        asyncio.run(client.aclose())
    own.run_until_complete(client.aclose())
    own.close()
