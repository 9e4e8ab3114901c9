"""A proxy between a client and the sandbox that spoils the exchanges of one operation. It knows nothing of either."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import attrs

from jobspan._core.operation import Operation

_BETWEEN_HOPS = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


@attrs.frozen
class Answer:
    """A reply on its way back."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def with_body(self, body: bytes, **headers: str) -> Answer:
        """The same reply with another body. ``content_type="..."`` replaces that header."""
        new = {name.replace("_", "-"): value for name, value in headers.items()}
        kept = tuple((name, value) for name, value in self.headers if name.lower() not in new)
        return attrs.evolve(self, body=body, headers=(*kept, *new.items()))


@attrs.frozen
class Cut:
    """The first bytes of a reply, and then the connection is closed; ``reset``: with a TCP reset."""

    data: bytes = b""
    reset: bool = False


Forward = Callable[[], Answer]
Spoil = Callable[[Forward], "Answer | Cut"]


class Proxy:
    """Passes everything on. ``spoil`` gets the exchanges of ``operation``, ``times`` of them from the first one on."""

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._lock = threading.Lock()
        self._marked: tuple[str, re.Pattern[str]] | None = None
        self._spoil: Spoil | None = None
        self._left = 0
        self.spoiled = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def spoil(self, operation: Operation[Any], how: Spoil, times: int) -> None:
        """From now on, spoil so many exchanges of an operation."""
        parts = re.split(r"\{\w+\}", operation.path)
        path = re.compile("[^/]+".join(map(re.escape, parts)) + r"(\?.*)?$")
        with self._lock:
            self._marked, self._spoil, self._left = (operation.method, path), how, times

    def _turn(self, method: str, path: str) -> Spoil | None:
        with self._lock:
            if self._marked is None or not self._left or method != self._marked[0] or not self._marked[1].search(path):
                return None
            self._left -= 1
            self.spoiled += 1
            return self._spoil

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                """Nobody reads it."""

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except OSError:
                    self.close_connection = True

            def _pass(self) -> None:
                body = self._body()
                spoil = proxy._turn(self.command, self.path)

                def forward() -> Answer:
                    return proxy._forward(self.command, self.path, self.headers.items(), body)

                answer = forward() if spoil is None else spoil(forward)
                if isinstance(answer, Cut):
                    self._cut(answer)
                else:
                    self._reply(answer)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _pass

            def _body(self) -> bytes:
                if self.headers.get("transfer-encoding", "").lower() == "chunked":
                    return b"".join(self._chunks())
                return self.rfile.read(int(self.headers.get("content-length") or 0))

            def _chunks(self) -> Iterator[bytes]:
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    yield self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()

            def _reply(self, answer: Answer) -> None:
                self.wfile.write(head_of(answer) + answer.body)

            def _cut(self, cut: Cut) -> None:
                with contextlib.suppress(OSError):
                    self.wfile.write(cut.data)
                    self.wfile.flush()
                    if cut.reset:
                        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    else:
                        self.connection.shutdown(socket.SHUT_WR)
                self.close_connection = True

        return Handler

    def _forward(self, method: str, path: str, headers: Any, body: bytes) -> Answer:
        connection = http.client.HTTPConnection(self._target.hostname or "", self._target.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers:
                if name.lower() not in _BETWEEN_HOPS:
                    connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            reply = connection.getresponse()
            kept = tuple((name, value) for name, value in reply.getheaders() if name.lower() not in _BETWEEN_HOPS)
            return Answer(reply.status, kept, reply.read())
        finally:
            connection.close()


def head_of(answer: Answer) -> bytes:
    """The head of a reply, as it is written."""
    lines = [f"HTTP/1.1 {answer.status} Spoken"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    lines.append(f"Content-Length: {len(answer.body)}")
    return "\r\n".join((*lines, "", "")).encode("latin-1")
