"""How the rows of CipherTrust's table are written, domain by domain."""

from typing import Final

from jobspan._core.operation import OperationTable

DOCS: Final = "https://thalesdocs.com/ctp/cm/latest"


def _source(page: str) -> str:
    return f"{DOCS}/{page}"


def _table(domain: str) -> OperationTable:
    return OperationTable(plane="ciphertrust", domain=domain, source=_source)


SYNC_JOBS: Final = _table("SyncJobs")
SCHEDULES: Final = _table("Schedules")
CONTAINERS: Final = _table("Containers")
AUTH: Final = _table("Auth")
