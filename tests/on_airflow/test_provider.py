"""What Airflow itself finds of the provider: its connection types, forms, hooks and options."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from airflow.models.connection import Connection
from airflow.providers_manager import ProvidersManager
from airflow.sdk._shared.secrets_masker import redact

from jobspan.integrations.airflow import (
    CipherTrustHook,
    DelphixHook,
    GroupIDHook,
    HuaweiHook,
    JobLink,
    JobspanHook,
    JobspanOperator,
)
from jobspan.testing import Clock, Sandbox
from tests.on_airflow.connections import SECTIONS, settings_of

TYPES = {f"jobspan_{section}" for section in SECTIONS}


@pytest.fixture
def planes() -> Iterator[Sandbox]:
    with Sandbox(clock=Clock.realtime()) as sandbox:
        yield sandbox


def connection(planes: Sandbox, section: str, **more: str) -> dict[str, Any]:
    settings = settings_of(section, planes.environment()) | more
    return {"conn_id": f"my_{section}", "conn_type": f"jobspan_{section}", "extra": json.dumps(settings)}


@pytest.fixture
def button(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[bool, str]]:
    """What the API server does when somebody presses *Test*: the connection is there for the moment, as a URI."""

    def press(**fields: Any) -> tuple[bool, str]:
        made = Connection(**fields)
        monkeypatch.setenv(f"AIRFLOW_CONN_{fields['conn_id'].upper()}", made.get_uri())
        fine, said = made.test_connection()
        return fine, said

    return press


def test_airflow_finds_the_connection_types() -> None:
    hooks = ProvidersManager().hooks
    found = {name: hooks[name] for name in TYPES}
    assert all(info is not None and info.connection_testable for info in found.values())
    classes = {DelphixHook, CipherTrustHook, GroupIDHook, HuaweiHook}
    assert {each.conn_type for each in classes} == TYPES


def test_airflow_takes_the_forms() -> None:
    manager = ProvidersManager()
    manager.initialize_providers_hooks()
    secret = manager.connection_form_widgets["extra__jobspan_delphix__api_key"]
    assert secret.is_sensitive
    assert manager.field_behaviours["jobspan_huawei"]["relabeling"]["login"] == "Access key (AK)"
    assert set(manager.field_behaviours) >= TYPES


def test_airflow_takes_the_links_and_the_options() -> None:
    manager = ProvidersManager()
    assert "jobspan.integrations.airflow.JobLink" in manager.extra_links_class_names
    assert dict(manager.provider_configs)["jobspan"]["jobspan"]["options"]["journal"]["sensitive"] is True
    assert isinstance(JobspanOperator.operator_extra_links[0], JobLink)


@pytest.mark.parametrize("section", SECTIONS)
def test_the_button_test_asks_the_plane(planes: Sandbox, button: Callable[..., tuple[bool, str]], section: str) -> None:
    fine, said = button(**connection(planes, section))
    assert (fine, "answers" in said) == (True, True), said


@pytest.mark.parametrize(
    ("section", "wrong"),
    [
        ("delphix", {"api_key": "canary-wrong-key"}),
        ("ciphertrust", {"password": "canary-wrong-key"}),
        ("groupid", {"password": "canary-wrong-key"}),
        ("huawei", {"secret_key": "canary-wrong-key"}),
    ],
)
def test_the_button_test_says_what_is_wrong_and_shows_no_secret(
    planes: Sandbox, button: Callable[..., tuple[bool, str]], section: str, wrong: dict[str, str]
) -> None:
    fine, said = button(**connection(planes, section, **wrong))
    assert not fine, said
    assert "AuthError" in said or "refused" in said, said
    assert "canary" not in said


@pytest.mark.parametrize("reachable", [True, False])
def test_the_button_test_tries_the_journal_that_the_connection_names(
    button: Callable[..., tuple[bool, str]], planes: Sandbox, tmp_path: Path, reachable: bool
) -> None:
    file = tmp_path / "file"
    file.touch()
    journal = f"sqlite:///{tmp_path if reachable else file}/journal.sqlite"
    fine, said = button(**connection(planes, "delphix", journal=journal))
    assert (fine, "The journal answers." in said, "journal: JournalError" in said) == (
        reachable,
        reachable,
        not reachable,
    )


def test_the_button_test_says_what_is_missing_and_unknown(button: Callable[..., tuple[bool, str]]) -> None:
    empty = button(conn_id="mine", conn_type="jobspan_delphix")
    assert empty == (False, empty[1])
    assert "url missing" in empty[1]
    _, said = button(conn_id="mine", conn_type="jobspan_delphix", host="https://h", extra='{"apikey": "x"}')
    assert "unknown settings: apikey" in said


def test_secrets_of_a_connection_are_masked(monkeypatch: pytest.MonkeyPatch, planes: Sandbox) -> None:
    odd_name = {"journal": "postgresql://scheduler:canary-journal@db/jobspan"}
    document = connection(planes, "delphix", **odd_name, api_key="canary-api-key-1") | {"conn_id": None}
    monkeypatch.setenv("AIRFLOW_CONN_MINE", json.dumps({k: v for k, v in document.items() if v is not None}))
    target = JobspanHook("mine").target
    assert target.secrets() == ["canary-api-key-1", odd_name["journal"]]
    assert redact(f"key canary-api-key-1 of {odd_name['journal']}") == "key *** of ***"
    assert "canary" not in repr(target)


def test_a_connection_of_the_database_gives_the_hook(planes: Sandbox) -> None:
    hook = Connection(**connection(planes, "delphix")).get_hook()
    assert isinstance(hook, DelphixHook)
