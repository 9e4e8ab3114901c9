"""Once means once, wherever the process ends: a sample of the matrix. ``nox -s crashes`` runs all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crashes.kill import kill_at
from tests.crashes.matrix import KEYED, Outcome, Reply, prepared, run_one
from tests.crashes.race import race
from tests.crashes.rotation import rotate
from tests.samples import Sample

SOME = [(sample, (number * 7) % 11, bool(number % 2)) for number, sample in enumerate(KEYED)]


def is_right(outcome: Outcome | None) -> bool:
    return outcome is None or (not outcome.verdict.is_fault and outcome.joined)


@pytest.mark.parametrize(
    ("sample", "at", "parallel"), SOME, ids=[f"{sample.name} {sample.call} {at}" for sample, at, _ in SOME]
)
def test_killed_and_called_again(sample: Sample, at: int, parallel: bool, tmp_path: Path) -> None:
    url = prepared(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    reply: Reply = "is lost" if at % 2 else "comes"
    outcome = run_one(sample, url, reply, at, parallel=parallel)
    assert is_right(outcome), outcome


@pytest.mark.parametrize("plane", ["delphix", "ciphertrust", "groupid", "huawei_dsc", "huawei_drs"])
def test_every_moment_of_one_call_of_each_plane(plane: str, url: str) -> None:
    sample = next(sample for sample in KEYED if sample.plane == plane)
    prepared(url)
    at, moments = 0, set()
    while (outcome := run_one(sample, url, "comes", at)) is not None:
        assert is_right(outcome), outcome
        moments.add(outcome.moment)
        at += 1
    assert moments >= {
        "before the claim",
        "after the claim",
        "before a step is written",
        "before sending",
        "after the reply",
        "before the end is written",
    }


@pytest.mark.parametrize("at", [3, 16])
def test_a_real_process_is_killed_and_another_goes_on(at: int, url: str) -> None:
    sample = next(sample for sample in KEYED if sample.operation == "execute_masking_job")
    outcome = kill_at(sample, prepared(url), at)
    assert outcome is not None
    assert is_right(outcome), outcome


def test_of_many_processes_one_starts_and_all_get_its_job(url: str) -> None:
    result = race(url, racers=4, rounds=3)
    assert (result.starts, result.different, result.errors) == (3, 0, ())


def test_a_rotation_that_dies_again_and_again_sends_hardly_more(url: str) -> None:
    result = rotate(prepared(url), tasks=300, deaths=5, seed=4)
    assert result.accepted == 300
    assert result.sent <= result.needed + 5
    assert result.again <= 5 * 10
