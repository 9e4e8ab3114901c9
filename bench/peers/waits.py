"""Many jobs that are watched to their end: what a job costs, and the requests of a look.

The value is that of the dearest look between the first, which may learn what stays as it is, and the last, which reads what came
of it.
"""

import time
import warnings
from collections.abc import Callable, Sequence
from itertools import pairwise

import attrs
import httpx
from bench.peers.measure import Row, Table
from bench.peers.ways import ciphertrust, delphix, huawei, task_id

import jobspan
from jobspan.drs import GoalName

LOOKS = 3
Watching = Callable[["Still"], tuple[jobspan.Client, Sequence[jobspan.Handle[object, object]]]]


class Still:
    """A clock whose sleeps take no time; the server hears of each, and tells how many requests came before it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = httpx.Client()
        self._ahead = 0.0
        self.requests: list[int] = []

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead

    def wall(self) -> float:
        return time.time() + self._ahead

    def sleep(self, seconds: float, wake: object = None) -> None:
        self._ahead += seconds
        self.look()

    def look(self) -> None:
        """A look is over."""
        self.requests.append(sum(self._http.get(f"{self._url}/_look").json().values()))

    def looks(self) -> list[int]:
        """The requests of each look."""
        return [after - before for before, after in pairwise([0, *self.requests])]

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)

    def random(self) -> float:
        return 0.5


def watch(table: Table) -> None:
    """Thousands of jobs on each plane that reads many together."""
    for jobs in (1_000, 10_000):
        _watched(table, f"{jobs:,} DRS tasks that start", jobs, _tasks(table.url, jobs, "running"), goal=jobs / 100)
        moving = _tasks(table.url, jobs, "incremental")
        _watched(table, f"{jobs:,} DRS tasks that transfer", jobs, moving, goal=jobs / 100, moving=True)
    _watched(table, "1,000 Delphix executions", 1_000, _runs(table.url, "delphix.execute"), goal=20)
    _watched(table, "1,000 Delphix copies", 1_000, _runs(table.url, "delphix.copy"), goal=20)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the address is not https
        _watched(table, "1,000 CipherTrust synchronizations", 1_000, _syncs(table.url), goal=12)


def _watched(table: Table, title: str, jobs: int, make: Watching, *, goal: float, moving: bool = False) -> None:
    httpx.get(f"{table.url}/_reset?looks={LOOKS}&moving={int(moving)}")
    clock = Still(table.url)
    client, handles = make(clock)
    with client:
        began, cpu = time.perf_counter(), time.process_time()
        ended = jobspan.wait_all(handles)
        wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    clock.look()
    first, *steady, last = clock.looks()
    if len(ended) != jobs or not steady:
        raise SystemExit(f"{title}: only {len(ended)} ended")
    looks = len(steady) + 2
    figures = {"first": float(first), "last": float(last), "us a job and look": round(wall / jobs / looks * 1e6, 1)}
    figures["cpu us"] = round(cpu / jobs / looks * 1e6, 1)
    table.note(Row(f"watching {title}", max(steady), goal, "requests a look", figures))


def _tasks(url: str, jobs: int, until: GoalName) -> Watching:
    def make(clock: Still) -> tuple[jobspan.Client, Sequence[jobspan.Handle[object, object]]]:
        client = huawei(url, clock)
        return client, client.migration_jobs.watch([task_id(number) for number in range(jobs)], until=until)

    return make


def _runs(url: str, kind: str) -> Watching:
    def make(clock: Still) -> tuple[jobspan.Client, Sequence[jobspan.Handle[object, object]]]:
        client = delphix(url, clock)
        refs = [client.delphix.jobs.watch(f"j-{number}").ref for number in range(1000)]
        about = [{"masking_job_id": f"m-{number}"} for number in range(1000)]
        return client, [
            client.resume(attrs.evolve(ref, kind=kind, about=each)) for ref, each in zip(refs, about, strict=True)
        ]

    return make


def _syncs(url: str) -> Watching:
    def make(clock: Still) -> tuple[jobspan.Client, Sequence[jobspan.Handle[object, object]]]:
        client = ciphertrust(url, clock)
        return client, [client.sync_jobs.handle("aws.keys", f"s-{number}") for number in range(1000)]

    return make
