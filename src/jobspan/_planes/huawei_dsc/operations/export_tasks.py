"""Operations of ExportTasks. Ids are those of the table of the API guide: E exports, R results."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.huawei_dsc.models.exports import DownloadLink, ExportBuckets, ExportTask
from jobspan._planes.huawei_dsc.models.results import ClassificationResults, HitRules, LevelShares
from jobspan._planes.huawei_dsc.operations.base import operation

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

CREATE_EXPORT: Operation[ExportTask] = operation(
    "ExportTasks",
    "E1",
    f"POST {_JOB}/export-tasks",
    RetryClass.GUARDED,
    call="export_tasks.create",
    page="ExportClassificationResults",
    reason=_WHY,
    returns=ExportTask,
    rules=_RULES,
    check=_CHECK,
)
CREATE_EXPORT_SHORT: Operation[ExportTask] = operation(
    "ExportTasks",
    "E1.export",
    f"POST {_JOB}/export",
    RetryClass.GUARDED,
    call="export_tasks.create",
    page="ExportClassificationResults",
    reason=_WHY,
    returns=ExportTask,
    rules=_RULES,
    check=_CHECK,
)
SHOW_EXPORT: Operation[ExportTask] = operation(
    "ExportTasks",
    "E2",
    f"GET {_JOB}/export/status",
    RetryClass.READ,
    call="export_tasks.status",
    page="zh:ShowClassificationResultExportStatus",
    returns=ExportTask,
)
SHOW_LINK: Operation[DownloadLink] = operation(
    "ExportTasks",
    "E3",
    f"GET {_JOB}/download-url",
    RetryClass.READ,
    call="export_tasks.download_url",
    page="DownloadUrlResponse",
    returns=DownloadLink,
)
CREATE_LINK: Operation[DownloadLink] = operation(
    "ExportTasks",
    "E3.export",
    f"POST {_JOB}/export/download",
    RetryClass.READ,
    call="export_tasks.download_url",
    page="zh:CreateDownload",
    reason="it only makes a link",
    returns=DownloadLink,
)
LIST_EXPORT_BUCKETS: Operation[ExportBuckets] = operation(
    "ExportTasks",
    "E4",
    "GET /scan-jobs/buckets-for-export",
    RetryClass.READ,
    call="export_tasks.buckets",
    page="ListExportBuckets",
    returns=ExportBuckets,
)
LIST_EXPORT_BUCKETS_NEW: Operation[ExportBuckets] = operation(
    "ExportTasks",
    "E4.export",
    "GET /scan-jobs/export/buckets",
    RetryClass.READ,
    call="export_tasks.buckets",
    page="zh:ListScanJobBuckets",
    returns=ExportBuckets,
)
LIST_RESULTS: Operation[ClassificationResults] = operation(
    "ExportTasks",
    "R1",
    f"GET {_JOB}",
    RetryClass.READ,
    call="export_tasks.results",
    page="ListClassificationResults",
    returns=ClassificationResults,
)
LIST_RESULT_LEVELS: Operation[LevelShares] = operation(
    "ExportTasks",
    "R2",
    "GET /scan-jobs/{job_id}/security-levels",
    RetryClass.READ,
    call="export_tasks.security_levels",
    page="GetSecurityLevels",
    returns=LevelShares,
)
LIST_HIT_RULES: Operation[HitRules] = operation(
    "ExportTasks",
    "R3",
    "GET /scan-jobs/{job_id}/hit-rules",
    RetryClass.READ,
    call="export_tasks.hit_rules",
    page="ListHitRules",
    returns=HitRules,
)
