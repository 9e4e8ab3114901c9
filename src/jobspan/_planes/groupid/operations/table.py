"""What the rows of Directory Manager's table have in common."""

from typing import Final

from jobspan._core.operation import OperationTable
from jobspan._planes.groupid.rules.base import REFERENCE

_DATA_SERVICE: Final = "/GroupIDDataService/api"


def _source(page: str) -> str:
    """The API reference is one page; ``page`` is the title of a section."""
    return f"{REFERENCE} ({page})"


DATA_SYNC_JOBS: Final = OperationTable(plane="groupid", domain="DataSyncJobs", prefix=_DATA_SERVICE, source=_source)
DATA_SOURCES: Final = OperationTable(plane="groupid", domain="DataSources", prefix=_DATA_SERVICE, source=_source)
AUTH: Final = OperationTable(plane="groupid", domain="Auth", prefix="/GroupIDSecurityService", source=_source)
