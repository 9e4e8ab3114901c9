"""The calls that watch and tune a task, by the vendor's SDK and by jobspan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

from huaweicloudsdkdrs import v3, v5

import jobspan
from jobspan.testing import Sandbox

Theirs: TypeAlias = Callable[[Any, str], Any]
Ours: TypeAlias = Callable[[jobspan.Client, str], Any]

PAIRS: dict[str, tuple[Theirs, Ours]] = {
    "v5.show_timeline": (
        lambda c, id: c.show_timeline(v5.ShowTimelineRequest(job_id=id, limit=50, offset=0)),
        lambda c, id: c.drs.monitor.timeline(id, page_size=50).first(),
    ),
    "v5.show_dirty_data": (
        lambda c, id: c.show_dirty_data(
            v5.ShowDirtyDataRequest(
                job_id=id,
                begin_time="2026-01-01T00:00:00Z",
                anonymize_mode=True,
                task_mode="FULL_TRANSFER",
                limit=1000,
                offset=0,
            )
        ),
        lambda c, id: c.drs.monitor.dirty_data(id, since=datetime(2026, 1, 1, tzinfo=UTC), full_load=True).first(),
    ),
    "v5.list_job_ddls": (
        lambda c, id: c.list_job_ddls(
            v5.ListJobDdlsRequest(job_id=id, status=1, start_seq_no=1, end_seq_no=9, limit=1000, offset=0)
        ),
        lambda c, id: c.drs.monitor.ddls(id, alarms=True, first=1, last=9).first(),
    ),
    "v5.clean_alarms": (
        lambda c, id: c.clean_alarms(v5.CleanAlarmsRequest(job_id=id, alarm_id="7")),
        lambda c, id: c.drs.monitor.clear_alarm(id, 7),
    ),
    "v5.show_increment_components_detail": (
        lambda c, id: c.show_increment_components_detail(v5.ShowIncrementComponentsDetailRequest(job_id=id)),
        lambda c, id: c.drs.monitor.components(id),
    ),
    "v5.show_monitor_data": (
        lambda c, id: c.show_monitor_data(v5.ShowMonitorDataRequest(job_id=id)),
        lambda c, id: c.drs.monitor.data(id),
    ),
    "v5.show_progress_data": (
        lambda c, id: c.show_progress_data(
            v5.ShowProgressDataRequest(job_id=id, type="table", search_name="ord", limit=1000, offset=0)
        ),
        lambda c, id: c.drs.monitor.objects(id, "table", name="ord").first(),
    ),
    "v5.show_switchover_info": (
        lambda c, id: c.show_switchover_info(v5.ShowSwitchoverInfoRequest(job_id=id)),
        lambda c, id: c.drs.monitor.switchover(id),
    ),
    "v5.show_metering": (
        lambda c, id: c.show_metering(v5.ShowMeteringRequest(job_id=id)),
        lambda c, id: c.drs.monitor.metering(id),
    ),
    "query_tuning_params": (
        lambda c, id: c.query_tuning_params(v3.QueryTuningParamsRequest(job_id=id)),
        lambda c, id: c.migration_jobs.tuning(id),
    ),
    "update_tuning_params": (
        lambda c, id: c.update_tuning_params(
            v3.UpdateTuningParamsRequest(
                job_id=id, body=v3.ModifyTuningParamsReq(incre_relay={"slotAdvanceInterval": "30"})
            )
        ),
        lambda c, id: c.migration_jobs.set_tuning(id, {"incre_relay": {"slotAdvanceInterval": "30"}}),
    ),
    "select_group_and_stream": (
        lambda c, id: c.select_group_and_stream(v3.SelectGroupAndStreamRequest(job_id=id)),
        lambda c, id: c.migration_jobs.log_stream(id),
    ),
    "modify_group_and_stream": (
        lambda c, id: c.modify_group_and_stream(
            v3.ModifyGroupAndStreamRequest(
                job_id=id,
                body=v3.LtsInfo(job=v3.LtsInfoJob(log_group_id="group-1", log_stream_id="stream-1", lts_enabled=True)),
            )
        ),
        lambda c, id: c.migration_jobs.set_log_stream(id, "group-1", "stream-1"),
    ),
}


def prepare(sandbox: Sandbox, id: str) -> None:
    """What the calls are about: a statement with an alarm, and parameters that were initialised."""
    task = sandbox.huawei_drs.tasks[id]
    task.ddls.append({"seqno": 7, "status": 1})
    task.tuning["incre_relay"] = {"slotAdvanceInterval": "60"}
