"""Operations that only read."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.huawei_drs.models.catalog import NodeTypes, Quotas, Zones
from jobspan._planes.huawei_drs.models.checks import ComparisonResults, Precheck
from jobspan._planes.huawei_drs.models.jobs import JobList, JobState, MigrationJob
from jobspan._planes.huawei_drs.models.progress import (
    Monitoring,
    RecoveryObjectives,
    StructureProgress,
    TransferProgress,
)
from jobspan._planes.huawei_drs.models.replies import Results
from jobspan._planes.huawei_drs.operations.base import operation

PRECHECK_RESULTS: Operation[Results[Precheck]] = operation(
    "batch_check_results",
    "POST /jobs/batch-precheck-result",
    RetryClass.READ,
    call="migration_jobs.precheck_results",
    reason="side-effect free",
    page="drs_03_0111",
    returns=Results[Precheck],
)
STATUS: Operation[Results[JobState]] = operation(
    "batch_list_job_status",
    "POST /jobs/batch-status",
    RetryClass.READ,
    call="migration_jobs.status",
    reason="side-effect free",
    page="drs_api_0150",
    returns=Results[JobState],
    batch=True,
)
DETAILS: Operation[Results[MigrationJob]] = operation(
    "batch_list_job_details",
    "POST /jobs/batch-detail",
    RetryClass.READ,
    call="migration_jobs.get",
    reason="side-effect free",
    page="drs_api_0151",
    returns=Results[MigrationJob],
    batch=True,
)
LIST: Operation[JobList] = operation(
    "show_job_list",
    "POST /jobs",
    RetryClass.READ,
    call="migration_jobs.list",
    reason="side-effect free",
    page="drs_03_0138",
    returns=JobList,
)
PROGRESS: Operation[Results[TransferProgress]] = operation(
    "batch_list_progresses",
    "POST /jobs/batch-progress",
    RetryClass.READ,
    call="migration_jobs.progress",
    reason="side-effect free",
    page="drs_03_0114",
    returns=Results[TransferProgress],
)
RPO_RTO: Operation[Results[RecoveryObjectives]] = operation(
    "batch_list_rpos_and_rtos",
    "POST /jobs/batch-rpo-and-rto",
    RetryClass.READ,
    call="migration_jobs.rpo_rto",
    reason="side-effect free",
    page="drs_03_0117",
    returns=Results[RecoveryObjectives],
)
MONITORING: Operation[Results[Monitoring]] = operation(
    "show_monitoring_data",
    "POST /jobs/disaster-recovery-monitoring-data",
    RetryClass.READ,
    call="migration_jobs.monitoring",
    reason="side-effect free",
    page="drs_03_0117",
    returns=Results[Monitoring],
)
STRUCTURES: Operation[Results[StructureProgress]] = operation(
    "batch_list_struct_process",
    "POST /jobs/batch-struct-process",
    RetryClass.READ,
    call="migration_jobs.structure_progress",
    reason="side-effect free",
    page="drs_03_0114",
    returns=Results[StructureProgress],
)
STRUCTURE_DETAILS: Operation[Results[StructureProgress]] = operation(
    "batch_list_struct_detail",
    "POST /jobs/{type}/batch-struct-detail",
    RetryClass.READ,
    call="migration_jobs.structure_details",
    reason="side-effect free",
    page="drs_03_0114",
    returns=Results[StructureProgress],
)
COMPARE_RESULTS: Operation[ComparisonResults] = operation(
    "list_compare_result",
    "POST /jobs/query-compare-result",
    RetryClass.READ,
    call="migration_jobs.compare_results",
    reason="side-effect free",
    page="drs_03_0137",
    returns=ComparisonResults,
)
QUOTAS: Operation[Quotas] = operation(
    "show_quotas",
    "GET /quotas",
    RetryClass.READ,
    call="migration_jobs.quotas",
    reason="side-effect free",
    page="drs_03_0144",
    returns=Quotas,
)
NODE_TYPES: Operation[NodeTypes] = operation(
    "list_available_node_types",
    "GET /node-type",
    RetryClass.READ,
    call="migration_jobs.node_types",
    reason="side-effect free",
    page="drs_03_0239",
    returns=NodeTypes,
)
ZONES: Operation[Zones] = operation(
    "list_available_zone",
    "POST /available-zone",
    RetryClass.READ,
    call="migration_jobs.zones",
    reason="side-effect free",
    page="drs_03_0239",
    returns=Zones,
)
