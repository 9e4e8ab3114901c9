"""The table of DSC's operations: the client, the docs and the tests read it."""

from typing import Any, Final

from jobspan._core.operation import Operation, rows_of
from jobspan._planes.huawei_dsc.operations import assets, export_tasks, rules, scan_jobs

OPERATIONS: Final[tuple[Operation[Any], ...]] = rows_of(export_tasks, scan_jobs, assets, rules)
