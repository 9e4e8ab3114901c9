"""Every operation of Directory Manager that this client makes, as data."""

from typing import Final

from jobspan._core.operation import rows_of
from jobspan._planes.groupid.operations import collections, data_sources, jobs, login

OPERATIONS: Final = rows_of(jobs, collections, data_sources, login)
