"""The table of DSC's operations: the single source for client, docs, sandbox and tests."""

from typing import Any, Final

from jobspan._core.operation import Operation
from jobspan._planes.huawei_dsc.operations import assets, export_tasks, rules, scan_jobs

_DOMAINS = (export_tasks, scan_jobs, assets, rules)

OPERATIONS: Final[tuple[Operation[Any], ...]] = tuple(
    row for domain in _DOMAINS for row in vars(domain).values() if isinstance(row, Operation)
)
