"""Between httpcore and the sockets: holds each exchange to its end, and sees how far its request comes."""

import contextlib
import socket
import ssl
from collections.abc import Iterable, Iterator
from typing import Any, Final, Generic, TypeVar

import httpcore
import httpx

from jobspan._io.trail import Trail, acknowledged, current_trail

_PIECE: Final = 64 * 1024
_TUNNEL: Final = b"CONNECT "


def watch(transport: httpx.BaseTransport | httpx.AsyncBaseTransport) -> None:
    """Put this layer under a transport of httpx.

    httpx offers no way to give a transport its network, and tools that record or fake HTTP look for httpx's own classes.
    A transport of another kind carries nothing over a network that this layer could see.
    """
    if isinstance(transport, httpx.HTTPTransport | httpx.AsyncHTTPTransport):
        watch_pool(transport._pool, httpcore)


def watch_pool(pool: Any, core: Any) -> None:
    """Put this layer under a pool of connections of httpcore, or of its successor: ``core`` is the one or the other."""
    if isinstance(pool, core.ConnectionPool) and not isinstance(pool._network_backend, Network):
        pool._network_backend = Network(pool._network_backend, core)
    elif isinstance(pool, core.AsyncConnectionPool) and not isinstance(pool._network_backend, AsyncNetwork):
        pool._network_backend = AsyncNetwork(pool._network_backend, core)


def _wait(timeout: float | None, too_late: type[Exception]) -> float | None:
    trail = current_trail()
    return timeout if trail is None else trail.wait(timeout, too_late)


S = TypeVar("S", bound=httpcore.NetworkStream | httpcore.AsyncNetworkStream)


class _Watched(Generic[S]):
    """A stream that sees what passes: the half that is the same for threads and tasks."""

    _asks_for_tunnel = False
    """What is written goes to a proxy; the request itself will go through another stream, inside of this one."""
    _last: Trail | None = None
    _acknowledged: int | None = None
    _just_read = False
    """Nothing was asked of the connection since something was read from it."""

    def __init__(self, stream: S, core: Any) -> None:
        self._stream = stream
        self._core = core

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks, except for one thing: a pool asks its idle connections whether they are readable, which means
        closed, when a reply ends and again when the next request begins. The first time can wait for the second."""
        if info == "is_readable" and self._just_read:
            self._just_read = False
            return False
        return self._stream.get_extra_info(info)

    def _on_trail(self, data: bytes) -> Trail | None:
        """The trail of the exchange whose request is about to be written; ``None`` where nobody follows it."""
        trail = current_trail()
        self._asks_for_tunnel = self._asks_for_tunnel or data.startswith(_TUNNEL)
        if trail is None or self._asks_for_tunnel:
            return None
        self._before_write(trail)
        return trail

    def _before_write(self, trail: Trail) -> None:
        """
        Raises:
            ConnectError: the server has closed the idle connection. For a request of which nothing is written yet,
                it is as if there had been none.
        """
        first, reused = self._last is not trail, self._last is not None
        self._last = trail
        trail.carried = True
        if first:
            trail.heard = False
        if not first or not reused:
            return
        self._just_read = False
        if self.get_extra_info("is_readable"):
            trail.stale = True
            raise self._core.ConnectError("the server has closed the idle connection")
        self._acknowledged = acknowledged(self.get_extra_info("socket")) if trail.matters else None

    def _after_read(self, data: bytes) -> None:
        trail, before = current_trail(), self._acknowledged
        self._acknowledged, self._just_read = None, True
        if trail is not None and data:
            trail.heard = True
        if trail is not None and before is not None:
            trail.unreceived = not data and acknowledged(self.get_extra_info("socket")) == before


def _note_written(trail: Trail | None) -> None:
    """httpcore writes the head first, and at once."""
    if trail is not None:
        trail.head_sent = True


def _note_broken(trail: Trail | None, error: BaseException, core: Any) -> None:
    """Only an error of the connection means that not all was handed over; after a timeout nobody knows."""
    if trail is not None and not isinstance(error, core.WriteError):
        trail.head_sent = True


@contextlib.contextmanager
def _tls_errors_as(error: type[Exception]) -> Iterator[None]:
    """Older releases of httpcore and anyio let errors of TLS through as they are."""
    try:
        yield
    except ssl.SSLError as refused:
        raise error(str(refused)) from refused


class Stream(_Watched[httpcore.NetworkStream], httpcore.NetworkStream):
    """A connection, for threads."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, _wait(timeout, self._core.ReadTimeout))
        self._after_read(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """In pieces: the timeout of a socket is for each of its steps, and the exchange has an end for all of them."""
        if not buffer:
            return
        trail = self._on_trail(buffer)
        try:
            for start in range(0, len(buffer), _PIECE):
                piece = buffer[start : start + _PIECE]
                self._stream.write(piece, _wait(timeout, self._core.WriteTimeout))
        except BaseException as error:
            _note_broken(trail, error, self._core)
            raise
        _note_written(trail)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        wait = _wait(timeout, self._core.ConnectTimeout)
        return Stream(self._stream.start_tls(ssl_context, server_hostname, wait), self._core)


class AsyncStream(_Watched[httpcore.AsyncNetworkStream], httpcore.AsyncNetworkStream):
    """A connection, for tasks."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _tls_errors_as(self._core.ReadError):
            data = await self._stream.read(max_bytes, _wait(timeout, self._core.ReadTimeout))
        self._after_read(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        trail = self._on_trail(buffer)
        try:
            with _tls_errors_as(self._core.WriteError):
                await self._stream.write(buffer, _wait(timeout, self._core.WriteTimeout))
        except BaseException as error:
            _note_broken(trail, error, self._core)
            raise
        _note_written(trail)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        wait = _wait(timeout, self._core.ConnectTimeout)
        with _tls_errors_as(self._core.ConnectError):
            return AsyncStream(await self._stream.start_tls(ssl_context, server_hostname, wait), self._core)


class Network(httpcore.NetworkBackend):
    """Opens connections, for threads."""

    def __init__(self, backend: httpcore.NetworkBackend, core: Any) -> None:
        self._backend = backend
        self._core = core

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """One address after the other: a connection attempt has a timeout, and the exchange has an end for all of them."""
        options = list(socket_options or ())
        *others, last = _addresses(host, port, self._core)
        for address in others:
            with contextlib.suppress(self._core.ConnectError, self._core.ConnectTimeout):
                return self._connect(address, port, timeout, local_address, options)
        return self._connect(last, port, timeout, local_address, options)

    def _connect(
        self,
        address: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        options: list[httpcore.SOCKET_OPTION],
    ) -> httpcore.NetworkStream:
        wait = _connecting(timeout, self._core)
        return Stream(self._backend.connect_tcp(address, port, wait, local_address, options), self._core)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> httpcore.NetworkStream:
        return Stream(
            self._backend.connect_unix_socket(path, _connecting(timeout, self._core), socket_options), self._core
        )

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class AsyncNetwork(httpcore.AsyncNetworkBackend):
    """Opens connections, for tasks."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend, core: Any) -> None:
        self._backend = backend
        self._core = core

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        wait = _connecting(timeout, self._core)
        return AsyncStream(await self._backend.connect_tcp(host, port, wait, local_address, socket_options), self._core)

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> httpcore.AsyncNetworkStream:
        return AsyncStream(
            await self._backend.connect_unix_socket(path, _connecting(timeout, self._core), socket_options), self._core
        )

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


def _connecting(timeout: float | None, core: Any) -> float | None:
    trail = current_trail()
    if trail is None:
        return timeout
    trail.carried = True
    return trail.wait(timeout, core.ConnectTimeout)


def _addresses(host: str, port: int, core: Any) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as unknown:
        raise core.ConnectError(str(unknown)) from unknown
    return list(dict.fromkeys(_numeric(address) for *_, address in found))


def _numeric(address: tuple[Any, ...]) -> str:
    """An IPv6 address that is valid on one interface only comes with the number of that."""
    scope = address[3] if len(address) == 4 else 0
    return f"{address[0]}%{scope}" if scope else str(address[0])
