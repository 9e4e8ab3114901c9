"""httpx2, the successor of httpx, as a transport of httpx: its pools of connections, and everything else as before.

Tools that record or fake HTTP look for httpx's own transports, and do not see this one.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import httpcore2
import httpx
import httpx2

from jobspan._io.network import watch_pool


class SuccessorTransport(httpx.BaseTransport):
    """For threads. Takes the arguments of ``httpx.HTTPTransport``."""

    def __init__(self, *, limits: httpx.Limits, **options: Any) -> None:
        with _in_words_of_httpx():
            self._pool: Any = httpx2.HTTPTransport(limits=_limits(limits), **options)._pool
        watch_pool(self._pool, httpcore2)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with _in_words_of_httpx():
            reply = self._pool.handle_request(_request(request))
        return _response(reply, _Body(reply.stream))

    def close(self) -> None:
        self._pool.close()


class AsyncSuccessorTransport(httpx.AsyncBaseTransport):
    """For tasks. Takes the arguments of ``httpx.AsyncHTTPTransport``."""

    def __init__(self, *, limits: httpx.Limits, **options: Any) -> None:
        with _in_words_of_httpx():
            self._pool: Any = httpx2.AsyncHTTPTransport(limits=_limits(limits), **options)._pool
        watch_pool(self._pool, httpcore2)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        with _in_words_of_httpx():
            reply = await self._pool.handle_async_request(_request(request))
        return _response(reply, _AsyncBody(reply.stream))

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _in_words_of_httpx():
            yield from self._stream

    def close(self) -> None:
        with _in_words_of_httpx():
            self._stream.close()


class _AsyncBody(httpx.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _in_words_of_httpx():
            async for piece in self._stream:
                yield piece

    async def aclose(self) -> None:
        with _in_words_of_httpx():
            await self._stream.aclose()


def _limits(limits: httpx.Limits) -> httpx2.Limits:
    return httpx2.Limits(
        max_connections=limits.max_connections,
        max_keepalive_connections=limits.max_keepalive_connections,
        keepalive_expiry=limits.keepalive_expiry,
    )


def _request(request: httpx.Request) -> httpcore2.Request:
    """The same request: header for header, and byte for byte."""
    return httpcore2.Request(
        request.method,
        _address(request.url),
        headers=request.headers.raw,
        content=request.content,
        extensions=request.extensions,
    )


@lru_cache(maxsize=256)
def _address(url: httpx.URL) -> httpcore2.URL:
    return httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _response(reply: httpcore2.Response, body: _Body | _AsyncBody) -> httpx.Response:
    return httpx.Response(reply.status, headers=reply.headers, stream=body, extensions=reply.extensions)


@contextmanager
def _in_words_of_httpx() -> Iterator[None]:
    """
    Raises:
        httpx.TransportError: of the kind that httpx would have raised.
    """
    try:
        yield
    except httpx2.InvalidURL as wrong:
        raise httpx.InvalidURL(str(wrong)) from wrong
    except _FAILURES as error:
        names = [kind.__name__ for kind in type(error).__mro__]
        raise next(getattr(httpx, name) for name in names if hasattr(httpx, name))(str(error)) from error


_FAILURES = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.UnsupportedProtocol,
)
