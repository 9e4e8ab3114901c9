"""From connections of Airflow to settings, without Airflow."""

from typing import Any

import attrs
import pytest

from jobspan import ConfigError, DelphixSettings, GroupIDSettings, HuaweiSettings, Secret
from jobspan.config import PlaneSettings
from jobspan.integrations.airflow.connections import target_of
from jobspan.integrations.airflow.forms import FORMS, OF_CONNECTION, Form
from jobspan.integrations.airflow.provider import get_provider_info

SHOWN_AS_SECRET = {"proxy"}
"""May hold a password inside of an address."""


@attrs.frozen(kw_only=True)
class Given:
    conn_id: str = "mine"
    conn_type: str | None = "jobspan_delphix"
    host: str | None = None
    login: str | None = None
    password: str | None = None
    port: int | None = None


def test_the_fields_of_a_connection_become_settings() -> None:
    target = target_of(Given(host="https://dct.example.com", login="me", password="canary"), {"api_path": "/dct/v3"})
    assert target.settings == DelphixSettings(
        url="https://dct.example.com", username="me", password=Secret("canary"), api_path="/dct/v3"
    )
    assert target.secrets() == ["canary"]
    assert "canary" not in repr(target)


@pytest.mark.parametrize(
    ("host", "port", "url"),
    [
        ("dct.example.com", None, "https://dct.example.com"),
        ("dct.example.com", 8443, "https://dct.example.com:8443"),
        ("http://dct.example.com:8080", 8443, "http://dct.example.com:8080"),
        ("https://dct.example.com/dct/v3", 8443, "https://dct.example.com:8443/dct/v3"),
    ],
)
def test_a_host_and_a_port_are_an_address(host: str, port: int | None, url: str) -> None:
    target = target_of(Given(host=host, port=port), {"api_key": "k"})
    assert isinstance(target.settings, DelphixSettings)
    assert target.settings.url == url


def test_texts_become_numbers_and_truths_and_empty_fields_are_nothing() -> None:
    extra = {"client_id": "c", "client_secret": "s", "identity_store_id": "1", "verify": "false", "proxy": ""}
    target = target_of(Given(conn_type="jobspan_groupid", host="h", login="me", password="p"), extra)
    assert isinstance(target.settings, GroupIDSettings)
    assert (target.settings.identity_store_id, target.settings.verify, target.settings.proxy) == (1, False, None)


def test_keys_of_huawei_stand_where_names_and_passwords_do() -> None:
    target = target_of(Given(conn_type="jobspan_huawei", login="AK", password="SK"), {"region": "eu-west-101"})
    assert isinstance(target.settings, HuaweiSettings)
    assert (target.settings.access_key, target.settings.secret_key) == (Secret("AK"), Secret("SK"))


def test_what_is_of_the_connection_is_no_setting() -> None:
    extra = {"api_key": "k", "journal": "postgresql://db/j", "journal_key": "x" * 8, "job_page": "https://h/{id}"}
    target = target_of(Given(host="h"), extra)
    assert target.job_page == "https://h/{id}"
    assert target.journal == Secret("postgresql://db/j")
    assert target.secrets() == ["k", "postgresql://db/j", "x" * 8]


@pytest.mark.parametrize(
    ("given", "extra", "said"),
    [
        (Given(conn_type="http"), {}, "is of type 'http'"),
        (Given(), {"api_key": "k"}, "url missing"),
        (Given(host="h"), {"apikey": "k"}, "unknown settings: apikey"),
        (Given(host="h"), {"url": "h", "api_key": "k"}, "gives url twice"),
        (Given(host="h"), {}, "no credentials"),
        (Given(host="h"), {"api_key": "k", "verify": "perhaps"}, "not a boolean"),
    ],
)
def test_what_cannot_be_used_is_said(given: Given, extra: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        target_of(given, extra)


def _is_secret(settings: type[PlaneSettings], name: str) -> bool:
    attrs.resolve_types(settings)
    field = attrs.fields_dict(settings)[name]
    return "Secret" in str(field.type)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_switch_that_is_left_alone_shows_what_counts(form: Form) -> None:
    document = form.document()["conn-fields"]
    defaults = attrs.fields_dict(form.settings)
    switches = [name for name, field in document.items() if "boolean" in field["schema"]["type"]]
    assert switches == ["verify"]
    assert all(document[name]["schema"]["default"] is defaults[name].default for name in switches)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_asks_for_settings_there_are_and_hides_what_is_secret(form: Form) -> None:
    known = attrs.fields_dict(form.settings)
    document = form.document()
    for name, field in document["conn-fields"].items():
        if name in {each.name for each in OF_CONNECTION}:
            continue
        assert name in known
        hidden = field["schema"].get("format") == "password"
        assert hidden == (_is_secret(form.settings, name) or name in SHOWN_AS_SECRET), name
    assert set(form.columns.values()) <= set(known)
    assert not set(form.columns.values()) & set(document["conn-fields"])
    assert set(form.labels) | set(form.placeholders) <= set(form.columns)


def test_the_provider_is_described_without_airflow() -> None:
    info = get_provider_info()
    assert [each["connection-type"] for each in info["connection-types"]] == list(FORMS)
    assert info["config"]["jobspan"]["options"]["journal"]["sensitive"] is True


def test_a_key_needs_the_journal_that_it_belongs_to() -> None:
    with pytest.raises(ConfigError, match="'mine' has a journal_key and no journal"):
        target_of(Given(host="h"), {"api_key": "k", "journal_key": "c2VjcmV0"})


@pytest.mark.parametrize(
    ("given", "extra"),
    [
        (Given(host="not an address"), {"api_key": "k"}),
        (Given(host="h", login="me"), {"api_key": "k"}),
        (Given(conn_type="jobspan_huawei", login="AK"), {"region": "eu-west-101"}),
        (Given(conn_type="jobspan_huawei", login="AK", password="SK"), {"region": "nowhere at all"}),
        (Given(conn_type="jobspan_huawei", login="AK", password="SK"), {"region": "eu-west-101", "language": "de"}),
        (Given(conn_type="jobspan_ciphertrust", host="h", login="me"), {}),
        (Given(conn_type="jobspan_groupid", host="h", login="me"), {}),
    ],
)
def test_whatever_is_wrong_with_a_connection_names_it(given: Given, extra: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="'mine'"):
        target_of(given, extra)
