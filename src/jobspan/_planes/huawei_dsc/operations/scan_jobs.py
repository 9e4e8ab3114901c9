"""Operations of ScanJobs. Ids are those of the table of the API guide: S scans, R4 the oldest form of results."""

from jobspan._planes.huawei_dsc.models.results import ScanJobResults
from jobspan._planes.huawei_dsc.models.scan_jobs import AssetLastJob, AssetScopes, ScanJobs, ScanTasks
from jobspan._planes.huawei_dsc.models.shared import WriteResult
from jobspan._planes.huawei_dsc.operations.table import SCAN_JOBS

LIST_SCAN_JOBS = SCAN_JOBS.read(
    "S1",
    "GET /sdg/scan/job",
    call="dsc.scan_jobs.list",
    page="ShowScanJobList",
    returns=ScanJobs,
)
LIST_SCAN_JOBS_OLD = SCAN_JOBS.read(
    "S2",
    "GET /sdg/scan/jobs",
    call="dsc.scan_jobs.list",
    page="ShowScanJobs",
    returns=ScanJobs,
)
CREATE_SCAN_JOB = SCAN_JOBS.guarded(
    "S3",
    "POST /sdg/scan/job",
    call="dsc.scan_jobs.create",
    page="AddScanJob",
    reason="names are unique: the list tells whether the job is there",
    returns=WriteResult,
    rules=("scan-name-free",),
    check="Look for the name with dsc.scan_jobs.find().",
)
UPDATE_SCAN_JOB = SCAN_JOBS.idempotent(
    "S4",
    "PUT /sdg/scan/job/{job_id}",
    call="dsc.scan_jobs.update",
    page="UpdateScanJob",
    reason="it replaces the whole definition",
    returns=WriteResult,
    may_answer_nothing=True,
)
DELETE_SCAN_JOB = SCAN_JOBS.idempotent(
    "S5",
    "DELETE /sdg/scan/job/{job_id}",
    call="dsc.scan_jobs.delete",
    page="DeleteScanJob",
    reason="what is gone stays gone",
    returns=WriteResult,
    removes=True,
)
SWITCH_SCAN_JOB = SCAN_JOBS.idempotent(
    "S6",
    "PUT /sdg/scan/job/{job_id}/switch-status",
    call="dsc.scan_jobs.enable",
    page="SwitchJob",
    reason="the switch ends in the same position",
    returns=WriteResult,
    may_answer_nothing=True,
)
START_SCAN_JOB = SCAN_JOBS.guarded(
    "S7",
    "POST /sdg/scan/job/{job_id}/start",
    call="dsc.scan_jobs.start",
    page="zh:StartScanJob",
    reason="each call may start another run; the job shows whether one began",
    returns=WriteResult,
    rules=("scan-not-running", "scan-resumable"),
    check="Look at status and last_run_time of dsc.scan_jobs.get().",
)
STOP_SCAN_JOB = SCAN_JOBS.idempotent(
    "S8",
    "POST /sdg/scan/job/{job_id}/stop",
    call="dsc.scan_jobs.stop",
    page="StopJob",
    reason="a stopped run stays stopped",
    returns=WriteResult,
    rules=("scan-stoppable",),
)
LIST_SCAN_TASKS = SCAN_JOBS.read(
    "S9",
    "GET /sdg/scan/job/{job_id}/task",
    call="dsc.scan_jobs.tasks",
    page="ListScanTasks",
    returns=ScanTasks,
)
START_SCAN_TASK = SCAN_JOBS.never(
    "S10",
    "POST /sdg/scan/job/task/{task_id}/start",
    call="dsc.scan_jobs.start_task",
    page="StartTask",
    reason="each call may start another run, and a sub-task cannot be read by its id alone",
    returns=WriteResult,
    check="Look for the sub-task in dsc.scan_jobs.tasks() of its job.",
)
STOP_SCAN_TASK = SCAN_JOBS.idempotent(
    "S11",
    "POST /sdg/scan/job/task/{task_id}/stop",
    call="dsc.scan_jobs.stop_task",
    page="zh:StopScanTask",
    reason="a stopped sub-task stays stopped",
    returns=WriteResult,
)
DELETE_SCAN_TASK = SCAN_JOBS.idempotent(
    "S12",
    "DELETE /sdg/scan/job/task/{task_id}",
    call="dsc.scan_jobs.delete_task",
    page="DeleteScanTask",
    reason="what is gone stays gone",
    returns=WriteResult,
    removes=True,
)
LIST_SCAN_SCOPES = SCAN_JOBS.read(
    "S13",
    "GET /sdg/scan/job/{job_id}/scopes",
    call="dsc.scan_jobs.scopes",
    page="ListScanScopes",
    returns=AssetScopes,
)
SHOW_LAST_JOB = SCAN_JOBS.read(
    "S14",
    "GET /sdg/asset/{asset_id}/last-job",
    call="dsc.assets.last_job",
    page="ShowAssetLastJob",
    returns=AssetLastJob,
)
LIST_FINDINGS = SCAN_JOBS.read(
    "R4",
    "GET /sdg/scan/job/{job_id}/results",
    call="dsc.scan_jobs.results",
    page="ShowScanJobResults",
    returns=ScanJobResults,
)
