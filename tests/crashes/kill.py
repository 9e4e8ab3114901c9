"""Real processes that are killed with -9 in the middle of a call, and the call made again from another one."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from jobspan.journal import Journal
from jobspan.testing import Progress, Sandbox
from tests.crashes.matrix import KEY, KEYED, Outcome, settled
from tests.samples import Sample

ROOT = Path(__file__).resolve().parents[2]
KILLED = -9


def kill(sample: Sample, url: str) -> Iterator[Outcome]:
    """Kill a process at the first moment of the call, the next one at the second, until one lives to the end of it."""
    at = 0
    while (outcome := kill_at(sample, url, at)) is not None:
        yield outcome
        at += 1


def kill_at(sample: Sample, url: str, at: int) -> Outcome | None:
    """One process, killed at one moment; ``None``: it came to its end before."""
    key = f"{sample.name} {sample.call} killed {at}"
    with Sandbox([sample.plane], progress=Progress.by_seconds(5)) as box:
        with box.client() as plain:
            given = sample.prepare(plain, box)
        before = sample.arrived(box)
        number = str(KEYED.index(sample))
        environment = json.dumps(box.environment())
        command = ["-m", "tests.crashes.killed", environment, number, url, key, pickle.dumps(given).hex(), str(at)]
        ended = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)
        if ended.returncode != KILLED:
            if ended.returncode:
                raise RuntimeError(ended.stderr)
            return None
        journal = Journal(url, key=KEY)
        try:
            return settled(sample, box, journal, key, given, before, moment=f"killed at {at}", parallel=False)
        finally:
            journal.close()
