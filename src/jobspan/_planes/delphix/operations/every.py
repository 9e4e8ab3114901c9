"""The table of DCT's operations: what the client, its documentation and its tests know of each call."""

from typing import Any, Final

from jobspan._core.operation import Operation, rows_of
from jobspan._planes.delphix.operations import (
    compliance_jobs,
    connectors,
    engines,
    environments,
    executions,
    job_collection_executions,
    job_collections,
    job_orchestrators,
    jobs,
    login,
    masking_jobs,
)

OPERATIONS: Final[tuple[Operation[Any], ...]] = rows_of(
    masking_jobs,
    connectors,
    executions,
    jobs,
    environments,
    engines,
    login,
    compliance_jobs,
    job_collections,
    job_collection_executions,
    job_orchestrators,
)
