"""The table of CipherTrust's operations: the single source for client, docs, sandbox and tests."""

from typing import Any, Final

from jobspan._core.operation import Operation
from jobspan._planes.ciphertrust.operations import schedules, sessions
from jobspan._planes.ciphertrust.operations.sync_jobs import SYNC_OPERATIONS

_SYNCS = tuple(row for each in SYNC_OPERATIONS.values() for row in (each.start, each.list, each.get, each.cancel))
_SESSIONS = (sessions.CREATE_TOKEN, sessions.REVOKE_TOKEN)
_SCHEDULES = tuple(row for row in vars(schedules).values() if isinstance(row, Operation))

OPERATIONS: Final[tuple[Operation[Any], ...]] = (*_SYNCS, *_SESSIONS, *_SCHEDULES)
