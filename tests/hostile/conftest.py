"""A server on a raw socket that misbehaves as told: one behaviour for each connection, in order, and nothing by chance."""

from __future__ import annotations

import json
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeAlias

import attrs
import pytest

from jobspan import DelphixSettings, Policy
from jobspan.testing.sandbox.tls import SelfSigned

Behaviour: TypeAlias = Callable[["Connection"], None]
CANARY = "canary-7f3a"
TLS_HANDSHAKE = b"\x16"


@attrs.frozen
class Received:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Connection:
    """One connection, after its request was read."""

    def __init__(self, server: RawServer, link: socket.socket, received: Received) -> None:
        self._server = server
        self._link = link
        self.received = received

    def send(self, data: bytes) -> None:
        """Write; what arrives after the client left is of no interest."""
        self._link.sendall(data)
        self._server.bytes_sent += len(data)

    def client_has_left(self, seconds: float) -> bool:
        """Whether it leaves within so many seconds."""
        readable, _, _ = select.select([self._link], [], [], seconds)
        return bool(readable)

    def wait_until_the_client_leaves(self) -> None:
        while self._link.recv(4096):
            pass


class RawServer:
    """Accepts connections in a thread of its own, until it is closed."""

    def __init__(self, tls: SelfSigned | None = None) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._tls = tls
        self._script: list[Behaviour] = []
        self._at: dict[str, Behaviour] = {}
        self._otherwise: Behaviour = drop
        self.received: list[Received] = []
        self.bytes_sent = 0
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="raw server")
        self._thread.start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def lines(self) -> list[str]:
        """What was asked for: ``GET /v3/engines``."""
        return [f"{each.method} {each.path}" for each in self.received]

    def will(self, *behaviours: Behaviour) -> None:
        """What to do with the next connections, one after the other."""
        self._script += behaviours

    def will_at(self, line: str, behaviour: Behaviour) -> None:
        """What to do whenever this is asked for: ``GET /v3/engines``."""
        self._at[line] = behaviour

    def will_otherwise(self, behaviour: Behaviour) -> None:
        """What to do when nothing else is said; dropping the connection, unless told so."""
        self._otherwise = behaviour

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            with suppress(OSError):
                self._handle(link)
            link.close()

    def _behaviour(self, received: Received) -> Behaviour:
        line = f"{received.method} {received.path.partition('?')[0]}"
        if line in self._at:
            return self._at[line]
        return self._script.pop(0) if self._script else self._otherwise

    def _handle(self, link: socket.socket) -> None:
        if self._tls is not None:
            with self._tls.context.wrap_socket(link, server_side=True) as secure:
                self._answer(secure)
            return
        self._answer(link)

    def _answer(self, link: socket.socket) -> None:
        received = read_request(link)
        if received is None:
            return
        self.received.append(received)
        self._behaviour(received)(Connection(self, link, received))
        with suppress(OSError, ssl.SSLError):
            link.shutdown(socket.SHUT_WR)


def read_request(link: socket.socket) -> Received | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = link.recv(65536)
        if piece.startswith(TLS_HANDSHAKE):
            link.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            return None
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
    while len(body) < int(headers.get("content-length", "0")):
        body += link.recv(65536)
    method, path, _ = first.split(" ")
    return Received(method, path, headers, body)


class PoliteServer:
    """Keeps connections open, a thread for each, and answers what ``respond`` says; ``None`` closes the connection.

    Attributes:
        received: the requests, each with the number of its connection.
        most: the largest number of requests it was working on at once.
        trailing: what it sends in one piece with each reply, behind it.
    """

    trailing = b""

    def __init__(self, respond: Callable[[Received], bytes | None]) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.links: list[socket.socket] = []
        self._lock = threading.Lock()
        self._active = 0
        self.respond = respond
        self.received: list[tuple[int, Received]] = []
        self.most = 0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept, name="polite server")]
        self._threads[0].start()

    @property
    def lines(self) -> list[str]:
        return [f"{each.method} {each.path}" for _, each in self.received]

    @property
    def connections(self) -> list[int]:
        """The number of the connection that each request came on, from 0."""
        return [number for number, _ in self.received]

    def hang_up(self) -> None:
        """Close all connections, and wait until the goodbye is in the client's hands."""
        for link in self.links:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join()
        self.hang_up()

    def _accept(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.links.append(link)
                thread = threading.Thread(target=self._serve, args=(link, len(self.links) - 1))
                self._threads.append(thread)
                thread.start()

    def _serve(self, link: socket.socket, number: int) -> None:
        with link, suppress(OSError):
            while (received := read_request(link)) is not None:
                with self._lock:
                    self.received.append((number, received))
                    self._active += 1
                    self.most = max(self.most, self._active)
                content = self.respond(received)
                with self._lock:
                    self._active -= 1
                if content is None:
                    return
                link.sendall(ok(content) + self.trailing)


def ok(content: bytes) -> bytes:
    """A reply after which the connection stays open."""
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content) + content


def echo(received: Received) -> bytes:
    """A masking job with the id that was asked for."""
    return json.dumps({"id": received.path.rpartition("/")[2], "name": "HR"}).encode()


@pytest.fixture
def polite_server() -> Iterator[PoliteServer]:
    polite = PoliteServer(echo)
    yield polite
    polite.close()


def drop(connection: Connection) -> None:
    """Close without a word."""


def silence(connection: Connection) -> None:
    """Say nothing, and keep the connection."""
    connection.wait_until_the_client_leaves()


def head(status: int, length: int | None, kind: str = "application/json", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Type: {kind}", "Connection: close"]
    lines += [] if length is None else [f"Content-Length: {length}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def answer(body: Any = None, status: int = 200, **headers: str) -> Behaviour:
    """A proper reply."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda connection: connection.send(head(status, len(content), **headers) + content)


def half(body: bytes, status: int = 200) -> Behaviour:
    """Promise twice as much as is sent."""
    return lambda connection: connection.send(head(status, 2 * len(body)) + body)


def headers_then_silence(connection: Connection) -> None:
    connection.send(head(200, 100))
    connection.wait_until_the_client_leaves()


def trickle(connection: Connection) -> None:
    """A body that never ends, in small pieces."""
    connection.send(head(200, 10_000_000))
    for _ in range(10_000_000):
        connection.send(b" ")


def flood(status: int = 200) -> Behaviour:
    """A hundred megabytes."""

    def pour(connection: Connection) -> None:
        piece = b" " * 65536
        connection.send(head(status, 1600 * len(piece)))
        for _ in range(1600):
            connection.send(piece)

    return pour


def garbage(connection: Connection) -> None:
    connection.send(b"220 mail.example ESMTP\r\n")


def drip_head(connection: Connection) -> None:
    """A head that never ends, one line every few milliseconds."""
    connection.send(b"HTTP/1.1 200 OK\r\n")
    while not connection.client_has_left(0.005):
        connection.send(b"X-Drip: 1\r\n")


def slow_body(connection: Connection) -> None:
    """Seven bytes, with pauses."""
    connection.send(head(200, 7))
    for byte in b"content":
        assert not connection.client_has_left(0.04)
        connection.send(bytes([byte]))


@attrs.frozen
class Mischief:
    """The behaviours, for tests."""

    answer: Callable[..., Behaviour] = answer
    half: Callable[..., Behaviour] = half
    flood: Callable[..., Behaviour] = flood
    drop: Behaviour = drop
    silence: Behaviour = silence
    headers_then_silence: Behaviour = headers_then_silence
    trickle: Behaviour = trickle
    drip_head: Behaviour = drip_head
    slow_body: Behaviour = slow_body
    garbage: Behaviour = garbage


@pytest.fixture
def mischief() -> Mischief:
    return Mischief()


@pytest.fixture
def server() -> Iterator[RawServer]:
    raw = RawServer()
    yield raw
    raw.close()


@pytest.fixture
def other_server() -> Iterator[RawServer]:
    raw = RawServer()
    yield raw
    raw.close()


@pytest.fixture
def certificate() -> Iterator[SelfSigned]:
    own = SelfSigned()
    yield own
    own.close()


@pytest.fixture
def tls_server(certificate: SelfSigned) -> Iterator[RawServer]:
    raw = RawServer(certificate)
    yield raw
    raw.close()


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """Connections are made, and nothing is ever read from them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture(params=["httpx", "httpx2"])
def settings(request: pytest.FixtureRequest) -> Callable[..., DelphixSettings]:
    """Settings of a server. Both HTTP libraries whose connections are watched have to be as good."""
    pytest.importorskip(request.param)

    def make(url: str, **more: Any) -> DelphixSettings:
        about: dict[str, Any] = {"url": url, "api_key": CANARY, "trust_env": False, "http_library": request.param}
        return DelphixSettings(**(about | more))

    return make


@pytest.fixture
def impatient() -> Policy:
    """For servers that never answer: a few milliseconds, and no second attempt."""
    return Policy(request_timeout=0.02, attempts=1)
