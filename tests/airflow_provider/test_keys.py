"""Keys of task instances."""

from hypothesis import given, strategies as st

from jobspan.integrations.airflow.keys import following, task_key
from jobspan.journal import LONGEST_KEY


def test_a_key_names_the_task_instance() -> None:
    assert task_key("nightly", "manual__2026-11-26", "mask") == "airflow/nightly/manual__2026-11-26/mask"
    assert task_key("nightly", "r", "mask", 3) == "airflow/nightly/r/mask/3"
    assert task_key("nightly", "r", "mask", 0, generation=2, deployment="prod") == "prod/nightly/r/mask/0@2"


def test_jobs_that_take_the_place_of_failed_ones_have_keys_of_their_own() -> None:
    assert [following("k", number) for number in (1, 2, 3)] == ["k", "k#2", "k#3"]


@given(st.text(min_size=200, max_size=300), st.text(min_size=200, max_size=300), st.text(min_size=200, max_size=300))
def test_long_names_fit_and_stay_apart(dag: str, run: str, task: str) -> None:
    key, other = task_key(dag, run, task, 1), task_key(dag, run, task, 2)
    assert len(key) <= LONGEST_KEY
    assert key != other
    assert key == task_key(dag, run, task, 1)
    assert following(key, 2) != key
