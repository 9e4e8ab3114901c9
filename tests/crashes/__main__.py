"""All of it: every keyed call killed at every moment, real kills, races, a long rotation; prints and writes what came of it.

Usage: python -m tests.crashes [--plane NAME] [--database sqlite] [--racers 32] [--rounds 200] [--passwords 10000] [--page PATH]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.crashes.kill import kill
from tests.crashes.matrix import KEYED, Outcome, Reply, prepared, run
from tests.crashes.race import race
from tests.crashes.rotation import rotate
from tests.faults.matrix import Verdict
from tests.journal.cluster import new_database, temporary_cluster
from tests.tables import row, table, when

DATABASES = ("sqlite", "postgresql")
REPLIES: tuple[Reply, ...] = ("comes", "is lost")
COLUMNS = (*Verdict, "not joined")
REALLY_KILLED = {
    "execute_masking_job",
    "aws.keys.start",
    "create_job",
    "S3",
    "batch_create_jobs",
}
PAGE = """# Once: what was tried

Each changing call of each plane, journeys of several steps and batches among them, made under a key and killed at each of its
moments: before and after each access to the journal, before each request, and after each reply or its loss. Nothing of a
killed process runs afterwards. Then the call is made again with its key, by another client, as if on this machine or on
another; and a third time, to see that it joins. The judge is the sandbox's own record of what was done. `nox -s crashes` runs
all of it and writes this page. {when}

{table}

*Right*: the call came to what happened, once. *Unknown*: the plane keeps no trace by which it could be told, and the call says
so. The others must not be: started twice, failed although done, succeeded although not done, a raw exception, a third call that
does not get the same.

Killed by the system (`kill -9`), a real process in a real call, at each moment of it: {killed}.

{races}

{rotations}
"""

Task = tuple[int, str, Reply, bool]


def one(task: Task) -> tuple[Task, list[Outcome]]:
    number, url, reply, parallel = task
    if url.startswith("sqlite"):
        with tempfile.TemporaryDirectory() as folder:
            return task, list(run(KEYED[number], f"sqlite:///{folder}/journal.sqlite3", reply, parallel=parallel))
    return task, list(run(KEYED[number], url, reply, parallel=parallel))


def matrix(server: str | None, plane: str | None) -> dict[str, Counter[str]]:
    """Every call at every moment, on one kind of database."""
    numbers = [number for number, each in enumerate(KEYED) if plane in (None, each.plane)]
    tasks: list[Task] = []
    for number in numbers:
        for reply in REPLIES:
            for parallel in (False, True):
                tasks.append((number, new_database(server) if server else "sqlite", reply, parallel))
    counts: dict[str, Counter[str]] = {}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for (number, _, reply, parallel), outcomes in pool.map(one, tasks):
            sample = KEYED[number]
            for outcome in outcomes:
                note(counts.setdefault(sample.plane, Counter()), outcome)
                if outcome.verdict.is_fault or not outcome.joined:
                    client = "async" if parallel else "sync"
                    print(f"{sample.name} {sample.call} ({client}, reply {reply}): {outcome}", file=sys.stderr)
    return counts


def note(count: Counter[str], outcome: Outcome) -> None:
    count[outcome.verdict] += 1
    count["not joined"] += not outcome.joined


def kills(server: str | None, plane: str | None) -> Counter[str]:
    """Real processes, killed by the system."""
    count: Counter[str] = Counter()
    for sample in KEYED:
        if sample.operation in REALLY_KILLED and plane in (None, sample.plane) and sample.call.count("request") == 0:
            with database(server) as url:
                for outcome in kill(sample, prepared(url)):
                    note(count, outcome)
    return count


@contextlib.contextmanager
def database(server: str | None) -> Iterator[str]:
    if server:
        yield new_database(server)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/journal.sqlite3"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--plane")
    asked.add_argument("--database", choices=DATABASES)
    asked.add_argument("--racers", type=int, default=32)
    asked.add_argument("--rounds", type=int, default=200)
    asked.add_argument("--passwords", type=int, default=10_000)
    asked.add_argument("--page", type=Path)
    options = asked.parse_args()
    chosen = [options.database] if options.database else DATABASES
    rows: dict[str, Counter[str]] = {}
    killed, races, rotations = [], [], []
    wrong = False
    with contextlib.ExitStack() as stack:
        for kind in chosen:
            server = stack.enter_context(temporary_cluster()) if kind == "postgresql" else None
            for plane, count in matrix(server, options.plane).items():
                rows[f"`{plane}`, {kind}"] = count
                print(row(f"`{plane}`, {kind}", count, COLUMNS), flush=True)
                wrong |= any(count[column] for column in COLUMNS if column not in (Verdict.RIGHT, Verdict.UNKNOWN))
            count = kills(server, options.plane)
            killed.append(f"{count.total() - count['not joined']} on {kind}, of which {as_text(count)}")
            print(killed[-1], flush=True)
            wrong |= any(count[column] for column in COLUMNS if column not in (Verdict.RIGHT, Verdict.UNKNOWN))
            with database(server) as url:
                ran = race(url, options.racers, options.rounds)
            races.append(
                f"{options.racers} processes race for a new key, {ran.rounds} times, on {kind}: {ran.starts} starts, "
                f"{ran.different} racers with another job than the others, {len(ran.errors)} errors."
            )
            print(races[-1], ran.errors[:3], flush=True)
            wrong |= (ran.starts, ran.different, len(ran.errors)) != (ran.rounds, 0, 0)
            with database(server) as url:
                turned = rotate(prepared(url), options.passwords, deaths=5, seed=7)
            rotations.append(
                f"{options.passwords} passwords, killed five times at random, on {kind}: {turned.sent} requests "
                f"({turned.needed} undisturbed), {turned.accepted} accepted, {turned.again} sent again: their request was open."
            )
            print(rotations[-1], flush=True)
            wrong |= turned.accepted != options.passwords
    if options.page:
        options.page.write_text(
            PAGE.format(
                when=when(),
                table=table("", rows, COLUMNS),
                killed="; ".join(killed),
                races="\n\n".join(races),
                rotations="\n\n".join(rotations),
            )
        )
    return wrong


def as_text(count: Counter[str]) -> str:
    return ", ".join(f"{count[column]} {column}" for column in COLUMNS if count[column])


if __name__ == "__main__":
    sys.exit(main())
