"""Settings of CipherTrust: what goes together, what does not, and what never shows."""

import pickle
from datetime import timedelta
from typing import Any

import pytest

import jobspan
from jobspan import CipherTrustSettings, ConfigError, FromEnv, Secret
from jobspan._planes.ciphertrust.auth import login_body, minutes
from jobspan._planes.ciphertrust.settings import Grant

CANARY = "canary-5d1c"
ACCOUNT = {"username": "admin", "password": CANARY}


def settings(**about: Any) -> CipherTrustSettings:
    return CipherTrustSettings(**({"url": "https://cm.example.com"} | about))


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("cm.example.com", "https://cm.example.com"),
        ("cm.example.com:8443", "https://cm.example.com:8443"),
        ("10.0.0.5", "https://10.0.0.5"),
        ("localhost:9443/", "https://localhost:9443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://cm.example.com/api", "https://cm.example.com"),
        ("https://cm.example.com/api/v1/", "https://cm.example.com"),
        ("https://gateway.example.com/cm/api", "https://gateway.example.com/cm"),
    ],
)
def test_addresses(given: str, url: str) -> None:
    assert settings(url=given, **ACCOUNT).url == url


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"username": "admin"},
        {"password": CANARY},
        {"client_id": "c"},
        ACCOUNT | {"client_id": "c", "client_certificate": "c.pem"},
        {"client_id": "c", "client_certificate": "c.pem", "refresh_token": CANARY},
        ACCOUNT | {"tenant": "acme", "domain": "finance"},
        ACCOUNT | {"tenant": "acme", "auth_domain": "finance"},
        ACCOUNT | {"refresh_token_lifetime": -1},
        ACCOUNT | {"refresh_token_lifetime": "a while"},
        ACCOUNT | {"refresh_token_lifetime": "inf"},
        ACCOUNT | {"url": "ftp://cm.example.com"},
        ACCOUNT | {"url": "https://user:pw@cm.example.com"},
        ACCOUNT | {"url": "https://cm.example.com?tenant=acme"},
    ],
)
def test_what_does_not_go_together(about: dict[str, Any]) -> None:
    with pytest.raises(ConfigError) as caught:
        settings(**about)
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    ("about", "first", "login"),
    [
        (ACCOUNT, Grant.PASSWORD, Grant.PASSWORD),
        ({"refresh_token": CANARY}, Grant.REFRESH_TOKEN, None),
        (ACCOUNT | {"refresh_token": CANARY}, Grant.REFRESH_TOKEN, Grant.PASSWORD),
        ({"client_id": "c", "client_certificate": "c.pem"}, Grant.CLIENT_CREDENTIAL, Grant.CLIENT_CREDENTIAL),
        ({"client_certificate": "c.pem"}, Grant.USER_CERTIFICATE, Grant.USER_CERTIFICATE),
    ],
)
def test_the_grant_follows_from_what_is_given(about: dict[str, Any], first: Grant, login: Grant | None) -> None:
    given = settings(**about)
    assert (given.first_grant, given.login_grant) == (first, login)


def test_the_body_of_a_login_leaves_out_what_is_not_set() -> None:
    about = settings(
        **ACCOUNT, domain="finance", auth_domain="root", connection="ldap1", labels="nightly, airflow", tenant=None
    )
    assert login_body(about, Secret(CANARY)) == {
        "grant_type": "password",
        "username": "admin",
        "password": Secret(CANARY),
        "connection": "ldap1",
        "domain": "finance",
        "auth_domain": "root",
        "labels": ["nightly", "airflow"],
        "refresh_token_lifetime": 720,
        "refresh_token_revoke_unused_in": 60,
    }
    endless = settings(**ACCOUNT, refresh_token_lifetime=0, refresh_token_revoke_unused_in=None, labels=())
    assert login_body(endless, None).keys() == {"grant_type", "username", "refresh_token_lifetime"}


@pytest.mark.parametrize(
    ("duration", "whole"),
    [
        (None, None),
        (timedelta(0), 0),
        (timedelta(seconds=1), 1),
        (timedelta(minutes=5), 5),
        (timedelta(minutes=5.5), 6),
    ],
)
def test_lifetimes_are_whole_minutes(duration: timedelta | None, whole: int | None) -> None:
    assert minutes(duration) == whole


def test_settings_come_from_the_environment_and_show_no_secret() -> None:
    env = {
        "JOBSPAN_CIPHERTRUST_URL": "cm.example.com",
        "JOBSPAN_CIPHERTRUST_USERNAME": "admin",
        "JOBSPAN_CIPHERTRUST_PASSWORD": CANARY,
        "JOBSPAN_CIPHERTRUST_REFRESH_TOKEN": CANARY,
        "JOBSPAN_CIPHERTRUST_TENANT": "acme/emea",
        "JOBSPAN_CIPHERTRUST_LABELS": "nightly,airflow",
        "JOBSPAN_CIPHERTRUST_REFRESH_TOKEN_LIFETIME": "90",
        "JOBSPAN_CIPHERTRUST_REVOKE_ON_CLOSE": "false",
    }
    client = jobspan.Client.from_env(env=env)
    read = client._sources.settings(CipherTrustSettings)
    assert read.tenant == "/acme/emea"
    assert read.labels == ("nightly", "airflow")
    assert read.refresh_token_lifetime == timedelta(minutes=90)
    assert read.revoke_on_close is False
    assert CANARY not in repr(read) + str(read) + repr(client) + repr(client.ciphertrust._ctx)
    assert pickle.loads(pickle.dumps(read)) == read


def test_nothing_is_asked_before_the_first_call() -> None:
    with jobspan.Client(ciphertrust=settings(username="u", password=FromEnv("NOT_SET_ANYWHERE"))) as client:
        jobs = client.sync_jobs.aws.keys
        assert jobs.family.path == "/api/v1/cckm/aws/synchronization-jobs"


def test_a_plane_without_settings_says_what_is_missing() -> None:
    with pytest.raises(ConfigError, match="JOBSPAN_CIPHERTRUST_URL"):
        _ = jobspan.Client.from_env(env={}).sync_jobs
    with pytest.raises(ConfigError, match="JOBSPAN_CIPHERTRUST_USERNAME and JOBSPAN_CIPHERTRUST_PASSWORD"):
        _ = jobspan.Client.from_env(env={"JOBSPAN_CIPHERTRUST_URL": "cm.example.com"}).sync_jobs
