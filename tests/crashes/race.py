"""Many processes make the same call under the same key at the same moment, round after round."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs

from jobspan.testing import Progress, Sandbox
from tests.crashes.matrix import prepared

ROOT = Path(__file__).resolve().parents[2]


@attrs.frozen
class Race:
    """What a race came to.

    Attributes:
        starts: requests that started a job, in all rounds.
        different: racers that got another job than the others of their round.
    """

    rounds: int
    starts: int
    different: int
    errors: tuple[str, ...]


def race(url: str, racers: int, rounds: int) -> Race:
    """Let so many processes race for a new key, so many times.

    Raises:
        RuntimeError: a racer broke down.
    """
    jobs: list[set[str]] = []
    errors: list[str] = []
    with Sandbox(["huawei_drs"], progress=Progress.by_seconds(5)) as box:
        with _racers(racers, dict(box.environment()), prepared(url)) as lanes:
            for number in range(rounds):
                for lane in lanes:
                    lane.say(f"round-{number}")
                answers = [json.loads(lane.hear()) for lane in lanes]
                jobs.append({answer["job"] for answer in answers})
                errors += [answer["error"] for answer in answers if answer["error"]]
        starts = box.requests.count("batch_create_jobs")
    return Race(rounds=rounds, starts=starts, different=sum(len(each) - 1 for each in jobs), errors=tuple(errors))


@attrs.frozen
class _Racer:
    process: subprocess.Popen[str]

    def say(self, line: str) -> None:
        if self.process.stdin is not None:
            self.process.stdin.write(f"{line}\n")
            self.process.stdin.flush()

    def hear(self) -> str:
        line = self.process.stdout.readline() if self.process.stdout is not None else ""
        if not line:
            raise RuntimeError(f"a racer broke down: {self.process.communicate()[1][-2000:]}")
        return line


@contextlib.contextmanager
def _racers(count: int, environment: dict[str, str], url: str) -> Iterator[list[_Racer]]:
    command = [sys.executable, "-m", "tests.crashes.racer", json.dumps(environment), url]
    lanes = [
        _Racer(
            subprocess.Popen(
                command,
                cwd=ROOT,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
        for _ in range(count)
    ]
    try:
        for lane in lanes:
            lane.hear()  # it is ready
        yield lanes
    finally:
        for lane in lanes:
            with contextlib.suppress(OSError):
                lane.process.communicate()
