"""A DCT with as many masking jobs as a test wants, and a journal of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from jobspan.hooks import Event
from jobspan.journal import Journal
from jobspan.testing import Clock, Progress, Sandbox
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB
from tests.journal.conftest import postgres as postgres, url as url

KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}", key=KEY)
    yield made
    made.close()


@pytest.fixture
def dct() -> Iterator[Sandbox]:
    """Its jobs take 10 seconds a step of the sandbox's clock."""
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(10)) as sandbox:
        yield sandbox


def masking_jobs(sandbox: Sandbox, count: int) -> list[str]:
    """Ids of new masking jobs on engine 1."""
    state = sandbox.delphix
    made = []
    for number in range(count):
        id = f"00000000-0000-4000-8000-{number:012d}"
        template = state.masking_jobs[FINANCE_JOB]
        twin = attrs.evolve(template, id=id, name=f"job-{number:05d}", tags=[], synced=dict(template.synced))
        twin.local_ids = {"1": 1000 + number}
        state.masking_jobs[id] = twin
        made.append(id)
    return made


def connectors(
    sandbox: Sandbox, count: int, *, username: str, password: str = "masker-sandbox", start: int = 0
) -> list[str]:
    template = sandbox.delphix.connectors["1-DATABASE-1"]
    made = [f"1-DATABASE-{1000 + start + number}" for number in range(count)]
    for id in made:
        twin = attrs.evolve(
            template, id=id, name=id, username=username, password=password, values=dict(template.values)
        )
        sandbox.delphix.connectors[id] = twin
    return made


class Killed(BaseException):
    """The process ends here."""


@attrs.define
class Death:
    """A hook that ends the process at the ``at``-th event of an operation."""

    event: type[Any]
    operation: str
    at: int

    def __call__(self, event: Event) -> None:
        if isinstance(event, self.event) and getattr(event, "operation", None) == self.operation:
            self.at -= 1
            if self.at == 0:
                raise Killed
