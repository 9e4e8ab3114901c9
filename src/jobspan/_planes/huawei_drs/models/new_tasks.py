"""Tasks that API v5 creates, one at a time.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/
"""

import attrs

from jobspan._core.as_given import as_tuple
from jobspan._core.classes import frozen
from jobspan._core.envelope import ReplyEnvelope
from jobspan._planes.huawei_drs.models.endpoints import CustomizedDns
from jobspan._planes.huawei_drs.models.jobs import PeriodOrder, PublicIp, ResourceTag
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.models.stored_endpoints import (
    DatabaseAddress,
    EndpointCloud,
    EndpointNetwork,
    EndpointTls,
)
from jobspan.models import Model


@frozen(kw_only=True)
class TaskBase(Model):
    """What a task is.

    Attributes:
        name: 4..50 letters, digits, ``-`` and ``_``; unique whatever the case.
        job_type: migration, sync or cloudDataGuard.
        engine_type: mysql, mysql-to-mysql, oracle-to-gaussdbv5, redis-to-gaussredis, ...; ``drs.links`` tells what there is.
        job_direction: up (into the cloud), down, or non-dbs.
        task_type: FULL_TRANS, FULL_INCR_TRANS or INCR_TRANS.
        net_type: eip, vpc or vpn; disaster recovery does not support vpc.
        multi_write: needed for disaster recovery; true: dual-active.
        charging_mode: on_demand or period.
        enterprise_project_id: whose it is; never empty.
        description: at most 256 characters, none of ``! < > & ' " \\``.
        start_time: when it starts by itself, as DRS wants it.
        expired_days: 14..100, as text: after so many days a task that does not work is ended.
        tags: at most 10.
        is_open_fast_clean: whether binlogs that were read are cleared fast; MySQL and MariaDB of the cloud.
    """

    name: str
    job_type: str
    engine_type: str
    job_direction: str
    task_type: str
    net_type: str
    multi_write: bool | None = None
    charging_mode: str | None = None
    enterprise_project_id: str | None = None
    description: str | None = None
    start_time: str | None = None
    expired_days: str | None = None
    tags: tuple[ResourceTag, ...] | None = None
    is_open_fast_clean: bool | None = None


@frozen(kw_only=True)
class TaskEndConfig(Model):
    """``is_target_readonly``: of a target of MySQL, into the cloud. ``node_num``: 1..16 tasks that read a Redis cluster."""

    is_target_readonly: bool | None = None
    node_num: int | None = None


@frozen(kw_only=True)
class TaskEnd(Model):
    """One end of a task.

    Attributes:
        db_type: mysql, oracle, gaussdbv5, redis, rediscluster, gaussredis, ...
        endpoint_type: offline, ecs, or cloud (run by it).
        endpoint_role: so (source) or ta (target).
        endpoint: where it is, and the account to reach it with.
        cloud, vpc: of a database in the cloud.
        ssl, config, customized_dns: how the way to it is secured, what else is needed, who resolves its name.
    """

    db_type: str
    endpoint_type: str
    endpoint_role: str
    endpoint: DatabaseAddress
    cloud: EndpointCloud | None = None
    vpc: EndpointNetwork | None = None
    config: TaskEndConfig | None = None
    ssl: EndpointTls | None = None
    customized_dns: CustomizedDns | None = None


@frozen(kw_only=True)
class NodeSpec(Model):
    """The size of the node: micro, small, medium or high; tasks other than synchronisations take high only."""

    node_type: str


@frozen(kw_only=True)
class NodeNetwork(Model):
    """Where the node is; ``custom_node_ip``: its address, several of them separated by commas."""

    vpc_id: str
    subnet_id: str
    custom_node_ip: str | None = None
    security_group_id: str | None = None


@frozen(kw_only=True)
class NodePlacement(Model):
    """``instance_type``: single or ha; ``arch``: x86 or arm; ``availability_zone``: one, or of ha both with a comma."""

    instance_type: str
    arch: str
    availability_zone: str


@frozen(kw_only=True)
class TaskNode(Model):
    """The node that does the work of a task, and is billed."""

    spec: NodeSpec
    vpc: NodeNetwork | None = None
    base_info: NodePlacement | None = None


@frozen(kw_only=True)
class NewTask(Model):
    """A task to create by API v5. DRS bills its node from then on, until the task is terminated.

    Attributes:
        base_info: what it is.
        source_endpoint, target_endpoint: its ends.
        node_info: the node that does its work.
        period_order: for how long it is bought, with ``charging_mode`` period.
        public_ip_list: addresses for its nodes.
        extra: further fields, sent as they are.
    """

    base_info: TaskBase
    source_endpoint: tuple[TaskEnd, ...] = attrs.field(converter=as_tuple)
    target_endpoint: tuple[TaskEnd, ...] = attrs.field(converter=as_tuple)
    node_info: TaskNode
    period_order: PeriodOrder | None = None
    public_ip_list: tuple[PublicIp, ...] | None = None

    def __str__(self) -> str:
        return f"task {self.base_info.name}"


@frozen(kw_only=True)
class TaskCreated(ReplyEnvelope):
    """The envelope of a task that was created."""

    id: str | None = None
    name: str | None = None
    status: JobStatus | None = None
    create_time: str | None = None
    is_clone_job: str | None = None
