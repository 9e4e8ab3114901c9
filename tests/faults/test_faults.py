"""No fault on the way makes jobspan say what is not so: a sample of the matrix. ``nox -s faults`` runs all of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.faults import FAULTS, Fault
from tests.faults.matrix import Verdict, run
from tests.samples import SAMPLES, Sample


def some() -> Iterator[tuple[Sample, Fault, bool]]:
    """Two faults of each sample, on one client each; over all samples of a plane, every fault."""
    for number, sample in enumerate(SAMPLES):
        for turn in range(2):
            yield sample, FAULTS[(number * 5 + turn * 19) % len(FAULTS)], bool((number + turn) % 2)


@pytest.mark.parametrize(
    ("sample", "fault", "parallel"), list(some()), ids=lambda value: getattr(value, "name", str(value))
)
def test_what_is_said_is_so(sample: Sample, fault: Fault, parallel: bool) -> None:
    outcome = run(sample, fault, parallel=parallel)
    assert not outcome.verdict.is_fault, outcome


def test_the_sample_meets_every_fault() -> None:
    assert {fault.name for _, fault, _ in some()} == {fault.name for fault in FAULTS}
    assert len(FAULTS) >= 23


def test_the_judge_sees_a_lie() -> None:
    """The matrix can fail: a client that believes an empty reply to a creation would be caught."""
    assert Verdict.DENIED.is_fault
    assert Verdict.CLAIMED.is_fault
    assert Verdict.TWICE.is_fault
