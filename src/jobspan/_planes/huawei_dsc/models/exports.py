"""Exports of classification results. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ExportClassificationResults.html"""

from pathlib import Path
from typing import Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._core.envelope import ReplyEnvelope
from jobspan._core.plain import Plain
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanJob
from jobspan._planes.huawei_dsc.models.shared import AssetType
from jobspan._public import public
from jobspan.credentials import Secret
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model, OpenEnum


class ExportStatus(OpenEnum):
    """How far an export is. The vendor documents only ``FINISHED``; the others are states of its other tasks."""

    READY = "READY"
    INIT = "INIT"
    WAIT = "WAIT"
    WAITING = "WAITING"
    RUNNING = "RUNNING"
    PROCESSING = "PROCESSING"
    FINISHED = "FINISHED"
    SUCCESS = "SUCCESS"
    SUCCEEDED = "SUCCEEDED"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    ERROR = "ERROR"
    STOPPED = "STOPPED"
    TERMINATED = "TERMINATED"
    CLOSED = "CLOSED"
    CANCELED = "CANCELED"
    CANCELLED = "CANCELLED"

    @property
    def phase(self) -> Phase:
        """The state in the words all planes share; ``UNKNOWN`` (never terminal) for one added by the vendor."""
        return _PHASES.get(self.value.strip().upper(), Phase.UNKNOWN)


_PHASES: Final = {
    **dict.fromkeys(("READY", "INIT", "WAIT", "WAITING"), Phase.QUEUED),
    **dict.fromkeys(("RUNNING", "PROCESSING"), Phase.RUNNING),
    **dict.fromkeys(("FINISHED", "SUCCESS", "SUCCEEDED", "COMPLETED"), Phase.SUCCEEDED),
    **dict.fromkeys(("FAILED", "ERROR"), Phase.FAILED),
    **dict.fromkeys(("STOPPED", "TERMINATED", "CLOSED", "CANCELED", "CANCELLED"), Phase.CANCELLED),
}


@frozen(kw_only=True)
class ExportTask(Model, JobFacts):
    """The one current export of a scan job; it has no id of its own. Every field may be absent.

    Attributes:
        status: how far it is.
        job_name: name of the scan job.
        asset_name, asset_type: the asset whose results are exported.
        bucket_name: the bucket that receives the file.
        file_name: name of the file.
        start_time: when it began; a text in an undocumented format.
    """

    status: ExportStatus | None = None
    job_name: str | None = None
    asset_name: str | None = None
    asset_type: AssetType | None = None
    bucket_name: str | None = None
    file_name: str | None = None
    start_time: str | None = None

    @property
    def phase(self) -> Phase:
        """What its state means. While nothing is shown, it is queued."""
        return self.status.phase if self.status else Phase.QUEUED


@frozen(kw_only=True)
class DownloadLink(ReplyEnvelope):
    """A link to the file of an export. Whoever has it can read the file: treat it as a password."""

    url: Secret | None = None


@frozen(kw_only=True)
class ExportBucket(Model):
    """A bucket that may receive exports.

    Attributes:
        id, asset_name, bucket_policy: empty for buckets that are not assets of DSC.
        bucket_name: its name in OBS.
        bucket_location, region: the region that it is in; which of them there is depends on the server.
        bind_task: how many tasks are bound to it.
        create_time: Unix milliseconds.
        enable_audit_status: whether it is audited.
        is_deleted: it is not there any more.
    """

    id: str | None = None
    asset_name: str | None = None
    bucket_name: str | None = None
    bucket_location: str | None = None
    bucket_policy: str | None = None
    bind_task: int | None = None
    create_time: int | None = None
    enable_audit_status: bool | None = None
    is_deleted: bool | None = None
    region: str | None = None


@frozen(kw_only=True)
class ExportBuckets(RowsReply):
    """All buckets that may receive exports."""

    buckets: tuple[ExportBucket, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@public
@frozen(kw_only=True)
class Exported(Plain):
    """The result of :meth:`ExportTasks.export`.

    Attributes:
        scan: the scan job.
        task: its export.
        path: the local file; absent if the findings stay in a bucket.
        size: of that file, in bytes.
    """

    scan: ScanJob
    task: ExportTask
    path: Path | None = None
    size: int | None = None
