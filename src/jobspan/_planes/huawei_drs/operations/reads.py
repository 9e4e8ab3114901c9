"""Operations that only read."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models.catalog import NodeTypes, Quotas, Zones
from jobspan._planes.huawei_drs.models.checks import Precheck
from jobspan._planes.huawei_drs.models.comparisons import ComparisonResults
from jobspan._planes.huawei_drs.models.jobs import JobList, JobState, MigrationJob
from jobspan._planes.huawei_drs.models.progress import (
    Monitoring,
    RecoveryObjectives,
    StructureDetails,
    StructureProgress,
    TransferProgress,
)
from jobspan._planes.huawei_drs.models.replies import Results
from jobspan._planes.huawei_drs.operations.table import REFUSED_TOGETHER, V3

PRECHECK_RESULTS: Operation[Results[Precheck]] = V3.read(
    "batch_check_results",
    "POST /jobs/batch-precheck-result",
    call="migration_jobs.precheck_results",
    page="drs_03_0111",
    returns=Results[Precheck],
)
STATUS: Operation[Results[JobState]] = V3.read(
    "batch_list_job_status",
    "POST /jobs/batch-status",
    call="migration_jobs.status",
    page="drs_api_0150",
    returns=Results[JobState],
    itemized=REFUSED_TOGETHER,
)
DETAILS: Operation[Results[MigrationJob]] = V3.read(
    "batch_list_job_details",
    "POST /jobs/batch-detail",
    call="migration_jobs.get",
    page="drs_api_0151",
    returns=Results[MigrationJob],
    itemized=REFUSED_TOGETHER,
)
LIST: Operation[JobList] = V3.read(
    "show_job_list",
    "POST /jobs",
    call="migration_jobs.list",
    page="drs_03_0138",
    returns=JobList,
)
PROGRESS: Operation[Results[TransferProgress]] = V3.read(
    "batch_list_progresses",
    "POST /jobs/batch-progress",
    call="migration_jobs.progress",
    page="drs_03_0114",
    returns=Results[TransferProgress],
)
RPO_RTO: Operation[Results[RecoveryObjectives]] = V3.read(
    "batch_list_rpos_and_rtos",
    "POST /jobs/batch-rpo-and-rto",
    call="migration_jobs.rpo_rto",
    page="drs_03_0117",
    returns=Results[RecoveryObjectives],
)
MONITORING: Operation[Results[Monitoring]] = V3.read(
    "show_monitoring_data",
    "POST /jobs/disaster-recovery-monitoring-data",
    call="migration_jobs.monitoring",
    page="drs_03_0117",
    returns=Results[Monitoring],
)
STRUCTURES: Operation[Results[StructureProgress]] = V3.read(
    "batch_list_struct_process",
    "POST /jobs/batch-struct-process",
    call="migration_jobs.structure_progress",
    page="drs_03_0114",
    returns=Results[StructureProgress],
)
STRUCTURE_DETAILS: Operation[Results[StructureDetails]] = V3.read(
    "batch_list_struct_detail",
    "POST /jobs/{type}/batch-struct-detail",
    call="migration_jobs.structure_details",
    page="drs_03_0114",
    returns=Results[StructureDetails],
)
COMPARE_RESULTS: Operation[ComparisonResults] = V3.read(
    "list_compare_result",
    "POST /jobs/query-compare-result",
    call="migration_jobs.compare_results",
    page="drs_03_0137",
    returns=ComparisonResults,
)
QUOTAS: Operation[Quotas] = V3.read(
    "show_quotas",
    "GET /quotas",
    call="migration_jobs.quotas",
    page="drs_03_0144",
    returns=Quotas,
)
NODE_TYPES: Operation[NodeTypes] = V3.read(
    "list_available_node_types",
    "GET /node-type",
    call="migration_jobs.node_types",
    page="drs_03_0239",
    returns=NodeTypes,
)
ZONES: Operation[Zones] = V3.read(
    "list_available_zone",
    "POST /available-zone",
    call="migration_jobs.zones",
    page="drs_03_0239",
    returns=Zones,
)
