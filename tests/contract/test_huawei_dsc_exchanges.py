"""The documented exchanges of DSC: the request goes out as printed, the answer is read as printed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest

import jobspan
from jobspan import ApiError, HuaweiSettings, Policy, RuleMode
from jobspan.dsc import BucketToAdd

DATA = json.loads((Path(__file__).parent / "data" / "huawei_dsc.json").read_text(encoding="utf-8"))
PROJECT, JOB = DATA["project_id"], "8f2a3b4c-5d6e-4f7a-2b3c-1d0e9f8a7b6c"
V1 = f"/v1/{PROJECT}"
SECRET = "canary-secret-key"
FULL: dict[str, Any] = {
    "asset_id": "string",
    "asset_type": "string",
    "bucket_name": "string",
    "database_name": "string",
    "filter_bucket_name": "string",
    "keyword": "string",
    "mask": True,
    "security_level_ids": ["string"],
    "sort": "string",
    "start_time": 0,
    "table_name": "string",
}
INVALID = {"error_code": "dsc.40000011", "error_msg": "Invalid parameter"}
NO_ROUTE = {"error_code": "APIGW.0101", "error_msg": "The API does not exist", "request_id": "r-1"}

Answer = tuple[int, Any]


@attrs.define
class Server:
    """Answers by method and path, and keeps what it was sent."""

    answers: dict[tuple[str, str], Answer] = attrs.field(factory=dict)
    requests: list[httpx.Request] = attrs.field(factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        status, body = self.answers.get((request.method, request.url.path), (404, NO_ROUTE))
        content = b"" if body is None else json.dumps(body).encode()
        return httpx.Response(status, content=content, headers={"Content-Type": "application/json"})

    def sent(self, method: str, path: str) -> httpx.Request:
        found = [each for each in self.requests if (each.method, each.url.path) == (method, path)]
        assert found, [(each.method, each.url.path) for each in self.requests]
        return found[-1]


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def client(server: Server) -> Iterator[jobspan.Client]:
    settings = HuaweiSettings(
        project_id=PROJECT,
        region="ap-southeast-3",
        access_key="AK",
        secret_key=SECRET,
        transport=httpx.MockTransport(server),
    )
    with jobspan.Client(huawei=settings, policy=Policy(rules=RuleMode.OFF, attempts=1, poll_first=0.001)) as client:
        yield client


def invoke(client: jobspan.Client, call: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    target: Any = client
    for name in call.split("."):
        target = getattr(target, name)
    result = target(*args, **kwargs)
    if isinstance(result, jobspan.Pager):
        return result.to_list()
    return tuple(result) if isinstance(result, jobspan.Rows) else result


@pytest.mark.parametrize("exchange", DATA["exchanges"], ids=lambda each: each["name"])
def test_each_documented_exchange(client: jobspan.Client, server: Server, exchange: dict[str, Any]) -> None:
    sent, answered = exchange["sent"], exchange["answered"]
    server.answers[sent["method"], sent["path"]] = (answered["status"], answered["body"])
    if exchange["call"] == "dsc.scan_jobs.start":
        server.answers["GET", f"{V1}/sdg/scan/job"] = (200, {"tasks": [{"id": JOB, "status": "STOPPED"}], "total": 1})

    if answered["status"] >= 400:
        with pytest.raises(ApiError) as caught:
            invoke(client, exchange["call"], exchange["args"], exchange["kwargs"])
        assert (caught.value.status, caught.value.code) == (answered["status"], answered["body"]["error_code"])
        assert answered["body"]["error_msg"] in str(caught.value)
        assert SECRET not in repr(caught.value)
    else:
        value = invoke(client, exchange["call"], exchange["args"], exchange["kwargs"])
        _carries(client, value, answered["body"])

    request = server.sent(sent["method"], sent["path"])
    assert request.url.host == "sdg.ap-southeast-3.myhuaweicloud.com"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["x-project-id"] == PROJECT
    assert request.headers["authorization"].startswith("SDK-HMAC-SHA256 Access=AK, SignedHeaders=")
    if sent["body"] is None:
        assert request.content == b""
    else:
        assert request.content == json.dumps(sent["body"], separators=(",", ":")).encode()


def _carries(client: jobspan.Client, value: Any, body: dict[str, Any]) -> None:
    """Each field of the answer is in the value, with its value; lists in the order they came."""
    ctx = client.dsc.export_tasks._ctx
    tree = ctx.dialect.codec.write(value)
    match value:
        case None:
            assert set(body) <= {"msg", "status", "id"}
        case jobspan.Secret():
            assert value.reveal() == body["url"]
        case jobspan.Handle():
            assert value.id == body["id"]
        case list() | tuple():
            rows = body.get("db_scan_result", {}).get("db_scan_results") or next(
                each for each in body.values() if isinstance(each, list)
            )
            distinct = [row for number, row in enumerate(rows) if row not in rows[:number]]
            expected = rows if isinstance(value, tuple) else distinct
            assert len(tree) == len(expected)
            for ours, theirs in zip(tree, expected, strict=True):
                assert {name: ours.get(name) for name in theirs} == theirs
        case _:
            assert {name: tree.get(name) for name in body} == body


def test_the_current_list_takes_its_arguments_as_a_query(client: jobspan.Client, server: Server) -> None:
    """The vendor's sample prints them as the body of a GET; the page's table says query."""
    server.answers["GET", f"{V1}/sdg/scan/job"] = (200, {"tasks": [], "total": 0})
    client.dsc.scan_jobs.list(name="demo", is_new=True, page_size=10).to_list()
    assert server.requests[0].url.query == b"content=demo&is_new=true&offset=0&limit=10"


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (200, {"status": "FINISHED", "job_name": "scan-job-01", "start_time": "2026-01-01 00:00:00"}, "FINISHED"),
        (201, None, ""),
        (201, {"status": "RUNNING"}, "RUNNING"),
    ],
)
@pytest.mark.parametrize("tail", ["export-tasks", "export"])
def test_create_export_is_exact_on_both_paths_and_for_both_statuses(
    client: jobspan.Client, server: Server, tail: str, status: int, body: Any, state: str
) -> None:
    path = f"{V1}/scan-jobs/{JOB}/classification-results/{tail}"
    server.answers["POST", path] = (status, body)
    handle = client.export_tasks.create(JOB, **FULL)
    request = server.sent("POST", path)
    assert request.content == json.dumps(FULL, separators=(",", ":")).encode()
    assert (handle.id, handle.state) == (JOB, state)
    assert (handle.view is None) == (body is None)


def test_create_export_leaves_out_what_is_not_given(client: jobspan.Client, server: Server) -> None:
    path = f"{V1}/scan-jobs/{JOB}/classification-results/export-tasks"
    server.answers["POST", path] = (200, {"status": "WAITING"})
    client.export_tasks.create(JOB)
    assert server.sent("POST", path).content == b"{}"


@pytest.mark.parametrize("body", [None, {}])
def test_a_200_that_says_nothing_is_no_created_export(client: jobspan.Client, server: Server, body: Any) -> None:
    """Only 201 is documented without a body; an empty 200 may be a proxy's."""
    path = f"{V1}/scan-jobs/{JOB}/classification-results/export-tasks"
    server.answers["POST", path] = (200, body)
    with pytest.raises(jobspan.AmbiguousOutcomeError, match="the reply is empty"):
        client.export_tasks.create(JOB)


def test_a_404_of_the_service_tries_no_other_path(client: jobspan.Client, server: Server) -> None:
    path = f"{V1}/scan-jobs/{JOB}/classification-results/export-tasks"
    server.answers["POST", path] = (404, {"error_code": "dsc.40400001", "error_msg": "no such task"})
    with pytest.raises(jobspan.NotFound):
        client.export_tasks.create(JOB)
    assert [each.url.path for each in server.requests if each.method == "POST"] == [path]


def test_show_download_url(client: jobspan.Client, server: Server) -> None:
    server.answers["GET", f"{V1}/scan-jobs/{JOB}/classification-results/download-url"] = (
        200,
        {"url": "https://o/f?S=1"},
    )
    link = client.export_tasks.download_url(JOB)
    assert link.reveal() == "https://o/f?S=1"
    assert "S=1" not in repr(link)


def test_list_export_buckets_fills_in_the_region(client: jobspan.Client, server: Server) -> None:
    body = {"buckets": [{"bucket_name": "b-1", "bucket_location": "cn-north-4", "bind_task": 0}], "total": 1}
    server.answers["GET", f"{V1}/scan-jobs/buckets-for-export"] = (200, body)
    assert client.export_tasks.buckets()[0].region == "cn-north-4"


SCAN_BODY: dict[str, Any] = {
    "asset_ids": ["xxxx", "xxxx"],
    "cycle": "ONCE",
    "name": "xxxx",
    "open": True,
    "rule_group_ids": ["xxxx", "xxxx"],
    "start_time": 0,
    "time_zone": "8",
    "topic_urn": "xxxxxxxxxxxx",
    "use_nlp": False,
}


def test_create_scan_job_sends_the_documented_body_with_the_time_zone_as_text(
    client: jobspan.Client, server: Server
) -> None:
    server.answers["GET", f"{V1}/sdg/scan/job"] = (200, {"tasks": [], "total": 0})
    server.answers["POST", f"{V1}/sdg/scan/job"] = (200, {"msg": "xxxx", "status": "RESPONSE_SUCCESS", "id": "j-1"})
    handle = client.dsc.scan_jobs.create(**SCAN_BODY)
    assert handle.id == "j-1"
    assert server.sent("POST", f"{V1}/sdg/scan/job").content == json.dumps(SCAN_BODY, separators=(",", ":")).encode()


def test_create_scan_job_refused(client: jobspan.Client, server: Server) -> None:
    server.answers["GET", f"{V1}/sdg/scan/job"] = (200, {"tasks": [], "total": 0})
    server.answers["POST", f"{V1}/sdg/scan/job"] = (400, INVALID)
    with pytest.raises(ApiError) as caught:
        client.dsc.scan_jobs.create(**SCAN_BODY)
    assert caught.value.code == "dsc.40000011"


@pytest.mark.parametrize(("status", "body"), [(200, {"msg": "x", "status": "400"}), (201, None)])
def test_update_scan_job_succeeds_by_its_status_alone(
    client: jobspan.Client, server: Server, status: int, body: Any
) -> None:
    server.answers["PUT", f"{V1}/sdg/scan/job/{JOB}"] = (status, body)
    client.dsc.scan_jobs.update(
        JOB, asset_ids=["xxx", "xxx"], rule_group_ids=["xxx", "xxx"], cycle="DAY", name="string"
    )
    expected = {"asset_ids": ["xxx", "xxx"], "cycle": "DAY", "name": "string", "rule_group_ids": ["xxx", "xxx"]}
    request = server.sent("PUT", f"{V1}/sdg/scan/job/{JOB}")
    assert request.content == json.dumps(expected, separators=(",", ":")).encode()


@pytest.mark.parametrize("open", [True, False])
@pytest.mark.parametrize(("status", "body"), [(200, {"msg": "x", "status": "200"}), (201, None)])
def test_switch_scan_job(client: jobspan.Client, server: Server, open: bool, status: int, body: Any) -> None:
    path = f"{V1}/sdg/scan/job/{JOB}/switch-status"
    server.answers["PUT", path] = (status, body)
    switch: Callable[[str], None] = client.dsc.scan_jobs.enable if open else client.dsc.scan_jobs.disable
    switch(JOB)
    assert server.sent("PUT", path).content == (b'{"open":true}' if open else b'{"open":false}')


@pytest.mark.parametrize(("status", "body"), [(200, {"msg": "xxxx", "status": "RESPONSE_SUCCESS"}), (400, INVALID)])
def test_add_buckets(client: jobspan.Client, server: Server, status: int, body: Any) -> None:
    path = f"{V1}/sdg/asset/obs/buckets"
    server.answers["GET", path] = (200, {"buckets": [], "total": 0})
    server.answers["POST", path] = (status, body)
    bucket = BucketToAdd(asset_name="xxxx", location="xxxx", bucket_name="xxxx", bucket_policy="private")
    if status == 200:
        client.dsc.assets.add_buckets([bucket])
    else:
        with pytest.raises(ApiError):
            client.dsc.assets.add_buckets([bucket])
    request = server.sent("POST", path)
    assert request.url.query == b"type=private"
    assert request.content == (
        b'{"buckets":[{"asset_name":"xxxx","location":"xxxx","bucket_name":"xxxx","bucket_policy":"private"}]}'
    )


def test_dsc_not_bought_is_no_reason_for_a_new_token(server: Server) -> None:
    """`dsc.10000009` comes with 401, although the credentials are fine."""
    from jobspan.dsc import ServiceNotEnabled

    expires = {"token": {"issued_at": "2026-01-01T00:00:00Z", "expires_at": "2026-01-02T00:00:00Z"}}
    logins: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v3/auth/tokens":
            logins.append(request)
            return httpx.Response(201, json=expires, headers={"X-Subject-Token": "canary-token"})
        server.requests.append(request)
        return httpx.Response(401, json={"error_code": "DSC.10000009", "error_msg": "The instance does not exist"})

    settings = HuaweiSettings(
        project_id=PROJECT,
        region="ap-southeast-3",
        username="u",
        password="canary-password",
        domain_name="d",
        transport=httpx.MockTransport(answer),
    )
    with jobspan.Client(huawei=settings) as client, pytest.raises(ServiceNotEnabled) as caught:
        client.export_tasks.buckets()
    assert (len(logins), len(server.requests)) == (1, 1)
    assert server.requests[0].headers["x-auth-token"] == "canary-token"
    assert "canary" not in f"{caught.value!r} {caught.value} {client!r}"


def test_the_file_host_gets_neither_credentials_nor_cookies(tmp_path: Path) -> None:
    """Not even those that a server of the cloud set for the whole domain."""
    seen: list[httpx.Request] = []
    link = "https://obs.ap-southeast-3.myhuaweicloud.com/f.xlsx?AccessKeyId=AK&Signature=canary-signature"

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.host.startswith("obs."):
            return httpx.Response(200, stream=httpx.ByteStream(b"whole"))
        cookie = "session=canary-cookie; Domain=.myhuaweicloud.com; Path=/"
        return httpx.Response(200, json={"url": link}, headers={"Set-Cookie": cookie})

    settings = HuaweiSettings(
        project_id=PROJECT,
        region="ap-southeast-3",
        access_key="AK",
        secret_key=SECRET,
        transport=httpx.MockTransport(answer),
    )
    with jobspan.Client(huawei=settings) as client:
        path = client.export_tasks.download(JOB, tmp_path)
        client.export_tasks.download_url(JOB)
    assert path.read_bytes() == b"whole"
    to_cloud, to_host, again = seen
    assert "canary-cookie" in again.headers["cookie"]
    assert set(to_host.headers) == {"host", "accept", "accept-encoding", "connection", "user-agent"}
    assert to_host.extensions["target"].decode().endswith("Signature=canary-signature")
    assert "canary" not in str(to_host.url)
    assert "authorization" in to_cloud.headers
