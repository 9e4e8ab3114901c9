"""Runs flows in the calling thread."""

import math
import threading
import time
import weakref
from collections.abc import Callable, Generator, Mapping
from typing import Any, TypeVar

import httpx
import msgspec

from jobspan._core.effects import (
    Blocking,
    Consult,
    Delegated,
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
from jobspan._core.http import Request, Response
from jobspan._core.interruption import FlowInterrupted
from jobspan._io.clock import Clock
from jobspan._io.driver import Driver, always, nothing
from jobspan._io.exchange import (
    MAX_REDIRECTS,
    STALE_CONNECTIONS,
    Outcome,
    circular,
    crowded,
    interrupted,
    last_moment,
)
from jobspan._io.httpx_adapter import (
    Routes,
    check_headers,
    cut_off,
    incoming,
    leftovers,
    lost,
    pieces,
    redirected,
    reply_problem,
)
from jobspan._io.link import Link
from jobspan._io.side_by_side import current_member
from jobspan._io.signals import terminating_threads
from jobspan._io.sync_gather import ThreadStop, gather
from jobspan._io.trail import Following, Trail
from jobspan._io.turnstile import Ticket, Turnstile
from jobspan.credentials import resolve_secret
from jobspan.hooks import Event
from jobspan.journal import Journal

T = TypeVar("T")


class _Way(msgspec.Struct, frozen=True):
    """How a plane is reached: its connections, and the gate before them."""

    routes: Routes[Link]
    gate: Turnstile


class _Process:
    """What belongs to one process."""

    def __init__(self) -> None:
        self.ways: dict[tuple[str, bool], _Way] = {}
        self.locks: weakref.WeakKeyDictionary[Mutex, Turnstile] = weakref.WeakKeyDictionary()
        self.opening = threading.Lock()


class SyncDriver(Driver[_Process]):
    """Answers what flows ask for. Safe to use from many threads; opens its first connection with the first request.

    Connections and locks belong to the process: a forked child opens its own, and leaves those of its parent alone.
    """

    def __init__(
        self,
        clock: Clock,
        emit: Callable[[Event], None],
        journal: Journal | None = None,
        listened: Callable[[], bool] = always,
        carried: Callable[[], Mapping[str, str]] = nothing,
    ) -> None:
        super().__init__(_Process, clock, emit, journal, listened, carried)

    def run(self, flow: Flow[T]) -> T:
        """Run a flow to its end and return its value."""
        try:
            return self._run(flow)
        except FlowInterrupted as stop:
            surfaced = stop.surfaced()
        raise surfaced

    def at_once(self, flow: Flow[T]) -> T | None:
        return self.run(flow)

    def run_stoppable(self, flow: Flow[T]) -> T:
        """The same, and SIGTERM interrupts it like Ctrl-C."""
        with terminating_threads():
            return self.run(flow)

    def ahead(self, read: Callable[[], T], is_over: Callable[[], bool], most: int) -> Generator[T, None, None]:
        """See :func:`jobspan._io.sync_ahead.ahead`."""
        from jobspan._io.sync_ahead import ahead

        return ahead(read, is_over, most)

    def close(self) -> None:
        """Close the connections of this process."""
        process = self._process.get()
        with process.opening:
            ways, process.ways = process.ways, {}
        for way in ways.values():
            for link in way.routes.all():
                link.close()

    def _run(self, flow: Flow[T]) -> T:
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

    def _answer(self, effect: Effect) -> Any:
        match effect:
            case Send(request):
                return self._send(request, None)
            case Live(flow):
                return self._run(flow())
            case Now():
                return self._clock.monotonic()
            case Reveal(source):
                return resolve_secret(source)
            case Emit(event):
                return self._emit(event)
            case Download(request, sink):
                return self._send(request, sink)
            case Sleep(seconds):
                return self._sleep(seconds)
            case WallClock():
                return self._clock.wall()
            case Random():
                return self._clock.random()
            case Guarded(mutex, flow):
                return self._guarded(mutex, flow)
            case Gather(flows, limit):
                return gather(flows, limit, self._run)
            case Consult(_, read):
                return read()
            case Blocking(run):
                return run()
            case Delegated(future, seconds):
                from concurrent import futures

                return bool(futures.wait([future], seconds).done)
            case Propose() | Refused():
                return None

    def _sleep(self, seconds: float) -> None:
        member = current_member()
        if member is None:
            self._clock.sleep(seconds)
        elif isinstance(member.stop, ThreadStop) and not member.stopped():
            self._clock.sleep(seconds, member.stop.event)

    def _guarded(self, mutex: Mutex, flow: Callable[[], Flow[T]]) -> T:
        lock, ticket = self._lock(mutex), Ticket()
        try:
            lock.enter(ticket)
            return self._run(flow())
        finally:
            lock.leave(ticket)

    def _lock(self, mutex: Mutex) -> Turnstile:
        process = self._process.get()
        with process.opening:
            return process.locks.setdefault(mutex, Turnstile(1))

    def _way(self, plane: str, direct: bool) -> _Way:
        process = self._process.get()
        with process.opening:
            if (plane, direct) not in process.ways:
                options = self._options_of(plane, direct)
                process.ways[plane, direct] = _Way(Routes(options, Link), Turnstile(options.max_connections))
            return process.ways[plane, direct]

    def _send(self, request: Request, sink: Sink | None) -> Response:
        request = request.with_headers(*self.carried().items())
        check_headers(request)
        way, ticket = self._way(request.plane, request.direct), Ticket()
        link = way.routes.to(request.url)  # what opening takes does not count as exchange
        began = time.monotonic()
        try:
            if not way.gate.enter(ticket, request.reply_timeout):
                raise crowded(request, way.gate.places)
            member = current_member()
            if member is not None:
                member.about_to_send()
            return self._converse(way.routes, link, request, sink, began)
        finally:
            way.gate.leave(ticket)

    def _converse(
        self, routes: Routes[Link], link: Link, request: Request, sink: Sink | None, began: float
    ) -> Response:
        ends = last_moment(request, began)
        redirects = stale = 0
        while redirects < MAX_REDIRECTS:
            trail = Trail(began, ends, request.changes)
            outcome = self._exchange(link, request, sink, trail)
            if trail.stale and stale < STALE_CONNECTIONS:
                stale += 1
            elif isinstance(outcome, Response):
                return outcome
            elif isinstance(outcome, Request):
                request, link = outcome, routes.to(outcome.url)
                redirects += 1
            else:
                raise outcome
        raise circular()

    def _exchange(self, link: Link, request: Request, sink: Sink | None, trail: Trail) -> Outcome:
        began = self._clock.monotonic()
        reply: httpx.Response | None = None
        try:
            with Following(trail), link.reply_to(request) as reply:
                return leftovers(trail) or redirected(request, reply) or self._read(request, reply, sink, trail, began)
        except (httpx.TransportError, httpx.DecodingError) as error:
            return lost(error, reply_begun=reply is not None, trail=trail)
        except Exception:
            raise
        except BaseException as stop:
            return interrupted(stop, request, trail, answered=reply is not None)
        finally:
            reply = None

    def _read(self, request: Request, reply: httpx.Response, sink: Sink | None, trail: Trail, began: float) -> Outcome:
        try:
            if sink is not None and reply.is_success:
                trail.ends = math.inf
                head = incoming(reply, b"", self._clock.monotonic() - began)
                sink.begin(head)
                for chunk in reply.iter_raw():
                    sink.write(chunk)
                return head
            chunks, received = [], 0
            for chunk in pieces(reply):
                chunks.append(chunk)
                received += len(chunk)
                problem = reply_problem(request, reply, received, self._clock.monotonic() - began)
                if problem is not None:
                    return problem
            return cut_off(reply, received) or incoming(reply, b"".join(chunks), self._clock.monotonic() - began)
        finally:
            del reply
