"""The envelopes of DRS's replies."""

from typing import Any, Generic, TypeVar

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._planes.huawei_drs.models.configuration import SourceUser, UserRole
from jobspan.credentials import Secret
from jobspan.models import Model

T = TypeVar("T")


@frozen(kw_only=True)
class DatabaseEnd(Model):
    """A database as the answer to a switchover shows it. Passwords in it are secrets, whoever sends them."""

    id: str | None = None
    obj_id: str | None = None
    instance_id: str | None = None
    instance_name: str | None = None
    db_type: str | None = None
    db_version: str | None = None
    db_name: str | None = None
    db_user: str | None = None
    db_password: Secret | None = None
    full_trans_user_pwd: Secret | None = None
    increment_trans_user_pwd: Secret | None = None
    manage_ip: str | None = None
    traffic_ip: str | None = None
    ip: str | None = None
    public_ip: str | None = None
    db_port: int | None = None
    region: str | None = None
    az_code: str | None = None
    project_id: str | None = None
    vpc_id: str | None = None
    subnet_id: str | None = None
    security_group_id: str | None = None
    volume_size: int | None = None
    ssl_link: bool | None = None
    ssl_cert_key: Secret | None = None
    ssl_cert_name: str | None = None
    ssl_cert_check_sum: str | None = None
    ssl_cert_password: Secret | None = None
    mongo_ha_mode: str | None = None
    cluster_mode: str | None = None
    topic: str | None = None
    safe_mode: int | None = None
    kerberos_vo: dict[str, Secret] | None = None
    multi_write_db_id: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


@frozen(kw_only=True)
class Outcome(Model):
    """The outcome of one entry of a batch, in any of the forms that DRS has for it.

    Attributes:
        status: ``success`` or ``failed``, in any case; a boolean for object selection.
        error_code, error_msg, error_message: why it failed.
        precheck_id, order_id, query_id: what the entry started.
        updated_at, source_db, target_db, job_direction, is_target_readonly: of a switchover.
        is_global_password, user_list, roles_list, message: of accounts that were chosen; ``message`` says why not.
    """

    id: str | None = None
    job_id: str | None = None
    name: str | None = None
    status: Any = None
    success: bool | None = None
    is_success: bool | None = None
    end_point_type: str | None = None
    error_code: str | None = None
    error_msg: str | None = None
    error_message: str | None = None
    precheck_id: str | None = None
    order_id: str | None = None
    query_id: str | None = None
    create_time: str | None = None
    child_ids: tuple[str, ...] | None = None
    updated_at: str | None = None
    source_db: DatabaseEnd | None = None
    target_db: DatabaseEnd | None = None
    job_direction: str | None = None
    is_target_readonly: bool | None = None
    is_global_password: bool | None = None
    user_list: tuple[SourceUser, ...] | None = None
    roles_list: tuple[UserRole, ...] | None = None
    message: str | None = None

    @property
    def task_id(self) -> str | None:
        return self.id or self.job_id

    @property
    def has_details(self) -> bool:
        """Whether there is more to it than yes or no."""
        details = (self.name, self.precheck_id, self.order_id, self.query_id, self.create_time, self.child_ids)
        databases = (self.updated_at, self.source_db, self.target_db, self.job_direction, self.is_target_readonly)
        accounts = (self.is_global_password, self.user_list, self.roles_list)
        return any(each is not None for each in (*details, *databases, *accounts)) or bool(self.extra)

    @property
    def reason(self) -> str | None:
        """Why it failed, in the plane's words."""
        return self.error_msg or self.error_message or self.message


@frozen(kw_only=True)
class Results(RowsReply, Generic[T]):
    """A batch reply: one entry for each that was asked, and how many."""

    results: tuple[T, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None
    all_counts: int | None = None


@frozen(kw_only=True)
class JobResults(RowsReply, Generic[T]):
    """A batch reply of API v5."""

    jobs: tuple[T, ...] = attrs.field(metadata=rows())
