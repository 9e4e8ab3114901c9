"""A forked process has the client of its parent, and nothing of its connections and locks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from jobspan import AsyncClient, Client, ConfigError, DelphixSettings, Journal, Policy
from jobspan._core.effects import Flow, Mutex, guarded, pure, sleep
from jobspan._core.lanes import Lanes
from jobspan._core.process import PerProcess
from jobspan._core.retry import RetryBudget
from jobspan._io.clock import SystemClock
from jobspan._io.sync_driver import SyncDriver
from jobspan.testing import Clock, FakeClock, Sandbox
from tests.forking import fork

if TYPE_CHECKING:
    from tests.hostile.conftest import PoliteServer

    Settings = Callable[..., DelphixSettings]

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
"""With threads about, which is the point."""
ROUNDS = 20
LOG_IN, LOG_OUT = "auth.tokens.create", "auth.revoke"
ONCE = Policy(attempts=1, request_timeout=10)


def gets_its_own(client: Client, name: str) -> bool:
    """Whether a few calls get the replies to just these calls."""
    ids = [f"{name}-{number}" for number in range(3)]
    return [client.masking_jobs.get(id).id for id in ids] == ids


class TestSync:
    def test_nobody_gets_another_s_reply(self, polite_server: PoliteServer, settings: Settings) -> None:
        with Client(delphix=settings(polite_server.url), policy=ONCE) as client:
            assert gets_its_own(client, "before")
            for number in range(ROUNDS):
                children = [fork(partial(gets_its_own, client, mark)) for mark in (f"a{number}", f"b{number}")]
                assert gets_its_own(client, f"p{number}")
                outcomes = [child.succeeds() for child in children]
                assert outcomes == [True, True]

    def test_the_parent_s_connection_outlives_the_child(self, polite_server: PoliteServer, settings: Settings) -> None:
        with Client(delphix=settings(polite_server.url), policy=ONCE) as client:
            gets_its_own(client, "before")

            def use_and_close() -> bool:
                with client:
                    return gets_its_own(client, "child")

            assert fork(use_and_close).succeeds()
            gets_its_own(client, "after")
        assert polite_server.connections == [0] * 3 + [1] * 3 + [0] * 3

    def test_grandchildren_as_well(self, polite_server: PoliteServer, settings: Settings) -> None:
        with Client(delphix=settings(polite_server.url), policy=ONCE) as client:
            gets_its_own(client, "before")

            def beget() -> bool:
                grandchild = fork(lambda: gets_its_own(client, "grandchild"))
                return gets_its_own(client, "child") and grandchild.succeeds()

            assert fork(beget).succeeds()
        assert len(set(polite_server.connections)) == 3

    def test_locks_that_a_thread_held_are_not_inherited(self) -> None:
        driver = SyncDriver(SystemClock(), ignore)
        mutex, held, go_on = Mutex("m"), threading.Event(), threading.Event()

        def slow() -> Flow[None]:
            held.set()
            go_on.wait()
            yield from sleep(0.0)

        holder = threading.Thread(target=lambda: driver.run(guarded(mutex, slow)))
        holder.start()
        held.wait()
        with driver._process.get().opening:
            child = fork(lambda: driver.run(guarded(mutex, lambda: pure(True))))
        go_on.set()
        holder.join()
        assert child.succeeds()

    def test_nor_is_that_of_the_budget_for_retries(self) -> None:
        budget = RetryBudget()
        with budget._lock.get():
            assert fork(lambda: budget.spend()).succeeds()

    def test_nor_are_those_of_lanes_and_of_the_journal(self, tmp_path: Path) -> None:
        lanes, journal = Lanes(), Journal(f"sqlite:///{tmp_path / 'journal.db'}")
        assert journal.runs() == []
        with lanes._lock.get(), journal._open().leases._lock.get():
            child = fork(lambda: lanes.lane("one").last is None and journal.runs() == [])
        assert child.succeeds()
        assert journal.runs() == []
        journal.close()

    def test_connections_in_use_do_not_count_in_the_child(self, settings: Settings, busy_server: BusyServer) -> None:
        with Client(delphix=settings(busy_server.url, max_connections=1), policy=ONCE) as client:
            waiting = threading.Thread(target=lambda: client.masking_jobs.get("slow"))
            waiting.start()
            busy_server.asked.wait()
            child = fork(lambda: gets_its_own(client, "child"))
            assert child.succeeds()
            busy_server.go_on.set()
            waiting.join()

    def test_a_transport_of_one_s_own_cannot_be_shared(self, polite_server: PoliteServer, settings: Settings) -> None:
        given = settings(polite_server.url, transport=httpx.HTTPTransport())
        with Client(delphix=given, policy=ONCE) as client:
            gets_its_own(client, "before")

            def refused() -> bool:
                with pytest.raises(ConfigError, match="forked from"):
                    client.masking_jobs.get("1")
                return True

            assert fork(refused).succeeds()
            assert gets_its_own(client, "after")

    def test_a_transport_that_was_not_used_yet_can(self, polite_server: PoliteServer, settings: Settings) -> None:
        client = Client(delphix=settings(polite_server.url, transport=httpx.HTTPTransport()), policy=ONCE)
        assert fork(lambda: gets_its_own(client, "child")).succeeds()


class TestAsync:
    def test_nobody_gets_another_s_reply(self, polite_server: PoliteServer, settings: Settings) -> None:
        client = AsyncClient(delphix=settings(polite_server.url), policy=ONCE)

        async def own(name: str) -> bool:
            ids = [f"{name}-{number}" for number in range(6)]
            jobs = await asyncio.gather(*(client.masking_jobs.get(id) for id in ids))
            return [job.id for job in jobs] == ids

        def in_a_loop_of_its_own(name: str) -> bool:
            async def main() -> bool:
                async with client:
                    return await own(name)

            return asyncio.run(main())

        loop = asyncio.new_event_loop()
        try:
            assert loop.run_until_complete(own("before"))
            for number in range(ROUNDS):
                child = fork(partial(in_a_loop_of_its_own, f"c{number}"))
                assert loop.run_until_complete(own(f"p{number}"))
                assert child.succeeds()
            loop.run_until_complete(client.aclose())
        finally:
            loop.close()


class TestSessions:
    def test_a_child_uses_the_token_and_leaves_the_session_to_its_parent(self) -> None:
        with Sandbox(["ciphertrust"], clock=Clock.manual()) as sandbox, sandbox.client(clock=FakeClock()) as client:
            client.sync_jobs.list("aws").to_list()

            def use_and_close() -> bool:
                with client:
                    client.sync_jobs.list("aws").to_list()
                return True

            assert fork(use_and_close).succeeds()
            client.sync_jobs.list("aws").to_list()
            assert (sandbox.requests.count(LOG_IN), sandbox.requests.count(LOG_OUT)) == (1, 0)
            client.close()
            assert sandbox.requests.count(LOG_OUT) == 1


def test_each_process_has_a_state_of_its_own() -> None:
    states: PerProcess[list[int]] = PerProcess(list)
    states.get().append(1)
    assert states.get() == [1]
    assert states.inherited() == []
    assert fork(lambda: states.get() == [] and states.inherited() == [[1]]).succeeds()


class BusyServer:
    """Answers at once what a child asks, and ``slow`` only when told to."""

    def __init__(self, server: PoliteServer) -> None:
        self.url = server.url
        self.asked = threading.Event()
        self.go_on = threading.Event()
        respond = server.respond

        def hold(received: object) -> bytes | None:
            if getattr(received, "path", "").endswith("slow"):
                self.asked.set()
                self.go_on.wait()
            return respond(received)  # type: ignore[arg-type]  # it is what the server received

        server.respond = hold


@pytest.fixture
def busy_server(polite_server: PoliteServer) -> Iterator[BusyServer]:
    busy = BusyServer(polite_server)
    yield busy
    busy.go_on.set()


def ignore(event: object) -> None:
    return None
