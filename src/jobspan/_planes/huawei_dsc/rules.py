"""What DSC would refuse, or what would have no effect: as data, each rule with its source."""

from collections.abc import Collection
from typing import Final

from jobspan._core.classes import frozen
from jobspan._core.rules import AnyRule, FactRule, StateRule
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanJob, ScanStatus
from jobspan._planes.huawei_dsc.models.shared import AssetType

_REFERENCE: Final = "https://support.huaweicloud.com/intl/en-us/api-dsc/"
_CHINESE: Final = "https://support.huaweicloud.com/api-dsc/"
_GUIDE: Final = "https://support.huaweicloud.com/intl/en-us/usermanual-dsc/dsc_01_0028.html"

OVER: Final = frozenset({ScanStatus.FINISHED, ScanStatus.FAILED, ScanStatus.STOPPED, ScanStatus.TERMINATED})
QUEUED: Final = frozenset({ScanStatus.READY, ScanStatus.INIT, ScanStatus.WAITING})
_NEVER_RAN: Final = frozenset({ScanStatus.READY, ScanStatus.INIT})
"""A job whose schedule is disabled may still be WAITING for a run that was started by hand."""
ACTIVE: Final = QUEUED | {ScanStatus.RUNNING}
_KNOWN: Final = frozenset(status.value for status in ScanStatus)


@frozen(kw_only=True)
class NameAmong:
    """A name to look for among existing names."""

    name: str
    existing: Collection[str]


def _taken(wanted: NameAmong) -> str | None:
    return f"{wanted.name!r} is in use." if wanted.name in wanted.existing else None


def _nothing_found(some: bool) -> str | None:
    return None if some else "The scan has no results that fit these filters."


def _unknown_type(asset_type: str) -> str | None:
    return None if AssetType(asset_type).is_known else f"{asset_type!r} is unknown to this version of jobspan."


def _will_not_run(job: ScanJob) -> str | None:
    closed = job.open is False and job.status is not None and job.status.upper() in _NEVER_RAN
    return f"Its schedule is disabled and it is {job.status or 'in no state'}." if closed else None


def _not_offered(wanted: NameAmong) -> str | None:
    return None if wanted.name in wanted.existing else f"{wanted.name!r} is not in export_tasks.buckets()."


EXPORT_HAS_RESULTS: Final = FactRule(
    id="export-has-results",
    text="An export is of use if there are results.",
    broken=_nothing_found,
    source=f"{_REFERENCE}ListClassificationResults.html",
    advisory=True,
)
EXPORT_SCAN_FINISHED: Final = StateRule(
    id="export-scan-finished",
    text="The results of a scan are complete when it is FINISHED.",
    allowed=frozenset({ScanStatus.FINISHED}),
    known=_KNOWN,
    source=f"{_REFERENCE}ExportClassificationResults.html",
    advisory=True,
)
EXPORT_SCAN_SUCCEEDED: Final = StateRule(
    id="export-scan-succeeded",
    text="The findings of a scan are whole if it is FINISHED, or still on its way there.",
    allowed=frozenset({*ACTIVE, ScanStatus.FINISHED}),
    known=_KNOWN,
    source=f"{_REFERENCE}ExportClassificationResults.html",
    advisory=True,
)
SCAN_WILL_RUN: Final = FactRule(
    id="scan-will-run",
    text="A scan that is waited for must be able to run.",
    broken=_will_not_run,
    source=f"{_REFERENCE}SwitchJob.html",
)
ASSET_TYPE_KNOWN: Final = FactRule(
    id="asset-type-known",
    text="The kinds of assets are an open list.",
    broken=_unknown_type,
    source=f"{_REFERENCE}ListClassificationResults.html",
    advisory=True,
)
BUCKET_OFFERED: Final = FactRule(
    id="export-bucket-offered",
    text="An export goes to a bucket that DSC offers for it.",
    broken=_not_offered,
    source=f"{_REFERENCE}ListExportBuckets.html",
    advisory=True,
)
SCAN_NAME_FREE: Final = FactRule(
    id="scan-name-free",
    text="The name of a scan job is unique; it is how a new job is found.",
    broken=_taken,
    source=_GUIDE,
)
SCAN_NOT_RUNNING: Final = StateRule(
    id="scan-not-running",
    text="A scan that runs or waits to run need not be started again.",
    allowed=frozenset({*OVER, ScanStatus.READY}),
    known=_KNOWN,
    source=f"{_CHINESE}StartScanJob.html",
    advisory=True,
)
SCAN_RESUMABLE: Final = StateRule(
    id="scan-resumable",
    text="A STOPPED scan can be resumed; of others the vendor does not say.",
    allowed=frozenset({ScanStatus.STOPPED}),
    known=_KNOWN,
    source=f"{_CHINESE}StartScanJob.html",
    advisory=True,
)
SCAN_STOPPABLE: Final = StateRule(
    id="scan-stoppable",
    text="Only a scan that runs, or waits to run, can be stopped.",
    allowed=ACTIVE,
    known=_KNOWN,
    source=f"{_REFERENCE}StopJob.html",
    advisory=True,
)
RULE_GROUP_NAME_FREE: Final = FactRule(
    id="rule-group-name-free",
    text="The name of a rule group is how a new group is found.",
    broken=_taken,
    source=f"{_REFERENCE}ListRuleGroups.html",
    advisory=True,
)
BUCKET_NOT_ADDED: Final = FactRule(
    id="bucket-not-added",
    text="A bucket need not be added again.",
    broken=_taken,
    source=f"{_REFERENCE}AddBuckets.html",
    advisory=True,
)

RULES: Final[tuple[AnyRule, ...]] = (
    EXPORT_HAS_RESULTS,
    EXPORT_SCAN_FINISHED,
    EXPORT_SCAN_SUCCEEDED,
    SCAN_WILL_RUN,
    ASSET_TYPE_KNOWN,
    BUCKET_OFFERED,
    SCAN_NAME_FREE,
    SCAN_NOT_RUNNING,
    SCAN_RESUMABLE,
    SCAN_STOPPABLE,
    RULE_GROUP_NAME_FREE,
    BUCKET_NOT_ADDED,
)
