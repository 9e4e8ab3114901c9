"""No fault on the way makes jobspan say what is not so: a sample of the matrix. ``nox -s faults`` runs all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.errors import ApiError
from tests.faults.chaos import run_round
from tests.faults.faults import FAULTS, Fault
from tests.faults.matrix import OPERATIONS, Verdict, judge, run
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


def test_a_way_that_is_bad_at_random() -> None:
    total = sum(
        (run_round((11, plane, number, 0.2)) for plane in ("delphix", "groupid") for number in (0, 1)), Counter()
    )
    assert total["exchanges spoiled"] > 20
    assert total["changes"] > 40
    assert {verdict: total[verdict] for verdict in Verdict if verdict.is_fault and total[verdict]} == {}


@pytest.mark.parametrize(
    ("answer", "done", "verdict"),
    [
        (ApiError(message="no", plane="delphix", operation="x", status=400), 1, Verdict.DENIED),
        ("a handle", 0, Verdict.CLAIMED),
        ("a handle", 2, Verdict.TWICE),
        (ValueError("broken"), 1, Verdict.RAW),
        (BatchResult((ItemResult(item="a", status=ItemStatus.FAILED),)), 1, Verdict.DENIED),
        (BatchResult((ItemResult(item="a", status=ItemStatus.ACCEPTED),)), 0, Verdict.CLAIMED),
    ],
)
def test_the_judge_sees_a_lie(answer: object, done: int, verdict: Verdict) -> None:
    """The matrix can fail."""
    found = judge(OPERATIONS["delphix", "create_connector"], answer, done, expected=1)
    assert found is verdict
    assert found.is_fault
