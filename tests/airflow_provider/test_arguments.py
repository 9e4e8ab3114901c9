"""Arguments of tasks: JSON, made what methods take."""

from datetime import UTC, datetime

import pytest

from jobspan import Secret, ValidationError
from jobspan._planes.huawei_drs.resources.migration_jobs import MigrationJobs
from jobspan.drs import EndpointPassword
from jobspan.integrations.airflow.arguments import fitted


def test_dictionaries_become_models() -> None:
    given = {"passwords_of": [{"job_id": "a", "end_point": "source", "password": "canary"}], "verify": True}
    made = fitted(MigrationJobs.change_passwords.__wrapped__, given)
    assert made["passwords_of"] == [EndpointPassword(job_id="a", end_point="source", password=Secret("canary"))]
    assert made["verify"] is True


def test_models_and_plain_values_stay() -> None:
    item = EndpointPassword(job_id="a", end_point="source", password=Secret("p"))
    assert fitted(MigrationJobs.change_passwords.__wrapped__, {"passwords_of": [item]})["passwords_of"] == [item]
    given = {"job_ids": ["a", "b"]}
    assert fitted(MigrationJobs.pause.__wrapped__, given) == given


def test_numbers_that_templates_made_of_texts_are_texts_again() -> None:
    made = fitted(MigrationJobs.pause.__wrapped__, {"job_ids": [7], "batch_size": 5})
    assert made == {"job_ids": ["7"], "batch_size": 5}


def test_times_in_iso_8601_become_times() -> None:
    made = fitted(MigrationJobs.start.__wrapped__, {"job_ids": ["a"], "at": "2026-11-26T12:00:00+00:00"})
    assert made["at"] == datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"job_id": "a", "endpoint": "source"}, r"passwords_of\[0\]: EndpointPassword has no endpoint; it has job_id"),
        ({"job_id": "a"}, r"passwords_of\[0\]: .*missing 2 required"),
    ],
)
def test_what_a_model_does_not_take_is_said_with_its_place(given: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        fitted(MigrationJobs.change_passwords.__wrapped__, {"passwords_of": [given]})


def test_a_text_that_is_no_time() -> None:
    with pytest.raises(ValidationError, match="'tomorrow' is not a time"):
        fitted(MigrationJobs.start.__wrapped__, {"job_ids": ["a"], "at": "tomorrow"})
