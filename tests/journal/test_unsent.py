"""A batch of which a part did not leave goes on with that part under its key; what was accepted is not sent again."""

from __future__ import annotations

import httpx
import pytest

from jobspan import Client, Policy
from jobspan.batches import BatchResult
from jobspan.hooks import Event, RequestStarted
from jobspan.journal import Journal
from jobspan.testing import Clock, Sandbox
from tests.fleet.conftest import journal as journal

PAUSE = "batch_stop_jobs"


class Outage:
    """A hook: no connection can be made from the given request for a batch on, until it is over."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
        self._left = number
        self.over = False
        connected = httpx.HTTPTransport.handle_request

        def handle(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            if self._left <= 0 and not self.over:
                raise httpx.ConnectError("no route to host", request=request)
            return connected(transport, request)

        monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle)

    def __call__(self, event: Event) -> None:
        if isinstance(event, RequestStarted) and event.operation == PAUSE:
            self._left -= 1


def pause(client: Client, ids: list[str]) -> BatchResult[str]:
    return client.migration_jobs.pause.once("k", ids, batch_size=2)


@pytest.mark.parametrize(("number", "accepted"), [(1, 0), (3, 4)])
def test_a_server_that_comes_back_gets_the_rest(
    number: int, accepted: int, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as drs:
        ids = [drs.huawei_drs.add(f"task {each}", "INCRE_TRANSFER_STARTED").id for each in range(10)]
        outage = Outage(monkeypatch, number)
        with drs.client(journal=journal, hooks=[outage], policy=Policy(concurrency=1)) as client:
            first = pause(client, ids)
            assert (len(first.succeeded), len(first.not_sent)) == (accepted, 10 - accepted)
            known = journal.get("k")
            assert (known and known.state) == ("unfinished" if accepted else None)
            outage.over = True
            for _ in range(2):
                assert len(pause(client, ids).succeeded) == 10
        assert drs.requests.count(PAUSE) == 5
