"""Cassettes keep no secret and name no server: those of the project, and whatever a user of any plane records."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from vcr.errors import CannotOverwriteExistingCassetteException

from jobspan.credentials import MASK
from jobspan.errors import MissingExtra
from jobspan.testing import Sandbox
from jobspan.testing.cassettes import Scrubber, scrubbing_vcr
from jobspan.testing.sandbox.delphix.seed import API_KEY

FILES = sorted((Path(__file__).parent / "cassettes").glob("*.yaml"))
SECRET_HEADERS = re.compile(r"^ {6}(authorization|x-auth-token|cookie|set-cookie):\n {6}- (.*)$", re.MULTILINE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_a_recorded_cassette_holds_no_secret_and_no_address(file: Path) -> None:
    text = file.read_text()
    assert "canary" not in text
    assert "127.0.0.1" not in text
    assert "https://dct.example.com/" in text
    shown = [value for _, value in SECRET_HEADERS.findall(text)]
    assert set(shown) <= {"'***'"}
    assert not re.search(r"apk \S|Bearer \S", text)


def test_the_login_reply_was_recorded_without_its_token() -> None:
    text = (Path(__file__).parent / "cassettes" / "delphix_login.yaml").read_text()
    assert '"access_token": "***"' in text
    assert '"password": "***"' in text
    assert '"expires_in": 1800' in text


CANARY = "canary-71ab"


class Recorded:
    """What vcrpy hands over of a request."""

    def __init__(self, uri: str, headers: dict[str, str], body: bytes | None) -> None:
        self.uri = uri
        self.headers = headers
        self.body = body


REQUESTS = {
    "DCT key and connector password": (
        "https://dct.corp/v3/connectors/1",
        {"Authorization": f"apk {CANARY}"},
        json.dumps({"username": "u", "password": CANARY}).encode(),
    ),
    "a login form": (
        "https://groupid.corp/connect/token",
        {"Content-Type": "application/x-www-form-urlencoded"},
        f"grant_type=password&username=u&password={CANARY}&client_secret={CANARY}".encode(),
    ),
    "CipherTrust login": (
        "https://ciphertrust.corp/api/v1/auth/tokens",
        {},
        json.dumps({"grant_type": "password", "username": "u", "password": CANARY, "refresh_token": CANARY}).encode(),
    ),
    "IAM login": (
        "https://iam.cloud/v3/auth/tokens",
        {},
        json.dumps({"auth": {"identity": {"password": {"user": {"name": "u", "password": CANARY}}}}}).encode(),
    ),
    "a signed request": (
        "https://drs.cloud/v3/p/jobs?Signature=" + CANARY + "&AccessKeyId=" + CANARY + "&limit=5",
        {"Authorization": f"SDK-HMAC-SHA256 Access={CANARY}", "X-Security-Token": CANARY, "X-Auth-Token": CANARY},
        json.dumps({"jobs": [{"job_id": "1", "db_password": CANARY, "kerberos": {"keytab": CANARY}}]}).encode(),
    ),
    "user information": ("https://user:" + CANARY + "@dct.corp/v3/jobs", {"Cookie": CANARY}, None),
}


@pytest.mark.parametrize("what", REQUESTS)
def test_secrets_of_every_plane_are_masked_in_requests(what: str) -> None:
    uri, headers, body = REQUESTS[what]
    kept = Scrubber({}).request(Recorded(uri, headers, body))
    assert CANARY not in f"{kept.uri} {kept.headers} {kept.body}"
    assert set(kept.headers) == set(headers)
    if body:
        assert MASK.encode() in kept.body


def test_the_length_of_a_secret_is_not_kept_either() -> None:
    body = json.dumps({"password": "p" * 37}).encode()
    kept = Scrubber({}).request(Recorded("https://dct.corp/v3/login", {"content-length": str(len(body))}, body))
    assert kept.headers["content-length"] == str(len(kept.body))


def test_secrets_are_masked_in_replies_and_the_length_is_put_right() -> None:
    tokens = {"access_token": CANARY, "jwt": CANARY, "credential": {"access": CANARY, "secret": CANARY}, "duration": 5}
    reply = {
        "status": {"code": 201, "message": "Created"},
        "headers": {
            "Content-Length": ["999"],
            "X-Subject-Token": [CANARY],
            "Set-Cookie": [CANARY, CANARY],
            "Location": [f"https://dct.corp/?token={CANARY}"],
            "X-Request-Id": ["r-1"],
        },
        "body": {"string": json.dumps(tokens).encode()},
    }
    kept = Scrubber({}).response(reply)
    assert CANARY not in str(kept)
    assert kept["headers"]["Content-Length"] == [str(len(kept["body"]["string"]))]
    assert kept["headers"]["X-Request-Id"] == ["r-1"]
    assert json.loads(kept["body"]["string"])["duration"] == 5


def test_addresses_are_replaced_everywhere() -> None:
    scrubber = Scrubber({"http://10.1.2.3:8443": "https://dct.example.com"})
    kept = scrubber.request(
        Recorded("http://10.1.2.3:8443/v3/jobs", {"Host": "10.1.2.3:8443"}, b'{"a": "10.1.2.3:8443"}')
    )
    assert kept.uri == "https://dct.example.com/v3/jobs"
    assert "10.1.2.3" not in f"{kept.headers} {kept.body}"


def test_bytes_that_are_no_text_stay_as_they_are() -> None:
    zipped = bytes(range(256))
    reply: dict[str, Any] = {"status": {"code": 200}, "headers": {}, "body": {"string": zipped}}
    assert Scrubber({}).response(reply)["body"]["string"] == zipped


def test_a_request_is_told_from_another_by_its_body_and_never_sent(tmp_path: Path) -> None:
    with Sandbox(["delphix"]) as dct:
        url = dct.url("delphix")

        def names(filter: str, password: str = "") -> list[str]:
            body = {"filter_expression": filter, "password": password}
            with httpx.Client(headers={"Authorization": f"apk {API_KEY}"}) as client:
                found = client.post(f"{url}/v3/masking-jobs/search", json=body).json()
            return [job["name"] for job in found["items"]]

        with scrubbing_vcr(tmp_path, record_mode="all").use_cassette("both"):
            staff, exports = names("name EQ 'staff-subset-job'", CANARY), names("name EQ 'export-file-job'")
    assert [*staff, *exports] == ["staff-subset-job", "export-file-job"]
    assert CANARY not in (tmp_path / "both.yaml").read_text()
    with scrubbing_vcr(tmp_path).use_cassette("both") as played:
        assert names("name EQ 'export-file-job'") == exports
        assert names("name EQ 'staff-subset-job'", "another") == staff
        with pytest.raises(CannotOverwriteExistingCassetteException):
            names("name EQ 'none'")
    assert played.all_played


@pytest.mark.parametrize("version", ["7.0.0", "8.1.1", "8"])
def test_a_vcrpy_that_would_let_requests_through_is_refused(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vcr.__version__", version)
    with pytest.raises(MissingExtra, match=r"needs vcrpy 8\.2 or newer"):
        scrubbing_vcr()
    monkeypatch.setattr("vcr.__version__", "8.2.0")
    assert scrubbing_vcr()
