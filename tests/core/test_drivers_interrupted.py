"""What an interruption does to flows side by side: nothing more is started, what is in flight ends, what is known comes out."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import attrs
import httpx
import pytest

from jobspan import Interrupted, JobspanError
from jobspan._core.effects import Flow, emit, gather, send, sleep
from jobspan._core.http import LostExchange, Request
from jobspan._core.interruption import FlowInterrupted, Unanswered, noting, reporting
from jobspan._io.async_driver import AsyncDriver
from jobspan._io.clock import SystemClock
from jobspan._io.sync_driver import SyncDriver
from jobspan.config import ConnectionOptions
from jobspan.errors import SendPhase
from jobspan.hooks import Event, StepStarted
from jobspan.testing import FakeClock

LIMIT = 3
LONG = 3600.0
STEP = StepStarted(plane="lathe", journey="j", step="s")


@attrs.define
class Server:
    """Answers each request with its number; ``at`` says what else it does with which."""

    at: dict[int, Callable[[], None]] = attrs.field(factory=dict)
    asked: list[int] = attrs.field(factory=list)

    def respond(self, request: httpx.Request) -> httpx.Response:
        number = int(request.url.path.rpartition("/")[2])
        self.asked.append(number)
        self.at.get(number, lambda: None)()
        return httpx.Response(200, content=str(number))

    async def respond_later(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        return self.respond(request)


def one(number: int) -> Flow[int]:
    request = Request(plane="lathe", method="POST", url=f"https://lathe.example/{number}")
    return int((yield from send(request)).body)


class Seen:
    """What an interrupted gather raises into its flow."""

    stop: FlowInterrupted

    def all_of(self, flows: list[Callable[[], Flow[Any]]]) -> Flow[list[Any]]:
        try:
            return (yield from gather(flows, LIMIT))
        except FlowInterrupted as stop:
            self.stop = stop
            stop.report = Interrupted(message="Interrupted.", hint="Go on.")
            raise

    @property
    def answered(self) -> list[int]:
        return [index for index, answer in enumerate(self.stop.answers) if not isinstance(answer, Unanswered)]

    @property
    def not_started(self) -> list[int]:
        return [index for index, answer in enumerate(self.stop.answers) if answer is Unanswered.NOT_STARTED]


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def server() -> Server:
    return Server()


class Keyboard:
    """Where Ctrl-C comes from."""

    def __init__(self) -> None:
        self.pressed = threading.Event()
        self.kind: type[BaseException] = KeyboardInterrupt

    def press(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    def press_and_wait(self) -> None:
        """Until the main thread has felt it."""
        self.press()
        self.pressed.wait()

    def _feel(self, *_: object) -> None:
        self.pressed.set()
        raise self.kind()


@pytest.fixture
def keyboard() -> Iterator[Keyboard]:
    keys = Keyboard()
    before = signal.signal(signal.SIGINT, keys._feel)
    yield keys
    signal.signal(signal.SIGINT, before)


class TestThreads:
    def driver(self, server: Server) -> SyncDriver:
        driver = SyncDriver(SystemClock(), ignore)
        driver.connect("lathe", ConnectionOptions(transport=httpx.MockTransport(server.respond)))
        return driver

    def test_nothing_more_is_started_and_what_is_in_flight_ends(
        self, server: Server, keyboard: Keyboard, seen: Seen
    ) -> None:
        server.at[20] = keyboard.press_and_wait
        with pytest.raises(KeyboardInterrupt):
            self.driver(server).run(seen.all_of([partial(one, number) for number in range(1000)]))
        answered = seen.answered
        assert [seen.stop.answers[number] for number in answered] == answered
        assert sorted(server.asked) == answered
        assert 20 - LIMIT < len(answered) < 1000

    def test_a_single_flow_is_not_broken_either(self, server: Server, keyboard: Keyboard, seen: Seen) -> None:
        server.at[0] = keyboard.press_and_wait
        with pytest.raises(KeyboardInterrupt):
            self.driver(server).run(seen.all_of([partial(one, 0)]))
        assert seen.stop.answers == (0,)

    def test_twice_means_at_once(self, server: Server, keyboard: Keyboard, seen: Seen) -> None:
        all_there, go_on = threading.Barrier(LIMIT), threading.Event()

        def hang() -> None:
            if all_there.wait() == 0:
                keyboard.press_and_wait()
                keyboard.press()
            go_on.wait()

        server.at |= {0: hang, 1: hang, 2: hang}
        with pytest.raises(KeyboardInterrupt):
            self.driver(server).run(seen.all_of([partial(one, number) for number in range(9)]))
        go_on.set()
        assert seen.stop.answers == (Unanswered.UNFINISHED,) * LIMIT + (Unanswered.NOT_STARTED,) * 6

    def test_waits_end_and_later_requests_are_not_sent(self, server: Server, keyboard: Keyboard, seen: Seen) -> None:
        def patient(number: int) -> Flow[tuple[int, LostExchange]]:
            sent = yield from one(number)
            yield from sleep(LONG)
            with pytest.raises(LostExchange) as refused:
                yield from one(number + 100)
            return sent, refused.value

        all_there = threading.Barrier(LIMIT, action=keyboard.press)
        server.at |= dict.fromkeys(range(LIMIT), lambda: note(all_there.wait()))
        with pytest.raises(KeyboardInterrupt):
            self.driver(server).run(seen.all_of([partial(patient, number) for number in range(9)]))
        assert sorted(server.asked) == [0, 1, 2]
        assert [sent for sent, _ in seen.stop.answers[:3]] == [0, 1, 2]
        assert {(lost.phase, lost.final) for _, lost in seen.stop.answers[:3]} == {(SendPhase.NOT_SENT, True)}
        assert seen.not_started == [3, 4, 5, 6, 7, 8]

    def test_a_flow_that_never_gives_up_is_left(self, server: Server, keyboard: Keyboard, seen: Seen) -> None:
        server.at[0] = keyboard.press_and_wait
        with pytest.raises(KeyboardInterrupt):
            self.driver(server).run(seen.all_of([stubborn]))
        assert seen.stop.answers == (Unanswered.UNFINISHED,)

    def test_the_inner_ones_of_a_flow_send_nothing_more(self, server: Server, keyboard: Keyboard, seen: Seen) -> None:
        """And the outer flow gets all their answers, to make of it what it can."""
        server.at[5] = keyboard.press_and_wait
        with pytest.raises(KeyboardInterrupt):
            self.driver(server).run(
                seen.all_of([lambda: gather([partial(one, number) for number in range(1000)], LIMIT)])
            )
        [inner] = seen.stop.answers
        refused = [index for index, answer in enumerate(inner) if isinstance(answer, LostExchange) and answer.final]
        answered = [answer for answer in inner if not isinstance(answer, LostExchange)]
        assert sorted(server.asked) == answered
        assert sorted(answered + refused) == list(range(1000))
        assert 5 - LIMIT < len(answered) < 1000

    def test_an_exit_stays_an_exit(self, server: Server, keyboard: Keyboard, seen: Seen) -> None:
        """As a handler of SIGTERM raises it."""
        keyboard.kind = SystemExit
        server.at[1] = keyboard.press_and_wait
        with pytest.raises(SystemExit) as caught:
            self.driver(server).run(seen.all_of([partial(one, number) for number in range(9)]))
        report = Interrupted.of(caught.value)
        assert report is not None
        assert report is seen.stop.report
        assert caught.value.__notes__ == ["Interrupted. Go on."]

    def test_what_exits_in_a_flow_stops_the_others(self, server: Server, seen: Seen) -> None:
        def leave(event: Event) -> None:
            raise SystemExit(3)

        driver = SyncDriver(SystemClock(), leave)
        with pytest.raises(SystemExit) as caught:
            driver.run(seen.all_of([lambda: emit(STEP)] * 1000))
        assert caught.value.code == 3
        assert len(seen.not_started) > 0

    def test_without_a_report_it_is_what_it_was(self, server: Server, keyboard: Keyboard) -> None:
        server.at[1] = keyboard.press_and_wait
        with pytest.raises(KeyboardInterrupt) as caught:
            self.driver(server).run(gather([partial(one, number) for number in range(9)], LIMIT))
        assert type(caught.value) is KeyboardInterrupt
        assert Interrupted.of(caught.value) is None

    def test_a_request_that_is_broken_is_named(self, keyboard: Keyboard, server: Server) -> None:
        """In the calling thread, where nothing is gathered."""
        server.at[0] = keyboard.press
        with pytest.raises(KeyboardInterrupt) as caught:
            self.driver(server).run(one(0))
        assert not hasattr(caught.value, "__notes__"), "a transport of one's own tells nothing of what was sent"
        assert traced_modules(caught.value) & {"httpx", "httpcore"} == set()

    def test_what_comes_after_a_change_does_not_take_its_result_along(self, server: Server, keyboard: Keyboard) -> None:
        report = Interrupted(message="All was changed.")

        def journey() -> Flow[None]:
            yield from one(0)
            with reporting(lambda: report):
                yield from one(1)

        server.at[1] = keyboard.press
        with pytest.raises(Interrupted) as caught:
            self.driver(server).run(journey())
        assert caught.value is report


class TestTasks:
    def driver(self, server: Server) -> AsyncDriver:
        driver = AsyncDriver(SystemClock(), ignore)
        driver.connect("lathe", ConnectionOptions(transport=httpx.MockTransport(server.respond_later)))
        return driver

    async def test_nothing_more_is_started_and_what_is_in_flight_ends(self, server: Server, seen: Seen) -> None:
        task = asyncio.create_task(
            self.driver(server).run(seen.all_of([partial(one, number) for number in range(1000)]))
        )
        server.at[20] = task.cancel  # type: ignore[assignment]  # what it returns is of no interest
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        answered = seen.answered
        assert [seen.stop.answers[number] for number in answered] == answered
        assert sorted(server.asked) == answered
        assert 20 < len(answered) <= 20 + 1 + LIMIT
        assert Interrupted.of(caught.value) is seen.stop.report
        assert task.cancelled()

    async def test_twice_means_at_once(self, seen: Seen) -> None:
        asked = asyncio.Event()

        async def silence(request: httpx.Request) -> httpx.Response:
            asked.set()
            await asyncio.sleep(LONG)
            raise AssertionError("nobody waits that long")

        driver = AsyncDriver(SystemClock(), ignore)
        driver.connect("lathe", ConnectionOptions(transport=httpx.MockTransport(silence)))
        task = asyncio.create_task(driver.run(seen.all_of([partial(one, number) for number in range(9)])))
        await asked.wait()
        task.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not task.done(), "it waits for what is in flight"
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert seen.stop.answers == (Unanswered.UNFINISHED,) * LIMIT + (Unanswered.NOT_STARTED,) * 6

    async def test_waits_end_and_later_requests_are_not_sent(self, server: Server, seen: Seen) -> None:
        asleep = asyncio.Event()

        def patient(number: int) -> Flow[LostExchange]:
            yield from one(number)
            asleep.set()
            yield from sleep(LONG)
            with pytest.raises(LostExchange) as refused:
                yield from one(number + 100)
            return refused.value

        task = asyncio.create_task(self.driver(server).run(seen.all_of([partial(patient, n) for n in range(LIMIT)])))
        await asleep.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert sorted(server.asked) == [0, 1, 2]
        assert {answer.phase for answer in seen.stop.answers} == {SendPhase.NOT_SENT}

    async def test_a_flow_that_never_gives_up_is_left(self, server: Server, seen: Seen) -> None:
        task = asyncio.create_task(self.driver(server).run(seen.all_of([stubborn])))
        server.at[0] = task.cancel  # type: ignore[assignment]  # what it returns is of no interest
        with pytest.raises(asyncio.CancelledError):
            await task
        assert seen.stop.answers == (Unanswered.UNFINISHED,)

    async def test_a_timeout_stays_a_timeout(self, server: Server, seen: Seen) -> None:
        def slow(number: int) -> Flow[None]:
            yield from one(number)
            yield from sleep(LONG)

        with pytest.raises(TimeoutError) as caught:
            await within(0.05, self.driver(server).run(seen.all_of([partial(slow, number) for number in range(9)])))
        assert Interrupted.of(caught.value) is seen.stop.report
        assert len(seen.not_started) == 9 - LIMIT

    async def test_a_group_that_fails_is_told_of_its_own_failure_only(self, server: Server, seen: Seen) -> None:
        begun = asyncio.Event()
        server.at[2] = begun.set

        def slow(number: int) -> Flow[None]:
            yield from one(number)
            yield from sleep(LONG)

        async def fail() -> None:
            await begun.wait()
            raise KeyError("mine")

        with pytest.raises(ExceptionGroup) as caught:
            await together(self.driver(server).run(seen.all_of([partial(slow, n) for n in range(9)])), fail())
        assert [repr(each) for each in caught.value.exceptions] == ["KeyError('mine')"]
        assert len(seen.stop.answers) == 9

    def test_ctrl_c_in_a_program_is_a_keyboard_interrupt(self, server: Server, seen: Seen) -> None:
        async def main() -> None:
            await self.driver(server).run(seen.all_of([partial(one, number) for number in range(1000)]))

        server.at[20] = lambda: os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt) as caught:
            asyncio.run(main())
        assert Interrupted.of(caught.value) is seen.stop.report
        assert len(seen.not_started) >= 1000 - 21 - LIMIT


async def within(seconds: float, work: Coroutine[Any, Any, Any]) -> None:
    async with asyncio.timeout(seconds):
        await work


async def together(*works: Coroutine[Any, Any, Any]) -> None:
    async with asyncio.TaskGroup() as group:
        for work in works:
            group.create_task(work)


def stubborn() -> Flow[None]:
    """Tries for ever."""
    while True:
        with suppress(LostExchange):
            yield from one(0)
        yield from sleep(0.0)


def traced_modules(error: BaseException) -> set[str]:
    """The packages whose frames the traceback of an error keeps alive."""
    found, trace = set(), error.__traceback__
    while trace is not None:
        found.add(str(trace.tb_frame.f_globals["__name__"]).partition(".")[0])
        trace = trace.tb_next
    return found


def ignore(event: Event) -> None:
    return None


def note(number: int) -> None:
    return None


class TestInterrupted:
    def test_it_is_no_mere_failure(self) -> None:
        error = Interrupted(message="Interrupted.")
        assert isinstance(error, KeyboardInterrupt)
        assert not isinstance(error, Exception | JobspanError)

    def test_it_travels(self) -> None:
        error = Interrupted(message="2 of 3 were sent.", hint="Go on.")
        again = pickle.loads(pickle.dumps(error))
        assert (str(again), repr(again)) == ("2 of 3 were sent. Go on.", "Interrupted('2 of 3 were sent. Go on.')")
        assert type(again) is Interrupted

    def test_there_may_be_none(self) -> None:
        circle = KeyError()
        circle.__context__ = ValueError()
        circle.__context__.__context__ = circle
        assert [Interrupted.of(each) for each in (None, KeyError(), circle)] == [None, None, None]

    def test_notes_are_for_interruptions_only(self) -> None:
        with pytest.raises(KeyError) as failed, noting(lambda: "note"):
            raise KeyError("x")
        with pytest.raises(KeyboardInterrupt) as interrupted, noting(lambda: "note"):
            raise KeyboardInterrupt
        assert interrupted.value.__notes__ == ["note"]
        assert not hasattr(failed.value, "__notes__")


def test_time_that_stands_still_wakes_up_as_well() -> None:
    clock = FakeClock()
    clock.sleep(5.0, threading.Event())
    assert clock.slept == [5.0]
