"""Operations of ExportTasks. Ids are those of the table of the API guide: E exports, R results."""

from jobspan._planes.huawei_dsc.models.exports import DownloadLink, ExportBuckets, ExportTask
from jobspan._planes.huawei_dsc.models.results import ClassificationResults, HitRules, LevelShares
from jobspan._planes.huawei_dsc.operations.table import EXPORT_TASKS

_JOB = "/scan-jobs/{job_id}/classification-results"
_RULES = (
    "export-has-results",
    "export-scan-finished",
    "export-scan-succeeded",
    "scan-will-run",
    "export-bucket-offered",
    "asset-type-known",
)
_WHY = "a second export replaces the first; its status tells whether the request arrived"
_CHECK = "Compare export_tasks.status() with what it was before the call."

CREATE_EXPORT = EXPORT_TASKS.guarded(
    "E1",
    f"POST {_JOB}/export-tasks",
    call="export_tasks.create",
    page="ExportClassificationResults",
    reason=_WHY,
    returns=ExportTask,
    rules=_RULES,
    may_answer_nothing=True,
    check=_CHECK,
)
CREATE_EXPORT_SHORT = EXPORT_TASKS.guarded(
    "E1.export",
    f"POST {_JOB}/export",
    call="export_tasks.create",
    page="ExportClassificationResults",
    reason=_WHY,
    returns=ExportTask,
    rules=_RULES,
    may_answer_nothing=True,
    check=_CHECK,
)
SHOW_EXPORT = EXPORT_TASKS.read(
    "E2",
    f"GET {_JOB}/export/status",
    call="export_tasks.status",
    page="zh:ShowClassificationResultExportStatus",
    returns=ExportTask,
)
SHOW_LINK = EXPORT_TASKS.read(
    "E3",
    f"GET {_JOB}/download-url",
    call="export_tasks.download_url",
    page="DownloadUrlResponse",
    returns=DownloadLink,
)
CREATE_LINK = EXPORT_TASKS.read(
    "E3.export",
    f"POST {_JOB}/export/download",
    call="export_tasks.download_url",
    page="zh:CreateDownload",
    reason="it only makes a link",
    returns=DownloadLink,
)
LIST_EXPORT_BUCKETS = EXPORT_TASKS.read(
    "E4",
    "GET /scan-jobs/buckets-for-export",
    call="export_tasks.buckets",
    page="ListExportBuckets",
    returns=ExportBuckets,
)
LIST_EXPORT_BUCKETS_NEW = EXPORT_TASKS.read(
    "E4.export",
    "GET /scan-jobs/export/buckets",
    call="export_tasks.buckets",
    page="zh:ListScanJobBuckets",
    returns=ExportBuckets,
)
LIST_RESULTS = EXPORT_TASKS.read(
    "R1",
    f"GET {_JOB}",
    call="export_tasks.results",
    page="ListClassificationResults",
    returns=ClassificationResults,
)
LIST_RESULT_LEVELS = EXPORT_TASKS.read(
    "R2",
    "GET /scan-jobs/{job_id}/security-levels",
    call="export_tasks.security_levels",
    page="GetSecurityLevels",
    returns=LevelShares,
)
LIST_HIT_RULES = EXPORT_TASKS.read(
    "R3",
    "GET /scan-jobs/{job_id}/hit-rules",
    call="export_tasks.hit_rules",
    page="ListHitRules",
    returns=HitRules,
)
