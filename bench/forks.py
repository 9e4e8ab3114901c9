"""Prefork workers: one warm client, forked again and again, parent and child asking at the same time.

Usage: python -m bench.forks [--rounds 1000] [--calls 3] [--json]
"""

import argparse
import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from bench.many_callers import sandbox_elsewhere

import jobspan


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=1000)
    arguments.add_argument("--calls", type=int, default=3, help="of each side in each round")
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    with sandbox_elsewhere("delphix") as environment:
        figures = {
            "sync": _sync(environment, options.rounds, options.calls),
            "async": _async(environment, options.rounds, options.calls),
        }
    print(json.dumps(figures, indent=2) if options.json else "\n".join(f"{k:8} {v}" for k, v in figures.items()))
    expected = {"right replies": 2 * options.rounds * options.calls}
    return int(any(figure != expected for figure in figures.values()))


def _sync(environment: dict[str, str], rounds: int, calls: int) -> dict[str, int]:
    with jobspan.Client.from_env(env=environment, policy=jobspan.Policy(request_timeout=20)) as client:
        mine, yours = _two([job.id for job in client.masking_jobs.list().to_list(limit=2)])

        def ask(id: str) -> Counter[str]:
            return Counter(_judged(lambda: client.masking_jobs.get(id).id, id) for _ in range(calls))

        return dict(_rounds(rounds, lambda: ask(mine), lambda: ask(yours)))


def _async(environment: dict[str, str], rounds: int, calls: int) -> dict[str, int]:
    client = jobspan.AsyncClient.from_env(env=environment, policy=jobspan.Policy(request_timeout=20))
    loop = asyncio.new_event_loop()
    mine, yours = _two([job.id for job in loop.run_until_complete(client.masking_jobs.list().to_list(limit=2))])

    async def ask(id: str) -> Counter[str]:
        jobs = await asyncio.gather(*(client.masking_jobs.get(id) for _ in range(calls)), return_exceptions=True)
        return Counter(_judged(partial(_id_of, job), id) for job in jobs)

    outcomes = _rounds(rounds, lambda: loop.run_until_complete(ask(mine)), lambda: asyncio.run(ask(yours)))
    loop.run_until_complete(client.aclose())
    loop.close()
    return dict(outcomes)


def _two(ids: list[str]) -> tuple[str, str]:
    first, second = ids
    return first, second


def _id_of(job: Any) -> str:
    if isinstance(job, BaseException):
        raise job
    return str(job.id)


def _judged(call: Callable[[], str], id: str) -> str:
    try:
        return "right replies" if call() == id else "foreign replies"
    except jobspan.JobspanError as error:
        return str(error)


def _rounds(rounds: int, parent: Callable[[], Counter[str]], child: Callable[[], Counter[str]]) -> Counter[str]:
    outcomes: Counter[str] = Counter()
    for _ in range(rounds):
        readable, writable = os.pipe()
        process = os.fork()
        if not process:
            os.write(writable, json.dumps(child()).encode())
            os._exit(0)
        os.close(writable)
        outcomes.update(parent())
        with os.fdopen(readable) as told:
            outcomes.update(json.load(told))
        os.waitpid(process, 0)
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
