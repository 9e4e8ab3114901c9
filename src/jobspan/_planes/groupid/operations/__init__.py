"""Every operation of Directory Manager this client knows, as data: the single source for client, docs, sandbox and tests."""

from typing import Any, Final

from jobspan._core.operation import Operation
from jobspan._planes.groupid.operations import collections, data_sources, jobs, login

OPERATIONS: Final[tuple[Operation[Any], ...]] = tuple(
    row
    for domain in (jobs, collections, data_sources, login)
    for row in vars(domain).values()
    if isinstance(row, Operation)
)
