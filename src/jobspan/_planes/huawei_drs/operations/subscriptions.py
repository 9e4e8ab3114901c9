"""Operations of API v5 on subscriptions."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models import subscriptions as model
from jobspan._planes.huawei_drs.operations.table import SAME_VALUES, V5

CREATE: Operation[model.SubscriptionCreated] = V5.guarded(
    "v5.create_subscription",
    "POST /subscription",
    call="drs.subscriptions.create",
    reason="a repeat is billed again; the list and the details tell whether it was created",
    page="drs_03_0159",
    returns=model.SubscriptionCreated,
    check="Look for its name in drs.subscriptions.list() before creating it again.",
)
LIST: Operation[model.Subscriptions] = V5.read(
    "v5.show_subscription_lists",
    "POST /subscriptions",
    call="drs.subscriptions.list",
    page="drs_03_0159",
    returns=model.Subscriptions,
    reason="a search",
)
GET: Operation[model.DataSubscription] = V5.read(
    "v5.show_subscription_detail",
    "GET /subscriptions/{job_id}",
    call="drs.subscriptions.get",
    page="drs_03_0159",
    returns=model.DataSubscription,
)
START: Operation[None] = V5.guarded(
    "v5.start_subscription",
    "POST /subscription/{job_id}/start",
    call="drs.subscriptions.start",
    reason="the state tells whether it was started",
    page="drs_03_0159",
    rules=("start-subscription-state",),
    check="Read drs.subscriptions.get() before starting it again.",
)
UPDATE: Operation[None] = V5.idempotent(
    "v5.update_subscription_info",
    "PUT /subscriptions/{job_id}/info",
    call="drs.subscriptions.update",
    reason=SAME_VALUES,
    page="drs_03_0159",
    rules=("update-subscription-state", "consume-time-in-range"),
)
RETRY: Operation[None] = V5.guarded(
    "v5.retry_subscription",
    "POST /subscription/{job_id}/retry",
    call="drs.subscriptions.retry",
    reason="the state tells whether it left its failure",
    page="drs_03_0159",
    rules=("retry-subscription-state",),
    check="Read drs.subscriptions.get() before retrying it again.",
)
RESET: Operation[None] = V5.guarded(
    "v5.reset_subscription",
    "POST /subscription/{job_id}/reset",
    call="drs.subscriptions.reset",
    reason="the state may tell whether it began anew",
    page="drs_03_0159",
    rules=("reset-subscription-state",),
    check="Read drs.subscriptions.get() before resetting it again.",
)
DELETE: Operation[None] = V5.idempotent(
    "v5.delete_subscription",
    "DELETE /subscriptions/{job_id}",
    call="drs.subscriptions.delete",
    reason="what is gone stays gone",
    page="drs_03_0159",
    rules=("delete-subscription-state",),
    removes=True,
    check="Look at drs.subscriptions.list().",
)
