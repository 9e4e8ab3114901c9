"""What is set on a task before its start: endpoints, objects, policies, speed, users, parameters, alarms."""

from typing import Any

import attrs

from jobspan._core.as_given import as_optional_secret, as_tuple, held_to_its_type
from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows, wire
from jobspan._planes.huawei_drs.models.endpoints import Endpoint
from jobspan._planes.huawei_drs.models.jobs import ResourceTag
from jobspan.credentials import Secret
from jobspan.models import Model


@frozen(kw_only=True)
class Subscription(Model):
    """Who is notified: ``protocol`` sms or email, at most ten ``endpoints``."""

    protocol: str | None = None
    endpoints: tuple[str, ...] | None = None


@frozen(kw_only=True)
class AlarmNotice(Model):
    """When and whom DRS warns. Delays are seconds, 0..3600."""

    delay_time: int | None = None
    rto_delay: int | None = None
    rpo_delay: int | None = None
    alarm_to_user: bool | None = None
    subscriptions: tuple[Subscription, ...] | None = None
    topic_urn: str | None = None


@frozen(kw_only=True)
class JobChange(Model):
    """New values for a task. After the connection test the endpoints must be stored this way, or later steps break.

    Attributes:
        name, description, alarm_notify: can be changed until the task ends.
        source_endpoint, target_endpoint, node_type, engine_type, net_type, store_db_info: all needed together after the
            connection test; allowed in CONFIGURATION only.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0107.html
    """

    job_id: str
    name: str | None = None
    description: str | None = None
    alarm_notify: AlarmNotice | None = None
    task_type: str | None = None
    source_endpoint: Endpoint | None = None
    target_endpoint: Endpoint | None = None
    node_type: str | None = None
    engine_type: str | None = None
    net_type: str | None = None
    store_db_info: bool | None = None
    is_recreate: bool | None = None
    job_direction: str | None = None
    is_target_readonly: bool | None = None
    replace_definer: bool | None = None
    tags: tuple[ResourceTag, ...] | None = None
    db_use_type: str | None = None
    product_id: str | None = None

    @property
    def connects(self) -> bool:
        """Whether it carries connection data."""
        return self.source_endpoint is not None or self.target_endpoint is not None or self.store_db_info is not None

    def __str__(self) -> str:
        return f"job {self.job_id}"


@frozen(kw_only=True)
class DatabaseObject(Model):
    """A database, schema, table or view. ``select``: true, false or partial, as text."""

    id: str | None = None
    parent_id: str | None = None
    object_type: str | None = None
    object_name: str | None = None
    object_alias_name: str | None = None
    select: str | None = None


@frozen(kw_only=True)
class ObjectSelection(Model):
    """What a task transfers; ``selected`` false: everything.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0109.html
    """

    job_id: str
    selected: bool | None = None
    sync_database: bool | None = None
    objects: tuple[DatabaseObject, ...] | None = attrs.field(default=None, metadata=wire("job"))

    def __str__(self) -> str:
        return f"job {self.job_id}"


@frozen(kw_only=True)
class SyncPolicy(Model):
    """How a synchronisation treats conflicts, DDL, indexes and topics.

    Attributes:
        conflict_policy: ignore, overwrite or stop.
        filter_ddl_policy: drop_database.
        topic_policy, partition_policy: 0..3, as text; for Kafka.
        kafka_data_format: json, avro or json_c.
        file_and_position: where the log is read from, at most 100 characters; ``gtid_set`` at most 2048.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0149.html
    """

    job_id: str
    conflict_policy: str | None = None
    filter_ddl_policy: str | None = None
    ddl_trans: bool | None = None
    index_trans: bool | None = None
    topic_policy: str | None = None
    topic: str | None = None
    partition_policy: str | None = None
    kafka_data_format: str | None = None
    topic_name_format: str | None = None
    partitions_num: str | None = None
    replication_factor: str | None = None
    is_fill_materialized_view: bool | None = None
    export_snapshot: bool | None = None
    slot_name: str | None = None
    file_and_position: str | None = None
    gtid_set: str | None = None
    ddl_topic: str | None = None

    def __str__(self) -> str:
        return f"job {self.job_id}"


@frozen(kw_only=True)
class SpeedWindow(Model):
    """A speed for some hours of the day: ``begin`` as ``hh:00``, ``end`` as ``hh:59``, ``speed`` 1..9999 MB/s as text."""

    begin: str
    end: str
    speed: str
    is_utc: bool | None = None


@frozen(kw_only=True)
class SpeedLimit(Model):
    """The speed limits of a task, at most ten windows; none: no limit. They act on the full load only.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0130.html
    """

    job_id: str
    windows: tuple[SpeedWindow, ...] = attrs.field(converter=as_tuple, metadata=wire("speed_limit"))

    def __str__(self) -> str:
        return f"job {self.job_id}"


@frozen(kw_only=True)
class UserAccount(Model):
    """An account of the source database that can be migrated."""

    id: str | None = None
    account: str | None = None
    comment: str | None = None
    is_transfer: bool | None = None
    privileges: tuple[str, ...] | None = None
    password: Secret | None = attrs.field(default=None, converter=as_optional_secret, validator=held_to_its_type)
    is_set_password: bool | None = None
    roles: tuple[str, ...] | None = None
    selected: bool | None = None


@frozen(kw_only=True)
class SourceUser(Model):
    """An account of the source database, as DRS reads it there."""

    id: str | None = None
    account: str | None = None
    comment: str | None = None
    is_transfer: bool | None = None
    privileges: str | None = None
    password: Secret | None = attrs.field(default=None, converter=as_optional_secret, validator=held_to_its_type)
    roles: tuple[str, ...] | None = None
    selected: bool | None = None
    no_privileges: str | None = None
    parent_account: str | None = None
    no_parent_account: str | None = None


@frozen(kw_only=True)
class UserRole(Model):
    """A role of the source database that can be migrated."""

    role: str | None = None
    comment: str | None = None
    is_transfer: bool | None = None
    privileges: str | None = None
    inherits_roles: tuple[str, ...] | None = None
    selected: bool | None = None


@frozen(kw_only=True)
class UserChange(Model):
    """Which accounts are migrated, and with which passwords.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0108.html
    """

    job_id: str
    is_set_password: bool
    is_migrate_user: bool
    password: Secret | None = attrs.field(default=None, converter=as_optional_secret, validator=held_to_its_type)
    accounts: tuple[UserAccount, ...] | None = attrs.field(default=None, metadata=wire("list"))
    user_roles: tuple[UserRole, ...] | None = None
    is_sync_object_privilege: bool | None = None

    def __str__(self) -> str:
        return f"job {self.job_id}"


@frozen(kw_only=True)
class SourceUsers(Model):
    """The accounts and roles of a task's source."""

    job_id: str | None = None
    is_global_password: bool | None = None
    message: str | None = None
    user_list: tuple[SourceUser, ...] | None = None
    roles_list: tuple[UserRole, ...] | None = None
    is_success: bool | None = None


@frozen(kw_only=True)
class Parameter(Model):
    """A database parameter at both ends. ``group``: common or performance."""

    key: str | None = None
    group: str | None = None
    data_type: str | None = None
    source_value: str | None = None
    target_value: str | None = None
    value_range: str | None = None
    compare_result: bool | None = None
    need_restart: bool | None = None
    error_code: str | None = None
    error_message: str | None = None


@frozen(kw_only=True)
class JobParameters(Model):
    """The parameters of one task."""

    job_id: str | None = None
    params: tuple[Parameter, ...] | None = None
    error_code: str | None = None
    error_msg: str | None = None
    error_message: str | None = None


@frozen(kw_only=True)
class ParameterLists(RowsReply):
    """The parameters of several tasks."""

    params_list: tuple[JobParameters, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None


@frozen(kw_only=True)
class ParametersSet(Model):
    """Whether the target took the new values, and whether it must be restarted for them."""

    success: bool | None = None
    should_restart: bool | None = None
    error_code: str | None = None
    error_msg: str | None = None


@frozen(kw_only=True)
class DataTransformation(Model):
    """A data processing rule: one a table.

    Attributes:
        object_info: the tables, ``{"id": "db-*-*-table", "select": "true"}``.
        transformation_info: ``{"transformation_type": ..., "value": ...}``, for example contentConditionalFilter.
        config_transformation: columns, keys and values of a configuration filter.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_api_0103.html
    """

    job_id: str
    object_info: tuple[dict[str, Any], ...] | None = None
    transformation_info: dict[str, Any] | None = None
    config_transformation: dict[str, Any] | None = None

    def __str__(self) -> str:
        return f"job {self.job_id}"
