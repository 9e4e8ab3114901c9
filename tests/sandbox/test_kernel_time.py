from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest

from jobspan.testing.sandbox import Clock, Progress, Sandbox
from jobspan.testing.sandbox.clock import DEFAULT_START
from jobspan.testing.sandbox.world import World


def states(client: httpx.Client, count: int) -> list[str]:
    return [client.get("/parts/p").json()["state"] for _ in range(count)]


def test_a_manual_clock_moves_only_by_hand(clock: Clock) -> None:
    assert clock.now() == clock.now() == DEFAULT_START
    clock.advance(90)
    assert clock.now() == DEFAULT_START + timedelta(seconds=90)
    assert clock.monotonic() == 90
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(-1)
    with pytest.raises(ValueError, match="aware"):
        Clock.manual(datetime(2026, 1, 1))


def test_a_fast_clock_runs_ahead() -> None:
    clock = Clock.realtime(speed=1e9)
    assert clock.monotonic() > 1
    assert clock.now().tzinfo is not None


def test_by_polls_a_read_shows_the_state_before_the_step(lathe: httpx.Client) -> None:
    assert lathe.post("/parts", json={"name": "p"}).json()["state"] == "WAITING"
    assert states(lathe, 5) == ["WAITING", "TURNING", "TURNING", "DONE", "DONE"]


def test_by_polls_may_need_several_reads_a_step(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.progress = Progress.by_polls(2)
    lathe.post("/parts", json={"name": "p"})
    assert states(lathe, 4) == ["WAITING", "WAITING", "TURNING", "TURNING"]


def test_at_once(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.progress = Progress.at_once()
    assert lathe.post("/parts", json={"name": "p"}).json()["state"] == "DONE"


def test_by_seconds_each_change_keeps_its_own_time(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.progress = Progress.by_seconds(10)
    lathe.post("/parts", json={"name": "p"})
    lathe_sandbox.clock.advance(9)
    assert states(lathe, 2) == ["WAITING", "WAITING"]
    lathe_sandbox.clock.advance(26)
    assert states(lathe, 1) == ["DONE"]
    seconds = [(state, (at - DEFAULT_START).total_seconds()) for state, at in lathe_sandbox.lathe.entered]
    assert seconds == [("TURNING", 10), ("DONE", 30)]


def test_by_script_only_the_test_moves(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.progress = Progress.by_script()
    lathe.post("/parts", json={"name": "p"})
    lathe_sandbox.advance(3600)
    assert states(lathe, 2) == ["WAITING", "WAITING"]
    part = lathe_sandbox.lathe.parts["p"]
    part.advance()
    part.advance()
    assert (part.state, part.share("TURNING")) == ("TURNING", 0.5)
    part.divert("BROKEN")
    assert states(lathe, 1) == ["BROKEN"]
    assert part.finished


def test_a_held_timeline_goes_on_from_its_release(clock: Clock) -> None:
    world = World(clock, Progress.by_seconds(10))
    line = world.timeline(["A", "B", "C"])
    line.hold()
    line.start()
    clock.advance(25)
    world.settle()
    assert line.state == "A"
    line.release()
    clock.advance(10)
    world.settle()
    assert line.state == "B"
    line.hold()
    clock.advance(10)
    world.settle()
    assert (line.state, line.held) == ("B", True)
    line.finish()
    line.advance()
    assert line.state == "C"


def test_the_same_seed_makes_the_same_ids(clock: Clock) -> None:
    one, two, other = (World(clock, Progress.by_polls(), seed) for seed in (7, 7, 8))
    assert one.new_uuid() == two.new_uuid() != other.new_uuid()
