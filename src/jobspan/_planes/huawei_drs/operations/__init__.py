"""The table of the operations of DRS: the single source for client, docs, sandbox and tests."""

from typing import Any, Final

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.operations import life, reads, setup, v5

OPERATIONS: Final[tuple[Operation[Any], ...]] = tuple(
    row for part in (setup, life, reads, v5) for row in vars(part).values() if isinstance(row, Operation)
)
