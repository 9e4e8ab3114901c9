"""Ctrl-C at random moments of a batch of 1,000 tasks: what is still sent after the signal, and what the report says.

Usage: python -m bench.interruptions [--runs 50] [--tasks 1000] [--concurrency 8] [--seed 1] [--json]
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import jobspan
from jobspan.models import BatchResult
from jobspan.testing import Clock, Sandbox

BATCH = 1
"""Tasks a request, so that there are as many requests as tasks."""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=50)
    arguments.add_argument("--tasks", type=int, default=1000)
    arguments.add_argument("--concurrency", type=int, default=8)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    chance = random.Random(options.seed)  # nothing is guarded by it
    figures = {
        name: _many(run, options, chance) for name, run in (("threads", _in_threads), ("cancelled tasks", _in_tasks))
    }
    print(json.dumps(figures, indent=2) if options.json else "\n".join(f"{k:16} {v}" for k, v in figures.items()))
    return int(any(f["most after the signal"] > options.concurrency or f["incomplete"] for f in figures.values()))


def _many(run: Callable[..., Any], options: argparse.Namespace, chance: random.Random) -> dict[str, Any]:
    after, statuses, incomplete, uninterrupted = [], Counter[str](), 0, 0
    for _ in range(options.runs):
        with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
            ids = [sandbox.huawei_drs.add(f"task {n}", "INCRE_TRANSFER_STARTED").id for n in range(options.tasks)]
            strike = _Strike(sandbox, chance.randrange(options.tasks))
            result = run(sandbox, ids, options.concurrency, strike)
            sent = sandbox.requests.count("batch_stop_jobs")
            if result is None:
                uninterrupted += 1
                continue
            after.append(sent - strike.seen)
            done = {id for id in ids if sandbox.huawei_drs.tasks[id].status != "INCRE_TRANSFER_STARTED"}
            told = {item.item for item in result.succeeded}
            left = set(result.remaining())
            complete = (
                len(result) == options.tasks and told <= done and not left & done and sent == len(ids) - len(left)
            )
            incomplete += not complete
            statuses.update(item.status.value for item in result)
    return {
        "runs": len(after),
        "ended before the signal": uninterrupted,
        "most after the signal": max(after, default=0),
        "mean after the signal": round(sum(after) / max(1, len(after)), 1),
        "incomplete": incomplete,
        "items": dict(statuses),
    }


class _Strike:
    """Strikes when so many requests have come in, and remembers how many there were."""

    def __init__(self, sandbox: Sandbox, at: int) -> None:
        self._sandbox = sandbox
        self._at = at
        self._over = threading.Event()
        self.seen = 0

    def when_due(self, strike: Callable[[], object]) -> None:
        while not self._over.is_set():
            if self._sandbox.requests.count("batch_stop_jobs") >= self._at:
                self.seen = self._sandbox.requests.count("batch_stop_jobs")
                strike()
                return
            time.sleep(0.0005)

    def forget(self) -> None:
        self._over.set()


def _in_threads(sandbox: Sandbox, ids: list[str], concurrency: int, strike: _Strike) -> BatchResult[str] | None:
    with sandbox.client(policy=jobspan.Policy(concurrency=concurrency)) as client:
        striker = threading.Thread(target=strike.when_due, args=(lambda: os.kill(os.getpid(), signal.SIGINT),))
        try:
            striker.start()
            client.migration_jobs.pause(ids, batch_size=BATCH)
            strike.forget()
            striker.join()
        except jobspan.Interrupted as stop:
            return stop.result
        except KeyboardInterrupt:
            return None
        return None


def _in_tasks(sandbox: Sandbox, ids: list[str], concurrency: int, strike: _Strike) -> BatchResult[str] | None:
    async def main() -> BatchResult[str] | None:
        async with sandbox.async_client(policy=jobspan.Policy(concurrency=concurrency)) as client:
            task = asyncio.create_task(client.migration_jobs.pause(ids, batch_size=BATCH))
            loop = asyncio.get_running_loop()
            striker = threading.Thread(target=strike.when_due, args=(lambda: loop.call_soon_threadsafe(task.cancel),))
            striker.start()
            try:
                await task
            except asyncio.CancelledError as stop:
                report = jobspan.Interrupted.of(stop)
                return report.result if report is not None else None
            finally:
                strike.forget()
                striker.join()
            return None

    return asyncio.run(main())


if __name__ == "__main__":
    sys.exit(main())
