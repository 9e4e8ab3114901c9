"""Single calls: one after the other, from many threads, from many tasks, signed."""

import asyncio
import json
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from bench.peers.measure import Table, Taken, Way
from bench.peers.ways import PROJECT, decoder, delphix, delphix_settings, huawei, task_id, vendor_dct, vendor_drs

import jobspan

_HEADERS = {"Authorization": "apk k", "Accept": "application/json"}
_GETS = 640


def get(table: Table) -> None:
    """One small GET, and the same from many threads that share a client."""
    decode, raw, client, vendor = decoder(), httpx.Client(), delphix(table.url), vendor_dct(table.url)
    transport, target = httpx.HTTPTransport(), f"{table.url}/v3/masking-jobs/x"

    def by_transport() -> Any:
        reply = transport.handle_request(httpx.Request("GET", target, headers=_HEADERS))
        body = reply.read()
        reply.close()
        return decode(body)

    ways: dict[str, Way] = {
        "raw": lambda: decode(raw.get(target, headers=_HEADERS).content),
        "httpx.HTTPTransport": by_transport,
        "jobspan": lambda: client.masking_jobs.get("x"),
    }
    shared = {name: ways[name] for name in ("raw", "jobspan")}
    if vendor is not None:
        ways["delphix-dct-api"] = lambda: vendor.get_masking_job_by_id("x")
    table.compare("one small GET", ways, number=150, goal=1.0)
    for threads in (1, 16, 64):
        together = {name: _by_threads(way, threads) for name, way in shared.items()}
        table.compare(f"{_GETS} GETs by {threads} threads on one client", together, number=1, goal=1.0)


def _by_threads(way: Way, threads: int) -> Way:
    def work() -> None:
        for _ in range(_GETS // threads):
            way()

    def run() -> None:
        crew = [threading.Thread(target=work) for _ in range(threads)]
        for each in crew:
            each.start()
        for each in crew:
            each.join()

    return run


def tasks(table: Table) -> None:
    """A thousand GETs of an asynchronous client, so many at once."""
    for at_once in (8, 50):
        taken = asyncio.run(_by_tasks(table, at_once))
        table.from_times(
            f"1,000 asynchronous GETs, {at_once} at once", taken, goal=0.5 if at_once == 50 else 1.0, cpu=True
        )


async def _by_tasks(table: Table, at_once: int) -> dict[str, Taken]:
    decode, target = decoder(), f"{table.url}/v3/masking-jobs/x"
    async with httpx.AsyncClient() as raw, jobspan.AsyncClient(delphix=delphix_settings(table.url)) as client:

        async def by_httpx() -> Any:
            return decode((await raw.get(target, headers=_HEADERS)).content)

        async def by_jobspan() -> object:
            return await client.masking_jobs.get("x")

        ways: dict[str, Callable[[], Awaitable[object]]] = {"raw": by_httpx, "jobspan": by_jobspan}
        taken = {name: Taken() for name in ways}
        for turn in range(-1, table.rounds):
            for name in sorted(ways, reverse=turn % 2 == 0):
                wall, cpu = time.perf_counter(), time.process_time()
                await _thousand(ways[name], at_once)
                if turn >= 0:
                    taken[name].wall.append((time.perf_counter() - wall) / 1000)
                    taken[name].cpu.append((time.process_time() - cpu) / 1000)
        return taken


async def _thousand(way: Callable[[], Awaitable[object]], at_once: int) -> None:
    left = iter(range(1000))

    async def work() -> None:
        for _ in left:
            await way()

    await asyncio.gather(*(work() for _ in range(at_once)))


def signed(table: Table) -> None:
    """The states of a hundred DRS tasks, signed with an access key."""
    ids = [task_id(number) for number in range(100)]
    decode, raw, client, vendor = decoder(), httpx.Client(), huawei(table.url), vendor_drs(table.url, ids)
    target = f"{table.url}/v3/{PROJECT}/jobs/batch-status"
    body = json.dumps({"jobs": ids, "page_req": {"cur_page": 1, "per_page": 0}}).encode()
    ways: dict[str, Way] = {
        "raw": lambda: decode(raw.post(target, content=body, headers={"Content-Type": "application/json"}).content),
        "jobspan": lambda: client.migration_jobs.status(ids),
    }
    if vendor is not None:
        ways["huaweicloudsdkdrs"] = vendor
    table.compare("states of 100 DRS tasks, signed", ways, number=30, goal=1.5)
