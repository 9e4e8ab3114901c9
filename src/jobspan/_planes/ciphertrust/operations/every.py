"""The table of CipherTrust's operations: the client, the docs and the tests read it."""

from typing import Any, Final

from jobspan._core.operation import Operation, rows_of
from jobspan._planes.ciphertrust.operations import schedules, sessions
from jobspan._planes.ciphertrust.operations.containers import CONTAINER_OPERATIONS
from jobspan._planes.ciphertrust.operations.sync_jobs import SYNC_OPERATIONS

_SYNCS: Final = tuple(
    row for each in SYNC_OPERATIONS.values() for row in (each.start, each.list, each.get, each.cancel)
)
_CONTAINERS: Final = tuple(row for each in CONTAINER_OPERATIONS.values() for row in (each.list, each.get))
_SESSIONS: Final = (sessions.CREATE_TOKEN, sessions.REVOKE_TOKEN)

OPERATIONS: Final[tuple[Operation[Any], ...]] = (*_SYNCS, *_CONTAINERS, *_SESSIONS, *rows_of(schedules))
