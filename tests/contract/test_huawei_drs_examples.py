"""The documented exchanges of DRS: requests that are built to match, replies that are read whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest

import jobspan
from jobspan._core.convert import Codec
from jobspan._planes.huawei.operations import CREATE_TOKEN
from jobspan._planes.huawei_drs.operations.every import OPERATIONS
from jobspan.batches import ItemStatus
from jobspan.drs import (
    ClusterConnectionTest,
    ClusterEnd,
    ConnectionTest,
    DataComparison,
    DataTransformation,
    EndpointPassword,
    HuaweiSettings,
    JobChange,
    NamedAction,
    NewJob,
    ObjectSelection,
    SpeedLimit,
    SyncPolicy,
)
from jobspan.policy import Policy, RuleMode

SECRET = "instead of asterisks"
"""The pages mask passwords, and masks are not sent."""
EXCHANGES: list[dict[str, Any]] = json.loads(
    re.sub(r'"\*{3,}"', json.dumps(SECRET), (Path(__file__).parent / "data" / "huawei_drs.json").read_text())
)
PROJECT = "054ba152d480d55b2f5dc0069e7ddef0"
BY_ID = {row.id: row for row in (*OPERATIONS, CREATE_TOKEN)}
CODEC = Codec()
Build: TypeAlias = Callable[[jobspan.Client, dict[str, Any]], Any]


def of(model: type[Any], entries: list[dict[str, Any]]) -> list[Any]:
    return [CODEC.read(model, entry)[0] for entry in entries]


def passwords(client: jobspan.Client, body: dict[str, Any]) -> Any:
    entries = [EndpointPassword(e["job_id"], e["end_point_type"], e["db_password"]) for e in body["jobs"]]
    return client.migration_jobs.change_passwords(entries)


def ends(client: jobspan.Client, body: dict[str, Any]) -> Any:
    (kind,) = {entry["delete_type"] for entry in body["jobs"]}
    ids = [entry["job_id"] for entry in body["jobs"]]
    return client.migration_jobs.delete(ids) if kind == "delete" else client.migration_jobs.terminate(ids)


BUILDS: dict[str, Build] = {
    "batch_reset_password": passwords,
    "batch_create_jobs": lambda c, b: c.migration_jobs.create_many(of(NewJob, b["jobs"])),
    "batch_validate_connections": lambda c, b: c.migration_jobs.test_connections(of(ConnectionTest, b["jobs"])),
    "batch_update_job": lambda c, b: c.migration_jobs.configure(of(JobChange, b["jobs"])),
    "batch_set_objects": lambda c, b: c.migration_jobs.select_objects(of(ObjectSelection, b["jobs"])),
    "batch_set_policy": lambda c, b: c.migration_jobs.set_sync_policy(of(SyncPolicy, b["jobs"])),
    "batch_set_speed": lambda c, b: c.migration_jobs.set_speed(of(SpeedLimit, b["speed_limits"])),
    "batch_set_definer": lambda c, b: c.migration_jobs.set_definer(
        [e["job_id"] for e in b["jobs"]], replace=b["jobs"][0]["replace_definer"]
    ),
    "batch_change_data": lambda c, b: c.migration_jobs.transform_data(of(DataTransformation, b["jobs"])),
    "batch_show_params": lambda c, b: c.migration_jobs.parameters(b["jobs"]),
    "update_params": lambda c, b: c.migration_jobs.set_parameters(
        "140b5236-88ad-43c8-811c-1268453jb101", b["group"], {p["key"]: p["target_value"] for p in b["params"]}
    ),
    "batch_check_jobs": lambda c, b: c.migration_jobs.precheck([e["job_id"] for e in b["jobs"]]),
    "batch_check_results": lambda c, b: c.migration_jobs.precheck_results(b["jobs"]),
    "batch_start_jobs": lambda c, b: c.migration_jobs.start([e["job_id"] for e in b["jobs"]]),
    "batch_list_job_status": lambda c, b: c.migration_jobs.status(b["jobs"]),
    "batch_list_job_details": lambda c, b: c.migration_jobs.get_many(b["jobs"]),
    "batch_list_progresses": lambda c, b: c.migration_jobs.progress(b["jobs"]),
    "batch_list_rpos_and_rtos": lambda c, b: c.migration_jobs.rpo_rto(b["jobs"]),
    "show_job_list": lambda c, b: c.migration_jobs.list(b["db_use_type"], page_size=b["per_page"]).first(),
    "batch_stop_jobs": lambda c, b: c.migration_jobs.pause(
        [e["job_id"] for e in b["jobs"]], mode=b["jobs"][0]["pause_mode"]
    ),
    "batch_restore_task": lambda c, b: c.migration_jobs.resume(
        [e["job_id"] for e in b["jobs"]], after_edit="is_sync_re_edit" in b["jobs"][0]
    ),
    "batch_delete_jobs": ends,
    "create_compare_task": lambda c, b: c.migration_jobs.compare(
        b["job_id"], data=CODEC.read(DataComparison, b["data_level_compare_info"])[0]
    ),
    "list_compare_result": lambda c, b: c.migration_jobs.compare_results(
        b["job_id"],
        object_comparison=b["object_level_compare_id"],
        line_comparison=b["line_compare_id"],
        content_comparison=b["content_compare_id"],
        page=b["current_page"],
        page_size=b["per_page"],
    ),
    "v5.batch_execute_job_actions": lambda c, b: c.drs.actions.run_many(
        [NamedAction(job_id=e["job_id"], action_name=e["action_name"]) for e in b["jobs"]]
    ),
}


def prepared(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    """The documented body as it is sent: absent members left out, every page asked for whole, declared types kept."""
    match operation:
        case "batch_list_job_status" | "batch_list_job_details":
            return {"jobs": body["jobs"], "page_req": {"cur_page": 1, "per_page": 0}}
        case "batch_show_params":
            return body | {"refresh": str(body["refresh"])}
        case "show_job_list":
            return {key: value for key, value in body.items() if value != ""}
        case "create_compare_task":
            body = {key: value for key, value in body.items() if key != "object_level_compare_type"}
        case "batch_update_job":
            for entry in body["jobs"]:
                for end in ("source_endpoint", "target_endpoint"):
                    if "db_port" in entry.get(end, {}):
                        entry[end]["db_port"] = int(entry[end]["db_port"])
    cleaned: dict[str, Any] = _without_nulls(body)
    return cleaned


def _without_nulls(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _without_nulls(value) for key, value in tree.items() if value is not None}
    return [_without_nulls(each) for each in tree] if isinstance(tree, list) else tree


class Server:
    """Answers everything with one reply, and keeps the requests."""

    def __init__(self, reply: dict[str, Any] | None) -> None:
        self.reply = reply or {"status": 200, "body": {"results": [], "jobs": [], "params_list": []}}
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self.reply["status"], json=self.reply["body"])

    def client(self, project: str) -> jobspan.Client:
        settings = HuaweiSettings(
            project_id=project,
            region="eu-west-101",
            access_key="AK",
            secret_key="SK",
            transport=httpx.MockTransport(self),
        )
        return jobspan.Client(huawei=settings, policy=Policy(rules=RuleMode.OFF, attempts=1))


def identity(exchange: dict[str, Any]) -> str:
    return f"{exchange['operation']}: {exchange['name']}"


REQUESTS = [e for e in EXCHANGES if e["request"]["body"] is not None and e["operation"] in BUILDS]


@pytest.mark.parametrize("exchange", REQUESTS, ids=identity)
def test_the_request_is_the_documented_one(exchange: dict[str, Any]) -> None:
    wanted = exchange["request"]
    server = Server(exchange["reply"])
    with server.client(wanted["path"].split("/")[2].replace("{project_id}", PROJECT)) as client:
        try:
            BUILDS[exchange["operation"]](client, wanted["body"])
        except jobspan.NotFound:
            assert exchange["operation"] == "batch_list_job_details", "only the page without a reply may be unread"
    (request,) = server.requests
    assert (request.method, request.url.path) == (
        wanted["method"],
        wanted["path"].replace("{project_id}", PROJECT),
    )
    assert request.headers["content-type"] == "application/json"
    assert request.headers["x-language"] == "en-us"
    assert json.loads(request.content) == prepared(exchange["operation"], wanted["body"])


def test_every_documented_request_with_a_complete_body_is_built() -> None:
    left = {e["operation"] for e in EXCHANGES if e["request"]["body"] is not None} - set(BUILDS)
    assert left == {"batch_validate_clusters_connections", "iam.tokens", "v5.stop_job_action"}


REPLIES = [e for e in EXCHANGES if e["reply"] is not None and e["reply"]["status"] < 400]


@pytest.mark.parametrize("exchange", REPLIES, ids=identity)
def test_the_reply_is_read_whole(exchange: dict[str, Any]) -> None:
    """Everything that was documented is in the model, and would be written back."""
    model = BY_ID[exchange["operation"]].returns
    assert model is not None
    value, _ = CODEC.read(model, exchange["reply"]["body"])
    written = json.loads(json.dumps(_shown(CODEC.write(value))))
    assert _as_text(written) == _as_text(_without_nulls(exchange["reply"]["body"]))


def _shown(tree: Any) -> Any:
    """Secrets revealed, so that what was read can be compared."""
    match tree:
        case jobspan.Secret():
            return tree.reveal()
        case dict():
            return {key: _shown(value) for key, value in tree.items() if value is not None}
        case list():
            return [_shown(each) for each in tree]
        case _:
            return tree


def _as_text(tree: Any) -> Any:
    """Numbers, booleans and their texts alike: DRS types the same member differently from page to page."""
    match tree:
        case dict():
            return {key: _as_text(value) for key, value in tree.items()}
        case list():
            return [_as_text(each) for each in tree]
        case bool():
            return str(tree).lower()
        case _:
            return str(tree)


def test_a_password_change_is_the_documented_exchange_to_the_byte() -> None:
    exchange = next(e for e in EXCHANGES if e["operation"] == "batch_reset_password")
    server = Server(exchange["reply"])
    job = "25df459d-a37c-41b9-bc2b-8c00ba32jb52"
    with server.client(PROJECT) as client:
        result = client.migration_jobs.change_passwords(
            [EndpointPassword(job, "source", SECRET), EndpointPassword(job, "target", SECRET)]
        )
    (request,) = server.requests
    assert str(request.url) == f"https://drs.eu-west-101.myhuaweicloud.eu/v3/{PROJECT}/jobs/batch-modify-pwd"
    assert request.content == json.dumps(exchange["request"]["body"], separators=(",", ":")).encode()
    assert [item.status for item in result] == [ItemStatus.UNKNOWN, ItemStatus.UNKNOWN], (
        "the page's reply names another task"
    )


def test_a_password_change_is_accepted_when_the_reply_names_the_task() -> None:
    exchange = next(e for e in EXCHANGES if e["operation"] == "batch_reset_password")
    job = "25df459d-a37c-41b9-bc2b-8c00ba32jb52"
    rows = [row | {"id": job} for row in exchange["reply"]["body"]["results"]]
    reply = exchange["reply"] | {"body": exchange["reply"]["body"] | {"results": rows}}
    with Server(reply).client(PROJECT) as client:
        result = client.migration_jobs.change_passwords(
            [EndpointPassword(job, "source", SECRET), EndpointPassword(job, "target", SECRET)]
        )
    assert [item.status for item in result] == [ItemStatus.ACCEPTED, ItemStatus.ACCEPTED]


def test_the_documented_partial_termination_says_which_task_failed() -> None:
    exchange = next(e for e in EXCHANGES if "partial failure" in e["name"] and e["operation"] == "batch_delete_jobs")
    ids = [entry["job_id"] for entry in exchange["request"]["body"]["jobs"]]
    with Server(exchange["reply"]).client(PROJECT) as client:
        result = client.migration_jobs.terminate(ids)
    assert [item.status.value for item in result] == ["accepted", "failed"]
    assert result.failed[0].code == "DRS.M01504"
    assert result.failed[0].item == ids[1]


def test_a_cluster_test_sends_its_members_as_text() -> None:
    id = "35d0d60b-4605-4686-b35d-3a3d059fjb15"
    server = Server({"status": 200, "body": {"results": [{"id": id, "status": "true"}], "count": 1}})
    member = ClusterEnd(
        dbtype="mongodb",
        dbport=0,
        ssllink=False,
        nettype="eip",
        end_point="ls",
        ip="192.168.7.37:8635",
        db_name="admin",
        dbuser="rwuser",
        dbpassword="xxxx",
    )
    test = ClusterConnectionTest(job_id="35d0d60b-4605-4686-b35d-3a3d059fjb15", members=(member,))
    with server.client(PROJECT) as client:
        result = client.migration_jobs.test_cluster_connections([test])
        plan = client.migration_jobs.test_cluster_connections.plan([test])
    (entry,) = json.loads(server.requests[0].content)["jobs"]
    assert (entry["action"], entry["job_id"]) == ("testConnection", test.job_id)
    assert json.loads(entry["property"]) == [
        {
            "dbtype": "mongodb",
            "dbport": 0,
            "ssllink": False,
            "nettype": "eip",
            "endpointtype": "ls",
            "ip": "192.168.7.37:8635",
            "dbName": "admin",
            "dbuser": "rwuser",
            "dbpassword": "xxxx",
        }
    ]
    assert len(result.succeeded) == 1
    assert "xxxx" not in str(plan)


ERRORS = [e for e in EXCHANGES if e["reply"] is not None and e["reply"]["status"] >= 400]


@pytest.mark.parametrize("exchange", ERRORS, ids=identity)
def test_a_documented_error_keeps_its_code(exchange: dict[str, Any]) -> None:
    calls: dict[str, Callable[[jobspan.Client], object]] = {
        "list_available_node_types": lambda c: c.migration_jobs.node_types(
            engine_type="mysql", db_use_type="sync", job_direction="sideways"
        ),
        "v5.stop_job_action": lambda c: c.drs.actions.stop("c7debc9c-8e09-4a5d-8dd6-cc44f78jb20r"),
        "v5.validate_job_name": lambda c: c.drs.actions.check_name("taken-name"),
    }
    if exchange["operation"] == "v5.batch_execute_job_actions":
        action = NamedAction(job_id="c7debc9c-8e09-4a5d-8dd6-cc44f78jb20r", action_name="start")
        with Server(exchange["reply"]).client(PROJECT) as client:
            (item,) = client.drs.actions.run_many([action])
        assert (item.status, item.code) == (ItemStatus.FAILED, exchange["reply"]["body"]["error_code"])
        return
    with Server(exchange["reply"]).client(PROJECT) as client, pytest.raises(jobspan.ApiError) as raised:
        calls[exchange["operation"]](client)
    assert raised.value.code == exchange["reply"]["body"]["error_code"]
    assert raised.value.status == exchange["reply"]["status"]
    assert exchange["reply"]["body"]["error_msg"].rstrip(".") in str(raised.value)
