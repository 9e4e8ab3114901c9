"""What jobspan says is so, in every weather: a sample. ``nox -s weather`` runs all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jobspan import AmbiguousOutcomeError, JobFailed, NotFound, Phase, RuleViolation
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.errors import ApiError
from jobspan.jobs import JobRef
from jobspan.testing import Clock, Sandbox, Weather, faults
from tests.weather.journeys import CALLS, JOURNEYS, Journey
from tests.weather.judge import Record, Verdict, judge_change, judge_journey, judge_wait
from tests.weather.trip import travel, travel_through_outage

FOUL = "foul"


def named(value: object) -> str:
    return f"{value.plane} {value.name}" if isinstance(value, Journey) else str(value)


def some() -> Iterator[tuple[Journey, str, int, bool]]:
    """Each journey in two kinds of weather and one seed of foul; over all journeys, every kind several times."""
    for number, journey in enumerate(JOURNEYS):
        for turn in range(2):
            kind = Weather.KINDS[(number * 2 + turn * 7) % len(Weather.KINDS)]
            yield journey, kind, number + turn, bool((number + turn) % 2)
        yield journey, FOUL, number, bool(number % 2)


@pytest.mark.parametrize(("journey", "kind", "seed", "parallel"), list(some()), ids=named)
def test_what_is_said_of_a_journey_is_so(journey: Journey, kind: str, seed: int, parallel: bool) -> None:
    weather = Weather.foul(seed) if kind == FOUL else Weather.of(kind, seed=seed)
    trip = travel(journey, weather, parallel=parallel)
    assert not trip.verdict.is_fault, trip


@pytest.mark.parametrize(("number", "journey"), list(enumerate(CALLS))[::6], ids=named)
def test_what_is_said_of_a_call_is_so(number: int, journey: Journey) -> None:
    trip = travel(journey, Weather.foul(number), parallel=bool(number % 2))
    assert not trip.verdict.is_fault, trip


def test_the_sample_meets_every_weather() -> None:
    assert {kind for _, kind, _, _ in some()} == {*Weather.KINDS, FOUL}


@pytest.mark.parametrize("journey", JOURNEYS, ids=named)
def test_in_clear_weather_everything_is_done(journey: Journey) -> None:
    assert travel(journey, Weather.clear(), parallel=len(journey.name) % 2 == 0).verdict is Verdict.DONE


ONE_OF_EACH_PLANE = {"new credentials", "synchronize", "create and run", "export step by step", "pause and resume"}


@pytest.mark.parametrize("journey", [each for each in JOURNEYS if each.name in ONE_OF_EACH_PLANE], ids=named)
def test_waits_outlive_an_outage_of_ten_minutes(journey: Journey) -> None:
    assert travel_through_outage(journey, faults.Answer(503), parallel=True).verdict is Verdict.DONE


REF = JobRef(plane="ciphertrust", kind="ciphertrust.aws.keys", id="somebody else's", endpoint="")
FAILED = JobFailed(message="failed", ref=REF, phase=Phase.FAILED)
GONE = NotFound(message="gone", plane="ciphertrust", operation="aws.keys.get", status=404)
REFUSED = ApiError(message="no", plane="ciphertrust", operation="aws.keys.start", status=400)
AMBIGUOUS = AmbiguousOutcomeError(message="?", plane="x", operation="execute", check="look")


class TheHandle:
    """What a client takes for its own job."""

    def __init__(self, ref: JobRef) -> None:
        self.ref = ref


@pytest.mark.parametrize(
    ("answer", "starts", "verdict"),
    [
        (REFUSED, 1, Verdict.DENIED),
        (REFUSED, 0, Verdict.FAILED),
        (RuleViolation(message="no", plane="x", operation="y"), 0, Verdict.REFUSED),
        (None, 0, Verdict.FALSE_SUCCESS),
        (None, 2, Verdict.TWICE),
        (TheHandle(REF), 1, Verdict.FALSE_SUCCESS),
        (ValueError("broken"), 1, Verdict.RAW),
        (BatchResult((ItemResult(item="a", status=ItemStatus.FAILED),)), 1, Verdict.DENIED),
        (AMBIGUOUS, 1, Verdict.DOUBT),
    ],
)
def test_the_judge_sees_a_lie_about_a_change(answer: Any, starts: int, verdict: Verdict) -> None:
    """The matrix can fail."""
    with Sandbox(["ciphertrust"], clock=Clock.manual()) as sandbox, sandbox.client() as client:
        record = Record(sandbox, "aws.keys.start", "ciphertrust")
        for container in ("kms", "kms-prod")[:starts]:
            client.sync_jobs.aws.keys.start(kms=[container])
        assert judge_change(answer, record) is verdict


@pytest.mark.parametrize(
    ("answer", "truth", "verdict"),
    [
        ("a view", Phase.RUNNING, Verdict.FALSE_END),
        ("a view", Phase.FAILED, Verdict.FALSE_SUCCESS),
        (FAILED, Phase.SUCCEEDED, Verdict.DENIED),
        (FAILED, Phase.RUNNING, Verdict.FALSE_END),
        (FAILED, Phase.FAILED, Verdict.FAILED),
        (GONE, Phase.RUNNING, Verdict.LOST),
        (KeyError("id"), Phase.RUNNING, Verdict.RAW),
    ],
)
def test_the_judge_sees_a_lie_about_a_wait(answer: Any, truth: Phase, verdict: Verdict) -> None:
    assert judge_wait(answer, truth) is verdict


@pytest.mark.parametrize(
    ("answer", "done", "so", "verdict"),
    [
        (AMBIGUOUS, ["copy", "execute"], True, Verdict.LOST),
        (AMBIGUOUS, ["execute"], True, Verdict.DOUBT),
        (REFUSED, ["copy"], True, Verdict.LOST),
        ("a report", ["copy"], False, Verdict.FALSE_SUCCESS),
    ],
)
def test_the_judge_sees_a_lie_about_a_journey(answer: Any, done: list[str], so: bool, verdict: Verdict) -> None:
    assert judge_journey(answer, done, lambda: so) is verdict
