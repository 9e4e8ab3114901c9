"""What is taken from a recording, and what is asked anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jobspan._core.effects import Flow, Gather, Guarded, Mutex, Send, pure
from jobspan._core.http import Request, Response
from jobspan._core.replay import Recording, Step, recorded
from jobspan._io.sync_driver import SyncDriver
from jobspan.errors import JournalDiverged

MUTEX = Mutex("test")


def request(name: str) -> Request:
    return Request(method="POST", url=f"https://plane.example.com/{name}", plane="test", changes=True)


class Plane(SyncDriver):
    """A plane that accepts everything, and what it was sent."""

    def __init__(self) -> None:
        super().__init__(clock=None, emit=lambda event: None)  # type: ignore[arg-type]  # nothing here takes time
        self.sent: list[str] = []

    def _answer(self, effect: Any) -> Any:
        if isinstance(effect, Send):
            self.sent.append(effect.request.url.rpartition("/")[2])
            return Response(status=200, headers={}, body=b"{}", elapsed=0.0)
        return super()._answer(effect)


def sending(name: str) -> Callable[[], Flow[None]]:
    def flow() -> Flow[None]:
        yield Send(request(name))

    return flow


def alone(name: str) -> Flow[None]:
    yield Send(request(name))


def guarded(name: str) -> Flow[None]:
    yield Guarded(MUTEX, sending(name))


def together(*names: str) -> Flow[None]:
    yield Gather([sending(name) for name in names], 1)


def steps_of(flow: Flow[None]) -> list[Step]:
    recording = Recording("k", lambda steps: pure(None))
    Plane().run(recorded(flow, recording))
    return list(recording._recorded.values())


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (lambda: alone("a"), lambda: guarded("a")),
        (lambda: guarded("a"), lambda: alone("a")),
        (lambda: alone("a"), lambda: together("a", "b")),
        (lambda: together("a", "b"), lambda: alone("a")),
    ],
    ids=["now guarded", "no longer guarded", "now gathered", "no longer gathered"],
)
def test_a_part_that_moved_is_not_sent_again(before: Callable[[], Flow[None]], now: Callable[[], Flow[None]]) -> None:
    plane = Plane()
    with pytest.raises(JournalDiverged):
        plane.run(recorded(now(), Recording("k", lambda steps: pure(None), steps_of(before()))))
    assert plane.sent == []


def test_looking_again_keeps_changes_in_parts_of_the_flow() -> None:
    def flow() -> Flow[None]:
        yield from alone("a")
        yield from together("b", "c")

    recording = Recording("k", lambda steps: pure(None), steps_of(flow()))
    assert recording.look_again() == []
    plane = Plane()
    plane.run(recorded(flow(), recording))
    assert plane.sent == []
