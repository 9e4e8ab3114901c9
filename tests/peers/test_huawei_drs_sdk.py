"""The vendor's SDK against the sandbox with signatures that are checked, and request for request beside jobspan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeAlias, get_args, get_origin

import attrs
import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from huaweicloudsdkdrs import v3, v5

import jobspan
from jobspan._core.convert import WIRE, fields_of
from jobspan._core.http import Request
from jobspan._planes.huawei.signing import authorization
from jobspan._planes.huawei_drs.operations import OPERATIONS
from jobspan.credentials import Secret
from jobspan.drs import ConnectionTest, Endpoint, EndpointPassword, JobChange, NewJob, ObjectSelection
from jobspan.policy import Policy, RuleMode
from jobspan.testing import Clock, Sandbox
from jobspan.testing.sandbox.huawei.access import ACCESS_KEY, PROJECT_ID, SECRET_KEY
from jobspan.testing.sandbox.recorder import RecordedRequest

pytestmark = [
    pytest.mark.filterwarnings("ignore:Method .* of DrsClient is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"),
]

Theirs: TypeAlias = Callable[[v3.DrsClient, str], Any]
Ours: TypeAlias = Callable[[jobspan.Client, str], Any]
SUBNET = "f857d371-2f03-4622-85f6-2b7d42d0d82c"


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.realtime()) as sandbox:
        yield sandbox


def vendor(sandbox: Sandbox, secret: str = SECRET_KEY) -> v3.DrsClient:
    credentials = BasicCredentials(ACCESS_KEY, secret, PROJECT_ID)
    endpoint = sandbox.url("huawei_drs")
    return v3.DrsClient.new_builder().with_credentials(credentials).with_endpoints([endpoint]).build()


def new_job(name: str) -> v3.BatchCreateJobsRequest:
    job = v3.CreateJobReq(
        name=name,
        db_use_type="migration",
        engine_type="mysql",
        job_direction="up",
        net_type="eip",
        task_type="FULL_INCR_TRANS",
        node_type="high",
        customize_sutnet_id=SUBNET,
        bind_eip=True,
        source_endpoint=v3.Endpoint(db_type="mysql"),
        target_endpoint=v3.Endpoint(db_type="mysql"),
    )
    return v3.BatchCreateJobsRequest(body=v3.BatchCreateJobReq(jobs=[job]))


def end(type: str, id: str) -> v3.TestEndPoint:
    return v3.TestEndPoint(
        id=id,
        net_type="eip",
        db_type="mysql",
        ip="192.0.2.10",
        db_user="drs",
        db_password='p@ss "wörd"',
        end_point_type=type,
    )


def stored() -> v3.Endpoint:
    return v3.Endpoint(db_type="mysql", ip="192.0.2.10", db_user="drs", db_password='p@ss "wörd"')


def test_the_vendors_sdk_takes_a_task_through_its_life(drs: Sandbox) -> None:
    client = vendor(drs)
    created = client.batch_create_jobs(new_job("theirs"))
    id = created.results[0].id
    status = v3.BatchListJobStatusRequest(
        body=v3.BatchQueryJobReqPage(jobs=[id], page_req=v3.PageReq(cur_page=1, per_page=0))
    )
    while client.batch_list_job_status(status).results[0].status != "CONFIGURATION":
        pass
    tests = v3.BatchTestConnectionReq(jobs=[end("so", id), end("ta", id)])
    tested = client.batch_validate_connections(v3.BatchValidateConnectionsRequest(body=tests))
    assert [each.status for each in tested.results] == ["success", "success"]
    change = v3.ModifyJobReq(
        job_id=id,
        source_endpoint=stored(),
        target_endpoint=stored(),
        node_type="high",
        engine_type="mysql",
        net_type="eip",
        store_db_info=True,
    )
    assert (
        client.batch_update_job(v3.BatchUpdateJobRequest(body=v3.BatchModifyJobReq(jobs=[change]))).results[0].status
        == "success"
    )
    check = v3.BatchPrecheckReq(jobs=[v3.PreCheckInfo(job_id=id, precheck_mode="forStartJob")])
    assert client.batch_check_jobs(v3.BatchCheckJobsRequest(body=check)).results[0].precheck_id
    results = v3.BatchCheckResultsRequest(body=v3.BatchQueryPrecheckResultReq(jobs=[id]))
    while client.batch_check_results(results).results[0].process != "100%":
        pass
    start = v3.BatchStartJobReq(jobs=[v3.StartInfo(job_id=id)])
    assert client.batch_start_jobs(v3.BatchStartJobsRequest(body=start)).results[0].status == "success"
    while client.batch_list_job_status(status).results[0].status != "INCRE_TRANSFER_STARTED":
        pass
    page = v3.BatchQueryJobReqPage(jobs=[id], page_req=v3.PageReq(cur_page=1, per_page=10))
    assert client.batch_list_job_details(v3.BatchListJobDetailsRequest(body=page)).results[0].name == "theirs"
    query = v3.QueryJobsReq(cur_page=1, per_page=10, db_use_type="migration", name=id)
    assert client.show_job_list(v3.ShowJobListRequest(body=query)).total_record == 1
    progress = client.batch_list_progresses(v3.BatchListProgressesRequest(body=v3.BatchQueryProgressReq(jobs=[id])))
    assert progress.results[0].progress == "100"
    changes = [v3.ModifyPwdEndPoint(db_password="n3w", end_point_type=each, job_id=id) for each in ("so", "ta")]
    changed = client.batch_reset_password(v3.BatchResetPasswordRequest(body=v3.BatchModifyPwdReq(jobs=changes)))
    assert [(each.status, each.end_point_type) for each in changed.results] == [("success", "so"), ("success", "ta")]
    pause = v3.BatchPauseJobReq(jobs=[v3.PauseInfo(job_id=id, pause_mode="target")])
    assert client.batch_stop_jobs(v3.BatchStopJobsRequest(body=pause)).results[0].status == "success"
    retry = v3.BatchRetryReq(jobs=[v3.RetryInfo(job_id=id)])
    assert client.batch_restore_task(v3.BatchRestoreTaskRequest(body=retry)).results[0].status == "success"
    for kind in ("terminate", "delete"):
        while (
            kind == "delete" and client.batch_list_job_status(status).results[0].status != "RELEASE_RESOURCE_COMPLETE"
        ):
            pass
        ended = v3.BatchDeleteJobReq(jobs=[v3.DeleteJobReq(job_id=id, delete_type=kind)])
        assert client.batch_delete_jobs(v3.BatchDeleteJobsRequest(body=ended)).results[0].status == "success"
    assert all("authorization" in request.headers for request in drs.requests)


def test_a_wrong_key_is_turned_down(drs: Sandbox) -> None:
    with pytest.raises(ClientRequestException) as refused:
        vendor(drs, "wrong").show_quotas(v3.ShowQuotasRequest())
    assert refused.value.status_code == 401


PAIRS: dict[str, tuple[Theirs, Ours]] = {
    "batch_create_jobs": (
        lambda c, _: c.batch_create_jobs(new_job("ours")),
        lambda c, _: c.migration_jobs.create(
            NewJob(
                name="ours",
                db_use_type="migration",
                engine_type="mysql",
                job_direction="up",
                net_type="eip",
                bind_eip=True,
                subnet_id=SUBNET,
                source_endpoint=Endpoint(db_type="mysql"),
                target_endpoint=Endpoint(db_type="mysql"),
            )
        ),
    ),
    "batch_validate_connections": (
        lambda c, id: c.batch_validate_connections(
            v3.BatchValidateConnectionsRequest(body=v3.BatchTestConnectionReq(jobs=[end("so", id)]))
        ),
        lambda c, id: c.migration_jobs.test_connections(
            [
                ConnectionTest(
                    job_id=id,
                    end_point="source",
                    net_type="eip",
                    db_type="mysql",
                    ip="192.0.2.10",
                    db_user="drs",
                    db_password='p@ss "wörd"',
                )
            ]
        ),
    ),
    "batch_update_job": (
        lambda c, id: c.batch_update_job(
            v3.BatchUpdateJobRequest(
                body=v3.BatchModifyJobReq(jobs=[v3.ModifyJobReq(job_id=id, name="renamed", description="für alle")])
            )
        ),
        lambda c, id: c.migration_jobs.configure([JobChange(job_id=id, name="renamed", description="für alle")]),
    ),
    "batch_set_objects": (
        lambda c, id: c.batch_set_objects(
            v3.BatchSetObjectsRequest(
                body=v3.BatchUpdateDatabaseObjectReq(jobs=[v3.UpdateDatabaseObjectReq(job_id=id, selected=False)])
            )
        ),
        lambda c, id: c.migration_jobs.select_objects([ObjectSelection(job_id=id, selected=False)]),
    ),
    "batch_check_jobs": (
        lambda c, id: c.batch_check_jobs(
            v3.BatchCheckJobsRequest(
                body=v3.BatchPrecheckReq(jobs=[v3.PreCheckInfo(job_id=id, precheck_mode="forStartJob")])
            )
        ),
        lambda c, id: c.migration_jobs.precheck(id),
    ),
    "batch_check_results": (
        lambda c, id: c.batch_check_results(
            v3.BatchCheckResultsRequest(body=v3.BatchQueryPrecheckResultReq(jobs=[id]))
        ),
        lambda c, id: c.migration_jobs.precheck_results(id),
    ),
    "batch_start_jobs": (
        lambda c, id: c.batch_start_jobs(
            v3.BatchStartJobsRequest(body=v3.BatchStartJobReq(jobs=[v3.StartInfo(job_id=id)]))
        ),
        lambda c, id: c.migration_jobs.start(id),
    ),
    "batch_list_job_status": (
        lambda c, id: c.batch_list_job_status(
            v3.BatchListJobStatusRequest(
                body=v3.BatchQueryJobReqPage(jobs=[id], page_req=v3.PageReq(cur_page=1, per_page=0))
            )
        ),
        lambda c, id: c.migration_jobs.status(id),
    ),
    "batch_list_job_details": (
        lambda c, id: c.batch_list_job_details(
            v3.BatchListJobDetailsRequest(
                body=v3.BatchQueryJobReqPage(jobs=[id], page_req=v3.PageReq(cur_page=1, per_page=0))
            )
        ),
        lambda c, id: c.migration_jobs.get(id),
    ),
    "show_job_list": (
        lambda c, id: c.show_job_list(
            v3.ShowJobListRequest(
                body=v3.QueryJobsReq(cur_page=1, per_page=7, db_use_type="migration", status="PAUSING")
            )
        ),
        lambda c, id: c.migration_jobs.list("migration", per_page=7, status="PAUSING").first(),
    ),
    "batch_list_progresses": (
        lambda c, id: c.batch_list_progresses(v3.BatchListProgressesRequest(body=v3.BatchQueryProgressReq(jobs=[id]))),
        lambda c, id: c.migration_jobs.progress(id),
    ),
    "batch_list_rpos_and_rtos": (
        lambda c, id: c.batch_list_rpos_and_rtos(
            v3.BatchListRposAndRtosRequest(body=v3.BatchQueryRpoAndRtoReq(jobs=[id]))
        ),
        lambda c, id: c.migration_jobs.rpo_rto(id),
    ),
    "batch_reset_password": (
        lambda c, id: c.batch_reset_password(
            v3.BatchResetPasswordRequest(
                body=v3.BatchModifyPwdReq(
                    jobs=[v3.ModifyPwdEndPoint(db_password='p@ss "wörd"', end_point_type="so", job_id=id)]
                )
            )
        ),
        lambda c, id: c.migration_jobs.change_passwords([EndpointPassword(id, "source", 'p@ss "wörd"')]),
    ),
    "batch_stop_jobs": (
        lambda c, id: c.batch_stop_jobs(
            v3.BatchStopJobsRequest(body=v3.BatchPauseJobReq(jobs=[v3.PauseInfo(job_id=id, pause_mode="all")]))
        ),
        lambda c, id: c.migration_jobs.pause(id, mode="all"),
    ),
    "batch_restore_task": (
        lambda c, id: c.batch_restore_task(
            v3.BatchRestoreTaskRequest(body=v3.BatchRetryReq(jobs=[v3.RetryInfo(job_id=id, is_sync_re_edit=True)]))
        ),
        lambda c, id: c.migration_jobs.resume(id, after_edit=True),
    ),
    "batch_switchover": (
        lambda c, id: c.batch_switchover(
            v3.BatchSwitchoverRequest(body=v3.BatchSwitchoverReq(jobs=[id], is_pause_job=False))
        ),
        lambda c, id: c.migration_jobs.switchover(id, pause=False),
    ),
    "list_compare_result": (
        lambda c, id: c.list_compare_result(
            v3.ListCompareResultRequest(body=v3.QueryCompareResultReq(job_id=id, current_page=1, per_page=100))
        ),
        lambda c, id: c.migration_jobs.compare_results(id),
    ),
    "batch_delete_jobs": (
        lambda c, id: c.batch_delete_jobs(
            v3.BatchDeleteJobsRequest(
                body=v3.BatchDeleteJobReq(jobs=[v3.DeleteJobReq(job_id=id, delete_type="force_terminate")])
            )
        ),
        lambda c, id: c.migration_jobs.terminate(id, force=True),
    ),
    "show_quotas": (lambda c, _: c.show_quotas(v3.ShowQuotasRequest()), lambda c, _: c.migration_jobs.quotas()),
    "list_available_node_types": (
        lambda c, _: c.list_available_node_types(
            v3.ListAvailableNodeTypesRequest(
                engine_type="mysql",
                db_use_type="sync",
                job_direction="up",
                is_use_sellout_info=True,
                is_multi_write=False,
            )
        ),
        lambda c, _: c.migration_jobs.node_types(
            engine_type="mysql", db_use_type="sync", job_direction="up", with_sold_out=True, multi_write=False
        ),
    ),
}


def form(request: RecordedRequest) -> tuple[str, str, list[tuple[str, str]], Any]:
    return request.method, request.path, sorted(request.query.multi_items()), request.json


@pytest.mark.parametrize("operation", PAIRS)
def test_both_put_the_same_request_on_the_wire(drs: Sandbox, operation: str) -> None:
    theirs, ours = PAIRS[operation]
    task = drs.huawei_drs.task_named("shop-orders")
    with suppress(ClientRequestException):
        theirs(vendor(drs), task)
    with drs.client(policy=Policy(rules=RuleMode.OFF, attempts=1)) as client, suppress(jobspan.ApiError):
        ours(client, task)
    first, second = drs.requests.of(operation)
    assert form(first) == form(second)
    assert {first.status, second.status} <= {200, 202, 400, 422}, "only the work may be refused, never the signature"


def carried(request: RecordedRequest, url: str) -> Request:
    """The request as jobspan's signer sees it, with the headers that both signers sign."""
    names = ("content-type", "host", "x-language", "x-project-id", "x-sdk-date")
    return Request(
        plane="huawei_drs",
        method=request.method,
        url=url + request.path,
        query=tuple(request.query.multi_items()),
        headers=tuple((name, request.headers[name]) for name in names if name in request.headers),
        body=request.body or None,
    )


def vendors_signature(request: Request, sent: RecordedRequest) -> str:
    """What the vendor's signer makes of it: the same key, the same date, the same headers."""
    again = SdkRequest(
        method=sent.method,
        schema="http",
        host=sent.headers["host"],
        resource_path=sent.path,
        query_params=list(sent.query.multi_items()),
        header_params=dict(request.revealed_headers()),
        body=sent.body,
    )
    signed = Signer(BasicCredentials(ACCESS_KEY, SECRET_KEY, PROJECT_ID)).sign(again)
    return str(signed.header_params["Authorization"])


@pytest.mark.parametrize("who", [0, 1], ids=["their request", "our request"])
@pytest.mark.parametrize("operation", PAIRS)
def test_signatures_of_the_same_request_are_equal(drs: Sandbox, operation: str, who: int) -> None:
    task = drs.huawei_drs.task_named("shop-orders")
    if who == 0:
        with suppress(ClientRequestException):
            PAIRS[operation][0](vendor(drs), task)
    else:
        with drs.client(policy=Policy(rules=RuleMode.OFF, attempts=1)) as client, suppress(jobspan.ApiError):
            PAIRS[operation][1](client, task)
    (sent,) = drs.requests.of(operation)
    request = carried(sent, drs.url("huawei_drs"))
    ours = authorization(request, access_key=Secret(ACCESS_KEY), secret_key=Secret(SECRET_KEY)).reveal()
    assert ours == vendors_signature(request, sent)
    if who == 1:
        assert ours == sent.headers["authorization"]


def vendor5(sandbox: Sandbox) -> v5.DrsClient:
    credentials = BasicCredentials(ACCESS_KEY, SECRET_KEY, PROJECT_ID)
    endpoint = sandbox.url("huawei_drs")
    return v5.DrsClient.new_builder().with_credentials(credentials).with_endpoints([endpoint]).build()


def test_the_vendors_sdk_of_api_v5_reads_every_part(drs: Sandbox) -> None:
    client = vendor5(drs)
    id = drs.huawei_drs.task_named("shop-orders")
    rows = client.list_jobs(v5.ListJobsRequest(job_type="migration", limit=100)).jobs
    row = next(each for each in rows if each.id == id)
    assert (row.name, row.job_type, row.job_mode) == ("shop-orders", "migration", "single")

    def part(type: str, **more: Any) -> Any:
        return client.show_job_detail(v5.ShowJobDetailRequest(job_id=id, type=type, **more)).job

    detail = part("detail")
    assert (detail.base_info.name, detail.base_info.job_type) == ("shop-orders", "migration")
    assert [end.endpoint_role for end in (*detail.source_endpoint, *detail.target_endpoint)] == ["so", "ta"]
    assert part("progress").progress_info.progress == "100"
    assert part("progress").base_info is None
    assert part("network").network_results[0].success is True
    assert part("precheck").precheck_result is not None
    assert part("log", log_level="error").logs == []
    assert part("log", limit=1).logs[0].level == "INFO"
    assert part("compare", compare_type="lines").compare_result.data_compare_task_list == []


def test_the_vendors_sdk_of_api_v5_renames_and_acts(drs: Sandbox) -> None:
    client = vendor5(drs)
    id = drs.huawei_drs.task_named("shop-orders")
    renamed = v5.UpdateJobReq(type="name", params=v5.UpdateJob(base_info=v5.JobBaseInfo(name="renamed")))
    client.update_job(v5.UpdateJobRequest(job_id=id, body=v5.SingleUpdateJobReq(job=renamed)))
    assert drs.huawei_drs.tasks[id].name == "renamed"
    unknown = v5.UpdateJobReq(type="expired_days", params=v5.UpdateJob())
    with pytest.raises(ClientRequestException):
        client.update_job(v5.UpdateJobRequest(job_id=id, body=v5.SingleUpdateJobReq(job=unknown)))
    with drs.client() as ours:
        assert ours.drs.actions.update(id, "name", {"base_info": {"name": "again"}}).name == "again"
        assert next(job.job_type for job in ours.drs.actions.search("migration") if job.id == id) == "migration"
        with pytest.raises(jobspan.ApiError):
            ours.drs.actions.update(id, "name", {"name": "ignored"})
        with pytest.raises(jobspan.ApiError):
            ours.drs.actions.run(id, "teleport")
        assert ours.drs.actions.run(id, "bind_eip").status == "success"
    assert drs.huawei_drs.tasks[id].actions == ["bind_eip"]


OPEN: dict[str, str] = {
    "Outcome": "one model for the entries of all batches",
    "JobAspect": "a part of a task, given as it comes",
    "QueryQuotaInfo": "quotas by their names",
}
"""Answer models that are not held to one of the vendor's, and why."""


def _answers() -> Iterator[tuple[str, type[Any], type[Any]]]:
    for row in OPERATIONS:
        vendor_api = v5 if row.id.startswith("v5.") else v3
        name = "".join(word.capitalize() for word in row.id.removeprefix("v5.").split("_")) + "Response"
        theirs = getattr(vendor_api, name, None)
        if row.returns is not None and theirs is not None and row.returns.__name__ not in OPEN:
            yield row.id, row.returns, theirs


def _differences(ours: Any, theirs: type[Any], api: Any, at: str) -> list[str]:
    """Fields that the vendor's model has and ours has not, or has in another form."""
    found: list[str] = []
    fields = {field.metadata.get(WIRE) or field.name: declared for field, declared in fields_of(ours)}
    for name, declared in theirs.openapi_types.items():
        wire = theirs.attribute_map[name]
        inner = re.search(r"(?:list\[|dict\(str, (?:list\[)?)?([A-Z]\w+)", declared)
        if wire not in fields:
            found.append(f"{at}.{wire}: is missing")
            continue
        parts = [part for part in _parts(fields[wire]) if part is not type(None)]
        if declared.startswith("list") != any(part is tuple for part in parts) and not declared.startswith("dict"):
            found.append(f"{at}.{wire}: {declared} is {fields[wire]}")
        model = next((part for part in parts if attrs.has(get_origin(part) or part)), None)
        vendor_model = getattr(api, inner[1], None) if inner else None
        known = {model and model.__name__, inner and inner[1]} & set(OPEN)
        if vendor_model is not None and hasattr(vendor_model, "openapi_types") and model is not None and not known:
            found += _differences(model, vendor_model, api, f"{at}.{wire}")
    return found


def _parts(declared: Any) -> list[Any]:
    """A type and all it is made of."""
    found = [declared, *([get_origin(declared)] if get_origin(declared) else [])]
    for argument in get_args(declared):
        found += _parts(argument)
    return found


@pytest.mark.parametrize(("operation", "ours", "theirs"), list(_answers()), ids=[each[0] for each in _answers()])
def test_the_answer_has_the_vendors_form(operation: str, ours: Any, theirs: type[Any]) -> None:
    api = v5 if operation.startswith("v5.") else v3
    assert _differences(ours, theirs, api, "$") == []
