"""Operations of API v5 that show what happens to a task."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models import monitor as model
from jobspan._planes.huawei_drs.operations.table import V5

TIMELINE: Operation[model.Timeline] = V5.read(
    "v5.show_timeline",
    "GET /jobs/{job_id}/timelines",
    call="drs.monitor.timeline",
    page="drs_03_0159",
    returns=model.Timeline,
)
DIRTY_DATA: Operation[model.DirtyRecords] = V5.read(
    "v5.show_dirty_data",
    "GET /jobs/{job_id}/dirty-data",
    call="drs.monitor.dirty_data",
    page="drs_03_0159",
    returns=model.DirtyRecords,
)
DDLS: Operation[model.DdlEntries] = V5.read(
    "v5.list_job_ddls",
    "GET /jobs/{job_id}/ddl",
    call="drs.monitor.ddls",
    page="drs_03_0159",
    returns=model.DdlEntries,
)
CLEAR_ALARM: Operation[None] = V5.idempotent(
    "v5.clean_alarms",
    "POST /jobs/{job_id}/alarms/{alarm_id}/clean",
    call="drs.monitor.clear_alarm",
    reason="an alarm that is cleared stays cleared",
    page="drs_03_0159",
    rules=("job-exists",),
)
COMPONENTS: Operation[model.IncrementComponents] = V5.read(
    "v5.show_increment_components_detail",
    "GET /jobs/{job_id}/increment-components-detail",
    call="drs.monitor.components",
    page="drs_03_0159",
    returns=model.IncrementComponents,
)
LIVE_DATA: Operation[model.LiveData] = V5.read(
    "v5.show_monitor_data",
    "GET /jobs/{job_id}/monitor-data",
    call="drs.monitor.data",
    page="drs_03_0159",
    returns=model.LiveData,
)
OBJECTS: Operation[model.ObjectsProgress] = V5.read(
    "v5.show_progress_data",
    "GET /jobs/{job_id}/progress-data/{type}",
    call="drs.monitor.objects",
    page="drs_03_0159",
    returns=model.ObjectsProgress,
)
SWITCHOVER: Operation[model.SwitchoverInfo] = V5.read(
    "v5.show_switchover_info",
    "GET /jobs/{job_id}/switchover-info",
    call="drs.monitor.switchover",
    page="drs_03_0159",
    returns=model.SwitchoverInfo,
)
METERING: Operation[model.Metering] = V5.read(
    "v5.show_metering",
    "GET /jobs/{job_id}/metering",
    call="drs.monitor.metering",
    page="drs_03_0159",
    returns=model.Metering,
)
