"""An interruption in the middle of an exchange: it says what was under way, and leads to no credentials."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from jobspan import AsyncClient, Client, DelphixSettings

if TYPE_CHECKING:
    from tests.hostile.conftest import PoliteServer, Received

    Settings = Callable[..., DelphixSettings]

CANARY = "canary-7f3a"
NOTE = "POST {url}/v3/executions/e-1/restart was sent, and not answered yet."


@pytest.fixture
def go_on() -> threading.Event:
    return threading.Event()


def strike(server: PoliteServer, interrupt: Callable[[], object], go_on: threading.Event) -> None:
    """Interrupt the client as soon as its request is there, and answer when it has gone."""

    def at_first(received: Received) -> bytes:
        server.respond = afterwards
        interrupt()
        go_on.wait()
        return afterwards(received)

    def afterwards(received: Received) -> bytes:
        return b'{"id": "e-1"}'

    server.respond = at_first


def kept_alive(error: BaseException) -> str:
    """The packages and local variables that the traceback holds on to, those of this test excepted."""
    found, trace = "", error.__traceback__
    while trace is not None:
        name = str(trace.tb_frame.f_globals["__name__"])
        if not name.startswith("tests."):
            found += f"{name.partition('.')[0]} {trace.tb_frame.f_locals!r}"
        trace = trace.tb_next
    return found


def check(error: BaseException) -> None:
    assert CANARY not in kept_alive(error)
    assert "httpcore" not in kept_alive(error)
    assert error.__context__ is None


def press_ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


class TestThreads:
    def test_a_change_that_was_sent_is_named(
        self, polite_server: PoliteServer, settings: Settings, go_on: threading.Event
    ) -> None:
        strike(polite_server, press_ctrl_c, go_on)
        with Client(delphix=settings(polite_server.url)) as client:
            with pytest.raises(KeyboardInterrupt) as caught:
                client.delphix.executions.restart("e-1")
            go_on.set()
            check(caught.value)
        assert caught.value.__notes__ == [NOTE.format(url=polite_server.url)]

    def test_a_read_is_not(self, polite_server: PoliteServer, settings: Settings, go_on: threading.Event) -> None:
        strike(polite_server, press_ctrl_c, go_on)
        with Client(delphix=settings(polite_server.url)) as client:
            with pytest.raises(KeyboardInterrupt) as caught:
                client.delphix.executions.get("e-1")
            go_on.set()
            check(caught.value)
            assert client.delphix.executions.get("e-1").id == "e-1", "nothing is left behind that is in the way"
        assert not hasattr(caught.value, "__notes__")


class TestTasks:
    async def test_a_change_that_was_sent_is_named(
        self, polite_server: PoliteServer, settings: Settings, go_on: threading.Event
    ) -> None:
        loop = asyncio.get_running_loop()
        async with AsyncClient(delphix=settings(polite_server.url)) as client:
            task = asyncio.create_task(client.delphix.executions.restart("e-1"))
            strike(polite_server, lambda: loop.call_soon_threadsafe(task.cancel), go_on)
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            go_on.set()
            check(caught.value)
        assert caught.value.__notes__ == [NOTE.format(url=polite_server.url)]
