"""The vendor's SDK against the sandbox with signatures that are checked, and request for request beside jobspan."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeAlias

import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from huaweicloudsdkdrs import v3, v5

import jobspan
from jobspan._core.convert import Codec
from jobspan._core.http import Request
from jobspan._planes.huawei.signing import authorization
from jobspan._planes.huawei_drs.operations.every import OPERATIONS
from jobspan._planes.huawei_drs.operations.named import BY_NAME
from jobspan.credentials import Secret
from jobspan.drs import (
    AlarmNotice,
    ClusterConnectionTest,
    ClusterEnd,
    ConnectionTest,
    DataTransformation,
    Endpoint,
    EndpointPassword,
    JobChange,
    NamedAction,
    NewJob,
    ObjectSelection,
    Parameter,
    SourceUsers,
    SpeedLimit,
    SpeedWindow,
    StructureCounts,
    StructureDetail,
    SyncPolicy,
    UserAccount,
    UserChange,
)
from jobspan.policy import Policy, RuleMode
from jobspan.testing import Clock, Sandbox
from jobspan.testing.sandbox.huawei.access import ACCESS_KEY, PROJECT_ID, SECRET_KEY
from jobspan.testing.sandbox.recorder import RecordedRequest
from tests.peers import (
    huawei_drs_backup_migration_pairs,
    huawei_drs_comparison_pairs,
    huawei_drs_connection_pairs,
    huawei_drs_monitor_pairs,
    huawei_drs_named_pairs,
    huawei_drs_new_task_pairs,
    huawei_drs_setting_pairs,
    huawei_drs_subscription_pairs,
    huawei_drs_tag_pairs,
)
from tests.peers.answer_forms import Comparison, huawei_forms

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


MEMBER = json.dumps(
    [
        {
            "dbtype": "mongodb",
            "dbport": 0,
            "ssllink": False,
            "nettype": "eip",
            "endpointtype": "so",
            "ip": "192.0.2.10:27017",
            "dbuser": "drs",
            "dbpassword": "n3w",
        }
    ],
    separators=(",", ":"),
)
"""A member of a cluster, as the test of connections wants it: JSON inside JSON."""


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
        lambda c, id: c.migration_jobs.list("migration", page_size=7, status="PAUSING").first(),
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
    "batch_validate_clusters_connections": (
        lambda c, id: c.batch_validate_clusters_connections(
            v3.BatchValidateClustersConnectionsRequest(
                body=v3.BatchSpecialTestConnectionReq(
                    jobs=[
                        v3.BatchJobActionReq(
                            job_id=id,
                            action="testConnection",
                            _property=MEMBER,
                        )
                    ]
                )
            )
        ),
        lambda c, id: c.migration_jobs.test_cluster_connections(
            [
                ClusterConnectionTest(
                    job_id=id,
                    members=(
                        ClusterEnd(
                            dbtype="mongodb",
                            dbport=0,
                            ssllink=False,
                            nettype="eip",
                            end_point="source",
                            ip="192.0.2.10:27017",
                            dbuser="drs",
                            dbpassword=Secret("n3w"),
                        ),
                    ),
                )
            ]
        ),
    ),
    "batch_set_policy": (
        lambda c, id: c.batch_set_policy(
            v3.BatchSetPolicyRequest(
                body=v3.BatchSetupSyncPolicyReq(
                    jobs=[
                        v3.SyncPolicyReq(
                            job_id=id,
                            conflict_policy="stop",
                            filter_ddl_policy="drop_database",
                            ddl_trans=True,
                            index_trans=False,
                        )
                    ]
                )
            )
        ),
        lambda c, id: c.migration_jobs.set_sync_policy(
            [
                SyncPolicy(
                    job_id=id,
                    conflict_policy="stop",
                    filter_ddl_policy="drop_database",
                    ddl_trans=True,
                    index_trans=False,
                )
            ]
        ),
    ),
    "batch_change_data": (
        lambda c, id: c.batch_change_data(
            v3.BatchChangeDataRequest(
                body=v3.BatchDataTransformationReq(
                    jobs=[
                        v3.CheckDataTransformationReq(
                            job_id=id,
                            object_info=[v3.DatabaseObjectVO(id="shop-*-*-orders", select="true")],
                            transformation_info=v3.TransformationInfo(
                                transformation_type="contentConditionalFilter", value="id > 1"
                            ),
                        )
                    ]
                )
            )
        ),
        lambda c, id: c.migration_jobs.transform_data(
            [
                DataTransformation(
                    job_id=id,
                    object_info=({"id": "shop-*-*-orders", "select": "true"},),
                    transformation_info={"transformation_type": "contentConditionalFilter", "value": "id > 1"},
                )
            ]
        ),
    ),
    "batch_set_speed": (
        lambda c, id: c.batch_set_speed(
            v3.BatchSetSpeedRequest(
                body=v3.BatchLimitSpeedReq(
                    speed_limits=[
                        v3.LimitSpeedReq(
                            job_id=id,
                            speed_limit=[v3.SpeedLimitInfo(begin="01:00", end="02:00", speed="15", is_utc=True)],
                        )
                    ]
                )
            )
        ),
        lambda c, id: c.migration_jobs.set_speed(
            [SpeedLimit(job_id=id, windows=(SpeedWindow(begin="01:00", end="02:00", speed="15", is_utc=True),))]
        ),
    ),
    "batch_set_definer": (
        lambda c, id: c.batch_set_definer(
            v3.BatchSetDefinerRequest(
                body=v3.BatchReplaceDefinerReq(jobs=[v3.ReplaceDefinerInfo(job_id=id, replace_definer=True)])
            )
        ),
        lambda c, id: c.migration_jobs.set_definer(id, replace=True),
    ),
    "list_users": (
        lambda c, id: c.list_users(v3.ListUsersRequest(job_id=id)),
        lambda c, id: c.migration_jobs.users(id),
    ),
    "batch_update_user": (
        lambda c, id: c.batch_update_user(
            v3.BatchUpdateUserRequest(
                body=v3.BatchUpdateSrcUserReq(
                    jobs=[
                        v3.UpdateUserReq(
                            job_id=id,
                            is_set_password=False,
                            is_migrate_user=True,
                            list=[v3.UserAccountVO(id="1", account="'app'@'%'", is_transfer=True)],
                        )
                    ]
                )
            )
        ),
        lambda c, id: c.migration_jobs.set_users(
            [
                UserChange(
                    job_id=id,
                    is_set_password=False,
                    is_migrate_user=True,
                    accounts=(UserAccount(id="1", account="'app'@'%'", is_transfer=True),),
                )
            ]
        ),
    ),
    "batch_show_params": (
        lambda c, id: c.batch_show_params(
            v3.BatchShowParamsRequest(body=v3.BatchQueryParamReq(jobs=[id], refresh="1"))
        ),
        lambda c, id: c.migration_jobs.parameters(id),
    ),
    "update_params": (
        lambda c, id: c.update_params(
            v3.UpdateParamsRequest(
                job_id=id,
                body=v3.ModifyTargetParamsReq(
                    group="common", params=[v3.ParamsReqBean(key="character_set_server", target_value="utf8mb4")]
                ),
            )
        ),
        lambda c, id: c.migration_jobs.set_parameters(id, "common", {"character_set_server": "utf8mb4"}),
    ),
    "batch_set_smn": (
        lambda c, id: c.batch_set_smn(
            v3.BatchSetSmnRequest(
                body=v3.BatchImportSmnInfoReq(
                    jobs=[v3.SelectedSetAlarmTaskReq(job_id=id, status="INCRE_TRANSFER_STARTED", engine_type="mysql")],
                    alarm_notify_info=v3.BatchSetAlarmNotifyInfo(delay_time=60, alarm_to_user=True),
                )
            )
        ),
        lambda c, id: c.migration_jobs.set_alarms(id, AlarmNotice(delay_time=60, alarm_to_user=True)),
    ),
    "create_compare_task": (
        lambda c, id: c.create_compare_task(
            v3.CreateCompareTaskRequest(body=v3.CreateCompareTaskReq(job_id=id, object_level_compare_type="objects"))
        ),
        lambda c, id: c.migration_jobs.compare(id, objects=True),
    ),
    "show_monitoring_data": (
        lambda c, id: c.show_monitoring_data(v3.ShowMonitoringDataRequest(body=v3.BatchQueryJobReq(jobs=[id]))),
        lambda c, id: c.migration_jobs.monitoring(id),
    ),
    "batch_list_struct_process": (
        lambda c, id: c.batch_list_struct_process(
            v3.BatchListStructProcessRequest(body=v3.BatchQueryJobReq(jobs=[id]))
        ),
        lambda c, id: c.migration_jobs.structure_progress(id),
    ),
    "batch_list_struct_detail": (
        lambda c, id: c.batch_list_struct_detail(
            v3.BatchListStructDetailRequest(
                type="table", body=v3.BatchQueryJobReqPage(jobs=[id], page_req=v3.PageReq(cur_page=1, per_page=0))
            )
        ),
        lambda c, id: c.migration_jobs.structure_details(id, "table"),
    ),
    "list_available_zone": (
        lambda c, _: c.list_available_zone(
            v3.ListAvailableZoneRequest(
                body=v3.QueryAvailableNodeTypeReq(
                    engine_type="mysql", db_use_type="sync", job_direction="up", node_type="high"
                )
            )
        ),
        lambda c, _: c.migration_jobs.zones(
            engine_type="mysql", db_use_type="sync", job_direction="up", node_type="high"
        ),
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


RENAMING = v5.UpdateJobReq(type="name", params=v5.UpdateJob(base_info=v5.JobBaseInfo(name="renamed")))

PAIRS_V5: dict[str, tuple[Callable[[v5.DrsClient, str], Any], Ours]] = {
    "v5.execute_job_action": (
        lambda c, id: c.execute_job_action(
            v5.ExecuteJobActionRequest(
                job_id=id,
                body=v5.JobActionReq(
                    job=v5.ActionReq(
                        job_id=id, action_name="precheck", action_params=v5.ActionParams(precheck_mode="forStartJob")
                    )
                ),
            )
        ),
        lambda c, id: c.drs.actions.run(id, "precheck", {"precheck_mode": "forStartJob"}),
    ),
    "v5.batch_execute_job_actions": (
        lambda c, id: c.batch_execute_job_actions(
            v5.BatchExecuteJobActionsRequest(
                body=v5.BatchJobActionReq(jobs=[v5.ActionReq(job_id=id, action_name="bind_eip")])
            )
        ),
        lambda c, id: c.drs.actions.run_many([NamedAction(job_id=id, action_name="bind_eip")]),
    ),
    "v5.show_actions": (
        lambda c, id: c.show_actions(v5.ShowActionsRequest(job_id=id)),
        lambda c, id: c.drs.actions.available(id),
    ),
    "v5.stop_job_action": (
        lambda c, id: c.stop_job_action(
            v5.StopJobActionRequest(job_id=id, body=v5.StopJobActionReq(is_force_stop=True))
        ),
        lambda c, id: c.drs.actions.stop(id, force=True),
    ),
    "v5.batch_stop_jobs_action": (
        lambda c, id: c.batch_stop_jobs_action(
            v5.BatchStopJobsActionRequest(
                body=v5.BatchStopJobActionReq(jobs=[v5.StopJobActionInfo(job_id=id, is_force_stop=False)])
            )
        ),
        lambda c, id: c.drs.actions.stop_many(id),
    ),
    "v5.list_jobs": (
        lambda c, _: c.list_jobs(
            v5.ListJobsRequest(
                job_type="migration",
                status="INCRE_TRANSFER_STARTED",
                limit=100,
                offset=0,
                sort_key="name",
                sort_dir="desc",
            )
        ),
        lambda c, _: c.drs.actions.search(
            "migration", status="INCRE_TRANSFER_STARTED", page_size=100, sort_key="name", sort_dir="desc"
        ).first(),
    ),
    "v5.show_job_detail": (
        lambda c, id: c.show_job_detail(v5.ShowJobDetailRequest(job_id=id, type="log", log_level="error", limit=10)),
        lambda c, id: c.drs.actions.inspect(id, "log", log_level="error", limit=10),
    ),
    "v5.update_job": (
        lambda c, id: c.update_job(v5.UpdateJobRequest(job_id=id, body=v5.SingleUpdateJobReq(job=RENAMING))),
        lambda c, id: c.drs.actions.update(id, "name", {"base_info": {"name": "renamed"}}),
    ),
    "v5.validate_job_name": (
        lambda c, _: c.validate_job_name(
            v5.ValidateJobNameRequest(body=v5.CheckJobNameReq(name="not-taken", type="trans"))
        ),
        lambda c, _: c.drs.actions.check_name("not-taken"),
    ),
    "v5.delete_job": (
        lambda c, id: c.delete_job(v5.DeleteJobRequest(job_id=id)),
        lambda c, id: c.drs.actions.delete(id),
    ),
    "v5.batch_delete_jobs_by_id": (
        lambda c, id: c.batch_delete_jobs_by_id(v5.BatchDeleteJobsByIdRequest(body=v5.BatchDeleteJobReq(jobs=[id]))),
        lambda c, id: c.drs.actions.delete_many(id),
    ),
}
ALL_PAIRS: dict[str, tuple[Any, Ours]] = {
    **PAIRS,
    **PAIRS_V5,
    **huawei_drs_comparison_pairs.PAIRS,
    **huawei_drs_monitor_pairs.PAIRS,
    **huawei_drs_tag_pairs.PAIRS,
    **huawei_drs_connection_pairs.PAIRS,
    **huawei_drs_setting_pairs.PAIRS,
    **huawei_drs_new_task_pairs.PAIRS,
    **huawei_drs_backup_migration_pairs.PAIRS,
    **huawei_drs_subscription_pairs.PAIRS,
    **huawei_drs_named_pairs.PAIRS,
}

WITHOUT_PAGES = "the vendor's page has pages of five here, the SDK none; asking for all does no harm"
LARGER: dict[str, tuple[dict[str, Any], str]] = {
    "batch_list_struct_process": ({"page_req": {"cur_page": 1, "per_page": 0}}, WITHOUT_PAGES),
}
"""What jobspan sends on top, with the reason."""

STATES: dict[str, str] = {
    "batch_validate_connections": "CONFIGURATION",
    "batch_validate_clusters_connections": "CONFIGURATION",
    "batch_update_job": "CONFIGURATION",
    "batch_set_objects": "CONFIGURATION",
    "batch_set_definer": "CONFIGURATION",
    "batch_check_jobs": "CONFIGURATION",
    "batch_start_jobs": "CONFIGURATION",
    "batch_restore_task": "PAUSING",
    "batch_delete_jobs": "INCRE_TRANSFER_STARTED",
    "v5.delete_job": "RELEASE_RESOURCE_COMPLETE",
    "v5.batch_delete_jobs_by_id": "RELEASE_RESOURCE_COMPLETE",
}
"""The state that an operation wants its task in; those that are not here take a task that runs."""


def test_every_shared_operation_is_compared() -> None:
    shared = {
        row.id
        for row in OPERATIONS
        if hasattr((v5 if row.id.startswith("v5.") else v3).DrsClient, row.id.removeprefix("v5."))
    }
    assert set(ALL_PAIRS) == shared - {f"v5.{name}" for name in huawei_drs_named_pairs.FILES}


def their_client(sandbox: Sandbox, operation: str) -> Any:
    return vendor5(sandbox) if operation.startswith("v5.") else vendor(sandbox)


def a_task(sandbox: Sandbox, operation: str) -> str:
    """What the operation is about, in the state that it wants; for a switchover a task that has two sides."""
    if operation in huawei_drs_backup_migration_pairs.PAIRS:
        return huawei_drs_backup_migration_pairs.prepare(sandbox)
    if operation in huawei_drs_subscription_pairs.PAIRS:
        return huawei_drs_subscription_pairs.prepare(sandbox, operation)
    task = sandbox.huawei_drs.tasks[sandbox.huawei_drs.task_named("shop-orders")]
    if operation in huawei_drs_comparison_pairs.PAIRS:
        huawei_drs_comparison_pairs.prepare(sandbox, task.id)
        if operation == "create_data_level_table_compare_job":
            task.runs[-1].cancel()
    if operation in huawei_drs_monitor_pairs.PAIRS:
        huawei_drs_monitor_pairs.prepare(sandbox, task.id)
    if operation in huawei_drs_connection_pairs.PAIRS:
        huawei_drs_connection_pairs.prepare(sandbox)
    if operation in huawei_drs_setting_pairs.PAIRS:
        huawei_drs_setting_pairs.prepare(sandbox, task.id, operation)
    if operation == "batch_switchover":
        task.use = "cloudDataGuard"
    if operation in STATES:
        task.timeline.divert(STATES[operation])
    if operation in ("batch_start_jobs", "batch_check_jobs"):
        task.tested |= {"so", "ta"}
        task.configured = task.prechecked = True
    return task.id


def some_task(sandbox: Sandbox, operation: str) -> str:
    """A task for requests that may be refused; one with comparisons for calls that are about those."""
    prepared = (
        huawei_drs_comparison_pairs,
        huawei_drs_monitor_pairs,
        huawei_drs_backup_migration_pairs,
        huawei_drs_subscription_pairs,
    )
    if any(operation in pairs.PAIRS for pairs in prepared):
        return a_task(sandbox, operation)
    return sandbox.huawei_drs.task_named("shop-orders")


def refusals(answer: Any) -> list[Any]:
    """The entries of an answer that are not a success."""
    rows = getattr(answer, "results", None) or getattr(answer, "jobs", None) or ()
    return [row for row in (rows if isinstance(rows, list | tuple) else (rows,)) if getattr(row, "error_code", None)]


@pytest.mark.parametrize("operation", ALL_PAIRS)
def test_the_vendors_sdk_gets_what_it_asks_for(drs: Sandbox, operation: str) -> None:
    if operation == "batch_check_results":
        PAIRS["batch_check_jobs"][0](vendor(drs), a_task(drs, "batch_check_jobs"))
    answer = ALL_PAIRS[operation][0](their_client(drs, operation), a_task(drs, operation))
    assert refusals(answer) == []
    (sent,) = drs.requests.of(operation)
    assert sent.status in (200, 202)


def form(request: RecordedRequest) -> tuple[str, str, list[tuple[str, str]], Any]:
    return request.method, request.path, sorted(request.query.multi_items()), request.json


@pytest.mark.parametrize("operation", ALL_PAIRS)
def test_both_put_the_same_request_on_the_wire(drs: Sandbox, operation: str) -> None:
    theirs, ours = ALL_PAIRS[operation]
    task = some_task(drs, operation)
    with suppress(ClientRequestException):
        theirs(their_client(drs, operation), task)
    with drs.client(policy=Policy(rules=RuleMode.OFF, attempts=1)) as client, suppress(jobspan.ApiError):
        ours(client, task)
    first, second = drs.requests.of(operation)
    method, path, query, body = form(first)
    if operation in LARGER:
        body |= LARGER[operation][0]
    assert form(second) == (method, path, query, body)
    assert {first.status, second.status} <= {200, 202, 400, 422}, "only the work may be refused, never the signature"


def carried(request: RecordedRequest, url: str) -> Request:
    """The request as jobspan's signer sees it, with the headers that both signers sign."""
    names = ("content-type", "host", "region", "x-language", "x-project-id", "x-sdk-date")
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
@pytest.mark.parametrize("operation", ALL_PAIRS)
def test_signatures_of_the_same_request_are_equal(drs: Sandbox, operation: str, who: int) -> None:
    task = some_task(drs, operation)
    if who == 0:
        with suppress(ClientRequestException):
            ALL_PAIRS[operation][0](their_client(drs, operation), task)
    else:
        with drs.client(policy=Policy(rules=RuleMode.OFF, attempts=1)) as client, suppress(jobspan.ApiError):
            ALL_PAIRS[operation][1](client, task)
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


KEYED = "an id, without which a row is about nothing"
COUNTED = "a number is all there is to it"
WHOLE = "what a database consists of does not consist of more"
TOLD = "text of true or false, read as what it means"
DIFFERENT: dict[str, str] = {
    "list_data_level_table_compare_jobs $.compare_jobs.id: is required here, and not by the vendor": KEYED,
    "list_users $.is_global_password: text, and is read as flag": TOLD,
    "batch_update_user $.results.is_global_password: text, and is read as flag": TOLD,
    "batch_show_params $.params_list.params.compare_result: text, and is read as flag": TOLD,
    "batch_show_params $.params_list.params.need_restart: text, and is read as flag": TOLD,
    "update_params $.should_restart: text, and is read as flag": TOLD,
    "batch_list_struct_process $.results.struct_process.create_time: text, and is read as whole": "milliseconds",
    "batch_list_struct_detail $.results.struct_detail.list.progress: whole, and is read as text": "pages show text",
    "batch_list_job_status $.results.id: is required here, and not by the vendor": KEYED,
    "batch_list_job_details $.results.tags.key: is required here, and not by the vendor": "tags are pairs",
    "batch_list_job_details $.results.tags.value: is required here, and not by the vendor": "tags are pairs",
    "show_job_list $.jobs.id: is required here, and not by the vendor": KEYED,
    "batch_list_progresses $.results.job_id: is required here, and not by the vendor": KEYED,
    "batch_list_rpos_and_rtos $.results.job_id: is required here, and not by the vendor": KEYED,
    "show_monitoring_data $.results.id: is required here, and not by the vendor": KEYED,
    "batch_list_struct_process $.results.job_id: is required here, and not by the vendor": KEYED,
    "batch_list_struct_detail $.results.job_id: is required here, and not by the vendor": KEYED,
    "show_quotas $.quotas.resource: is missing": "quotas are read by the names of their resources",
    "list_available_node_types $.node_types.node_type: is required here, and not by the vendor": KEYED,
    "v5.show_health_compare_job_list $.compare_jobs.id: is required here, and not by the vendor": KEYED,
    "v5.show_compare_users_detail $.user_compare_info.id: is required here, and not by the vendor": KEYED,
    "v5.list_instance_tags $.tags.key: is required here, and not by the vendor": KEYED,
    "v5.list_tags $.tags.key: is required here, and not by the vendor": KEYED,
    "v5.list_instance_by_tags $.resources.resource_id: is required here, and not by the vendor": KEYED,
    "v5.list_instance_by_tags $.resources.tags.key: is required here, and not by the vendor": KEYED,
    "v5.count_instance_by_tags $.total_count: is required here, and not by the vendor": COUNTED,
    "v5.show_child_num $.count: is required here, and not by the vendor": COUNTED,
    "v5.list_links $.job_links.engine_type: is required here, and not by the vendor": KEYED,
    "v5.list_support_links $.body: is missing": "an object at Terraform, a list of them in the SDK; both are read",
    "v5.create_connection $.connection_id: is required here, and not by the vendor": KEYED,
    "v5.create_connection $.endpoint.source_sharding.source_sharding: is missing": WHOLE,
    "v5.list_connections $.connections.connection_id: is required here, and not by the vendor": KEYED,
    "v5.list_connections $.connections.endpoint.source_sharding.source_sharding: is missing": WHOLE,
    "v5.list_job_parameters $.parameter_config_list.name: is required here, and not by the vendor": KEYED,
    "v5.list_job_history_parameters $.parameter_history_config_list.name: is required here, and not by the vendor": KEYED,
    "v5.show_smn_topic_info $.topics.urn: is required here, and not by the vendor": KEYED,
    "v5.list_job_ddls $.ddl_list.seqno: is required here, and not by the vendor": KEYED,
    "v5.list_replication_jobs $.jobs.id: is required here, and not by the vendor": KEYED,
    "v5.show_replication_job $.base_info.tags.key: is required here, and not by the vendor": "tags are pairs",
    "v5.show_replication_job $.base_info.tags.value: is required here, and not by the vendor": "tags are pairs",
    "v5.show_replication_job $.id: is required here, and not by the vendor": KEYED,
    "v5.show_subscription_lists $.jobs: object, and is read as list": "one row may stand there without a list; both are read",
    "v5.show_subscription_lists $.jobs.id: is required here, and not by the vendor": KEYED,
    "v5.show_subscription_detail $.id: is required here, and not by the vendor": KEYED,
    "v5.list_jobs $.jobs.id: is required here, and not by the vendor": KEYED,
}
"""Where the models differ from the vendor's on purpose, with the reason."""


def vendors_answer(operation: str) -> tuple[Any, Any]:
    """The vendor's model of an answer, and the API it belongs to."""
    api = v5 if operation.startswith("v5.") else v3
    name = "".join(word.capitalize() for word in operation.removeprefix("v5.").split("_"))
    return getattr(api, f"{name}Response"), api


@pytest.mark.parametrize("row", [row for row in OPERATIONS if row not in BY_NAME.values()], ids=lambda row: row.id)
def test_the_answer_has_the_vendors_form(row: Any) -> None:
    theirs, api = vendors_answer(row.id)
    if row.returns is None:
        assert set(getattr(theirs, "openapi_types", {})) <= {"body"}
        return
    found = {f"{row.id} {each}" for each in Comparison(huawei_forms(api)).differences(row.returns, theirs)}
    assert found == {each for each in DIFFERENT if each.startswith(f"{row.id} ")}


@pytest.mark.parametrize(
    ("model", "document", "value"),
    [
        (SourceUsers, {"is_global_password": "true"}, True),
        (Parameter, {"need_restart": "False"}, False),
        (StructureCounts, {"create_time": "1700000000000"}, 1_700_000_000_000),
        (StructureDetail, {"progress": 100}, "100"),
    ],
    ids=str,
)
def test_what_has_two_forms_is_read_in_both(model: Any, document: dict[str, Any], value: Any) -> None:
    read, _ = Codec().read(model, document)
    assert getattr(read, next(iter(document))) == value
    assert read.extra == {}
