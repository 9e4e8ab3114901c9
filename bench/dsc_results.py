"""How much memory and time a long list of DSC's results takes: `python bench/dsc_results.py [rows ...]`.

The sandbox runs in a process of its own, so that the figures are those of the client.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from multiprocessing.connection import Connection

import jobspan
from jobspan.dsc import Paging

SCAN = "9a1d2c3b-0001-4e5f-8a7b-6c5d4e3f2a1b"


def serve(rows: int, line: Connection) -> None:
    from jobspan.testing import Sandbox

    with Sandbox(["huawei_dsc"]) as sandbox:
        sandbox.huawei_dsc.add_findings(SCAN, rows)
        line.send(sandbox.environment())
        line.recv()


def stream(environment: dict[str, str], paging: Paging, keep: bool, line: Connection) -> None:
    with jobspan.Client.from_env(env=environment) as client:
        client.export_tasks.results(SCAN, page_size=1000).first()
        before, began = peak(), time.perf_counter()
        pager = client.export_tasks.results(SCAN, page_size=1000, paging=paging)
        count = len(pager.to_list()) if keep else sum(1 for _ in pager)
        line.send((count, time.perf_counter() - began, peak() - before))


def peak() -> float:
    """The most memory this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(rows: int, paging: Paging, keep: bool = False) -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(rows, theirs))
    server.start()
    environment = ours.recv()
    result, sender = context.Pipe()
    client = context.Process(target=stream, args=(environment, paging, keep, sender))
    client.start()
    count, seconds, grown = result.recv()
    client.join()
    ours.send("done")
    server.join()
    how = "kept in a list" if keep else f"streamed, paging={paging}"
    print(f"{count:>8} rows {how:<28} {seconds:6.1f} s  {count / seconds:8.0f} rows/s  +{grown:5.1f} MB at most")


if __name__ == "__main__":
    for rows in [int(each) for each in sys.argv[1:]] or [10_000, 100_000]:
        measure(rows, Paging.MARKER)
        measure(rows, Paging.AUTO)
        measure(rows, Paging.AUTO, keep=True)
