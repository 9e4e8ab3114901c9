"""What a key costs: a changing call with ``.once`` against the same call without, on loopback, on SQLite and PostgreSQL.

The sandbox runs in a process of its own. Each round makes both calls once, one after the other, and the table shows medians.
The last column counts the commits of one call, as the database driver sees them.

Usage: python -m bench.once [rounds]
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import sqlalchemy as sa
from bench.many_callers import sandbox_elsewhere

from jobspan import Client
from jobspan.journal import Journal
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB
from tests.journal.cluster import initdb, new_database, temporary_cluster

KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


def timed(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began)


def measure(name: str, url: str | None, environment: dict[str, str], rounds: int) -> None:
    commits = 0

    def count(_: Any) -> None:
        nonlocal commits
        commits += 1

    journal = Journal(url, key=KEY) if url else None
    with Client.from_env(env=environment, journal=journal) as client:
        tag = client.masking_jobs.add_tags
        first = timed(lambda: tag.once("first", FINANCE_JOB, {"n": "1"})) if journal else 0.0
        tag(FINANCE_JOB, {"n": "1"})
        if journal:
            sa.event.listen(sa.Engine, "commit", count)
        plain, keyed = [], []
        for number in range(rounds):
            plain.append(timed(lambda: tag(FINANCE_JOB, {"n": "1"})))
            call = partial(tag.once, f"key {number}") if journal else tag
            keyed.append(timed(partial(call, FINANCE_JOB, {"n": "1"})))
        if journal:
            sa.event.remove(sa.Engine, "commit", count)
    more = statistics.median(k - p for k, p in zip(keyed, plain, strict=True))
    print(
        f"| {name} | {statistics.median(plain):.2f} | {statistics.median(keyed):.2f} | {more:+.2f} | {first:.1f} "
        f"| {commits / rounds:.1f} |",
        flush=True,
    )
    if journal:
        journal.close()


def floor(folder: str, rounds: int) -> float:
    """Milliseconds of three commits of ``sqlite3`` alone, as durable as those of the journal: what the disk takes."""
    connection = sqlite3.connect(f"{folder}/bare.sqlite3", isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("create table rows (number integer primary key, body blob)")

    def three_commits() -> None:
        for _ in range(3):
            connection.execute("begin immediate")
            connection.execute("insert into rows (body) values (zeroblob(400))")
            connection.execute("commit")

    taken = [timed(three_commits) for _ in range(rounds)]
    connection.close()
    return statistics.median(taken)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    print("| journal | call, ms | with a key, ms | more, ms | the very first, ms | commits |")
    print("|---|---:|---:|---:|---:|---:|")
    with sandbox_elsewhere("delphix") as environment:
        measure("none, twice", None, environment, rounds)
        with tempfile.TemporaryDirectory() as folder:
            measure("SQLite", f"sqlite:///{folder}/journal.sqlite3", environment, rounds)
            print(f"| three bare commits of SQLite | | | {floor(folder, rounds):+.2f} | | 3.0 |", flush=True)
        if initdb() is not None:
            with temporary_cluster(durable=True) as cluster:
                measure("PostgreSQL", new_database(cluster), environment, rounds)


if __name__ == "__main__":
    main()
