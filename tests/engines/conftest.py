"""A DCT whose jobs move when they are looked at, and what happens to the process that uses it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest

from jobspan.journal import Journal
from jobspan.testing import Progress, Sandbox, faults

KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


def itself(process: int) -> int:
    return process


def parent_of(process: int) -> int:
    """The process that started one."""
    status = Path(f"/proc/{process}/stat").read_text()
    return int(status.rpartition(")")[2].split()[1])


@attrs.frozen
class Plane:
    """The DCT, and the journal that recipes keep."""

    sandbox: Sandbox
    journal: Journal
    url: str

    @property
    def starts(self) -> int:
        return self.sandbox.requests.count("execute_masking_job")

    @property
    def cancels(self) -> int:
        return self.sandbox.requests.count("cancel_execution")

    @property
    def settings(self) -> dict[str, str]:
        """For the block and the resource."""
        given = self.sandbox.environment()
        return {
            "url": given["JOBSPAN_DELPHIX_URL"],
            "api_key": given["JOBSPAN_DELPHIX_API_KEY"],
            "journal": self.url,
            "journal_key": KEY,
        }

    def strike(self, number: int, *, waiting: bool, whom: Callable[[int], int] = itself) -> list[int]:
        """Send a signal when the start of the job is asked for, or when the job is waited for; gives who was hit.

        Args:
            number: the signal.
            waiting: which of the two.
            whom: the process to hit, from the one that makes the call.
        """
        hit: list[int] = []

        def when(call: object) -> bool:
            if not hit:
                found = [run for run in self.journal.runs() if (run.ref is not None) == waiting]
                hit.extend(whom(int(run.holder.split()[1])) for run in found)
                assert os.getpid() not in hit
                for process in hit:
                    os.kill(process, number)
            return False

        operation = "*" if waiting else "execute_masking_job"
        self.sandbox.faults.add(operation, faults.Answer(500), times=None, plane="delphix", when=when)
        return hit


@pytest.fixture
def pace() -> Progress:
    """That of the DCT's jobs."""
    return Progress.by_seconds(0.1)


@pytest.fixture
def plane(tmp_path: Path, pace: Progress) -> Iterator[Plane]:
    url = f"sqlite:///{tmp_path / 'journal.sqlite3'}"
    journal = Journal(url, key=KEY)
    with Sandbox(["delphix"], progress=pace) as sandbox:
        yield Plane(sandbox, journal, url)
    journal.close()
