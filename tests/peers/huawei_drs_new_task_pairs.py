"""The calls that make tasks by API v5, by the vendor's SDK and by jobspan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from huaweicloudsdkdrs import v5

import jobspan
from jobspan.drs import (
    CustomizedDns,
    DatabaseAddress,
    EndpointCloud,
    EndpointNetwork,
    EndpointTls,
    NewTask,
    NodeNetwork,
    NodePlacement,
    NodeSpec,
    PeriodOrder,
    PublicIp,
    ResourceTag,
    TaskBase,
    TaskEnd,
    TaskEndConfig,
    TaskNode,
)

Theirs: TypeAlias = Callable[[Any, str], Any]
Ours: TypeAlias = Callable[[jobspan.Client, str], Any]

_BASE: dict[str, Any] = {
    "name": "by-v5",
    "job_type": "sync",
    "multi_write": False,
    "engine_type": "mysql-to-mysql",
    "job_direction": "up",
    "task_type": "FULL_INCR_TRANS",
    "net_type": "eip",
    "charging_mode": "period",
    "enterprise_project_id": "0",
    "description": "für alle",
    "start_time": "1767225600000",
    "expired_days": "20",
    "is_open_fast_clean": True,
}
_ADDRESS: dict[str, Any] = {
    "endpoint_name": "cloud_mysql",
    "ip": "192.0.2.10",
    "db_port": "3306",
    "db_user": "drs",
    "db_password": "dr5-pw",
    "instance_id": "instance-1",
}
_CLOUD: dict[str, Any] = {"region": "eu-west-101", "project_id": "project-1", "az_code": "eu-west-101a"}
_VPC: dict[str, Any] = {"vpc_id": "vpc-1", "subnet_id": "subnet-1", "security_group_id": "group-1"}
_CONFIG: dict[str, Any] = {"is_target_readonly": True, "node_num": 2}
_TLS: dict[str, Any] = {"ssl_link": True, "ssl_cert_name": "ca.pem", "ssl_cert_key": "Y2VydA=="}
_DNS: dict[str, Any] = {"is_set_dns": True, "set_dns_action": "add", "dns_ip": "192.0.2.53"}
_NODE_NETWORK: dict[str, Any] = {
    "vpc_id": "vpc-1",
    "subnet_id": "subnet-1",
    "custom_node_ip": "192.0.2.40",
    "security_group_id": "group-1",
}
_PLACE: dict[str, Any] = {"instance_type": "ha", "arch": "x86", "availability_zone": "eu-west-101a,eu-west-101b"}
_PERIOD: dict[str, Any] = {"period_type": 2, "period_num": 1, "is_auto_renew": 0}
_IP: dict[str, Any] = {"id": "ip-1", "public_ip": "192.0.2.60", "type": "master"}


def _their_end(role: str) -> Any:
    return v5.JobEndpointInfo(
        db_type="mysql",
        endpoint_type="cloud",
        endpoint_role=role,
        endpoint=v5.BaseEndpoint(**_ADDRESS),
        cloud=v5.CloudBaseInfo(**_CLOUD),
        vpc=v5.CloudVpcInfo(**_VPC),
        config=v5.BaseEndpointConfig(**_CONFIG),
        ssl=v5.EndpointSslConfig(**_TLS),
        customized_dns=v5.CustomizedDns(**_DNS),
    )


def _our_end(role: str) -> TaskEnd:
    return TaskEnd(
        db_type="mysql",
        endpoint_type="cloud",
        endpoint_role=role,
        endpoint=DatabaseAddress(**_ADDRESS),
        cloud=EndpointCloud(**_CLOUD),
        vpc=EndpointNetwork(**_VPC),
        config=TaskEndConfig(**_CONFIG),
        ssl=EndpointTls(**_TLS),
        customized_dns=CustomizedDns(**_DNS),
    )


def _theirs() -> Any:
    return v5.CreateJobReq(
        base_info=v5.JobBaseInfo(tags=[v5.ResourceTag(key="owner", value="shop")], **_BASE),
        source_endpoint=[_their_end("so")],
        target_endpoint=[_their_end("ta")],
        period_order=v5.PeriodOrderInfo(**_PERIOD),
        node_info=v5.JobNodeInfo(
            spec=v5.JobNodeSpecInfo(node_type="high"),
            vpc=v5.JobNodeVpcInfo(**_NODE_NETWORK),
            base_info=v5.JobNodeBaseInfo(**_PLACE),
        ),
        public_ip_list=[v5.PublicIpConfig(**_IP)],
    )


def _ours() -> NewTask:
    return NewTask(
        base_info=TaskBase(tags=(ResourceTag(key="owner", value="shop"),), **_BASE),
        source_endpoint=(_our_end("so"),),
        target_endpoint=(_our_end("ta"),),
        period_order=PeriodOrder(**_PERIOD),
        node_info=TaskNode(
            spec=NodeSpec(node_type="high"), vpc=NodeNetwork(**_NODE_NETWORK), base_info=NodePlacement(**_PLACE)
        ),
        public_ip_list=(PublicIp(**_IP),),
    )


PAIRS: dict[str, tuple[Theirs, Ours]] = {
    "v5.create_job": (
        lambda c, id: c.create_job(v5.CreateJobRequest(body=v5.SingleCreateJobReq(job=_theirs()))),
        lambda c, id: c.drs.actions.create(_ours()),
    ),
    "v5.copy_job": (
        lambda c, id: c.copy_job(
            v5.CopyJobRequest(body=v5.CloneJobReq(job_id=id, name="shop-copy", task_version="2.0"))
        ),
        lambda c, id: c.drs.actions.copy(id, "shop-copy", task_version="2.0"),
    ),
}
