"""How far a task is: full load, delay of the increments, recovery objectives, structures, monitoring."""

from typing import Any

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import wire
from jobspan._planes.huawei_drs.models.jobs import TaskType
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan.models import Model


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


@frozen(kw_only=True)
class PhaseProgress(Model):
    """How far one part of the full load is: ``completed`` as ``94%``, ``remaining_time`` in seconds."""

    completed: str | None = None
    remaining_time: str | None = None


@frozen(kw_only=True)
class TransferProgress(Model):
    """How far the transfer of a task is.

    Attributes:
        progress: percent of the full load, as text.
        incre_trans_delay: seconds that the target lags behind, as text; ``-1`` before the increments begin.
        progress_map: struct, data and index apart.
        remaining_time: seconds, as text.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0114.html
    """

    job_id: str
    progress: str | None = None
    incre_trans_delay: str | None = None
    incre_trans_delay_millis: str | None = None
    task_mode: TaskType | None = None
    transfer_status: JobStatus | None = None
    process_time: str | None = None
    remaining_time: str | None = None
    progress_map: dict[str, PhaseProgress] | None = None
    apply_rows_rate: int | None = None
    apply_bytes_rate: int | None = None
    error_code: str | None = None
    error_msg: str | None = None

    @property
    def percent(self) -> float | None:
        """Of the full load, 0..100."""
        return _number(self.progress)

    @property
    def delay(self) -> float | None:
        """Seconds that the target lags behind; ``None`` before the increments begin."""
        millis = _number(self.incre_trans_delay_millis)
        seconds = millis / 1000 if millis is not None and millis >= 0 else _number(self.incre_trans_delay)
        return seconds if seconds is not None and seconds >= 0 else None


@frozen(kw_only=True)
class RecoveryPoint(Model):
    """A recovery objective: ``delay`` in milliseconds, as text."""

    check_point: str | None = None
    delay: str | None = None
    gtid_set: str | None = None
    time: str | None = None

    @property
    def seconds(self) -> float | None:
        millis = _number(self.delay)
        return None if millis is None else millis / 1000


@frozen(kw_only=True)
class RecoveryObjectives(Model):
    """RPO and RTO of a disaster recovery task.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0117.html
    """

    job_id: str
    rpo_info: RecoveryPoint | None = None
    rto_info: RecoveryPoint | None = None
    error_code: str | None = None
    error_msg: str | None = None

    @property
    def rpo(self) -> float | None:
        """Seconds of data that a disaster now would cost."""
        return self.rpo_info.seconds if self.rpo_info else None

    @property
    def rto(self) -> float | None:
        """Seconds that a switch now would take."""
        return self.rto_info.seconds if self.rto_info else None


@frozen(kw_only=True)
class MonitoringData(Model):
    """Counters of a disaster recovery task."""

    bandwidth: str | None = None
    cpu_used_percent: str | None = attrs.field(default=None, metadata=wire("cpuUsed_percent"))
    dst_delay: int | None = None
    dst_io: str | None = None
    dst_normal: bool | None = None
    dst_offset: str | None = None
    dst_rps: str | None = None
    mem_used_in_mb: str | None = attrs.field(default=None, metadata=wire("mem_used_inMB"))
    node_mem_in_mb: int | None = attrs.field(default=None, metadata=wire("node_mem_inMB"))
    node_offset: str | None = None
    node_volume_in_gb: int | None = attrs.field(default=None, metadata=wire("node_volume_inGB"))
    sr_delay: int | None = None
    sr_offset: str | None = None
    src_io: str | None = None
    src_normal: bool | None = None
    src_rps: str | None = None
    trans_in_mb: str | None = attrs.field(default=None, metadata=wire("trans_inMB"))
    trans_lines: str | None = None
    volume_used_in_gb: str | None = attrs.field(default=None, metadata=wire("volume_used_inGB"))
    migration_bytes_per_second: int | None = None


@frozen(kw_only=True)
class Monitoring(Model):
    """The counters of one task."""

    id: str
    data: MonitoringData | None = attrs.field(default=None, metadata=wire("data_guard_minitor"))
    error_code: str | None = None
    error_msg: str | None = None


@frozen(kw_only=True)
class StructureCount(Model):
    """How many objects of one type were transferred. ``status``: 1 comparing, 2 done."""

    type: str | None = None
    status: int | None = None
    src_count: int | None = None
    dst_count: int | None = None
    start_time: int | None = None
    end_time: int | None = None


@frozen(kw_only=True)
class StructureCounts(Model):
    """All types of one task."""

    create_time: int | None = None
    result: tuple[StructureCount, ...] | None = None


@frozen(kw_only=True)
class StructureProgress(Model):
    """How far the structures of a task are."""

    job_id: str
    struct_process: StructureCounts | None = None
    database_info: Any = None
    error_code: str | None = None
    error_message: str | None = None


@frozen(kw_only=True)
class StructureDetail(Model):
    """How far one object is, in percent: its database and name at both ends."""

    progress: str | None = None
    src_db: str | None = attrs.field(default=None, metadata=wire("src_DB"))
    src_tb: str | None = attrs.field(default=None, metadata=wire("src_TB"))
    dst_db: str | None = attrs.field(default=None, metadata=wire("dst_DB"))
    dst_tb: str | None = attrs.field(default=None, metadata=wire("dst_TB"))

    def in_either_spelling(self) -> "StructureDetail":
        """With names that came in lower case, as some services write them."""
        lower = ("src_db", "src_tb", "dst_db", "dst_tb")
        names = {name: str(self.extra[name]) for name in lower if self.extra.get(name) is not None}
        if not names:
            return self
        rest = {name: value for name, value in self.extra.items() if name not in names}
        return attrs.evolve(self, extra=rest, **names)


@frozen(kw_only=True)
class StructureDetailList(Model):
    """The objects of one type."""

    total_record: int | None = None
    create_time: str | None = None
    objects: tuple[StructureDetail, ...] | None = attrs.field(default=None, metadata=wire("list"))


@frozen(kw_only=True)
class StructureDetails(Model):
    """The objects of one type of a task, one by one."""

    job_id: str
    struct_detail: StructureDetailList | None = None
    error_code: str | None = None
    error_message: str | None = None
