"""Many processes make the same call under the same key at the same moment, round after round."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path
from typing import Any

import attrs

from jobspan import Client, Policy
from jobspan._io.clock import SystemClock
from jobspan.journal import Journal
from jobspan.testing import Progress, Sandbox
from tests.crashes.matrix import KEY, prepared
from tests.samples.huawei_drs import new_job

ROOT = str(Path(__file__).resolve().parents[2])


class HastyClock(SystemClock):
    """Looks again at a key that another process holds after a moment, not after a second."""

    def sleep(self, seconds: float, *more: Any) -> None:
        super().sleep(min(seconds, 0.02), *more)


@attrs.frozen
class Race:
    """What a race came to: starts by round, and how many different jobs the racers of a round got."""

    rounds: int
    starts: int
    different: int
    errors: tuple[str, ...]


def race(url: str, racers: int, rounds: int) -> Race:
    """Let so many processes race for a new key, so many times."""
    context = multiprocessing.get_context("spawn")
    with Sandbox(["huawei_drs"], progress=Progress.by_seconds(5)) as box:
        prepared(url)
        barrier, answers = context.Barrier(racers), context.Queue()
        environment = dict(box.environment())
        path, os.environ["PYTHONPATH"] = os.environ.get("PYTHONPATH"), os.pathsep.join([ROOT, *sys.path])
        try:
            processes = [
                context.Process(target=_run, args=(environment, url, rounds, barrier, answers)) for _ in range(racers)
            ]
            for each in processes:
                each.start()
        finally:
            os.environ.pop("PYTHONPATH") if path is None else os.environ.update(PYTHONPATH=path)
        got = [answers.get(timeout=600) for _ in range(racers * rounds)]
        for each in processes:
            each.join()
        starts = box.requests.count("batch_create_jobs")
    jobs: dict[int, set[str]] = {}
    for number, job, _ in got:
        jobs.setdefault(number, set()).add(job)
    return Race(
        rounds=rounds,
        starts=starts,
        different=sum(len(each) - 1 for each in jobs.values()),
        errors=tuple(error for _, _, error in got if error),
    )


def _run(environment: dict[str, str], url: str, rounds: int, barrier: Any, answers: Any) -> None:
    journal = Journal(url, key=KEY)
    policy = Policy(attempts=8, call_deadline=120)
    with Client.from_env(env=environment, journal=journal, clock=HastyClock(), policy=policy) as client:
        for number in range(rounds):
            barrier.wait()
            try:
                handle = client.migration_jobs.create.once(f"round {number}", new_job(f"round-{number}"))
                answers.put((number, handle.id, ""))
            except Exception as error:
                answers.put((number, "", f"{type(error).__name__}: {error}"))
        barrier.wait()  # a process that is gone holds nothing, so nobody leaves before all have ended
    journal.close()
