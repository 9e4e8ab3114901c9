"""Operations of API v5 that make tasks."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models.new_tasks import TaskCreated
from jobspan._planes.huawei_drs.operations.table import V5

_BY_NAME = "names are unique, so a list by name tells whether it was made; each one is billed"
_CHECK = "Look for a task of this name with drs.actions.search()."

CREATE: Operation[TaskCreated] = V5.guarded(
    "v5.create_job",
    "POST /jobs",
    call="drs.actions.create",
    reason=_BY_NAME,
    page="drs_03_0159",
    returns=TaskCreated,
    check=_CHECK,
)
COPY: Operation[TaskCreated] = V5.guarded(
    "v5.copy_job",
    "POST /jobs/clone",
    call="drs.actions.copy",
    reason=_BY_NAME,
    page="drs_03_0159",
    returns=TaskCreated,
    rules=("job-exists",),
    check=_CHECK,
)
