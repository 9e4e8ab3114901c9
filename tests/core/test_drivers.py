"""The two drivers: they answer effects alike, keep order, bound what runs side by side, and share nothing by accident."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
import pytest

from jobspan._core.effects import Flow, Mutex, emit, gather, guarded, now, pure, random, reveal, send, sleep, wall_clock
from jobspan._core.http import Request
from jobspan._io.async_driver import AsyncDriver
from jobspan._io.clock import SystemClock
from jobspan._io.sync_driver import SyncDriver
from jobspan.config import ConnectionOptions
from jobspan.credentials import FromEnv, Secret
from jobspan.errors import ConfigError
from jobspan.hooks import Event, StepStarted
from jobspan.testing import FakeClock

STEP = StepStarted(plane="lathe", journey="j", step="s")


class Told(list[Event]):
    """Events, in order."""


def run_sync(flow: Flow[Any], clock: FakeClock, told: Told) -> Any:
    return SyncDriver(clock, told.append).run(flow)


def run_async(flow: Flow[Any], clock: FakeClock, told: Told) -> Any:
    return asyncio.run(AsyncDriver(clock, told.append).run(flow))


BOTH = pytest.mark.parametrize("run", [run_sync, run_async])
Run = Callable[[Flow[Any], FakeClock, Told], Any]


@BOTH
class TestBoth:
    def test_time_chance_secrets_and_events(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LATHE_KEY", "canary")
        clock, told = FakeClock(datetime(2026, 1, 1, tzinfo=UTC), chance=0.25), Told()

        def flow() -> Flow[list[Any]]:
            began = yield from now()
            yield from sleep(5.0)
            yield from emit(STEP)
            passed = (yield from now()) - began
            key = yield from reveal(FromEnv("LATHE_KEY"))
            return [passed, (yield from wall_clock()), (yield from random()), key, (yield from reveal(Secret("x")))]

        assert run(flow(), clock, told) == [5.0, 1767225605.0, 0.25, Secret("canary"), Secret("x")]
        assert told == [STEP]
        assert clock.slept == [5.0]

    def test_what_an_effect_raises_reaches_the_flow(self, run: Run) -> None:
        def flow() -> Flow[str]:
            try:
                yield from reveal(FromEnv("NOT_SET_ANYWHERE"))
            except ConfigError:
                return "caught"
            return "not raised"

        assert run(flow(), FakeClock(), Told()) == "caught"

    def test_what_the_flow_raises_reaches_the_caller(self, run: Run) -> None:
        def flow() -> Flow[None]:
            yield from sleep(1.0)
            raise KeyError("mine")

        with pytest.raises(KeyError, match="mine"):
            run(flow(), FakeClock(), Told())

    @pytest.mark.parametrize("limit", [1, 3, 99])
    def test_side_by_side_keeps_the_order_and_the_failures(self, run: Run, limit: int) -> None:
        def one(number: int) -> Flow[int]:
            yield from sleep(0.1)
            if number == 2:
                raise KeyError("two")
            return number

        def flow() -> Flow[Any]:
            return (yield from gather([partial(one, number) for number in range(5)], limit))

        found = run(flow(), FakeClock(), Told())
        assert [repr(each) for each in found] == ["0", "1", "KeyError('two')", "3", "4"]

    def test_no_more_than_the_limit_at_once(self, run: Run) -> None:
        lock, active, most = threading.Lock(), 0, 0

        def one() -> Flow[None]:
            nonlocal active, most
            with lock:
                active += 1
                most = max(most, active)
            yield from sleep(0.1)
            with lock:
                active -= 1

        run(gather([one] * 40, 3), FakeClock(), Told())
        assert 1 <= most <= 3

    def test_nothing_side_by_side_is_nothing(self, run: Run) -> None:
        assert run(gather([], 4), FakeClock(), Told()) == []

    def test_a_lock_is_given_back_after_a_failure(self, run: Run) -> None:
        mutex = Mutex("m")

        def broken() -> Flow[None]:
            yield from sleep(0.0)
            raise KeyError("broken")

        def flow() -> Flow[str]:
            with contextlib.suppress(KeyError):
                yield from guarded(mutex, broken)
            return (yield from guarded(mutex, lambda: pure("free again")))

        assert run(flow(), FakeClock(), Told()) == "free again"


def respond(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=request.url.path.encode())


REQUEST = Request(plane="lathe", method="GET", url="https://lathe.example/v1")


def ignore(event: Event) -> None:
    return None


class TestLoops:
    def test_a_second_loop_is_told_so(self) -> None:
        driver = AsyncDriver(FakeClock(), ignore)
        driver.connect("lathe", ConnectionOptions(transport=httpx.MockTransport(respond)))
        asyncio.run(driver.run(send(REQUEST)))
        with pytest.raises(ConfigError, match="belongs to another event loop"):
            asyncio.run(driver.run(send(REQUEST)))

    def test_a_closed_one_can_move_to_another_loop_locks_and_all(self) -> None:
        driver = AsyncDriver(FakeClock(), ignore)
        driver.connect("lathe", ConnectionOptions(transport=httpx.MockTransport(respond)))
        mutex = Mutex("m")

        def slow() -> Flow[int]:
            yield from sleep(1.0)
            return (yield from send(REQUEST)).status

        async def together() -> list[int]:
            done = await asyncio.gather(*(driver.run(guarded(mutex, slow)) for _ in range(3)))
            await driver.close()
            return done

        assert asyncio.run(together()) == asyncio.run(together()) == [200] * 3

    async def test_a_cancelled_flow_lets_go(self) -> None:
        driver = AsyncDriver(SystemClock(), ignore)
        closed = asyncio.Event()

        def flow() -> Flow[None]:
            try:
                yield from sleep(3600.0)
            finally:
                closed.set()

        task = asyncio.create_task(driver.run(flow()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert closed.is_set()


def test_a_sync_driver_opens_connections_again_after_close() -> None:
    driver = SyncDriver(FakeClock(), ignore)
    driver.connect("lathe", ConnectionOptions(transport=httpx.MockTransport(respond)))
    for _ in range(2):
        assert driver.run(send(REQUEST)).body == b"/v1"
        driver.close()


class TestFakeClock:
    def test_it_does_not_go_back(self) -> None:
        with pytest.raises(ValueError, match="does not go back"):
            FakeClock().advance(-1.0)

    def test_it_ticks_when_looked_at(self) -> None:
        clock = FakeClock(tick=2.0)
        assert [clock.monotonic() for _ in range(3)] == [2.0, 4.0, 6.0]

    def test_a_system_clock_is_the_real_one(self) -> None:
        clock = SystemClock()
        assert clock.monotonic() <= clock.monotonic()
        assert abs(clock.wall() - datetime.now(UTC).timestamp()) < 3600
        assert 0.0 <= clock.random() < 1.0
