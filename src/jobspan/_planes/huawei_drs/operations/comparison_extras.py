"""Operations of API v5 around comparisons."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models import comparison_extras as model
from jobspan._planes.huawei_drs.operations.table import SAME_VALUES, V5

PROGRESS: Operation[model.ComparisonProgress] = V5.read(
    "v5.show_compare_progress",
    "GET /jobs/{job_id}/compare-progress/{compare_job_id}",
    call="drs.comparisons.progress",
    page="drs_03_0305",
    returns=model.ComparisonProgress,
)
PAUSE: Operation[model.RequestAccepted] = V5.never(
    "v5.pause_compare_jobs",
    "POST /jobs/{job_id}/compare/pause",
    call="drs.comparisons.pause",
    reason="no page names the word of a comparison that is paused, so nothing shows whether it is",
    page="drs_03_0306",
    returns=model.RequestAccepted,
    rules=("job-exists",),
    check="Look at drs.comparisons.get().",
)
RESTART: Operation[model.RequestAccepted] = V5.never(
    "v5.restart_compare_jobs",
    "POST /jobs/{job_id}/compare/restart",
    call="drs.comparisons.restart",
    reason="a second one may begin it anew",
    page="drs_03_0307",
    returns=model.RequestAccepted,
    rules=("job-exists",),
    check="Look at drs.comparisons.get().",
)
GET_POLICY: Operation[model.ComparisonPolicy] = V5.read(
    "v5.show_compare_policy",
    "GET /jobs/{job_id}/compare-policy",
    call="drs.comparisons.policy",
    page="drs_03_0159",
    returns=model.ComparisonPolicy,
)
SET_POLICY: Operation[None] = V5.idempotent(
    "v5.update_compare_policy",
    "PUT /jobs/{job_id}/compare-policy",
    call="drs.comparisons.set_policy",
    reason=SAME_VALUES,
    page="drs_03_0159",
    rules=("job-exists",),
)
HEALTH: Operation[model.HealthComparisons] = V5.read(
    "v5.show_health_compare_job_list",
    "GET /jobs/{job_id}/health-compare-jobs",
    call="drs.comparisons.health",
    page="drs_03_0159",
    returns=model.HealthComparisons,
)
HEALTH_DETAIL: Operation[model.HealthComparisonDetail] = V5.read(
    "v5.show_health_compare_job_detail",
    "GET /jobs/{job_id}/health-compare-jobs/{compare_job_id}",
    call="drs.comparisons.health_detail",
    page="drs_03_0159",
    returns=model.HealthComparisonDetail,
)
HEALTH_OBJECTS: Operation[model.HealthObjects] = V5.read(
    "v5.show_health_object_compare_job_overview",
    "GET /jobs/{job_id}/health-compare-jobs/object/{compare_job_id}",
    call="drs.comparisons.health_objects",
    page="drs_03_0159",
    returns=model.HealthObjects,
)
ACCOUNTS: Operation[model.ComparedAccounts] = V5.read(
    "v5.show_compare_users_detail",
    "GET /jobs/{job_id}/compare/users/{compare_job_id}",
    call="drs.comparisons.accounts",
    page="drs_03_0159",
    returns=model.ComparedAccounts,
)
