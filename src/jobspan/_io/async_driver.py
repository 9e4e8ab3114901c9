"""Runs flows in the calling task."""

import asyncio
import contextlib
import weakref
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import httpx

from jobspan._core.effects import (
    Blocking,
    Consult,
    Download,
    Effect,
    Emit,
    Flow,
    Gather,
    Guarded,
    Live,
    Mutex,
    Now,
    Propose,
    Random,
    Refused,
    Reveal,
    Send,
    Sink,
    Sleep,
    WallClock,
)
from jobspan._core.http import LostExchange, Request, Response
from jobspan._io.clock import Clock
from jobspan._io.httpx_adapter import MAX_REDIRECTS, async_client, built, check_reply, incoming, lost, redirected
from jobspan.config import ConnectionOptions
from jobspan.credentials import Secret, resolve_secret
from jobspan.errors import ConfigError, SendPhase
from jobspan.hooks import Event
from jobspan.journal import Journal

T = TypeVar("T")


class AsyncDriver:
    """Answers what flows ask for. Belongs to the event loop of its first request."""

    def __init__(self, clock: Clock, emit: Callable[[Event], None], journal: Journal | None = None) -> None:
        self.journal = journal or Journal.from_env()
        self._options: dict[str, ConnectionOptions] = {}
        self._clock = clock
        self._emit = emit
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._locks: weakref.WeakKeyDictionary[Mutex, asyncio.Lock] = weakref.WeakKeyDictionary()

    def emit(self, event: Event) -> None:
        """Publish an event, outside of a flow."""
        self._emit(event)

    def now(self) -> float:
        """Seconds of the clock that never goes back, outside of a flow."""
        return self._clock.monotonic()

    def connect(self, plane: str, options: ConnectionOptions) -> None:
        """Say how a plane is reached. Opens nothing."""
        self._options[plane] = options

    async def run(self, flow: Flow[T]) -> T:
        """Run a flow to its end and return its value."""
        answer: Any = None
        problem: BaseException | None = None
        while True:
            try:
                effect = flow.throw(problem) if problem is not None else flow.send(answer)
            except StopIteration as end:
                value: T = end.value
                return value
            answer = problem = None
            try:
                answer = await self._answer(effect)
            except BaseException as error:
                problem = error

    async def close(self) -> None:
        """Close the connections."""
        clients, self._clients, self._loop = self._clients, {}, None
        self._locks.clear()
        for client in clients.values():
            await client.aclose()

    async def _answer(self, effect: Effect) -> Any:
        match effect:
            case Send(request):
                return await self._send(request, None)
            case Download(request, sink):
                return await self._send(request, sink)
            case Sleep(seconds):
                return await self._clock.asleep(seconds)
            case Now():
                return self._clock.monotonic()
            case WallClock():
                return self._clock.wall()
            case Random():
                return self._clock.random()
            case Reveal(source):
                return source if isinstance(source, Secret) else await asyncio.to_thread(resolve_secret, source)
            case Emit(event):
                return self._emit(event)
            case Guarded(mutex, flow):
                async with self._locks.setdefault(mutex, asyncio.Lock()):
                    return await self.run(flow())
            case Gather(flows, limit):
                return await self._gather(flows, limit)
            case Live(flow):
                return await self.run(flow())
            case Consult(_, read):
                return read()
            case Blocking(run):
                return await asyncio.to_thread(run)
            case Propose() | Refused():
                return None

    async def _gather(self, flows: Sequence[Callable[[], Flow[T]]], limit: int) -> list[T | Exception]:
        gate = asyncio.Semaphore(limit)

        async def settle(flow: Callable[[], Flow[T]]) -> T | Exception:
            async with gate:
                try:
                    return await self.run(flow())
                except Exception as error:
                    return error

        async with asyncio.TaskGroup() as group:
            running = [group.create_task(settle(flow)) for flow in flows]
        return [each.result() for each in running]

    def _http(self, plane: str) -> httpx.AsyncClient:
        loop = asyncio.get_running_loop()
        self._loop = self._loop or loop
        if self._loop is not loop:
            raise ConfigError(
                message="This AsyncClient belongs to another event loop.",
                hint="Make one client in each loop, or close it before the loop ends.",
            )
        if plane not in self._clients:
            self._clients[plane] = async_client(self._options[plane])
        return self._clients[plane]

    async def _send(self, request: Request, sink: Sink | None) -> Response:
        began = self._clock.monotonic()
        client = self._http(request.plane)
        for _ in range(MAX_REDIRECTS):
            begun = False
            try:
                reply = await client.send(built(client, request), stream=True)
                async with contextlib.aclosing(reply):
                    begun = True
                    follow = redirected(request, reply)
                    if follow is not None:
                        request = follow
                        continue
                    return await self._read(request, reply, sink, began)
            except httpx.TransportError as error:
                raise lost(error, reply_begun=begun) from error
            except httpx.DecodingError as error:
                raise LostExchange(SendPhase.REPLY_PARTIAL, f"the reply cannot be decoded: {error}") from error
        raise LostExchange(SendPhase.REPLY_PARTIAL, f"more than {MAX_REDIRECTS} redirects")

    async def _read(self, request: Request, reply: httpx.Response, sink: Sink | None, began: float) -> Response:
        if sink is not None and reply.is_success:
            head = incoming(reply, b"", self._clock.monotonic() - began)
            sink.begin(head)
            async for chunk in reply.aiter_raw():
                sink.write(chunk)
            return head
        body = bytearray()
        async for chunk in reply.aiter_bytes():
            body += chunk
            check_reply(request, reply, len(body), self._clock.monotonic() - began)
        return incoming(reply, bytes(body), self._clock.monotonic() - began)
