"""One way to a server: transports of httpx, the cookies that came over it, and nothing else of httpx's clients.

httpx's clients do what is done here already, or must not be done (redirects, credentials of the environment), for as much as the
transport itself costs. What records or fakes HTTP stands at the transport, too.
"""

import ssl
import threading
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from typing import Any, Final, Generic, Self, TypeVar
from urllib.parse import urlsplit, urlunsplit

import httpx
from httpx._decoders import SUPPORTED_DECODERS

from jobspan._core.extras import from_extra
from jobspan._core.http import Request
from jobspan._io.network import watch
from jobspan._io.sent_secrets import note_secrets
from jobspan.config import ConnectionOptions

T = TypeVar("T", bound=httpx.BaseTransport | httpx.AsyncBaseTransport)


def _connections_of_a_pool(options: ConnectionOptions) -> int:
    """httpcore's pools look at all their connections twice a request, so many small ones cost much less than a large one."""
    return options.max_connections if options.http_library == "aiohttp" else 4


_BY_DEFAULT: Final = {
    "accept-encoding": (
        b"Accept-Encoding",
        ", ".join(name for name in SUPPORTED_DECODERS if name != "identity").encode(),
    ),
    "connection": (b"Connection", b"keep-alive"),
}


class AnyLink(ABC, Generic[T]):
    """What ways for threads and for tasks have in common."""

    def __init__(self, transports: list[T], places: int) -> None:
        self.transports = transports
        self._free = _shares(places, len(transports))
        self._lock = threading.Lock()
        self._cookies: httpx.Cookies | None = None
        for transport in transports:
            watch(transport)

    @classmethod
    def open(cls, options: ConnectionOptions, proxy: str | None, tls: Callable[[], ssl.SSLContext]) -> Self:
        """A way through a proxy, or directly; over the transport that was given, if there is one."""
        if options.transport is not None:
            return cls([options.transport], options.max_connections)
        make = cls._maker(options.http_library)
        trusted, pools = tls(), -(-options.max_connections // _connections_of_a_pool(options))
        sizes = zip(
            _shares(options.max_connections, pools), _shares(options.max_keepalive_connections, pools), strict=True
        )
        return cls(
            [
                make(
                    verify=trusted,
                    trust_env=False,
                    proxy=proxy,
                    limits=httpx.Limits(
                        max_connections=most, max_keepalive_connections=idle, keepalive_expiry=options.keepalive_expiry
                    ),
                )
                for most, idle in sizes
            ],
            options.max_connections,
        )

    @classmethod
    @abstractmethod
    def _maker(cls, library: str) -> Callable[..., T]:
        """What makes a transport with the options of httpx's.

        Raises:
            MissingExtra: the library is not installed.
        """

    def _take(self) -> int:
        """The transport with most room."""
        with self._lock:
            which = self._free.index(max(self._free))
            self._free[which] -= 1
            return which

    def _give_back(self, which: int) -> None:
        with self._lock:
            self._free[which] += 1

    def _made(self, request: Request) -> httpx.Request:
        """The request as httpx sends it. One to a private address goes to another server, and takes no cookies along."""
        made = outgoing(request)
        if self._cookies is not None and not request.private:
            self._cookies.set_cookie_header(made)
        return made

    def _took(self, made: httpx.Request, reply: httpx.Response) -> httpx.Response:
        reply.request = made
        if has_header(reply, b"set-cookie"):
            self._cookies = self._cookies or httpx.Cookies()
            self._cookies.extract_cookies(reply)
        return reply


class Link(AnyLink[httpx.BaseTransport]):
    """A way for threads."""

    @contextmanager
    def reply_to(self, request: Request) -> Iterator[httpx.Response]:
        """Send; inside, the head of the reply is there and its body can be read."""
        made = self._made(request)
        which = self._take()
        try:
            reply = self._took(made, self.transports[which].handle_request(made))
            try:
                yield reply
            finally:
                reply.close()
        finally:
            self._give_back(which)

    def close(self) -> None:
        """Close its connections."""
        for transport in self.transports:
            transport.close()

    @classmethod
    def _maker(cls, library: str) -> Callable[..., httpx.BaseTransport]:
        if library != "httpx2":  # aiohttp has nothing for threads
            return httpx.HTTPTransport
        with from_extra("httpx2", "http_library='httpx2'"):
            from jobspan._io.successor import SuccessorTransport

        return SuccessorTransport


class AsyncLink(AnyLink[httpx.AsyncBaseTransport]):
    """A way for tasks."""

    @asynccontextmanager
    async def reply_to(self, request: Request) -> AsyncIterator[httpx.Response]:
        """Send; inside, the head of the reply is there and its body can be read."""
        made = self._made(request)
        which = self._take()
        try:
            reply = self._took(made, await self.transports[which].handle_async_request(made))
            try:
                yield reply
            finally:
                await reply.aclose()
        finally:
            self._give_back(which)

    async def close(self) -> None:
        """Close its connections."""
        for transport in self.transports:
            await transport.aclose()

    @classmethod
    def _maker(cls, library: str) -> Callable[..., httpx.AsyncBaseTransport]:
        if library == "httpx":
            return httpx.AsyncHTTPTransport
        if library == "aiohttp":
            with from_extra("aiohttp", "http_library='aiohttp'"):
                from jobspan._io.aiohttp_transport import AiohttpTransport

            return AiohttpTransport
        with from_extra("httpx2", "http_library='httpx2'"):
            from jobspan._io.successor import AsyncSuccessorTransport

        return AsyncSuccessorTransport


def _shares(places: int, parts: int) -> list[int]:
    """So many places in equal parts, the larger ones first."""
    each, more = divmod(places, parts)
    return [each + (part < more) for part in range(parts)]


def outgoing(request: Request) -> httpx.Request:
    """The request in httpx's type. What logs it shows the address, so a private one goes in without its query."""
    note_secrets(request)
    url = request.full_url
    extensions: dict[str, Any] = {"timeout": _timeouts(request)}
    if request.private:
        parts = urlsplit(url)
        url = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        extensions["target"] = (f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/").encode()
    parsed, content = _parsed(url), request.content()
    made = httpx.Request(
        request.method,
        parsed,
        headers=_outgoing_headers(request, parsed, len(content)),
        stream=httpx.ByteStream(content),
        extensions=extensions,
    )
    made.read()  # transports that were given may look at its content
    return made


_parsed: Final = lru_cache(maxsize=256)(httpx.URL)
"""Addresses are asked again and again, and parsing one takes as long as building the rest of the request."""


def _outgoing_headers(request: Request, url: httpx.URL, length: int) -> list[tuple[bytes, bytes]]:
    """All headers, in the order in which httpx writes them: left to itself, it goes through all of them three times."""
    given = {name.lower() for name, _ in request.headers}
    headers = [] if "host" in given else [(b"Host", url.netloc)]
    length_needed = not given & _LENGTHS
    if length_needed and not length and request.method in _WITH_BODY:
        headers.append((b"Content-Length", b"0"))
    headers += [header for name, header in _BY_DEFAULT.items() if name not in given]
    headers += [(name.encode(), value.encode()) for name, value in request.revealed_headers()]
    if length_needed and length:
        headers.append((b"Content-Length", b"%d" % length))
    return headers


_LENGTHS: Final = frozenset({"content-length", "transfer-encoding"})
_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})


def has_header(reply: httpx.Response, name: bytes) -> bool:
    """Whether a reply has a header, by its name in lower case."""
    return name in [each.lower() for each, _ in reply.headers.raw]


def _timeouts(request: Request) -> dict[str, float]:
    return {
        "connect": request.connect_timeout,
        "read": request.read_timeout,
        "write": request.read_timeout,
        "pool": request.read_timeout,
    }
