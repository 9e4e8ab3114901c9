"""Many tasks of one AsyncClient and many threads of one Client, against a sandbox in another process.

Usage: python -m bench.many_callers [--tasks 2000] [--threads 500] [--json]
"""

import argparse
import asyncio
import json
import multiprocessing
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import jobspan
from jobspan.testing import Sandbox


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--tasks", type=int, default=2000)
    arguments.add_argument("--threads", type=int, default=500)
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    with sandbox_elsewhere("delphix") as environment:
        figures = {
            "tasks": asyncio.run(_tasks(environment, options.tasks)),
            "threads": _threads(environment, options.threads),
        }
    print(json.dumps(figures, indent=2) if options.json else "\n".join(f"{k:8} {v}" for k, v in figures.items()))
    return int(any(set(figure["outcomes"]) != {"ok"} for figure in figures.values()))


@contextmanager
def sandbox_elsewhere(*planes: str) -> Iterator[dict[str, str]]:
    """The environment of a sandbox that runs in a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, list(planes)))
    process.start()
    try:
        yield here.recv()
    finally:
        here.send(None)
        process.join()


def _serve(connection: Connection, planes: list[str]) -> None:
    with Sandbox(planes) as sandbox:
        connection.send(sandbox.environment())
        connection.recv()


async def _tasks(environment: dict[str, str], count: int) -> dict[str, Any]:
    async with jobspan.AsyncClient.from_env(env=environment) as client:
        [job] = await client.masking_jobs.list().to_list(limit=1)

        async def one() -> str:
            try:
                return "ok" if (await client.masking_jobs.get(job.id)).id == job.id else "a foreign reply"
            except jobspan.JobspanError as error:
                return str(error)

        began = time.perf_counter()
        outcomes = Counter(await asyncio.gather(*(one() for _ in range(count))))
        return {"seconds": round(time.perf_counter() - began, 2), "outcomes": dict(outcomes)}


def _threads(environment: dict[str, str], count: int) -> dict[str, Any]:
    outcomes: Counter[str] = Counter()
    with jobspan.Client.from_env(env=environment) as client:
        [job] = client.masking_jobs.list().to_list(limit=1)
        together = threading.Barrier(count + 1)

        def one() -> None:
            together.wait()
            try:
                outcome = "ok" if client.masking_jobs.get(job.id).id == job.id else "a foreign reply"
            except jobspan.JobspanError as error:
                outcome = str(error)
            outcomes.update([outcome])

        threads = [threading.Thread(target=one) for _ in range(count)]
        seconds = _time_of(threads, together.wait)
    return {"seconds": seconds, "outcomes": dict(outcomes)}


def _time_of(threads: list[threading.Thread], begin: Callable[[], object]) -> float:
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    begin()
    for thread in threads:
        thread.join()
    return round(time.perf_counter() - began, 2)


if __name__ == "__main__":
    sys.exit(main())
