"""The calls that set a task by API v5, by the vendor's SDK and by jobspan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

from huaweicloudsdkdrs import v5

import jobspan
from jobspan.testing import Sandbox
from tests.samples.huawei_drs_settings import POSITION, TOPIC

Theirs: TypeAlias = Callable[[Any, str], Any]
Ours: TypeAlias = Callable[[jobspan.Client, str], Any]

SEARCH = "5ea2c400-0000-0000-0000-000000000001"
GTIDS = "3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5"

PAIRS: dict[str, tuple[Theirs, Ours]] = {
    "v5.list_job_parameters": (
        lambda c, id: c.list_job_parameters(
            v5.ListJobParametersRequest(job_id=id, name="read_task_num", limit=50, offset=0)
        ),
        lambda c, id: c.drs.task_settings.parameters(id, name="read_task_num", page_size=50).first(),
    ),
    "v5.update_job_configurations": (
        lambda c, id: c.update_job_configurations(
            v5.UpdateJobConfigurationsRequest(
                job_id=id,
                body=v5.ModifyParameterReq(
                    values=[v5.ParameterInfo(parameter_name="read_task_num", parameter_value="8")]
                ),
            )
        ),
        lambda c, id: c.drs.task_settings.set_parameters(id, {"read_task_num": "8"}),
    ),
    "v5.list_job_history_parameters": (
        lambda c, id: c.list_job_history_parameters(
            v5.ListJobHistoryParametersRequest(
                job_id=id,
                begin_time="1767225600000",
                end_time="1767312000000",
                name="read_task_num",
                limit=1000,
                offset=0,
            )
        ),
        lambda c, id: c.drs.task_settings.parameter_history(
            id,
            name="read_task_num",
            since=datetime(2026, 1, 1, tzinfo=UTC),
            until=datetime(2026, 1, 2, tzinfo=UTC),
        ).first(),
    ),
    "v5.collect_position_async": (
        lambda c, id: c.collect_position_async(
            v5.CollectPositionAsyncRequest(
                job_id=id, body=v5.QueryDbPositionReq(reset_position_time="2023-09-19T07:00:00Z")
            )
        ),
        lambda c, id: c.drs.task_settings.collect_position(id, datetime(2023, 9, 19, 7, tzinfo=UTC)),
    ),
    "v5.show_position_result": (
        lambda c, id: c.show_position_result(v5.ShowPositionResultRequest(job_id=id, query_id=SEARCH)),
        lambda c, id: c.drs.task_settings.position(id, SEARCH),
    ),
    "v5.update_start_position": (
        lambda c, id: c.update_start_position(
            v5.UpdateStartPositionRequest(
                job_id=id, body=v5.ModifyStartPositionReq(file_and_position=POSITION, gtid_set=GTIDS)
            )
        ),
        lambda c, id: c.drs.task_settings.set_start_position(id, POSITION, GTIDS),
    ),
    "v5.change_job_flavor": (
        lambda c, id: c.change_job_flavor(
            v5.ChangeJobFlavorRequest(job_id=id, body=v5.ChangeFlavorReq(spec_type="xlarge"))
        ),
        lambda c, id: c.drs.task_settings.change_flavor(id, "xlarge"),
    ),
    "v5.change_to_period": (
        lambda c, id: c.change_to_period(
            v5.ChangeToPeriodRequest(
                job_id=id,
                body=v5.ToPeriodReq(period_type="3", period_num=1, is_auto_renew=True, is_auto_pay=False),
            )
        ),
        lambda c, id: c.drs.task_settings.change_to_period(id, years=1, auto_renew=True),
    ),
    "v5.associate_smn_topic": (
        lambda c, id: c.associate_smn_topic(
            v5.AssociateSmnTopicRequest(
                job_id=id,
                body=v5.AssociateSmnTopicReqV5(
                    topic_urn=TOPIC,
                    increment_delay_threshold=60,
                    rto_delay_threshold=30,
                    rpo_delay_threshold=20,
                    is_alarm_to_user=True,
                ),
            )
        ),
        lambda c, id: c.drs.task_settings.set_alarm_topic(id, TOPIC, delay=60, rto_delay=30, rpo_delay=20),
    ),
    "v5.show_smn_subscription_detail": (
        lambda c, id: c.show_smn_subscription_detail(v5.ShowSmnSubscriptionDetailRequest(job_id=id)),
        lambda c, id: c.drs.task_settings.alarm_topic(id),
    ),
    "v5.show_smn_topic_info": (
        lambda c, id: c.show_smn_topic_info(v5.ShowSmnTopicInfoRequest()),
        lambda c, id: c.drs.task_settings.topics(),
    ),
    "v5.export_operation_info": (
        lambda c, id: c.export_operation_info(v5.ExportOperationInfoRequest(job_id=id)),
        lambda c, id: c.drs.task_settings.export_statistics(id),
    ),
}


def prepare(sandbox: Sandbox, id: str, operation: str) -> None:
    """A search for a position that can be asked for; a task that has not begun, where one is needed."""
    task = sandbox.huawei_drs.tasks[id]
    task.settings.searches[SEARCH] = sandbox.huawei_drs.world.timeline(["pending", "success"])
    if operation == "v5.update_start_position":
        task.task_type = "INCR_TRANS"
        task.timeline.divert("CONFIGURATION")
