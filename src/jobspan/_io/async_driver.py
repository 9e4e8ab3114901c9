"""Runs flows in the calling task."""

import asyncio
import contextlib
import math
import time
import weakref
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

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
from jobspan._io.async_gather import TaskStop, gather
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
    pieces_async,
    redirected,
    reply_problem,
)
from jobspan._io.link import AsyncLink
from jobspan._io.side_by_side import current_member
from jobspan._io.signals import terminating_tasks
from jobspan._io.trail import Following, Trail
from jobspan.credentials import Secret, resolve_secret
from jobspan.errors import ConfigError
from jobspan.hooks import Event
from jobspan.journal import Journal

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


class _Way(msgspec.Struct, frozen=True):
    """How a plane is reached: its connections, and the gate before them."""

    routes: Routes[AsyncLink]
    gate: asyncio.Semaphore
    places: int


class _Process:
    """What belongs to one process, and there to one event loop."""

    def __init__(self) -> None:
        self.ways: dict[tuple[str, bool], _Way] = {}
        self.locks: weakref.WeakKeyDictionary[Mutex, asyncio.Lock] = weakref.WeakKeyDictionary()
        self.loop: asyncio.AbstractEventLoop | None = None


class AsyncDriver(Driver[_Process]):
    """Answers what flows ask for. Belongs to the event loop of its first request.

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

    async def run(self, flow: Flow[T]) -> T:
        """Run a flow to its end and return its value."""
        try:
            return await self._run(flow)
        except FlowInterrupted as stop:
            surfaced = stop.surfaced()
        raise surfaced

    async def run_stoppable(self, flow: Flow[T]) -> T:
        """The same, and SIGTERM interrupts it like Ctrl-C."""
        with terminating_tasks():
            return await self.run(flow)

    def ahead(
        self, read: Callable[[], Awaitable[T]], is_over: Callable[[], bool], most: int
    ) -> AsyncGenerator[T, None]:
        """See :func:`jobspan._io.async_ahead.ahead`."""
        from jobspan._io.async_ahead import ahead

        return ahead(read, is_over, most)

    async def close(self) -> None:
        """Close the connections of this process. Those of a loop that is over went with it.

        Raises:
            ConfigError: they belong to another event loop, which can still be used.
        """
        process = self._process.get()
        gone = process.loop is not None and process.loop.is_closed()
        if process.loop is not None and not gone:
            _same_loop(process.loop)
        ways, process.ways, process.loop = process.ways, {}, None
        process.locks.clear()
        for way in ways.values():
            for link in way.routes.all():
                if not gone:
                    await link.close()

    async def _run(self, flow: Flow[T]) -> T:
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

    async def _answer(self, effect: Effect) -> Any:
        match effect:
            case Send(request):
                return await self._send(request, None)
            case Live(flow):
                return await self._run(flow())
            case Now():
                return self._clock.monotonic()
            case Reveal(source):
                return source if isinstance(source, Secret) else await asyncio.to_thread(resolve_secret, source)
            case Emit(event):
                return self._emit(event)
            case Download(request, sink):
                return await self._send(request, sink)
            case Sleep(seconds):
                return await self._sleep(seconds)
            case WallClock():
                return self._clock.wall()
            case Random():
                return self._clock.random()
            case Guarded(mutex, flow):
                async with self._process.get().locks.setdefault(mutex, asyncio.Lock()):
                    return await self._run(flow())
            case Gather(flows, limit):
                return await gather(flows, limit, self._run)
            case Consult(_, read):
                return read()
            case Blocking(run):
                return await asyncio.to_thread(run)
            case Delegated(future, seconds):
                return await _is_over(future, seconds)
            case Propose() | Refused():
                return None

    async def _sleep(self, seconds: float) -> None:
        member = current_member()
        if member is None:
            await self._clock.asleep(seconds)
        elif isinstance(member.stop, TaskStop) and not member.stopped():
            await member.stop.nap(self._clock.asleep(seconds))

    def _way(self, plane: str, direct: bool) -> _Way:
        process, loop = self._process.get(), asyncio.get_running_loop()
        process.loop = process.loop or loop
        _same_loop(process.loop)
        if (plane, direct) not in process.ways:
            options = self._options_of(plane, direct)
            places = options.max_connections
            process.ways[plane, direct] = _Way(Routes(options, AsyncLink), asyncio.Semaphore(places), places)
        return process.ways[plane, direct]

    async def _send(self, request: Request, sink: Sink | None) -> Response:
        request = request.with_headers(*self.carried().items())
        check_headers(request)
        way = self._way(request.plane, request.direct)
        link = way.routes.to(request.url)  # what opening takes does not count as exchange
        began = time.monotonic()
        try:
            async with asyncio.timeout(request.reply_timeout) if way.gate.locked() else contextlib.nullcontext():
                await way.gate.acquire()
        except TimeoutError:
            raise crowded(request, way.places) from None
        try:
            member = current_member()
            if member is not None:
                member.about_to_send()
            return await self._converse(way.routes, link, request, sink, began)
        finally:
            way.gate.release()

    async def _converse(
        self, routes: Routes[AsyncLink], link: AsyncLink, request: Request, sink: Sink | None, began: float
    ) -> Response:
        ends = last_moment(request, began)
        redirects = stale = 0
        while redirects < MAX_REDIRECTS:
            trail = Trail(began, ends, request.changes)
            outcome = await self._exchange(link, request, sink, trail)
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

    async def _exchange(self, link: AsyncLink, request: Request, sink: Sink | None, trail: Trail) -> Outcome:
        began = self._clock.monotonic()
        reply: httpx.Response | None = None
        try:
            with Following(trail):
                async with link.reply_to(request) as reply:
                    return (
                        leftovers(trail)
                        or redirected(request, reply)
                        or await self._read(request, reply, sink, trail, began)
                    )
        except (httpx.TransportError, httpx.DecodingError) as error:
            return lost(error, reply_begun=reply is not None, trail=trail)
        except Exception:
            raise
        except BaseException as stop:
            return interrupted(stop, request, trail, answered=reply is not None)
        finally:
            reply = None

    async def _read(
        self, request: Request, reply: httpx.Response, sink: Sink | None, trail: Trail, began: float
    ) -> Outcome:
        try:
            if sink is not None and reply.is_success:
                trail.ends = math.inf
                head = incoming(reply, b"", self._clock.monotonic() - began)
                sink.begin(head)
                async for chunk in reply.aiter_raw():
                    sink.write(chunk)
                return head
            chunks, received = [], 0
            async for chunk in pieces_async(reply):
                chunks.append(chunk)
                received += len(chunk)
                problem = reply_problem(request, reply, received, self._clock.monotonic() - began)
                if problem is not None:
                    return problem
            return cut_off(reply, received) or incoming(reply, b"".join(chunks), self._clock.monotonic() - began)
        finally:
            del reply


def _same_loop(own: asyncio.AbstractEventLoop) -> None:
    if own is not asyncio.get_running_loop():
        raise ConfigError(
            message="This AsyncClient belongs to another event loop.",
            hint="Make one client in each loop, or close it before the loop ends.",
        )


async def _is_over(future: "Future[Any]", seconds: float) -> bool:
    """Wait for a future of other threads, without ending it when this task ends."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def wake(ended: "Future[Any]") -> None:
        with contextlib.suppress(RuntimeError):  # nobody waits any more: the loop is closed
            loop.call_soon_threadsafe(over.set)

    future.add_done_callback(wake)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), seconds)
    return future.done()
