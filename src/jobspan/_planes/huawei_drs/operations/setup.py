"""Operations that create a task and set it up."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.huawei_drs.models.replies import Outcome, Results
from jobspan._planes.huawei_drs.models.settings import ParameterLists, ParametersSet, SourceUsers
from jobspan._planes.huawei_drs.operations.base import SLOW, operation

CREATE_JOBS: Operation[Results[Outcome]] = operation(
    "batch_create_jobs",
    "POST /jobs/batch-creation",
    RetryClass.GUARDED,
    call="migration_jobs.create",
    reason="names are unique, so a list by name tells whether a task was created; each one is billed",
    page="drs_03_0104",
    returns=Results[Outcome],
    batch=True,
    check="Look for a task of this name with migration_jobs.list().",
)
TEST_CONNECTIONS: Operation[Results[Outcome]] = operation(
    "batch_validate_connections",
    "POST /jobs/batch-connection",
    RetryClass.IDEMPOTENT,
    call="migration_jobs.test_connections",
    reason="a test changes nothing",
    page="drs_03_0105",
    returns=Results[Outcome],
    rules=(
        "job-exists",
        "test-connections-state",
        "not-the-parent",
        "backward-after-forward",
    ),
    batch=True,
    read_timeout=SLOW,
)
TEST_CLUSTERS: Operation[Results[Outcome]] = operation(
    "batch_validate_clusters_connections",
    "POST /jobs/cluster/batch-connection",
    RetryClass.IDEMPOTENT,
    call="migration_jobs.test_cluster_connections",
    reason="a test changes nothing",
    page="drs_03_0106",
    returns=Results[Outcome],
    rules=(
        "job-exists",
        "test-connections-state",
    ),
    batch=True,
    read_timeout=SLOW,
)
UPDATE_JOBS: Operation[Results[Outcome]] = operation(
    "batch_update_job",
    "PUT /jobs/batch-modification",
    RetryClass.IDEMPOTENT,
    call="migration_jobs.configure",
    reason="the same values end in the same state",
    page="drs_03_0107",
    returns=Results[Outcome],
    rules=(
        "job-exists",
        "configure-state",
        "rename-state",
        "not-the-parent",
    ),
    batch=True,
)
SELECT_OBJECTS: Operation[Results[Outcome]] = operation(
    "batch_set_objects",
    "PUT /jobs/batch-select-objects",
    RetryClass.IDEMPOTENT,
    call="migration_jobs.select_objects",
    reason="the same values end in the same state",
    page="drs_03_0109",
    returns=Results[Outcome],
    rules=(
        "job-exists",
        "select-objects-state",
        "no-disaster-recovery",
    ),
    batch=True,
    read_timeout=SLOW,
)
SET_POLICY: Operation[Results[Outcome]] = operation(
    "batch_set_policy",
    "POST /jobs/batch-sync-policy",
    RetryClass.IDEMPOTENT,
    call="migration_jobs.set_sync_policy",
    reason="the same values end in the same state",
    page="drs_03_0149",
    returns=Results[Outcome],
    rules=("job-exists",),
    batch=True,
)
TRANSFORM_DATA: Operation[Results[Outcome]] = operation(
    "batch_change_data",
    "POST /jobs/batch-transformation",
    RetryClass.NEVER,
    call="migration_jobs.transform_data",
    reason="a second rule for the same table is refused as a duplicate",
    page="drs_api_0103",
    returns=Results[Outcome],
    rules=("job-exists",),
    batch=True,
    check="Read migration_jobs.get(): data_transformation counts the rules.",
)
SET_SPEED: Operation[Results[Outcome]] = operation(
    "batch_set_speed",
    "PUT /jobs/batch-limit-speed",
    RetryClass.IDEMPOTENT,
    call="migration_jobs.set_speed",
    reason="the same values end in the same state",
    page="drs_03_0130",
    returns=Results[Outcome],
    rules=(
        "job-exists",
        "not-the-parent",
    ),
    batch=True,
)
SET_DEFINER: Operation[Results[Outcome]] = operation(
    "batch_set_definer",
    "POST /jobs/batch-replace-definer",
    RetryClass.IDEMPOTENT,
    call="migration_jobs.set_definer",
    reason="the same values end in the same state",
    page="drs_03_0135",
    returns=Results[Outcome],
    rules=(
        "job-exists",
        "definer-state",
    ),
    batch=True,
)
LIST_USERS: Operation[SourceUsers] = operation(
    "list_users",
    "GET /jobs/{job_id}/get-src-user",
    RetryClass.READ,
    call="migration_jobs.users",
    reason="side-effect free",
    page="drs_03_0108",
    returns=SourceUsers,
    read_timeout=SLOW,
)
UPDATE_USERS: Operation[Results[Outcome]] = operation(
    "batch_update_user",
    "PUT /jobs/batch-update-user",
    RetryClass.IDEMPOTENT,
    call="migration_jobs.set_users",
    reason="the same values end in the same state",
    page="drs_03_0108",
    returns=Results[Outcome],
    rules=("job-exists",),
    batch=True,
)
GET_PARAMETERS: Operation[ParameterLists] = operation(
    "batch_show_params",
    "POST /jobs/batch-get-params",
    RetryClass.READ,
    call="migration_jobs.parameters",
    reason="side-effect free",
    page="drs_03_0141",
    returns=ParameterLists,
    rules=(
        "job-exists",
        "parameters-state",
        "not-the-parent",
    ),
    read_timeout=SLOW,
)
SET_PARAMETERS: Operation[ParametersSet] = operation(
    "update_params",
    "POST /jobs/{job_id}/params",
    RetryClass.IDEMPOTENT,
    call="migration_jobs.set_parameters",
    reason="the same values end in the same state",
    page="drs_03_0131",
    returns=ParametersSet,
    rules=(
        "job-exists",
        "parameters-state",
        "not-the-parent",
    ),
    read_timeout=SLOW,
)
SET_ALARMS: Operation[Results[Outcome]] = operation(
    "batch_set_smn",
    "POST /jobs/batch-set-smn",
    RetryClass.IDEMPOTENT,
    call="migration_jobs.set_alarms",
    reason="the same values end in the same state",
    page="drs_03_0146",
    returns=Results[Outcome],
    rules=(
        "job-exists",
        "alarms-state",
    ),
    batch=True,
)
