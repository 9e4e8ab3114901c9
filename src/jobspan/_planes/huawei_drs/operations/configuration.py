"""Operations that create a task and set it up."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models.configuration import ParameterLists, ParametersSet, SourceUsers
from jobspan._planes.huawei_drs.models.replies import Outcome, Results
from jobspan._planes.huawei_drs.operations.table import REFUSED_TOGETHER, SAME_VALUES, SLOW, V3

CREATE_JOBS: Operation[Results[Outcome]] = V3.guarded(
    "batch_create_jobs",
    "POST /jobs/batch-creation",
    call="migration_jobs.create",
    reason="names are unique, so a list by name tells whether a task was created; each one is billed",
    page="drs_03_0104",
    returns=Results[Outcome],
    itemized=REFUSED_TOGETHER,
    check="Look for a task of this name with migration_jobs.list().",
)
TEST_CONNECTIONS: Operation[Results[Outcome]] = V3.idempotent(
    "batch_validate_connections",
    "POST /jobs/batch-connection",
    call="migration_jobs.test_connections",
    reason="a test changes nothing",
    page="drs_03_0105",
    returns=Results[Outcome],
    rules=("job-exists", "test-connections-state", "not-the-parent", "backward-after-forward"),
    itemized=REFUSED_TOGETHER,
    read_timeout=SLOW,
)
TEST_CLUSTERS: Operation[Results[Outcome]] = V3.idempotent(
    "batch_validate_clusters_connections",
    "POST /jobs/cluster/batch-connection",
    call="migration_jobs.test_cluster_connections",
    reason="a test changes nothing",
    page="drs_03_0106",
    returns=Results[Outcome],
    rules=("job-exists", "test-connections-state"),
    itemized=REFUSED_TOGETHER,
    read_timeout=SLOW,
)
UPDATE_JOBS: Operation[Results[Outcome]] = V3.idempotent(
    "batch_update_job",
    "PUT /jobs/batch-modification",
    call="migration_jobs.configure",
    reason=SAME_VALUES,
    page="drs_03_0107",
    returns=Results[Outcome],
    rules=("job-exists", "configure-state", "rename-state", "not-the-parent"),
    itemized=REFUSED_TOGETHER,
)
SELECT_OBJECTS: Operation[Results[Outcome]] = V3.idempotent(
    "batch_set_objects",
    "PUT /jobs/batch-select-objects",
    call="migration_jobs.select_objects",
    reason=SAME_VALUES,
    page="drs_03_0109",
    returns=Results[Outcome],
    rules=("job-exists", "select-objects-state", "no-disaster-recovery"),
    itemized=REFUSED_TOGETHER,
    read_timeout=SLOW,
)
SET_POLICY: Operation[Results[Outcome]] = V3.idempotent(
    "batch_set_policy",
    "POST /jobs/batch-sync-policy",
    call="migration_jobs.set_sync_policy",
    reason=SAME_VALUES,
    page="drs_03_0149",
    returns=Results[Outcome],
    rules=("job-exists",),
    itemized=REFUSED_TOGETHER,
)
TRANSFORM_DATA: Operation[Results[Outcome]] = V3.never(
    "batch_change_data",
    "POST /jobs/batch-transformation",
    call="migration_jobs.transform_data",
    reason="a second rule for the same table is refused as a duplicate",
    page="drs_api_0103",
    returns=Results[Outcome],
    rules=("job-exists",),
    itemized=REFUSED_TOGETHER,
    check="Read migration_jobs.get(): data_transformation counts the rules.",
)
SET_SPEED: Operation[Results[Outcome]] = V3.idempotent(
    "batch_set_speed",
    "PUT /jobs/batch-limit-speed",
    call="migration_jobs.set_speed",
    reason=SAME_VALUES,
    page="drs_03_0130",
    returns=Results[Outcome],
    rules=("job-exists", "not-the-parent"),
    itemized=REFUSED_TOGETHER,
)
SET_DEFINER: Operation[Results[Outcome]] = V3.idempotent(
    "batch_set_definer",
    "POST /jobs/batch-replace-definer",
    call="migration_jobs.set_definer",
    reason=SAME_VALUES,
    page="drs_03_0135",
    returns=Results[Outcome],
    rules=("job-exists", "definer-state"),
    itemized=REFUSED_TOGETHER,
)
LIST_USERS: Operation[SourceUsers] = V3.read(
    "list_users",
    "GET /jobs/{job_id}/get-src-user",
    call="migration_jobs.users",
    page="drs_03_0108",
    returns=SourceUsers,
    read_timeout=SLOW,
)
UPDATE_USERS: Operation[Results[Outcome]] = V3.idempotent(
    "batch_update_user",
    "PUT /jobs/batch-update-user",
    call="migration_jobs.set_users",
    reason=SAME_VALUES,
    page="drs_03_0108",
    returns=Results[Outcome],
    rules=("job-exists",),
    itemized=REFUSED_TOGETHER,
)
GET_PARAMETERS: Operation[ParameterLists] = V3.read(
    "batch_show_params",
    "POST /jobs/batch-get-params",
    call="migration_jobs.parameters",
    page="drs_03_0141",
    returns=ParameterLists,
    rules=("job-exists", "parameters-state", "not-the-parent"),
    read_timeout=SLOW,
)
SET_PARAMETERS: Operation[ParametersSet] = V3.idempotent(
    "update_params",
    "POST /jobs/{job_id}/params",
    call="migration_jobs.set_parameters",
    reason=SAME_VALUES,
    page="drs_03_0131",
    returns=ParametersSet,
    rules=("job-exists", "parameters-state", "not-the-parent"),
    read_timeout=SLOW,
)
SET_ALARMS: Operation[Results[Outcome]] = V3.idempotent(
    "batch_set_smn",
    "POST /jobs/batch-set-smn",
    call="migration_jobs.set_alarms",
    reason=SAME_VALUES,
    page="drs_03_0146",
    returns=Results[Outcome],
    rules=("job-exists", "alarms-state"),
    itemized=REFUSED_TOGETHER,
)
