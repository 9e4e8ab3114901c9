"""Operations of the newer comparison calls of API v3."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models import comparison_runs as model
from jobspan._planes.huawei_drs.operations.table import SLOW, V3

_RULES = ("job-exists", "compare-data-state", "not-the-parent")

START_OBJECTS: Operation[None] = V3.idempotent(
    "create_object_level_compare_job",
    "POST /jobs/{job_id}/object/compare",
    call="drs.comparisons.start_objects",
    reason="a task has one comparison of objects, and a repeat begins it anew",
    page="drs_03_0255",
    rules=_RULES,
)
OBJECTS: Operation[model.ObjectComparisonRun] = V3.read(
    "list_obeject_level_compare_overview",
    "GET /jobs/{job_id}/object/compare",
    call="drs.comparisons.objects",
    page="drs_03_0256",
    returns=model.ObjectComparisonRun,
)
OBJECT_DETAILS: Operation[model.ObjectResults] = V3.read(
    "list_obeject_level_compare_detail",
    "GET /jobs/{job_id}/object/compare/{compare_type}",
    call="drs.comparisons.object_details",
    page="drs_03_0257",
    returns=model.ObjectResults,
)
START: Operation[model.NewComparison] = V3.never(
    "create_data_level_table_compare_job",
    "POST /jobs/{job_id}/table/compare",
    call="drs.comparisons.start",
    reason="a second one is another comparison, and the list does not show which tables were asked for",
    page="drs_03_0243",
    returns=model.NewComparison,
    rules=_RULES,
    check="Look at drs.comparisons.list().",
)
LIST: Operation[model.ComparisonRuns] = V3.read(
    "list_data_level_table_compare_jobs",
    "GET /jobs/{job_id}/table/compare",
    call="drs.comparisons.list",
    page="drs_03_0242",
    returns=model.ComparisonRuns,
)
START_NOW: Operation[None] = V3.guarded(
    "start_promptly_data_level_table_compare_job",
    "POST /jobs/{job_id}/table/compare/{compare_job_id}",
    call="drs.comparisons.start_now",
    reason="the state of the comparison tells whether it waits",
    page="drs_03_0245",
    rules=("job-exists",),
    check="Look at drs.comparisons.get().",
)
CANCEL: Operation[None] = V3.guarded(
    "delete_compare_job",
    "DELETE /jobs/{job_id}/compare/{compare_job_id}",
    call="drs.comparisons.cancel",
    reason="the state of the comparison tells whether it was cancelled; nothing is deleted",
    page="drs_03_0244",
    rules=("job-exists",),
    check="Look at drs.comparisons.get().",
)
LINES: Operation[model.LineOverview] = V3.read(
    "list_data_compare_overview",
    "GET /jobs/{job_id}/compare/{compare_job_id}/line-overview",
    call="drs.comparisons.lines",
    page="drs_03_0246",
    returns=model.LineOverview,
)
LINE_TABLES: Operation[model.LineDetails] = V3.read(
    "list_data_compare_detail",
    "GET /jobs/{job_id}/compare/{compare_job_id}/line-detail",
    call="drs.comparisons.line_tables",
    page="drs_03_0247",
    returns=model.LineDetails,
)
CONTENTS: Operation[model.ContentOverview] = V3.read(
    "list_content_compare_overview",
    "GET /jobs/{job_id}/compare/{compare_job_id}/content-overview",
    call="drs.comparisons.contents",
    page="drs_03_0248",
    returns=model.ContentOverview,
)
CONTENT_TABLES: Operation[model.ContentDetails] = V3.read(
    "list_content_compare_detail",
    "GET /jobs/{job_id}/compare/{compare_job_id}/content-detail",
    call="drs.comparisons.content_tables",
    page="drs_03_0249",
    returns=model.ContentDetails,
)
DIFFERENCES: Operation[model.RowDifferences] = V3.read(
    "list_content_compare_difference",
    "GET /jobs/{job_id}/compare/{compare_job_id}/content-difference",
    call="drs.comparisons.differences",
    page="drs_03_0250",
    returns=model.RowDifferences,
)
EXPORT: Operation[None] = V3.idempotent(
    "create_compare_result_file",
    "POST /jobs/{job_id}/compare/result/file",
    call="drs.comparisons.export_report",
    reason="the same results make the same file",
    page="drs_03_0258",
    rules=("job-exists",),
)
DOWNLOAD: Operation[None] = V3.read(
    "download_compare_result_file",
    "GET /jobs/{job_id}/compare/result/file",
    call="drs.comparisons.download_report",
    page="drs_03_0262",
    returns=None,
    read_timeout=SLOW,
)
