"""Many calls over a way that is bad at random, judged call by call by the sandbox's own record.

Usage: python -m tests.faults.chaos [--calls 100000] [--seeds 3] [--share 0.05]
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

from jobspan import AsyncClient, Client, Policy
from jobspan.errors import JobspanError
from jobspan.testing import Clock, Progress, Sandbox
from jobspan.testing.sandbox.client_clock import ClientClock
from tests.faults.faults import FAULTS
from tests.faults.matrix import OPERATIONS, Verdict, judge
from tests.faults.proxy import Answer, Cut, Forward, Proxy
from tests.samples import SAMPLES, Sample

PLANES = tuple(dict.fromkeys(sample.plane for sample in SAMPLES))
READS: dict[str, tuple[str, ...]] = {
    "delphix": ("masking_jobs.list", "connectors.list", "delphix.jobs.list", "delphix.engines.list"),
    "ciphertrust": ("sync_jobs.aws.keys.list", "ciphertrust.schedules.list"),
    "groupid": ("data_sync_jobs.list", "groupid.collections.list"),
    "huawei_dsc": ("dsc.scan_jobs.list", "dsc.rule_groups.list"),
    "huawei_drs": ("drs.actions.search",),
}
ARGUMENTS: dict[str, tuple[Any, ...]] = {"drs.actions.search": ("migration",)}


class Weather:
    """Spoils a share of all exchanges, each in its own way."""

    def __init__(self, dice: random.Random, share: float) -> None:
        self._dice = dice
        self._share = share
        self._lock = threading.Lock()
        self.spoiled = 0

    def __call__(self, forward: Forward) -> Answer | Cut:
        with self._lock:
            strikes = self._dice.random() < self._share
            fault = self._dice.choice(FAULTS)
            self.spoiled += strikes
        return fault.spoil(forward) if strikes else forward()


Round = tuple[int, str, int, float]


def run_round(about: Round) -> Counter[str]:
    """All samples of a plane in a random order, on one client, in one sandbox; reads in between."""
    seed, plane, number, share = about
    dice = random.Random(f"{seed} {plane} {number}")
    count: Counter[str] = Counter()
    samples = [sample for sample in SAMPLES if sample.plane == plane]
    dice.shuffle(samples)
    with Sandbox([plane], clock=Clock.manual(), progress=Progress.by_seconds(5)) as box, box.client() as plain:
        target = next(value for name, value in box.environment().items() if name.endswith("_URL"))
        weather = Weather(dice, share)
        with Proxy(target, weather) as proxy:
            root = "/".join(target.split("/")[:3])
            env = {name: value.replace(root, proxy.url) for name, value in box.environment().items()}
            options: dict[str, Any] = {"env": env, "policy": Policy(attempts=4), "clock": ClientClock(box)}
            if number % 2:
                asyncio.run(_async_calls(samples, box, plain, options, dice, count))
            else:
                _calls(samples, box, plain, options, dice, count)
        count["exchanges spoiled"] += weather.spoiled
    return count


def _calls(
    samples: list[Sample], box: Sandbox, plain: Client, options: Any, dice: random.Random, count: Counter[str]
) -> None:
    with Client.from_env(**options) as client:
        for sample in samples:
            made = _Made(sample, box, plain)
            if made.given is not None:
                made.judge(_outcome(partial(sample.make, client, made.given)), count)
            for path in dice.sample(READS[sample.plane], 1) * 2:
                _note_read(_outcome(partial(_read, client, path)), count)


async def _async_calls(
    samples: list[Sample], box: Sandbox, plain: Client, options: Any, dice: random.Random, count: Counter[str]
) -> None:
    async with AsyncClient.from_env(**options) as client:
        for sample in samples:
            made = _Made(sample, box, plain)
            if made.given is not None:
                try:
                    answer = await sample.make_async(client, made.given)
                except Exception as error:
                    answer = error
                made.judge(answer, count)
            for path in dice.sample(READS[sample.plane], 1) * 2:
                try:
                    answer = await _find(client, path)(*ARGUMENTS.get(path, ())).to_list()
                except Exception as error:
                    answer = error
                _note_read(answer, count)


class _Made:
    """A call that is about to be made, and what the sandbox had done before."""

    def __init__(self, sample: Sample, box: Sandbox, plain: Client) -> None:
        self._sample = sample
        self._box = box
        try:
            self.given: Any = sample.prepare(plain, box)
        except JobspanError:  # what was done before stands in its way
            self.given = None
        self._before = sample.arrived(box)

    def judge(self, answer: Any, count: Counter[str]) -> None:
        seen = self._box.requests.of(self._sample.operation, self._sample.plane)[self._before :]
        done = sum(1 for request in seen if request.status is not None and request.status < 300)
        operation = OPERATIONS[self._sample.plane, self._sample.operation]
        verdict = judge(operation, answer, done, self._sample.repeats)
        count["changes"] += 1
        count[verdict] += 1
        if verdict.is_fault:
            print(f"{verdict}: {self._sample.name}, done {done}: {answer!r}", file=sys.stderr)


def _note_read(answer: Any, count: Counter[str]) -> None:
    count["reads"] += 1
    if isinstance(answer, BaseException) and not isinstance(answer, JobspanError):
        count[Verdict.RAW] += 1
        print(f"raw: {answer!r}", file=sys.stderr)


def _outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        return error


def _read(client: Client, path: str) -> Any:
    return _find(client, path)(*ARGUMENTS.get(path, ())).to_list()


def _find(client: Any, path: str) -> Any:
    for part in path.split("."):
        client = getattr(client, part)
    return client


def chaos(calls: int, seeds: int, share: float) -> Counter[str]:
    """At least so many calls in all, half of the rounds on each client."""
    total: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for first in itertools.count(step=10):
            rounds = [
                (seed, plane, number, share)
                for number in range(first, first + 10)
                for seed in range(seeds)
                for plane in PLANES
            ]
            for count in pool.map(run_round, rounds):
                total += count
            if total["changes"] + total["reads"] >= calls:
                return total
    raise AssertionError("unreachable")


def in_words(total: Counter[str], seeds: int, share: float) -> str:
    """What came of it, in one paragraph."""
    return (
        f"{total['changes'] + total['reads']} calls ({total['changes']} changes, {total['reads']} lists; sync and async, "
        f"{seeds} seeds), {share:.0%} of all exchanges spoiled at random ({total['exchanges spoiled']}): "
        + ", ".join(f"{total[verdict]} {verdict.value}" for verdict in Verdict)
        + "."
    )


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--calls", type=int, default=100_000)
    asked.add_argument("--seeds", type=int, default=3)
    asked.add_argument("--share", type=float, default=0.05)
    options = asked.parse_args()
    total = chaos(options.calls, options.seeds, options.share)
    print(in_words(total, options.seeds, options.share))
    return any(total[verdict] for verdict in Verdict if verdict.is_fault)


if __name__ == "__main__":
    sys.exit(main())
