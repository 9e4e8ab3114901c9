"""Operations that tune a task, and say where its log goes."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models import tuning as model
from jobspan._planes.huawei_drs.operations.table import SAME_VALUES, V3

GET_TUNING: Operation[model.Tuning] = V3.read(
    "query_tuning_params",
    "GET /job/{job_id}/tuning-params/query-params",
    call="migration_jobs.tuning",
    page="drs_03_0159",
    returns=model.Tuning,
)
SET_TUNING: Operation[model.Tuning] = V3.idempotent(
    "update_tuning_params",
    "PUT /job/{job_id}/tuning-params/modify-params",
    call="migration_jobs.set_tuning",
    reason=SAME_VALUES,
    page="drs_03_0159",
    returns=model.Tuning,
    rules=("job-exists",),
)
GET_LOG_STREAM: Operation[model.LogStreamReply] = V3.read(
    "select_group_and_stream",
    "GET /jobs/{job_id}/lts-log-switch",
    call="migration_jobs.log_stream",
    page="drs_03_0159",
    returns=model.LogStreamReply,
)
SET_LOG_STREAM: Operation[None] = V3.idempotent(
    "modify_group_and_stream",
    "PUT /jobs/{job_id}/lts-log-switch",
    call="migration_jobs.set_log_stream",
    reason=SAME_VALUES,
    page="drs_03_0159",
    rules=("job-exists",),
)
