"""curl, called as the vendor's own pages call it, against the sandbox; and request for request beside jobspan.

The independent client on the package index pins an HTTP library of 2023 and takes neither ports nor addresses for an
appliance, so curl stands in for it.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from jobspan.testing.sandbox import Clock, Progress, Sandbox
from jobspan.testing.sandbox.ciphertrust.seed import CLIENT_ID, PASSWORD

CURL = shutil.which("curl")
TIMEOUT = "20"


class Curl:
    """``curl -k --compressed``, with a bearer token once there is one."""

    def __init__(self, sandbox: Sandbox, *options: str) -> None:
        self._url = sandbox.url("ciphertrust") + "/api"
        self._options = options or ("-k",)
        self._token: str | None = None

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        command = [CURL or "curl", "-sS", "--max-time", TIMEOUT, *self._options, "--compressed", "-X", method]
        command += ["-w", "\n%{http_code}", self._url + path]
        if self._token:
            command += ["-H", f"Authorization: Bearer {self._token}"]
        if body is not None:
            command += ["-H", "Content-Type: application/json", "--data-binary", json.dumps(body)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        text, _, status = done.stdout.rpartition("\n")
        return int(status), json.loads(text) if text else None

    def log_in(self, **body: Any) -> dict[str, Any]:
        status, answer = self("POST", "/v1/auth/tokens/", body or {"name": "admin", "password": PASSWORD})
        assert status == 200
        self._token = answer["jwt"]
        return dict(answer)


@pytest.fixture
def appliance() -> Iterator[Sandbox]:
    with Sandbox(["ciphertrust"], clock=Clock.manual(), progress=Progress.by_polls(), tls=True) as sandbox:
        yield sandbox


def test_curl_is_here() -> None:
    assert CURL, "install curl: this test is about an independent client"


def test_the_pages_of_aws_in_their_order(appliance: Sandbox) -> None:
    curl = Curl(appliance)
    token = curl.log_in()
    jobs = "/v1/cckm/aws/synchronization-jobs"
    status, job = curl("POST", jobs, {"kms": ["kms"], "synchronize_all": False, "regions": ["ap-south-1"]})
    assert (status, job["overall_status"], job["cloud"]) == (201, "in_progress", "aws")
    assert "completed_at" not in job
    status, page = curl("GET", f"{jobs}?skip=0&limit=10")
    assert (status, page["total"], page["resources"][0]["id"]) == (200, 1, job["id"])
    assert curl("POST", jobs, {"kms": ["kms"]})[0] == 409
    while job["overall_status"] == "in_progress":
        _, job = curl("GET", f"{jobs}/{job['id']}")
    assert job["detailed_status"] == {"123456789012/ap-south-1": "region synchronized successfully"}
    assert (job["regions"], job["kms"], job["abort"]) == (["ap-south-1"], ["kms"], False)
    assert set(job) == {
        "id",
        "uri",
        "account",
        "application",
        "devAccount",
        "createdAt",
        "updatedAt",
        "completed_at",
        "overall_status",
        "detailed_status",
        "cloud",
        "regions",
        "kms",
        "abort",
    }
    assert curl("POST", f"{jobs}/{job['id']}/cancel")[1]["codeDesc"] == "NCERRConflict"
    revoke = {"client_id": token["client_id"], "refresh_token": token["refresh_token"]}
    assert curl("POST", "/v1/auth/revoke", revoke) == (204, None)


def test_a_cancelled_job_ends_as_completed(appliance: Sandbox) -> None:
    curl = Curl(appliance)
    curl.log_in(username="admin", password=PASSWORD, grant_type="password")
    rings = "/v1/cckm/google/synchronization-jobs"
    _, job = curl("POST", rings, {"synchronize_all": True})
    _, asked = curl("POST", f"{rings}/{job['id']}/cancel")
    assert (asked["abort"], asked["overall_status"]) == (True, "in_progress")
    assert curl("GET", f"{rings}/{job['id']}")[1]["overall_status"] == "in_progress"
    _, ended = curl("GET", f"{rings}/{job['id']}")
    assert (ended["abort"], ended["overall_status"]) == (True, "completed")


def test_refusals(appliance: Sandbox) -> None:
    curl = Curl(appliance)
    assert curl("GET", "/v1/cckm/dsm/refresh")[0] == 401
    status, refused = curl("POST", "/v1/auth/tokens", {"username": "admin", "password": "wrong"})
    assert (status, refused["codeDesc"]) == (401, "NCERRUnauthorizedAccess")
    assert refused["message"] == "Wrong username or password."
    curl.log_in()
    both = {"kms": ["kms"], "synchronize_all": True}
    assert curl("POST", "/v1/cckm/aws/synchronization-jobs", both)[0] == 400
    appliance.advance(300)
    status, expired = curl("GET", "/v1/cckm/dsm/refresh")
    assert (status, expired["message"]) == (401, "Bearer token malformed: Token is expired by 0s")


def test_verification_needs_the_bundle_and_a_certificate_logs_in(appliance: Sandbox) -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        Curl(appliance, "-s").log_in()
    assert refused.value.returncode == 60, "the certificate of the server cannot be verified"
    bundle = str(appliance.ca_bundle)
    Curl(appliance, "--cacert", bundle).log_in()
    certificate = str(appliance.client_certificate(CLIENT_ID))
    by_client = Curl(appliance, "--cacert", bundle, "--cert", certificate)
    answer = by_client.log_in(grant_type="client_credential", client_id=CLIENT_ID)
    assert "refresh_token" not in answer
    assert by_client("GET", "/v1/cckm/aws/synchronization-jobs")[0] == 200


def test_jobspan_sends_what_curl_sends(appliance: Sandbox) -> None:
    curl = Curl(appliance)
    curl.log_in()
    paths = ["/v1/cckm/dsm/refresh", "/v1/cckm/azure/certificates/synchronization-jobs"]
    for path in paths:
        _, job = curl("POST", path, {"synchronize_all": True})
        curl("POST", f"{path}/{job['id']}/cancel")
        curl("GET", f"{path}/{job['id']}")
        curl("GET", f"{path}/{job['id']}")
    by_curl = [(r.method, _without_id(r.path), r.json) for r in appliance.requests if "/cckm/" in r.path]
    appliance.requests.clear()
    with appliance.client() as client:
        for syncs in (client.sync_jobs.dsm.refresh, client.sync_jobs.azure.certificates):
            started = syncs.start(synchronize_all=True)
            syncs.cancel(started.id)
            syncs.get(started.id)
            syncs.get(started.id)
    changes = [(r.method, _without_id(r.path), r.json) for r in appliance.requests if "/cckm/" in r.path]
    assert [each for each in by_curl if each[0] == "POST"] == [each for each in changes if each[0] == "POST"]
    assert set(map(str, by_curl)) <= set(map(str, changes))


def _without_id(path: str) -> str:
    return "/".join("{id}" if part.count("-") == 4 else part for part in path.split("/"))
