"""Scan jobs, their sub-tasks and scopes. Times are Unix milliseconds.

Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ShowScanJobs.html
"""

from datetime import UTC, datetime
from typing import Any, Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._core.plain import Plain
from jobspan._planes.huawei_dsc.models.shared import AssetType
from jobspan._public import public
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model, OpenEnum


class ScanStatus(OpenEnum):
    """How far a scan is. For a cycle other than ``ONCE``, an end is only the end of one run."""

    READY = "READY"
    INIT = "INIT"
    WAITING = "WAITING"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    FAILED = "FAILED"
    STOPPED = "STOPPED"
    TERMINATED = "TERMINATED"

    @property
    def phase(self) -> Phase:
        """The state in the words all planes share; ``UNKNOWN`` (never terminal) for one added by the vendor."""
        return _PHASES.get(self.value.strip().upper(), Phase.UNKNOWN)


_PHASES: Final = {
    "READY": Phase.QUEUED,
    "INIT": Phase.QUEUED,
    "WAITING": Phase.QUEUED,
    "RUNNING": Phase.RUNNING,
    "FINISHED": Phase.SUCCEEDED,
    "FAILED": Phase.FAILED,
    "STOPPED": Phase.CANCELLED,
    "TERMINATED": Phase.CANCELLED,
}


def _moment(milliseconds: int | None) -> datetime | None:
    """A time of the service; 0 stands for none."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None


class Cycle(OpenEnum):
    """How often a scan runs."""

    ONCE = "ONCE"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


@frozen(kw_only=True)
class AssetInfo(Model):
    """An asset of a scan job.

    Attributes:
        asset_id: its id.
        asset_type: its kind.
    """

    asset_id: str | None = None
    asset_type: AssetType | None = None


@frozen(kw_only=True)
class ScanJob(Model, JobFacts):
    """A scan job.

    Attributes:
        id: the job's own id.
        name: its name, which no other scan job has.
        rule_groups: names, not ids, of its rule groups.
        scan_templates: the templates that it uses.
        cycle: how often it runs.
        status: how far it is; for one that repeats, how its last run is.
        last_run_time: when it last ran, Unix milliseconds.
        create_time: when it was made, Unix milliseconds.
        start_time: when it is to run first, Unix milliseconds.
        last_scan_risk: risk that the last scan found, in the vendor's words.
        use_nlp: whether natural-language processing is used as well as matching.
        open: whether its schedule is enabled.
        topic_urn: the topic that is notified at the end.
        security_level_name, security_level_color: the level of its last result.
        asset_infos: what it scans: objects with ``asset_id`` and ``asset_type``, on some servers plain strings;
            :attr:`assets` has them in one form.
    """

    id: str
    name: str | None = None
    rule_groups: tuple[str, ...] | None = None
    scan_templates: dict[str, str] | None = None
    cycle: Cycle | None = None
    status: ScanStatus | None = None
    last_run_time: int | None = None
    create_time: int | None = None
    start_time: int | None = None
    last_scan_risk: str | None = None
    use_nlp: bool | None = None
    open: bool | None = None
    topic_urn: str | None = None
    security_level_name: str | None = None
    security_level_color: int | None = None
    asset_infos: tuple[Any, ...] | None = None

    @property
    def phase(self) -> Phase:
        """What the state of the job means; for one that repeats, of its last run."""
        return self.status.phase if self.status else Phase.UNKNOWN

    @property
    def created_at(self) -> datetime | None:
        """When it was made."""
        return _moment(self.create_time)

    @property
    def started_at(self) -> datetime | None:
        """When it last ran, or is to run first."""
        return _moment(self.last_run_time) or _moment(self.start_time)

    @property
    def assets(self) -> tuple[AssetInfo, ...]:
        """``asset_infos`` in one form."""
        return tuple(
            AssetInfo(asset_id=each.get("asset_id"), asset_type=_asset_type(each.get("asset_type")))
            if isinstance(each, dict)
            else AssetInfo(asset_id=str(each))
            for each in self.asset_infos or ()
        )


def _asset_type(value: Any) -> AssetType | None:
    return AssetType(value) if isinstance(value, str) else None


@frozen(kw_only=True)
class ScanJobs(RowsReply):
    """One page of scan jobs; the vendor calls them tasks here."""

    tasks: tuple[ScanJob, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@public
@frozen(kw_only=True)
class ScanRun(Plain, JobFacts):
    """One run of a scan job, as it is waited for.

    Attributes:
        job: the scan job, as it was last seen.
        begun: false while the job still shows the previous run.
        ended: how the run ended according to its sub-tasks, where the state of the job does not tell: in a word that is
            unknown to this version, or because a periodic job waits for its next run.
    """

    job: ScanJob
    begun: bool = True
    ended: Phase | None = None

    @property
    def phase(self) -> Phase:
        """What the run's state means."""
        if not self.begun:
            return Phase.QUEUED
        return self.job.phase if self.ended is None else self.ended

    @property
    def created_at(self) -> datetime | None:
        """When the job was made."""
        return self.job.created_at

    @property
    def started_at(self) -> datetime | None:
        """When the run began."""
        return self.job.started_at if self.begun else None


@frozen(kw_only=True)
class ScanTask(Model, JobFacts):
    """A sub-task of a scan job: the scan of one asset.

    Attributes:
        id: its own id.
        category: kind of the asset.
        status: how far it is.
        progress: how far, as the server says; may be 0 although the task is over: look at ``status``.
        asset_id, asset_name: the asset.
        start_time, end_time: Unix milliseconds.
        scanned_object_num, to_be_scanned_object_num, skip_object_num: how many objects were scanned, are to be, and were left
            out.
        scan_speed: as the vendor has it, which does not document the unit.
        last_scan_risk: risk that the last scan found, in the vendor's words.
        security_level_name, security_level_color: the level of its last result.
    """

    id: str | None = None
    category: AssetType | None = None
    status: ScanStatus | None = None
    progress: int | None = None
    asset_id: str | None = None
    asset_name: str | None = None
    start_time: int | None = None
    end_time: int | None = None
    scanned_object_num: int | None = None
    to_be_scanned_object_num: int | None = None
    skip_object_num: int | None = None
    scan_speed: int | None = None
    last_scan_risk: str | None = None
    security_level_name: str | None = None
    security_level_color: int | None = None

    @property
    def phase(self) -> Phase:
        """What its state means."""
        return self.status.phase if self.status else Phase.UNKNOWN

    @property
    def started_at(self) -> datetime | None:
        """When it began."""
        return _moment(self.start_time)

    @property
    def ended_at(self) -> datetime | None:
        """When it was over."""
        return _moment(self.end_time)


@frozen(kw_only=True)
class ScanTasks(RowsReply):
    """One page of sub-tasks."""

    tasks: tuple[ScanTask, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@frozen(kw_only=True)
class AssetScope(Model):
    """The parts of some assets that are scanned.

    Attributes:
        asset_id: ids of the assets.
        scope, pattern, include, depth, index, type: the parts; the vendor does not document the values.
    """

    asset_id: tuple[str, ...] | None = None
    scope: str | None = None
    pattern: str | None = None
    include: bool | None = None
    depth: int | None = None
    index: int | None = None
    type: int | None = None


@frozen(kw_only=True)
class AssetScopes(RowsReply):
    """One page of scopes."""

    scopes: tuple[AssetScope, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@frozen(kw_only=True)
class AssetLastJob(Model):
    """The scan job that last scanned an asset.

    Attributes:
        job_id, job_name: the scan job.
        task_id: its sub-task for the asset.
        type: kind of the asset.
    """

    job_id: str | None = None
    job_name: str | None = None
    task_id: str | None = None
    type: AssetType | None = None
