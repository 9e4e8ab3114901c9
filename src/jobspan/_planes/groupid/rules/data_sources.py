"""What a data source must be before it is created, and before it is deleted."""

import re
from collections.abc import Sequence
from typing import Final

from jobspan._core.classes import frozen
from jobspan._planes.groupid.models.data_sources import DataSource
from jobspan._planes.groupid.models.enums import DataSourceType
from jobspan._planes.groupid.models.jobs import JobInfo
from jobspan._planes.groupid.models.transforms import plain
from jobspan._planes.groupid.rules.base import REFERENCE, DocumentRule, Findings, document_rule

_TEXT_FILE: Final = re.compile(r'(\\\\|[\w]:\\)([^\\:*?"<>|]+\\)*[^\\:*?"<>|]+\.(csv|txt)')
_DELIMITER: Final = re.compile(r"(\S|tab|Tab|TAB)")
_REQUIRED: Final = {
    DataSourceType.EXCEL: ("FileServer", "FilePath"),
    DataSourceType.ACCESS: ("FileServer", "FilePath"),
    DataSourceType.SQL_SERVER: ("ConnectionString", "Database"),
    DataSourceType.TEXT: ("FileServer", "File", "Delimiter"),
    DataSourceType.ORACLE: ("ConnectionString",),
    DataSourceType.ODBC: ("Server",),
}
_ON_ONEDRIVE: Final = ("ServiceAccounUserName", "ServiceAccountPassword", "ApplicationId", "TenantId", "FileName")


@frozen(kw_only=True)
class UseOfDataSource:
    """A data source and the jobs there are; ``None`` when they could not be read."""

    name: str
    jobs: Sequence[JobInfo] | None


def _configured(source: DataSource) -> Findings:
    values = {key: plain(value or "") for key, value in source.configuration_values.items()}
    server = values.get("FileServer", "")
    required = _ON_ONEDRIVE if server == "OneDrive" else _REQUIRED.get(source.type, ())
    for key in required:
        if not values.get(key):
            yield f"$.configurationValues.{key}", "It is missing."
    if server not in ("", "LocalServer", "OneDrive"):
        yield "$.configurationValues.FileServer", "It is neither LocalServer nor OneDrive."
    if source.type == DataSourceType.TEXT and server == "LocalServer":
        if values.get("File") and not _TEXT_FILE.fullmatch(values["File"]):
            yield "$.configurationValues.File", "It is not a drive or UNC path of a csv or txt file."
        if values.get("Delimiter") and not _DELIMITER.fullmatch(values["Delimiter"]):
            yield "$.configurationValues.Delimiter", "It is neither one visible character nor 'tab'."


def _unused(use: UseOfDataSource) -> Findings | None:
    if use.jobs is None:
        return None
    name = use.name.casefold()
    users = [job for job in use.jobs if name in (job.source_provider.casefold(), job.destination_provider.casefold())]
    return [("", f"Job {job.job_id} ({job.name}) uses it.") for job in users]


DATA_SOURCE_CONFIGURED: Final[DocumentRule[DataSource]] = document_rule(
    "data-source-configured",
    "A data source has what its form asks for.",
    _configured,
    source=f"{REFERENCE} (Get Metadata of Data Source by Server Type and ID)",
)
DATA_SOURCE_UNUSED: Final[DocumentRule[UseOfDataSource]] = document_rule(
    "data-source-unused",
    "Deleting a data source breaks every job that uses it.",
    _unused,
    source=f"{REFERENCE} (Delete a Data Source)",
)
