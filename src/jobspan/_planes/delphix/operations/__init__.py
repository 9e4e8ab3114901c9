"""The table of DCT's operations: the single source for client, docs, sandbox and tests."""

from typing import Any, Final

from jobspan._core.operation import Operation
from jobspan._planes.delphix.operations import (
    compliance_jobs,
    connectors,
    engines,
    environments,
    executions,
    jobs,
    login,
    masking_jobs,
)

_DOMAINS = (masking_jobs, connectors, executions, jobs, environments, engines, login, compliance_jobs)

OPERATIONS: Final[tuple[Operation[Any], ...]] = tuple(
    row for domain in _DOMAINS for row in vars(domain).values() if isinstance(row, Operation)
)
