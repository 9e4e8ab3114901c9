"""Many callers of one client: each gets its turn, in order, and waits for it no longer than its call may take."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from jobspan import AsyncClient, Client, DelphixSettings, Policy, TransportError
from jobspan._io.link import AnyLink
from jobspan._io.turnstile import Ticket, Turnstile
from jobspan.errors import SendPhase

if TYPE_CHECKING:
    from tests.hostile.conftest import PoliteServer, Received

    Settings = Callable[..., DelphixSettings]

MANY = 200
PLACES = 4
ONCE = Policy(attempts=1)


class Pool:
    """How many requests the pools have at once. They would give up those that wait in them for too long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self.most = 0

    def enter(self) -> None:
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)

    def leave(self) -> None:
        with self._lock:
            self._inside -= 1


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Pool:
    watched = Pool()
    take, give_back = AnyLink._take, AnyLink._give_back

    def taken(self: AnyLink[Any]) -> int:
        watched.enter()
        return take(self)

    def given_back(self: AnyLink[Any], which: int) -> None:
        give_back(self, which)
        watched.leave()

    monkeypatch.setattr(AnyLink, "_take", taken)
    monkeypatch.setattr(AnyLink, "_give_back", given_back)
    return watched


def all_together(server: PoliteServer) -> None:
    """Answer only when as many requests as may be are there at once."""
    there, respond = threading.Barrier(PLACES, timeout=20), server.respond

    def together(received: Received) -> bytes | None:
        there.wait()
        return respond(received)

    server.respond = together


class TestManyCallers:
    def test_threads(self, polite_server: PoliteServer, settings: Settings, pool: Pool) -> None:
        all_together(polite_server)
        narrow = settings(polite_server.url, max_connections=PLACES)
        with Client(delphix=narrow, policy=ONCE) as client, ThreadPoolExecutor(MANY) as threads:
            ids = [str(number) for number in range(MANY)]
            assert [job.id for job in threads.map(client.masking_jobs.get, ids)] == ids
        assert polite_server.most == pool.most == PLACES
        assert set(polite_server.connections) == set(range(PLACES))

    async def test_tasks(self, polite_server: PoliteServer, settings: Settings, pool: Pool) -> None:
        all_together(polite_server)
        narrow = settings(polite_server.url, max_connections=PLACES)
        async with AsyncClient(delphix=narrow, policy=ONCE) as client:
            ids = [str(number) for number in range(MANY)]
            jobs = await asyncio.gather(*(client.masking_jobs.get(id) for id in ids))
            assert [job.id for job in jobs] == ids
        assert polite_server.most == pool.most == PLACES
        assert set(polite_server.connections) == set(range(PLACES))


class Held:
    """A server that answers nothing until it is told to."""

    def __init__(self, server: PoliteServer) -> None:
        self.asked = threading.Event()
        self.go_on = threading.Event()
        respond = server.respond

        def hold(received: Received) -> bytes | None:
            self.asked.set()
            self.go_on.wait()
            return respond(received)

        server.respond = hold


class TestPatience:
    """With one connection, and that in use for longer than the call may take."""

    HASTY = Policy(attempts=1, connect_timeout=5.0, request_timeout=5.0, call_deadline=0.05)

    def test_threads(self, polite_server: PoliteServer, settings: Settings) -> None:
        held = Held(polite_server)
        with Client(delphix=settings(polite_server.url, max_connections=1)) as client:
            hasty = client.with_options(policy=self.HASTY)
            first = threading.Thread(target=client.masking_jobs.get, args=("1",))
            first.start()
            held.asked.wait()
            with pytest.raises(TransportError, match=r"none of the 1 connections \(max_connections\)") as caught:
                hasty.masking_jobs.get("2")
            held.go_on.set()
            first.join()
            assert client.masking_jobs.get("3").id == "3"
        assert caught.value.phase is SendPhase.NOT_SENT
        assert polite_server.lines == ["GET /v3/masking-jobs/1", "GET /v3/masking-jobs/3"]

    async def test_tasks(self, polite_server: PoliteServer, settings: Settings) -> None:
        held = Held(polite_server)
        async with AsyncClient(delphix=settings(polite_server.url, max_connections=1)) as client:
            hasty = client.with_options(policy=self.HASTY)
            first = asyncio.create_task(client.masking_jobs.get("1"))
            await asyncio.to_thread(held.asked.wait)
            with pytest.raises(TransportError, match=r"none of the 1 connections \(max_connections\)") as caught:
                await hasty.masking_jobs.get("2")
            held.go_on.set()
            await first
            assert (await client.masking_jobs.get("3")).id == "3"
        assert caught.value.phase is SendPhase.NOT_SENT
        assert polite_server.lines == ["GET /v3/masking-jobs/1", "GET /v3/masking-jobs/3"]


class TestTurnstile:
    def test_it_is_fair(self) -> None:
        gate, first = Turnstile(1), Ticket()
        assert gate.enter(first)
        waiting = [Ticket() for _ in range(5)]
        assert not any(gate.enter(ticket, 0.0) for ticket in waiting)
        passed = []
        for ticket in [first, *waiting[:-1]]:
            gate.leave(ticket)
            passed.append([index for index, each in enumerate(waiting) if each.wait(0.0)])
        assert passed == [[0], [0, 1], [0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3, 4]]

    def test_no_more_than_there_is_room_for(self) -> None:
        gate = Turnstile(2)
        assert [gate.enter(Ticket(), 0.0) for _ in range(4)] == [True, True, False, False]

    def test_who_gives_up_is_passed_over(self) -> None:
        gate, inside, gone, last = Turnstile(1), Ticket(), Ticket(), Ticket()
        assert [gate.enter(ticket, 0.0) for ticket in (inside, gone, last)] == [True, False, False]
        gate.leave(gone)
        gate.leave(inside)
        assert last.wait(0.0)

    def test_a_ticket_that_was_called_and_not_used_makes_room_again(self) -> None:
        """Whoever is interrupted between being called and going in."""
        gate, inside, called, last = Turnstile(1), Ticket(), Ticket(), Ticket()
        assert [gate.enter(ticket, 0.0) for ticket in (inside, called, last)] == [True, False, False]
        gate.leave(inside)
        gate.leave(called)
        assert last.wait(0.0)

    def test_leaving_twice_or_never_entering_changes_nothing(self) -> None:
        gate, inside = Turnstile(1), Ticket()
        gate.leave(Ticket())
        assert gate.enter(inside, 0.0)
        gate.leave(inside)
        gate.leave(inside)
        assert [gate.enter(Ticket(), 0.0) for _ in range(2)] == [True, False]
