"""Operations that move a task through its life."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models.comparisons import ComparisonsStarted
from jobspan._planes.huawei_drs.models.replies import Outcome, Results
from jobspan._planes.huawei_drs.operations.table import REFUSED_TOGETHER, V3

PRECHECK: Operation[Results[Outcome]] = V3.never(
    "batch_check_jobs",
    "POST /jobs/batch-precheck",
    call="migration_jobs.precheck",
    reason="a repeat starts another precheck",
    page="drs_03_0110",
    returns=Results[Outcome],
    rules=("job-exists", "precheck-state", "precheck-again-state", "not-the-parent"),
    itemized=REFUSED_TOGETHER,
    check="Look at migration_jobs.precheck_results().",
)
START: Operation[Results[Outcome]] = V3.guarded(
    "batch_start_jobs",
    "POST /jobs/batch-starting",
    call="migration_jobs.start",
    reason="the state tells whether it started; a blind repeat may pay a second order",
    page="drs_03_0112",
    returns=Results[Outcome],
    rules=("job-exists", "start-state", "not-the-parent", "backward-after-forward"),
    itemized=REFUSED_TOGETHER,
    check="Read migration_jobs.status() before starting again.",
)
PAUSE: Operation[Results[Outcome]] = V3.guarded(
    "batch_stop_jobs",
    "POST /jobs/batch-pause-task",
    call="migration_jobs.pause",
    reason="the state tells whether it is paused",
    page="drs_03_0133",
    returns=Results[Outcome],
    rules=("job-exists", "pause-state", "not-the-parent"),
    itemized=REFUSED_TOGETHER,
    check="Read migration_jobs.status() before pausing again.",
)
RESUME: Operation[Results[Outcome]] = V3.guarded(
    "batch_restore_task",
    "POST /jobs/batch-retry-task",
    call="migration_jobs.resume",
    reason="the state tells whether it was resumed",
    page="drs_03_0132",
    returns=Results[Outcome],
    rules=("job-exists", "resume-state", "not-the-parent"),
    itemized=REFUSED_TOGETHER,
    check="Read migration_jobs.status() before resuming again.",
)
CHANGE_PASSWORDS: Operation[Results[Outcome]] = V3.idempotent(
    "batch_reset_password",
    "PUT /jobs/batch-modify-pwd",
    call="migration_jobs.change_passwords",
    reason="the same password twice is the same password",
    page="drs_03_0134",
    returns=Results[Outcome],
    rules=("job-exists", "change-passwords-state", "not-the-parent"),
    itemized=REFUSED_TOGETHER,
)
SWITCH_OVER: Operation[Results[Outcome]] = V3.never(
    "batch_switchover",
    "POST /jobs/batch-switchover",
    call="migration_jobs.switchover",
    reason="a second switch would switch back",
    page="drs_03_0118",
    returns=Results[Outcome],
    rules=("job-exists", "switchover-state", "disaster-recovery-only", "no-dual-active"),
    itemized=REFUSED_TOGETHER,
    check="Read migration_jobs.get(): job_direction and job_kernel_direction show who is active.",
)
COMPARE: Operation[ComparisonsStarted] = V3.never(
    "create_compare_task",
    "POST /jobs/create-compare-task",
    call="migration_jobs.compare",
    reason="each call starts a comparison",
    page="drs_03_0136",
    returns=ComparisonsStarted,
    rules=("job-exists", "compare-state", "not-the-parent"),
    check="Look at migration_jobs.compare_results().",
)
DELETE: Operation[Results[Outcome]] = V3.guarded(
    "batch_delete_jobs",
    "DELETE /jobs/batch-jobs",
    call="migration_jobs.terminate",
    reason="the state tells whether it ends; what is gone stays gone",
    page="drs_03_0113",
    returns=Results[Outcome],
    rules=("job-exists", "terminate-state", "delete-state", "only-the-parent"),
    itemized=REFUSED_TOGETHER,
    removes=True,
    check="Read migration_jobs.status() before repeating it.",
)
