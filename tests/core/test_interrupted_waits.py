"""Ctrl-C while a job is waited for says how to find it again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import httpx
import pytest

from jobspan import AsyncClient, Client, DelphixSettings, JobRef, PermissionDenied, as_completed, wait_all
from jobspan.aio import wait_all as async_wait_all
from jobspan.testing import FakeClock


def running(request: httpx.Request) -> httpx.Response:
    if request.method == "GET":
        return httpx.Response(200, json={"id": "j-1", "status": "STARTED"})
    return httpx.Response(200, json={"items": [{"id": f"j-{n}", "status": "STARTED"} for n in range(3)]})


SETTINGS = DelphixSettings(url="https://dct.example", api_key="k", transport=httpx.MockTransport(running))


class Struck(FakeClock):
    """Time in which the first pause is interrupted."""

    def sleep(self, seconds: float, wake: threading.Event | None = None) -> None:
        raise KeyboardInterrupt


class TestThreads:
    def notes(self, wait: Callable[[Client], object]) -> list[str]:
        with Client(delphix=SETTINGS, clock=Struck()) as client:
            with pytest.raises(KeyboardInterrupt) as caught:
                wait(client)
            return caught.value.__notes__

    def test_one_job(self) -> None:
        refs: list[JobRef] = []

        def wait(client: Client) -> None:
            handle = client.delphix.jobs.watch("j-1")
            refs.append(handle.ref)
            handle.wait()

        [note] = self.notes(wait)
        assert note.startswith("delphix job j-1 goes on. Wait again with handle.wait()")
        assert f"client.resume({refs[0].to_json()!r})" in note

    def test_several(self) -> None:
        [note] = self.notes(lambda client: wait_all([client.delphix.jobs.watch(f"j-{n}") for n in range(3)]))
        assert note.startswith("Jobs that were watched and go on: 3.")

    def test_several_as_they_come(self) -> None:
        [note] = self.notes(lambda client: list(as_completed([client.delphix.jobs.watch("j-1")])))
        assert note.startswith("Jobs that were watched and go on: 1.")


class TestTasks:
    async def test_a_cancelled_wait(self) -> None:
        async with AsyncClient(delphix=SETTINGS) as client:
            for wait in (
                client.delphix.jobs.watch("j-1").wait(),
                async_wait_all([client.delphix.jobs.watch("j-1")]),
            ):
                task = asyncio.create_task(wait)
                await asyncio.sleep(0)
                task.cancel()
                with pytest.raises(asyncio.CancelledError) as caught:
                    await task
                [note] = caught.value.__notes__
                assert "go" in note
                assert "client.resume(" in note


def test_a_look_that_is_refused_says_what_it_was_for() -> None:
    def refused(request: httpx.Request) -> httpx.Response:
        return httpx.Response(403, json={"errorMessage": "You may not."})

    settings = DelphixSettings(url="https://dct.example", api_key="k", transport=httpx.MockTransport(refused))
    with Client(delphix=settings, clock=FakeClock()) as client:
        handle = client.delphix.jobs.watch("j-1")
        with pytest.raises(PermissionDenied) as caught:
            handle.wait()
    assert caught.value.__notes__ == [f"While waiting for delphix job j-1: {handle.ref.to_json()}"]
    assert caught.value.to_dict()["notes"] == caught.value.__notes__
