"""What happens to a task: its history, what could not be applied, its components, and counters.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/
"""

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows, wire
from jobspan._core.envelope import ReplyEnvelope
from jobspan._core.showing import sensitive
from jobspan.models import Model


@frozen(kw_only=True)
class TimelineEntry(Model):
    """Something that was done to a task: created, started, retried, reset, and whether it worked (``status``)."""

    name: str | None = None
    status: str | None = None
    operation_time: str | None = None
    user_name: str | None = None


@frozen(kw_only=True)
class Timeline(RowsReply):
    """A page of the history."""

    timelines: tuple[TimelineEntry, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None


@frozen(kw_only=True)
class DirtyRecord(Model):
    """A record that could not be applied. ``error_sql`` holds customers' data, and is masked when shown."""

    db_name: str | None = None
    schema_name: str | None = None
    table_name: str | None = None
    error_sql: str | None = attrs.field(default=None, repr=False, metadata=sensitive())
    error_time: str | None = None
    error_msg: str | None = attrs.field(default=None, repr=False, metadata=sensitive())


@frozen(kw_only=True)
class DirtyRecords(RowsReply):
    """A page of records that could not be applied."""

    dirty_data_list: tuple[DirtyRecord, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None


@frozen(kw_only=True)
class DdlEntry(Model):
    """A statement on the structure that was filtered, or failed.

    Attributes:
        seqno: its number, by which its alarm is cleared.
        status: 0 no alarm, 1 alarm.
        ddl_text: the statement; masked when shown, for it may hold customers' data.
        exe_result: whether it was executed.
    """

    seqno: int
    checkpoint: str | None = None
    status: int | None = None
    ddl_timestamp: int | None = None
    ddl_text: str | None = attrs.field(default=None, repr=False, metadata=sensitive())
    exe_result: bool | None = None
    record_time: int | None = None
    clean_time: int | None = None


@frozen(kw_only=True)
class DdlEntries(RowsReply):
    """A page of statements on the structure."""

    ddl_list: tuple[DdlEntry, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None


@frozen(kw_only=True)
class IncrementComponent(Model):
    """The part of a task that reads the log of the source (``capture``), or writes it to the target (``apply``).

    Attributes:
        status: STARTED, STARTING, STOPPED or STOPPING.
        start_point, current_point: positions in the source's log.
        delay: seconds, as text.
    """

    type: str | None = None
    status: str | None = None
    start_time: str | None = None
    start_point: str | None = None
    current_point: str | None = None
    resolution_time: str | None = None
    delay: str | None = None


@frozen(kw_only=True)
class IncrementComponents(Model):
    """Both parts of a task, as of ``update_time``."""

    update_time: str | None = None
    components: tuple[IncrementComponent, ...] | None = attrs.field(
        default=None, metadata=wire("increment_components_list")
    )


@frozen(kw_only=True)
class LiveData(Model):
    """Counters of a task and its node: positions, delays, rates and use."""

    bandwidth: str | None = None
    is_src_normal: bool | None = None
    is_dst_normal: bool | None = None
    src_offset: str | None = None
    node_offset: str | None = None
    dst_offset: str | None = None
    src_delay: int | None = None
    dst_delay: int | None = None
    src_rps: str | None = None
    src_io: str | None = None
    dst_rps: str | None = None
    dst_io: str | None = None
    trans_data: str | None = None
    trans_lines: str | None = None
    used_volumes: str | None = None
    used_memory: str | None = None
    used_cpu_percent: str | None = None
    node_volume_size: int | None = None
    node_memory_size: int | None = None
    update_time: str | None = None
    apply_rate: int | None = None


@frozen(kw_only=True)
class ObjectProgress(Model):
    """How far one object is, in percent: its database and name at both ends."""

    src_db: str | None = None
    src_tb: str | None = None
    dst_db: str | None = None
    dst_tb: str | None = None
    progress: int | None = None


@frozen(kw_only=True)
class ObjectsProgress(RowsReply):
    """A page of objects."""

    flow_compare_data: tuple[ObjectProgress, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None
    create_time: str | None = None


@frozen(kw_only=True)
class SwitchoverInfo(Model):
    """Where a disaster recovery task stood at its last switchover, and the point up to which its target is safe."""

    last_switchover_time: str | None = None
    increment_check_point: str | None = None
    target_safe_point: str | None = None


@frozen(kw_only=True)
class MeteredProduct(Model):
    """What a task is billed for."""

    id: str | None = None
    cloud_service_type: str | None = None
    resource_type: str | None = None
    resource_spec_code: str | None = None
    resource_size: int | None = None
    usage_factor: str | None = None
    usage_value: float | None = None
    usage_measure_id: int | None = None
    resource_size_measure_id: int | None = None


@frozen(kw_only=True)
class Metering(ReplyEnvelope):
    """The envelope of what is billed."""

    product_info_list: tuple[MeteredProduct, ...] | None = None
