"""Operations of API v5 that set a task: parameters, positions, size, order, alarms, statistics."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models import positions, task_settings as model
from jobspan._planes.huawei_drs.operations.table import SAME_VALUES, SLOW, V5

LIST_PARAMETERS: Operation[model.TaskParameters] = V5.read(
    "v5.list_job_parameters",
    "GET /jobs/{job_id}/configurations",
    call="drs.task_settings.parameters",
    page="drs_03_0159",
    returns=model.TaskParameters,
)
SET_PARAMETERS: Operation[None] = V5.idempotent(
    "v5.update_job_configurations",
    "PUT /jobs/{job_id}/modify-configuration",
    call="drs.task_settings.set_parameters",
    reason=SAME_VALUES,
    page="drs_03_0159",
    rules=("job-exists", "settings-state"),
)
PARAMETER_HISTORY: Operation[model.TaskParameterChanges] = V5.read(
    "v5.list_job_history_parameters",
    "GET /jobs/{job_id}/configuration-histories",
    call="drs.task_settings.parameter_history",
    page="drs_03_0159",
    returns=model.TaskParameterChanges,
)
COLLECT_POSITION: Operation[positions.PositionQuery] = V5.idempotent(
    "v5.collect_position_async",
    "POST /jobs/{job_id}/collect-db-position",
    call="drs.task_settings.collect_position",
    reason="a second search finds the same position",
    page="drs_03_0159",
    returns=positions.PositionQuery,
    rules=("job-exists",),
)
POSITION_RESULT: Operation[positions.CollectedPosition] = V5.read(
    "v5.show_position_result",
    "GET /jobs/{job_id}/db-position",
    call="drs.task_settings.position",
    page="drs_03_0159",
    returns=positions.CollectedPosition,
    read_timeout=SLOW,
)
SET_START_POSITION: Operation[None] = V5.idempotent(
    "v5.update_start_position",
    "PUT /jobs/{job_id}/start-position",
    call="drs.task_settings.set_start_position",
    reason=SAME_VALUES,
    page="drs_03_0159",
    rules=("job-exists", "start-position-state", "incremental-only"),
)
CHANGE_FLAVOR: Operation[model.FlavorChange] = V5.guarded(
    "v5.change_job_flavor",
    "POST /jobs/{job_id}/change-flavor",
    call="drs.task_settings.change_flavor",
    reason="the details show the size; a repeat would interrupt the task again, and sizes are billed",
    page="drs_03_0159",
    returns=model.FlavorChange,
    rules=("job-exists", "settings-state"),
    check="Read migration_jobs.get(): inst_info.inst_type is the size; CHANGE_JOB_STARTED is a change under way.",
)
CHANGE_TO_PERIOD: Operation[model.PeriodOrdered] = V5.never(
    "v5.change_to_period",
    "POST /job/{job_id}/change-to-period",
    call="drs.task_settings.change_to_period",
    reason="each call may buy an order",
    page="drs_03_0159",
    returns=model.PeriodOrdered,
    rules=("job-exists", "settings-state"),
    check="Look at the orders of the account, and at charging_mode of the task in drs.actions.search().",
)
SET_ALARM_TOPIC: Operation[None] = V5.idempotent(
    "v5.associate_smn_topic",
    "POST /jobs/{job_id}/associate-smn-topic",
    call="drs.task_settings.set_alarm_topic",
    reason=SAME_VALUES,
    page="drs_03_0159",
    rules=("job-exists", "alarms-state"),
)
ALARM_TOPIC: Operation[model.AlarmTopic] = V5.read(
    "v5.show_smn_subscription_detail",
    "GET /jobs/{job_id}/smn-subscription-detail",
    call="drs.task_settings.alarm_topic",
    page="drs_03_0159",
    returns=model.AlarmTopic,
)
TOPICS: Operation[model.SmnTopics] = V5.read(
    "v5.show_smn_topic_info",
    "GET /smn/topic-info",
    call="drs.task_settings.topics",
    page="drs_03_0159",
    returns=model.SmnTopics,
)
EXPORT_STATISTICS: Operation[None] = V5.idempotent(
    "v5.export_operation_info",
    "POST /jobs/{job_id}/operation-statistics/export",
    call="drs.task_settings.export_statistics",
    reason="a second export writes the same statistics",
    page="drs_03_0159",
    rules=("job-exists",),
)
