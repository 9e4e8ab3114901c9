"""A fleet in one process, on a pool of processes, and on Dask, of whose four workers one is killed: reports must be equal.

    python bench/fleets_executors.py [--items 2000]

Needs `distributed`. Each item runs a masking job of its own; the sandbox counts the runs that were started. The journal
is in a PostgreSQL server of its own where that is installed, otherwise in SQLite. The last line is a JSON object.
"""

import argparse
import contextlib
import importlib
import json
import os
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from jobspan import Policy
from jobspan.journal import Journal
from jobspan.testing import Progress, Sandbox
from tests.fleet.conftest import KEY, masking_jobs
from tests.journal.cluster import initdb, new_database, temporary_cluster

WORKERS = 4
QUICK = Policy(poll_first=0.02, poll_cap=0.02)


@contextlib.contextmanager
def pool() -> Iterator[Executor]:
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as executor:
        yield executor


@contextlib.contextmanager
def dask() -> Iterator[Executor]:
    distributed: Any = importlib.import_module("distributed")

    with (
        distributed.LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client.get_executor()


def run(url: str, items: int, executor: Executor | None, kill: bool) -> dict[str, Any]:
    """One fleet on a sandbox and a journal of its own."""
    with Sandbox(["delphix"], progress=Progress.at_once()) as sandbox:
        jobs = masking_jobs(sandbox, items)
        before = len(sandbox.delphix.executions)
        killed: list[int] = []
        striking = threading.Lock()
        """Items end side by side, and only one worker is to die."""
        journal = Journal(url, key=KEY)

        def strike(changed: Any) -> None:
            """In the middle, the process that holds a key just now."""
            with striking:
                if kill and not killed and len(sandbox.delphix.executions) - before >= items // 2:
                    holders = [each.holder for each in journal.runs(state="running")]
                    for holder in holders[:1]:
                        killed.append(int(holder.split()[1]))
                        os.kill(killed[0], signal.SIGKILL)

        with sandbox.client(journal=journal, policy=QUICK) as client:
            fleet = client.fleet("runs", lanes={"engine *": WORKERS})
            for job in jobs:
                fleet.add(client.masking_jobs.execute, job, engine_id="1")
            began = time.perf_counter()
            report = fleet.run(executor=executor, progress=strike)
            took = time.perf_counter() - began
        journal.close()
        started = Counter(each.masking_job_id for each in list(sandbox.delphix.executions.values())[before:])
        return {
            "ends": {end.value: count for end, count in report.counts.items()},
            "started": sum(started.values()),
            "started twice": sum(count > 1 for count in started.values()),
            "workers killed": len(killed),
            "ms an item": round(took / items * 1000, 1),
            "report": [(item.name, item.end.value, item.attempts, bool(item.job)) for item in report],
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=2000)
    items = parser.parse_args().items
    ways: dict[str, tuple[Callable[[], Any], bool]] = {
        "one process": (contextlib.nullcontext, False),
        "ProcessPoolExecutor": (pool, False),
        "Dask, a worker killed": (dask, True),
    }
    results: dict[str, dict[str, Any]] = {}
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(temporary_cluster()) if initdb() is not None else None
        for name, (make, kill) in ways.items():
            file = Path(tempfile.mkdtemp()) / "journal.sqlite3"
            url = f"sqlite:///{file}" if server is None else new_database(server)
            with make() as executor:
                results[name] = run(url, items, executor, kill)
            print(name, {what: value for what, value in results[name].items() if what != "report"}, flush=True)
    reports = [each.pop("report") for each in results.values()]
    results["all"] = {"items": items, "reports are equal": all(report == reports[0] for report in reports)}
    print(json.dumps(results))


if __name__ == "__main__":
    main()
