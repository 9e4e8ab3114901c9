"""Pages that are read ahead, over real connections: which requests are under way while rows are worked on."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import aclosing, closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import jobspan

PATIENCE = 10.0
PAGES = 6


class Dct:
    """A list of one row a page. Pages from ``held`` on are answered when the gate is open."""

    def __init__(self, held: int) -> None:
        self.asked: list[int] = []
        self.in_flight = 0
        self.arrived = threading.Semaphore(0)
        self.gate = threading.Event()
        self.refuse: int | None = None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                number = int(parse_qs(urlsplit(self.path).query).get("cursor", ["0"])[0])
                outer.asked.append(number)
                outer.in_flight += 1
                outer.arrived.release()
                if number >= held:
                    outer.gate.wait(PATIENCE)
                more: dict[str, Any] = {"next_cursor": str(number + 1)} if number + 1 < PAGES else {}
                document = {"items": [{"id": f"m-{number}", "name": "x"}], "response_metadata": more}
                body = json.dumps({"message": "no"} if number == outer.refuse else document).encode()
                outer.in_flight -= 1
                self.send_response(403 if number == outer.refuse else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Not needed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def settings(self) -> jobspan.DelphixSettings:
        return jobspan.DelphixSettings(url=f"http://127.0.0.1:{self._server.server_port}", api_key="k-123456")

    def wait_for(self, requests: int) -> None:
        for _ in range(requests):
            assert self.arrived.acquire(timeout=PATIENCE)

    def stop(self) -> None:
        self.gate.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def dct() -> Iterator[Dct]:
    server = Dct(held=1)
    yield server
    server.stop()


EVERY_ID = [f"m-{number}" for number in range(PAGES)]


class TestThreads:
    def test_the_network_works_while_the_caller_does(self, dct: Dct) -> None:
        with jobspan.Client(delphix=dct.settings) as client:
            walk = iter(client.masking_jobs.list(page_size=1).with_options(prefetch=2))
            rows = [next(walk)]
            dct.wait_for(2)
            assert (dct.asked, dct.in_flight) == ([0, 1], 1), "the caller is busy with the first page"
            dct.gate.set()
            rows += walk
        assert [row.id for row in rows] == EVERY_ID
        assert dct.asked == list(range(PAGES))

    def test_without_it_nothing_is_under_way_meanwhile(self, dct: Dct) -> None:
        with jobspan.Client(delphix=dct.settings) as client:
            walk = iter(client.masking_jobs.list(page_size=1))
            next(walk)
            assert (dct.asked, dct.in_flight) == ([0], 0)

    def test_no_further_ahead_than_asked_for(self, dct: Dct) -> None:
        dct.gate.set()
        client = jobspan.Client(delphix=dct.settings)
        with client, closing(client.masking_jobs.list(page_size=1).with_options(prefetch=2)._pages(2)) as pages:
            next(pages)
            dct.wait_for(3)
            assert dct.asked == [0, 1, 2]
            next(pages)
            dct.wait_for(1)
            assert dct.asked == [0, 1, 2, 3]
        assert len(dct.asked) == 4, "leaving the walk has ended it"

    def test_an_error_comes_where_it_belongs(self, dct: Dct) -> None:
        dct.gate.set()
        dct.refuse = 2
        with jobspan.Client(delphix=dct.settings) as client:
            rows = iter(client.masking_jobs.list(page_size=1).with_options(prefetch=5))
            assert [next(rows).id for _ in range(2)] == ["m-0", "m-1"]
            with pytest.raises(jobspan.PermissionDenied):
                next(rows)
        assert dct.asked == [0, 1, 2]

    def test_lists_and_events_are_those_of_a_walk_without_it(self, dct: Dct) -> None:
        dct.gate.set()
        with jobspan.Client(delphix=dct.settings) as client:
            pager = client.masking_jobs.list(page_size=1)
            plain = client.with_meta(pager.to_list)
            ahead = client.with_meta(pager.with_options(prefetch=3).to_list)
            assert ahead.value == plain.value
            assert [each.operation for each in ahead.exchanges] == [each.operation for each in plain.exchanges]
            assert len(ahead.exchanges) == PAGES

    def test_the_first_row_needs_one_page(self, dct: Dct) -> None:
        with jobspan.Client(delphix=dct.settings) as client:
            first = client.masking_jobs.list(page_size=1).with_options(prefetch=3).first()
        assert first is not None
        assert dct.asked == [0]

    @pytest.mark.parametrize("prefetch", [-1, 101, 1.5])
    def test_what_it_cannot_be(self, prefetch: Any, dct: Dct) -> None:
        with jobspan.Client(delphix=dct.settings) as client, pytest.raises(jobspan.ValidationError, match="prefetch"):
            client.masking_jobs.list().with_options(prefetch=prefetch)


class TestTasks:
    async def test_the_network_works_while_the_caller_does(self, dct: Dct) -> None:
        async with jobspan.AsyncClient(delphix=dct.settings) as client:
            rows: list[str] = []
            async with aclosing(client.masking_jobs.list(page_size=1).with_options(prefetch=2)._pages(2)) as pages:
                rows += [row.id for row in (await anext(pages)).items]
                await asyncio.to_thread(dct.wait_for, 2)
                assert (dct.asked, dct.in_flight) == ([0, 1], 1), "the caller is busy with the first page"
                dct.gate.set()
                rows += [row.id async for page in pages for row in page.items]
        assert rows == EVERY_ID
        assert dct.asked == list(range(PAGES))

    async def test_leaving_a_walk_ends_the_reading(self, dct: Dct) -> None:
        async with jobspan.AsyncClient(delphix=dct.settings) as client:
            async for row in client.masking_jobs.list(page_size=1).with_options(prefetch=5):
                assert row.id == "m-0"
                await asyncio.to_thread(dct.wait_for, 2)
                break
            assert dct.asked == [0, 1]

    async def test_an_error_comes_where_it_belongs(self, dct: Dct) -> None:
        dct.gate.set()
        dct.refuse = 2
        async with jobspan.AsyncClient(delphix=dct.settings) as client:
            rows = aiter(client.masking_jobs.list(page_size=1).with_options(prefetch=5))
            assert [(await anext(rows)).id for _ in range(2)] == ["m-0", "m-1"]
            with pytest.raises(jobspan.PermissionDenied):
                await anext(rows)
        assert dct.asked == [0, 1, 2]

    async def test_lists_are_those_of_a_walk_without_it(self, dct: Dct) -> None:
        dct.gate.set()
        async with jobspan.AsyncClient(delphix=dct.settings) as client:
            pager = client.masking_jobs.list(page_size=1)
            assert await pager.with_options(prefetch=3).to_list() == await pager.to_list()
