"""Sockets, event loop and thread.

uvicorn's HTTP protocol is used without its server, whose start and stop wait for ticks of a tenth of a second: too long
for something that every test starts anew.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

import attrs
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

LOOPBACK = "127.0.0.1"


def bind(port: int) -> socket.socket:
    """A bound socket on the loopback interface; port 0 lets the system choose."""
    # asyncio switches Nagle's algorithm off only where the protocol is named; with it each reply takes 40 ms longer.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere the option lets two servers share a port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((LOOPBACK, port))
    except OSError:
        sock.close()
        raise
    return sock


class Connection(H11Protocol):
    """A connection whose transport the application can reach, to close it without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in H11Protocol
        super().connection_made(transport)
        self.access_log = False
        self.app_state: dict[str, Any] = {**self.app_state, "transport": transport}


@attrs.define(eq=False)
class Listener:
    """One application on one socket."""

    app: ASGIApp
    sock: socket.socket
    tls: ssl.SSLContext | None = None
    _state: ServerState = attrs.field(factory=ServerState, init=False)
    _server: asyncio.Server | None = attrs.field(default=None, init=False)

    async def open(self) -> None:
        config = uvicorn.Config(
            self.app, http=Connection, ws="none", lifespan="off", log_config=None, proxy_headers=False
        )
        config.load()

        def connection() -> Connection:
            return Connection(config, self._state, app_state={})

        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(connection, sock=self.sock, ssl=self.tls)

    async def close(self) -> None:
        """Cut all connections and wait until nothing of them is left."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._state.connections):
            transport: Any = connection.transport
            transport.abort()
        while self._state.connections or self._state.tasks:
            await asyncio.sleep(0)


class ServerThread:
    """Runs listeners on one event loop in one background thread."""

    def __init__(self, listeners: Sequence[Listener]) -> None:
        self._listeners = listeners
        self._ready: Future[asyncio.AbstractEventLoop] = Future()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="jobspan-sandbox", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.result()

    def stop(self) -> None:
        self._ready.result().call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _serve(self) -> None:
        try:
            for listener in self._listeners:
                await listener.open()
            self._ready.set_result(asyncio.get_running_loop())
            await self._stop.wait()
        finally:
            for listener in self._listeners:
                await listener.close()


__all__ = ["LOOPBACK", "Listener", "ServerThread", "bind"]
