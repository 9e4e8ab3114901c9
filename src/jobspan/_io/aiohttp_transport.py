"""aiohttp as a transport of httpx, for tasks: many requests at once for a fraction of the processor time.

aiohttp sends some requests again when an idle connection turns out to be closed, and calls most losses a connection error. Here
nothing is sent twice, and only what was never connected counts as never sent. Nothing is seen of what happens on a connection,
so what may change something gets one of its own: no idle one can be closed under it, and nothing can have come before its reply.
"""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, Final

import aiohttp
import httpx
from yarl import URL

from jobspan._io.trail import current_trail

_LARGE: Final = 2**20
_NEVER_ADDED: Final = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")


class AiohttpTransport(httpx.AsyncBaseTransport):
    """Takes the arguments of ``httpx.AsyncHTTPTransport`` that jobspan gives. Belongs to the event loop of its first request."""

    def __init__(self, *, verify: Any, trust_env: bool, proxy: str | None, limits: httpx.Limits) -> None:
        self._tls = verify
        self._proxy = _checked(proxy)
        self._limits = limits
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        reads = request.method in ("GET", "HEAD")
        if reads not in self._sessions:
            self._sessions[reads] = self._opened(kept=reads)
        limits = request.extensions["timeout"]
        with _in_words_of_httpx():
            async with asyncio.timeout(_left()):
                reply = await self._sessions[reads].request(
                    request.method,
                    _address(request),
                    headers=request.headers.multi_items(),
                    data=_in_pieces(request.content),
                    allow_redirects=False,
                    proxy=self._proxy,
                    timeout=aiohttp.ClientTimeout(sock_connect=limits["connect"], sock_read=limits["read"]),
                )
        return httpx.Response(reply.status, headers=reply.raw_headers, stream=_Body(reply))

    async def aclose(self) -> None:
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()

    def _opened(self, *, kept: bool) -> aiohttp.ClientSession:
        idle = self._limits.keepalive_expiry if kept and self._limits.max_keepalive_connections else 0
        keeping: dict[str, Any] = {"keepalive_timeout": idle} if idle else {"force_close": True}
        connector = aiohttp.TCPConnector(ssl=self._tls, limit=self._limits.max_connections or 0, **keeping)
        told = aiohttp.TraceConfig()
        told.on_request_headers_sent.append(_note_sent)
        session = aiohttp.ClientSession(
            trace_configs=[] if kept else [told],
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=_NEVER_ADDED,
        )
        session._retry_connection = False
        return session


class _Body(httpx.AsyncByteStream):
    def __init__(self, reply: aiohttp.ClientResponse) -> None:
        self._reply = reply

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _in_words_of_httpx():
            async for piece in self._reply.content.iter_any():
                yield piece

    async def aclose(self) -> None:
        """A reply that was read to its end gives its connection back; any other one costs it."""
        self._reply.close()


async def _note_sent(*_: Any) -> None:
    trail = current_trail()
    if trail is not None:
        trail.head_sent = True


def _in_pieces(content: bytes) -> Any:
    """aiohttp writes a body at once, and warns of a large one, which it reads in pieces from a file."""
    return content or None if len(content) < _LARGE else io.BytesIO(content)


def _checked(proxy: str | None) -> str | None:
    """
    Raises:
        ValueError: it is not a valid address of a proxy.
        ImportError: it is one that speaks SOCKS, which aiohttp does not.
    """
    if proxy is not None and httpx.Proxy(proxy).url.scheme.startswith("socks"):
        raise ImportError("aiohttp does not speak SOCKS")
    return proxy


def _address(request: httpx.Request) -> URL:
    """The address, letter by letter: signatures count on it."""
    target = request.extensions.get("target", request.url.raw_path).decode()
    return URL(f"{request.url.scheme}://{request.url.netloc.decode()}{target}", encoded=True)


def _left() -> float | None:
    """Seconds until the exchange has to be over."""
    trail = current_trail()
    return None if trail is None else trail.wait(None, httpx.ReadTimeout)


@contextmanager
def _in_words_of_httpx() -> Iterator[None]:
    """
    Raises:
        httpx.TransportError: of the kind that httpx would have raised.
    """
    try:
        yield
    except aiohttp.ClientHttpProxyError as error:
        raise httpx.ProxyError(f"{error.status} {error.message}") from error
    except (aiohttp.ClientConnectorError, aiohttp.ServerFingerprintMismatch) as error:
        raise httpx.ConnectError(str(error)) from error
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx.ConnectTimeout(str(error)) from error
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
        raise httpx.UnsupportedProtocol(str(error)) from error
    except TimeoutError as error:
        raise httpx.ReadTimeout(str(error)) from error
    except (aiohttp.ClientError, OSError) as error:
        raise httpx.ReadError(str(error)) from error
