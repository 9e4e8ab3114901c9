"""The exchanges that the vendor's pages print: what jobspan sends for each, and what it makes of the answer."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

import jobspan
from jobspan._planes.ciphertrust.dialect import CckmCodec
from jobspan.ciphertrust import CipherTrustSettings, SyncJob, SyncStatus

EXCHANGES = {
    each["name"]: each
    for each in json.loads((Path(__file__).parent / "data" / "ciphertrust.json").read_text())["exchanges"]
}
LOGIN = {"jwt": "AUTHTOKEN", "duration": 300}
EMPTY = {"skip": 0, "limit": 100, "total": 0, "resources": []}


class Appliance:
    """Answers one exchange, logins, and the reads that come before a change."""

    def __init__(self, answered: str = "", reply: Any = None, status: int = 200) -> None:
        self.answered = answered
        self.reply = reply
        self.status = status
        self.seen: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        path = request.url.path
        if f"{request.method} {path}" == self.answered:
            return httpx.Response(self.status, json=self.reply)
        if path.startswith("/api/v1/auth"):
            return httpx.Response(200, json=LOGIN)
        if path.rpartition("/")[2].count("-") == 4:
            return httpx.Response(200, json={"id": "running", "overall_status": "in_progress"})
        return httpx.Response(200, json=EMPTY)

    def sent(self, query: dict[str, str] | None = None) -> httpx.Request:
        return next(
            request
            for request in self.seen
            if f"{request.method} {request.url.path}" == self.answered
            and dict(parse_qsl(request.url.query.decode())) == (query or {})
        )


def client_of(appliance: Appliance, **settings: Any) -> jobspan.Client:
    transport = httpx.MockTransport(appliance)
    defaults = {"username": "admin", "password": "canary-password"}
    return jobspan.Client(
        ciphertrust=CipherTrustSettings(url="https://127.0.0.1", transport=transport, **(settings or defaults))
    )


Call = Callable[[jobspan.Client], Any]

CALLS: dict[str, Call] = {
    "aws.keys get (core page)": lambda c: c.sync_jobs.aws.keys.get("afef70ff-311e-46c1-8ead-e1999e8c6d46"),
    "aws.keys start": lambda c: c.sync_jobs.aws.keys.start(kms=["kms"], regions=["ap-south-1"]),
    "aws.keys list": lambda c: c.sync_jobs.aws.keys.list(page_size=10).first(),
    "aws.keys cancel": lambda c: c.sync_jobs.aws.keys.cancel("0ea5d52e-387c-44fa-b079-21c8b768f77b"),
    "azure.keys start": lambda c: c.sync_jobs.azure.keys.start(key_vaults=["bedb82b9-582c-402d-9874-f3368722cf46"]),
    "azure.keys list": lambda c: c.sync_jobs.azure.keys.list(page_size=10).first(),
    "azure.certificates list": lambda c: c.sync_jobs.azure.certificates.list(page_size=10).first(),
    "azure.certificates get": lambda c: c.sync_jobs.azure.certificates.get("1f413972-499e-498c-9543-77c2da7d71e4"),
    "azure.secrets list": lambda c: c.sync_jobs.azure.secrets.list(page_size=10).first(),
    "google.keys start (all)": lambda c: c.sync_jobs.google.keys.start(synchronize_all=True),
    "google.keys list": lambda c: c.sync_jobs.google.keys.list(page_size=10).first(),
    "google.keys get": lambda c: c.sync_jobs.google.keys.get("1f1d1b1b-a17c-486f-b864-db894af6efac"),
    "google.keys cancel": lambda c: c.sync_jobs.google.keys.cancel("c48cdf05-3752-400f-ae3e-41826dedd862"),
    "oci.keys list": lambda c: c.sync_jobs.oci.keys.list(page_size=10).first(),
    "sfdc.keys start (all)": lambda c: c.sync_jobs.sfdc.keys.start(synchronize_all=True),
    "sfdc.keys list": lambda c: c.sync_jobs.sfdc.keys.list(page_size=10).first(),
    "sfdc.keys cancel": lambda c: c.sync_jobs.sfdc.keys.cancel("c8d2f27b-fb4f-4557-b63c-00d4a1439c4a"),
    "sap.keys list": lambda c: c.sync_jobs.sap.keys.list(page_size=10).first(),
    "dsm.refresh start (all)": lambda c: c.sync_jobs.dsm.refresh.start(synchronize_all=True),
    "dsm.refresh list": lambda c: c.sync_jobs.dsm.refresh.list(page_size=10).first(),
    "dsm.refresh get": lambda c: c.sync_jobs.dsm.refresh.get("8155fe39-570a-4132-92ca-e40b7640c7dc"),
    "dsm.refresh cancel": lambda c: c.sync_jobs.dsm.refresh.cancel("8155fe39-570a-4132-92ca-e40b7640c7dc"),
    "external_cm.refresh start (all)": lambda c: c.sync_jobs.external_cm.refresh.start(synchronize_all=True),
    "external_cm.refresh list": lambda c: c.sync_jobs.external_cm.refresh.list(page_size=10).first(),
    "external_cm.refresh get": lambda c: c.sync_jobs.external_cm.refresh.get("8155fe39-570a-4132-92ca-e40b7640c7dc"),
    "external_cm.refresh cancel": lambda c: c.sync_jobs.external_cm.refresh.cancel(
        "8155fe39-570a-4132-92ca-e40b7640c7dc"
    ),
}
NOT_CALLED = {
    "sap.keys start": "its sample sends no body, although the page asks for groups or synchronize_all",
    "auth token, minimal": "a login of its own test",
    "auth token, playground": "a login of its own test",
    "scheduler job config create (syntax)": "placeholders, in a test of its own",
    "password grant refused": "a login of its own test",
    "refresh grant refused": "a login of its own test",
    "client credential refused": "a login of its own test",
}


def test_every_exchange_is_accounted_for() -> None:
    assert set(CALLS) | set(NOT_CALLED) == set(EXCHANGES)


def replied(exchange: dict[str, Any]) -> Any:
    """The printed answer; where the page stops short, as far as it goes."""
    reply = exchange.get("reply", {"id": "cut"})
    if exchange["name"].endswith("list") and "application/json" not in reply:
        return {"resources": [], **reply} if "total" in reply else EMPTY
    return reply


@pytest.mark.parametrize("name", CALLS)
def test_the_request_is_the_printed_one(name: str) -> None:
    exchange = EXCHANGES[name]
    appliance = Appliance(f"{exchange['method']} {exchange['path']}", replied(exchange))
    with client_of(appliance) as client:
        CALLS[name](client)
    sent = appliance.sent(exchange.get("query"))
    assert sent.url.raw_path.decode().partition("?")[0] == exchange["path"]
    assert sent.headers["authorization"] == "Bearer AUTHTOKEN"
    assert sent.headers["accept"] == "application/json"
    if "body" in exchange:
        assert sent.content == json.dumps(exchange["body"], separators=(",", ":")).encode()
        assert sent.headers["content-type"] == "application/json"
    else:
        assert sent.content == b""
        assert "content-type" not in sent.headers
        assert sent.headers.get("content-length", "0") == "0"


def test_the_aws_job_of_the_core_page() -> None:
    exchange = EXCHANGES["aws.keys get (core page)"]
    appliance = Appliance(f"GET {exchange['path']}", exchange["reply"])
    with client_of(appliance) as client:
        job = client.sync_jobs.get("aws", "afef70ff-311e-46c1-8ead-e1999e8c6d46")
    assert job == SyncJob(
        id="afef70ff-311e-46c1-8ead-e1999e8c6d46",
        uri="kylo:kylo:cckm:synchronize:afef70ff-311e-46c1-8ead-e1999e8c6d46",
        account="kylo:kylo:admin:accounts:kylo",
        application="ncryptify:gemalto:admin:apps:kylo",
        dev_account="ncryptify:gemalto:admin:accounts:gemalto",
        created_at=datetime(2020, 11, 5, 6, 38, 25, 308834, UTC),
        updated_at=datetime(2020, 11, 5, 6, 38, 29, 248338, UTC),
        completed_at=datetime(2020, 11, 5, 6, 38, 29, 248173, UTC),
        overall_status="completed",
        detailed_status={"123456789012/ap-south-1": "region synchronized successfully"},
        cloud="aws",
        regions=("ap-south-1",),
        kms=("kms",),
        abort=False,
    )
    assert job.phase is jobspan.Phase.SUCCEEDED
    assert [(r.unit, r.region, r.phase) for r in job.results] == [
        ("123456789012/ap-south-1", "ap-south-1", jobspan.Phase.SUCCEEDED)
    ]
    assert exchange["reply"].keys() <= CckmCodec().write(job).keys(), "wire names are kept"


@pytest.mark.parametrize("name", [n for n, e in EXCHANGES.items() if "createdAt" in json.dumps(e.get("reply"))])
def test_every_printed_job_is_read(name: str) -> None:
    """Whole or cut, wrapped or bare, with 5 to 9 fraction digits."""
    printed = EXCHANGES[name]["reply"]
    body = printed.get("application/json", printed)
    job, oddities = CckmCodec().read(SyncJob, printed)
    assert oddities == ()
    assert job.id == body["id"]
    assert job.extra == {}
    for attribute, wire in (("created_at", "createdAt"), ("updated_at", "updatedAt"), ("completed_at", "completed_at")):
        read = getattr(job, attribute)
        if wire not in body:
            assert read is None
            continue
        whole = datetime.fromisoformat(body[wire][:19]).replace(tzinfo=UTC)
        digits = body[wire][20:-1]
        assert read == whole + timedelta(microseconds=round(int(digits.ljust(9, "0")) / 1000))
    assert (job.status is None) == ("overall_status" not in body)


def test_a_status_with_a_blank_in_a_wrapped_answer() -> None:
    job, _ = CckmCodec().read(SyncJob, EXCHANGES["external_cm.refresh get"]["reply"])
    assert (job.overall_status, job.status, job.phase) == (
        "in progress",
        SyncStatus.IN_PROGRESS,
        jobspan.Phase.RUNNING,
    )
    assert job.containers == ("3e732d57-5ea1-491f-b238-9f4a39a9566f", "c4e5bd34-af39-4027-9058-6f1a4bb3519d")
    assert job.completed_at is None
    assert job.results == ()


def test_a_list_of_one_without_its_envelope() -> None:
    exchange = EXCHANGES["external_cm.refresh list"]
    with client_of(Appliance(f"GET {exchange['path']}", exchange["reply"])) as client:
        assert [job.id for job in client.sync_jobs.list("external_cm")] == ["bf27cde1-e2ed-4244-9d5a-8a4e12ad1837"]


def test_the_login_of_older_appliances() -> None:
    printed = EXCHANGES["auth token, minimal"]
    appliance = Appliance("POST /api/v1/auth/tokens/", printed["reply"])
    with client_of(appliance) as client:
        client.ciphertrust.log_in()
    assert [r.url.path for r in appliance.seen] == [printed["path"]], "nothing to revoke without a refresh token"
    assert json.loads(appliance.seen[0].content) == {
        "grant_type": "password",
        "username": "admin",
        "password": "canary-password",
        "labels": ["jobspan"],
        "refresh_token_lifetime": 720,
        "refresh_token_revoke_unused_in": 60,
    }


def test_the_login_of_newer_appliances_is_revoked_on_close() -> None:
    appliance = Appliance("POST /api/v1/auth/tokens/", EXCHANGES["auth token, playground"]["reply"])
    with client_of(appliance) as client:
        client.ciphertrust.log_in()
    revoked = appliance.seen[-1]
    assert revoked.url.path == "/api/v1/auth/revoke"
    assert json.loads(revoked.content) == {
        "client_id": "8181a3e4-082e-4aaa-b985-5c35db15ffcd",
        "refresh_token": "REFRESHTOKEN",
    }


@pytest.mark.parametrize(
    ("name", "settings", "grant"),
    [
        ("password grant refused", {"username": "u", "password": "canary-password"}, {"grant_type": "password"}),
        (
            "refresh grant refused",
            {"refresh_token": "REFRESHTOKEN"},
            {"grant_type": "refresh_token", "refresh_token": "REFRESHTOKEN"},
        ),
        (
            "client credential refused",
            {"client_id": "test-client-1", "client_certificate": "client.pem"},
            {"grant_type": "client_credential", "client_id": "test-client-1"},
        ),
    ],
)
def test_a_refused_grant(name: str, settings: dict[str, Any], grant: dict[str, str]) -> None:
    exchange = EXCHANGES[name]
    appliance = Appliance("POST /api/v1/auth/tokens/", exchange["reply"], exchange["status"])
    with client_of(appliance, **settings) as client, pytest.raises(jobspan.AuthError) as caught:
        client.sync_jobs.aws.keys.list().first()
    error = caught.value
    assert (error.status, error.code, error.request_id) == (401, "NCERRUnauthorizedAccess", "test-request-id")
    assert exchange["reply"]["message"] in str(error)
    assert "canary-password" not in repr(error)
    assert "REFRESHTOKEN" not in repr(error)
    assert len(appliance.seen) == 1
    assert grant.items() <= json.loads(appliance.seen[0].content).items()
    if name == "client credential refused":
        assert json.loads(appliance.seen[0].content) == grant


def test_a_schedule_is_created_with_the_documented_fields() -> None:
    exchange = EXCHANGES["scheduler job config create (syntax)"]
    appliance = Appliance(f"POST {exchange['path']}", {"id": "s1", "name": "nightly", "job_config_params": {}})
    with client_of(appliance) as client:
        client.ciphertrust.schedules.create(
            "nightly", cloud="oci", run_at="0 2 * * *", containers=["v1"], description="keys of OCI", run_on="any"
        )
    body = json.loads(appliance.sent().content)
    assert set(body) == set(exchange["body"])
    assert body["operation"] == "cckm_synchronization"
    assert body["cckm_synchronization_params"] == {"cloud_name": "oci", "oci_vaults": ["v1"], "synchronize_all": False}
