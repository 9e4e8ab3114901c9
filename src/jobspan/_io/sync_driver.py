"""Runs flows in the calling thread."""

import contextlib
import threading
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
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
from jobspan._io.httpx_adapter import MAX_REDIRECTS, built, check_reply, incoming, lost, redirected, sync_client
from jobspan.config import ConnectionOptions
from jobspan.credentials import resolve_secret
from jobspan.errors import SendPhase
from jobspan.hooks import Event
from jobspan.journal import Journal

T = TypeVar("T")


class SyncDriver:
    """Answers what flows ask for. Safe to use from many threads; opens its first connection with the first request."""

    def __init__(self, clock: Clock, emit: Callable[[Event], None], journal: Journal | None = None) -> None:
        self.journal = journal or Journal.from_env()
        self._options: dict[str, ConnectionOptions] = {}
        self._clock = clock
        self._emit = emit
        self._clients: dict[str, httpx.Client] = {}
        self._opening = threading.Lock()
        self._locks: weakref.WeakKeyDictionary[Mutex, threading.Lock] = weakref.WeakKeyDictionary()

    def emit(self, event: Event) -> None:
        """Publish an event, outside of a flow."""
        self._emit(event)

    def now(self) -> float:
        """Seconds of the clock that never goes back, outside of a flow."""
        return self._clock.monotonic()

    def connect(self, plane: str, options: ConnectionOptions) -> None:
        """Say how a plane is reached. Opens nothing."""
        self._options[plane] = options

    def run(self, flow: Flow[T]) -> T:
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
                answer = self._answer(effect)
            except BaseException as error:
                problem = error

    def close(self) -> None:
        """Close the connections."""
        with self._opening:
            clients, self._clients = self._clients, {}
        for client in clients.values():
            client.close()

    def _answer(self, effect: Effect) -> Any:
        match effect:
            case Send(request):
                return self._send(request, None)
            case Download(request, sink):
                return self._send(request, sink)
            case Sleep(seconds):
                return self._clock.sleep(seconds)
            case Now():
                return self._clock.monotonic()
            case WallClock():
                return self._clock.wall()
            case Random():
                return self._clock.random()
            case Reveal(source):
                return resolve_secret(source)
            case Emit(event):
                return self._emit(event)
            case Guarded(mutex, flow):
                with self._lock(mutex):
                    return self.run(flow())
            case Gather(flows, limit):
                return self._gather(flows, limit)
            case Live(flow):
                return self.run(flow())
            case Consult(_, read):
                return read()
            case Blocking(run):
                return run()
            case Propose() | Refused():
                return None

    def _gather(self, flows: Sequence[Callable[[], Flow[T]]], limit: int) -> list[T | Exception]:
        def settle(flow: Callable[[], Flow[T]]) -> T | Exception:
            try:
                return self.run(flow())
            except Exception as error:
                return error

        if len(flows) <= 1 or limit == 1:
            return [settle(flow) for flow in flows]
        with ThreadPoolExecutor(min(limit, len(flows)), thread_name_prefix="jobspan") as pool:
            running = [pool.submit(copy_context().run, settle, flow) for flow in flows]
            return [each.result() for each in running]

    def _lock(self, mutex: Mutex) -> threading.Lock:
        with self._opening:
            return self._locks.setdefault(mutex, threading.Lock())

    def _http(self, plane: str) -> httpx.Client:
        with self._opening:
            if plane not in self._clients:
                self._clients[plane] = sync_client(self._options[plane])
            return self._clients[plane]

    def _send(self, request: Request, sink: Sink | None) -> Response:
        began = self._clock.monotonic()
        client = self._http(request.plane)
        for _ in range(MAX_REDIRECTS):
            begun = False
            try:
                with contextlib.closing(client.send(built(client, request), stream=True)) as reply:
                    begun = True
                    follow = redirected(request, reply)
                    if follow is not None:
                        request = follow
                        continue
                    return self._read(request, reply, sink, began)
            except httpx.TransportError as error:
                raise lost(error, reply_begun=begun) from error
            except httpx.DecodingError as error:
                raise LostExchange(SendPhase.REPLY_PARTIAL, f"the reply cannot be decoded: {error}") from error
        raise LostExchange(SendPhase.REPLY_PARTIAL, f"more than {MAX_REDIRECTS} redirects")

    def _read(self, request: Request, reply: httpx.Response, sink: Sink | None, began: float) -> Response:
        if sink is not None and reply.is_success:
            head = incoming(reply, b"", self._clock.monotonic() - began)
            sink.begin(head)
            for chunk in reply.iter_raw():
                sink.write(chunk)
            return head
        body = bytearray()
        for chunk in reply.iter_bytes():
            body += chunk
            check_reply(request, reply, len(body), self._clock.monotonic() - began)
        return incoming(reply, bytes(body), self._clock.monotonic() - began)
