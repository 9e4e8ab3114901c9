"""The weather of the sandbox: each kind strikes where it may, the record stays true, and the same seed does the same."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from jobspan import AmbiguousOutcomeError, Client, JobspanError, RateLimited
from jobspan.testing import Clock, Sandbox, Weather
from jobspan.testing.sandbox.plane import Plane
from jobspan.testing.sandbox.weather.front import DISRUPTIVE
from jobspan.testing.sandbox.weather.telling import EDITS
from tests.weather.journeys import JOURNEYS
from tests.weather.trip import travel

STRANGER = 2
JOB = "d53812ce-9186-485d-a388-44bc52087ead"
PLANES = ("delphix", "groupid", "ciphertrust", "huawei_dsc", "huawei_drs")
NOWHERE = {
    "delphix": {"masked-secrets": "it shows no secrets"},
    "groupid": {"capped-pages": "its lists have no pages"},
    "ciphertrust": {"masked-secrets": "it shows no secrets", "shuffled": "the journeys look at one job at a time"},
    "huawei_dsc": {"masked-secrets": "it shows no secrets", "naive-dates": "its instants are numbers"},
    "huawei_drs": {"capped-pages": "the journeys read no page of version 5"},
}
"""What cannot strike a journey of a plane, and why."""
RARE = {*EDITS, "lag", "old-state-first", "capped-pages"}
"""What strikes where there is something to strike, and so always; the rest would leave nothing to see."""


def sandbox_in(weather: Weather, *planes: str) -> Sandbox:
    return Sandbox(planes or ["delphix"], clock=Clock.manual(), weather=weather)


@pytest.fixture
def planes() -> Iterator[dict[str, Plane]]:
    with Sandbox(clock=Clock.manual()) as sandbox:
        yield sandbox.planes


@pytest.mark.parametrize("plane", PLANES)
def test_the_facts_of_a_plane_are_about_operations_that_it_has(planes: dict[str, Plane], plane: str) -> None:
    terrain = planes[plane].terrain
    served = {route.operation_id: route.method for route in planes[plane].routes()}
    named = terrain.logins | terrain.reads | terrain.helpers | terrain.strangers | set(terrain.alone)
    assert named <= set(served)
    assert not {name for name in terrain.reads if served[name] == "GET"}, "a GET is a read without being named"
    changes = (
        set(served) - terrain.reads - terrain.logins - {name for name, method in served.items() if method == "GET"}
    )
    assert terrain.strangers <= changes
    assert not terrain.helpers - terrain.reads - {name for name, method in served.items() if method == "GET"}


@pytest.mark.parametrize("plane", PLANES)
def test_every_kind_strikes_on_every_plane(plane: str) -> None:
    struck: set[str] = set()
    for kind in Weather.KINDS:
        weather = Weather.of(kind, seed=1, share=1.0 if kind in RARE else 0.5)
        for journey in JOURNEYS:
            if journey.plane == plane and kind not in struck | set(NOWHERE[plane]):
                struck |= {each for gust in travel(journey, weather, parallel=False).gusts for each in gust.kinds}
    assert {*Weather.KINDS} - struck == set(NOWHERE[plane])


def test_there_is_no_other_weather() -> None:
    with pytest.raises(ValueError, match="did you mean 'shuffled'"):
        Weather.of("shufled")
    with pytest.raises(ValueError, match="lag, old-state-first"):
        Weather.named("sunny")


@pytest.mark.parametrize("text", ["", "clear"])
def test_clear_weather_does_nothing(text: str) -> None:
    with sandbox_in(Weather.named(text)) as sandbox, sandbox.client() as client:
        assert client.masking_jobs.execute(JOB, engine_id="1").wait().status == "SUCCEEDED"
    assert sandbox.gusts == []


def test_the_same_seed_does_the_same() -> None:
    told = []
    for _ in range(2):
        with sandbox_in(Weather.foul(5)) as sandbox, sandbox.client() as client:
            try:
                told.append(str(client.masking_jobs.execute(JOB, engine_id="1").wait()))
            except JobspanError as error:
                told.append(type(error).__name__)
            told.append(str(sandbox.gusts))
    assert told[:2] == told[2:]
    assert told[1] != "[]"


@pytest.mark.parametrize("kind", sorted(EDITS))
def test_what_is_only_told_otherwise_keeps_no_run_from_its_end(kind: str) -> None:
    with sandbox_in(Weather.of(kind, seed=2)) as sandbox, sandbox.client() as client:
        assert str(client.masking_jobs.execute(JOB, engine_id="1").wait().status).casefold() == "succeeded"


def test_no_operation_is_kept_from_an_answer_for_ever() -> None:
    weather = Weather.of(*DISRUPTIVE, share=1.0)
    with sandbox_in(weather) as sandbox, sandbox.client() as client:
        jobs = [_patiently(client) for _ in range(3)]
        assert all(jobs)
        assert any("blips" in gust.kinds for gust in sandbox.gusts)


def _patiently(client: Client) -> int:
    for _ in range(6):
        try:
            return len(client.masking_jobs.list().to_list())
        except JobspanError:
            continue
    return 0


def test_throttling_is_a_window() -> None:
    with sandbox_in(Weather.of("throttle", share=1.0)) as sandbox, sandbox.client().with_options(retries=0) as client:
        with pytest.raises(RateLimited):
            client.masking_jobs.get(JOB)
        sandbox.advance(11)
        assert client.masking_jobs.get(JOB).id == JOB


def test_what_a_stranger_does_is_in_the_state_and_not_in_the_record() -> None:
    with sandbox_in(Weather.of("strangers", share=1.0)) as sandbox, sandbox.client() as client:
        with contextlib.suppress(AmbiguousOutcomeError):
            client.masking_jobs.execute(JOB, engine_id="1")
        assert sandbox.requests.count("execute_masking_job") == 1
        assert STRANGER in {execution.account_id for execution in sandbox.delphix.executions.values()}


def test_it_can_change_while_the_sandbox_runs() -> None:
    with sandbox_in(Weather.clear()) as sandbox, sandbox.client() as client:
        client.masking_jobs.get(JOB)
        sandbox.weather = Weather.of("nulls", share=1.0)
        assert client.masking_jobs.get(JOB).id == JOB
        assert [gust.kinds for gust in sandbox.gusts] == [("nulls",)]


def test_a_helper_that_is_forbidden_stays_so() -> None:
    with sandbox_in(Weather.of("forbidden-reads", share=1.0)) as sandbox, sandbox.client() as client:
        for _ in range(2):
            with pytest.raises(JobspanError):
                client.delphix.engines.list().to_list()
        assert client.masking_jobs.execute(JOB, engine_id="1").wait().status == "SUCCEEDED"
