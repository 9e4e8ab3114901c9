"""Tasks: what creates one, and what is read of it."""

from datetime import datetime
from typing import Any

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows, wire
from jobspan._planes.huawei_drs.models.endpoints import Endpoint
from jobspan._planes.huawei_drs.models.status import JobStatus, phase_of
from jobspan._planes.huawei_drs.models.times import moment_of
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model, OpenEnum


class UseType(OpenEnum):
    """What a task does."""

    MIGRATION = "migration"
    SYNC = "sync"
    DISASTER_RECOVERY = "cloudDataGuard"


class TaskType(OpenEnum):
    """Which phases a task has."""

    FULL = "FULL_TRANS"
    FULL_AND_INCREMENTAL = "FULL_INCR_TRANS"
    INCREMENTAL = "INCR_TRANS"


@frozen(kw_only=True)
class ResourceTag(Model):
    """A key (1..36 characters) and a value (0..43)."""

    key: str
    value: str


@frozen(kw_only=True)
class PublicIp(Model):
    """An elastic IP for a node; ``type`` is master or slave."""

    id: str
    public_ip: str
    type: str


@frozen(kw_only=True)
class PeriodOrder(Model):
    """A subscription. ``period_type``: 2 months, 3 years; ``period_num``: 1..9 months or 1..3 years."""

    period_type: int | None = None
    period_num: int | None = None
    is_auto_renew: int | None = None


@frozen(kw_only=True)
class NewJob(Model):
    """A task to create. DRS bills a replication instance from then on, until the task is terminated.

    Attributes:
        name: 4..50 characters, letters, digits, ``-`` and ``_``, starting with a letter; unique whatever the case.
        db_use_type: migration, sync or cloudDataGuard (disaster recovery).
        engine_type: mysql, postgresql, mongodb, cloudDataGuard-mysql, mysql-to-kafka, ...
        job_direction: up (to the cloud; for disaster recovery: this cloud stands by), down, or non-dbs.
        net_type: vpn, vpc or eip; disaster recovery does not support vpc.
        task_type: FULL_TRANS, FULL_INCR_TRANS or INCR_TRANS.
        node_type: micro, small, medium, high, xlarge, 2xlarge; ask ``node_types``.
        subnet_id: of the replication instance, in the target's VPC.
        bind_eip: must be true for net_type eip.
        multi_write: mandatory for disaster recovery; true: dual-active.
        node_num: 1..32.
        description: at most 256 characters, none of ``! < > & ' " \\``.
        expired_days: 14..100, as text: when an abnormal task is ended.
        charging_mode: on_demand or period (with ``period_order``).
        extra: further fields, sent as they are.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0104.html
    """

    name: str
    db_use_type: str
    engine_type: str
    job_direction: str
    net_type: str
    task_type: str = TaskType.FULL_AND_INCREMENTAL.value
    node_type: str = "high"
    subnet_id: str = attrs.field(metadata=wire("customize_sutnet_id"))
    source_endpoint: Endpoint
    target_endpoint: Endpoint
    bind_eip: bool | None = None
    is_target_readonly: bool | None = None
    multi_write: bool | None = None
    node_num: int | None = None
    description: str | None = None
    expired_days: str | None = None
    master_az: str | None = None
    slave_az: str | None = None
    charging_mode: str | None = None
    period_order: PeriodOrder | None = None
    product_id: str | None = None
    public_ip_list: tuple[PublicIp, ...] | None = None
    is_open_fast_clean: bool | None = None
    tags: tuple[ResourceTag, ...] | None = None
    sys_tags: tuple[ResourceTag, ...] | None = None

    def __str__(self) -> str:
        return f"task {self.name}"


@frozen(kw_only=True)
class JobState(Model, JobFacts):
    """The state of a task, or why it cannot be read."""

    id: str
    status: JobStatus | None = None
    error_code: str | None = None
    error_msg: str | None = None
    error_message: str | None = None

    @property
    def phase(self) -> Phase:
        """What the state means."""
        return phase_of(self.status)

    @property
    def reason(self) -> str | None:
        """Why it failed, or why it cannot be read: the code, and the words of DRS."""
        words = self.error_message or self.error_msg
        return ": ".join(each for each in (self.error_code, words) if each) or None


@frozen(kw_only=True)
class InstanceInfo(Model):
    """The replication instance behind a task."""

    engine_type: str | None = None
    inst_type: str | None = None
    ip: str | None = None
    public_ip: str | None = None
    start_time: str | None = None
    status: str | None = None
    volume_size: int | None = None


@frozen(kw_only=True)
class MigrationJob(Model, JobFacts):
    """The details of a task. Times are milliseconds since the epoch, as text; ``"0"``: not set.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_api_0151.html
    """

    id: str | None = None
    parent_id: str | None = None
    name: str | None = None
    status: JobStatus | None = None
    description: str | None = None
    create_time: str | None = None
    task_type: TaskType | None = None
    source_endpoint: Endpoint | None = None
    target_endpoint: Endpoint | None = None
    source_sharding: tuple[Endpoint, ...] | None = None
    net_type: str | None = None
    failed_reason: str | None = None
    inst_info: InstanceInfo | None = None
    actual_start_time: str | None = None
    full_transfer_complete_time: str | None = None
    update_time: str | None = None
    job_direction: str | None = None
    db_use_type: UseType | None = None
    need_restart: bool | None = None
    is_target_readonly: bool | None = None
    conflict_policy: str | None = None
    filter_ddl_policy: str | None = None
    speed_limit: tuple[Any, ...] | None = None
    schema_type: str | None = None
    node_num: int | None = None
    object_switch: bool | None = None
    master_job_id: str | None = None
    multi_write: bool | None = None
    error_code: str | None = None
    error_msg: str | None = None
    error_message: str | None = None
    is_multi_az: bool | None = None
    node_role: str | None = None
    original_job_direction: str | None = None
    job_kernel_direction: str | None = None
    sync_mode: str | None = None
    object_infos: tuple[Any, ...] | None = None
    tags: tuple[ResourceTag, ...] | None = None
    dmq_endpoint: Endpoint | None = None
    full_mode: str | None = None
    struct_trans: bool | None = None
    index_trans: bool | None = None
    replace_definer: bool | None = None
    migrate_user: bool | None = None
    sync_database: bool | None = None
    target_root_db: dict[str, Any] | None = None
    az_code: str | None = None
    az_name: str | None = None
    master_az: str | None = None
    slave_az: str | None = None
    vpc_id: str | None = None
    subnet_id: str | None = None
    security_group_id: str | None = None
    support_ip_v6: bool | None = None
    inherit_id: str | None = None
    gtid: str | None = None
    incre_start_position: str | None = None
    alarm_notify: dict[str, Any] | None = None
    period_order: dict[str, Any] | None = None
    data_transformation: dict[str, Any] | None = None
    public_ip_list: tuple[Any, ...] | None = None
    bind_public_ip_state: str | None = None
    children: tuple[Any, ...] | None = None
    is_open_fast_clean: bool | None = None

    @property
    def phase(self) -> Phase:
        """What the state means."""
        return phase_of(self.status)

    @property
    def created_at(self) -> datetime | None:
        """When it was created."""
        return moment_of(self.create_time)

    @property
    def started_at(self) -> datetime | None:
        """When it began to transfer."""
        return moment_of(self.actual_start_time)

    @property
    def ended_at(self) -> datetime | None:
        """When it was over: DRS tells the time of the last change, which was the end."""
        return moment_of(self.update_time) if self.phase.is_terminal else None

    @property
    def is_dual_active_parent(self) -> bool:
        """Whether this is the parent of a dual-active pair: most actions are for its subtasks."""
        return self.multi_write is True and not self.parent_id

    @property
    def reason(self) -> str | None:
        return self.error_message or self.error_msg or self.failed_reason


@frozen(kw_only=True)
class JobAction(Model):
    """Which actions DRS itself allows for a task now."""

    available_actions: tuple[str, ...] | None = None
    unavailable_actions: tuple[str, ...] | None = None
    current_action: str | None = None


@frozen(kw_only=True)
class ChildJob(Model, JobFacts):
    """A subtask in a list: of a dual-active pair, or of an edit."""

    id: str | None = None
    name: str | None = None
    status: JobStatus | None = None
    description: str | None = None
    create_time: str | None = None
    engine_type: str | None = None
    net_type: str | None = None
    billing_tag: bool | None = None
    job_direction: str | None = None
    db_use_type: UseType | None = None
    task_type: TaskType | None = None
    new_framework: bool | None = attrs.field(default=None, metadata=wire("node_newFramework"))
    error_msg: str | None = None
    job_action: JobAction | None = None

    @property
    def phase(self) -> Phase:
        """What the state means."""
        return phase_of(self.status)

    @property
    def created_at(self) -> datetime | None:
        """When it was created."""
        return moment_of(self.create_time)


@frozen(kw_only=True)
class JobSummary(Model, JobFacts):
    """A task in a list.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0138.html
    """

    id: str
    name: str | None = None
    status: JobStatus | None = None
    create_time: str | None = None
    description: str | None = None
    engine_type: str | None = None
    net_type: str | None = None
    billing_tag: bool | None = None
    job_direction: str | None = None
    db_use_type: UseType | None = None
    task_type: TaskType | None = None
    new_framework: bool | None = attrs.field(default=None, metadata=wire("node_newFramework"))
    children: tuple[ChildJob, ...] | None = None
    job_action: JobAction | None = None
    error_msg: str | None = None

    @property
    def phase(self) -> Phase:
        """What the state means."""
        return phase_of(self.status)

    @property
    def created_at(self) -> datetime | None:
        """When it was created."""
        return moment_of(self.create_time)


@frozen(kw_only=True)
class JobList(RowsReply):
    """A page of the list."""

    jobs: tuple[JobSummary, ...] = attrs.field(metadata=rows(total="total_record"))
    total_record: int | None = None
