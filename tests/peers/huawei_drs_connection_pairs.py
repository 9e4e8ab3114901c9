"""The calls around connections, by the vendor's SDK and by jobspan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

from huaweicloudsdkdrs import v5

import jobspan
from jobspan.drs import (
    ConnectionChange,
    ConnectionDriver,
    DatabaseAddress,
    EndpointCloud,
    EndpointNetwork,
    EndpointTls,
    NewConnection,
)
from jobspan.testing import Sandbox

Theirs: TypeAlias = Callable[[Any, str], Any]
Ours: TypeAlias = Callable[[jobspan.Client, str], Any]

CONNECTION = "c0000000-0000-0000-0000-000000000001"
_ADDRESS: dict[str, Any] = {
    "endpoint_name": "cloud_mysql",
    "ip": "192.0.2.10",
    "db_port": "3306",
    "db_user": "drs",
    "db_password": "dr5-pw",
    "instance_id": "instance-1",
    "instance_name": "shop",
    "db_name": "orders",
}
_NETWORK: dict[str, Any] = {"vpc_id": "vpc-1", "subnet_id": "subnet-1", "security_group_id": "group-1"}
_CLOUD: dict[str, Any] = {"region": "eu-west-101", "project_id": "project-1", "az_code": "eu-west-101a"}
_TLS: dict[str, Any] = {
    "ssl_link": True,
    "ssl_cert_name": "ca.p12",
    "ssl_cert_key": "Y2VydA==",
    "ssl_cert_check_sum": "ab",
    "ssl_cert_password": "p12-pw",
}
_PLAIN = {"name": "shop", "db_type": "mysql", "description": "für alle", "enterprise_project_id": "0"}


def _theirs(kind: Any) -> Any:
    return kind(
        config=v5.ConnectionConfig(driver_name="driver.jar"),
        endpoint=v5.BaseEndpoint(source_sharding=[v5.BaseEndpoint(**_ADDRESS)], **_ADDRESS),
        vpc=v5.CloudVpcInfo(**_NETWORK),
        ssl=v5.EndpointSslConfig(**_TLS),
        cloud=v5.CloudBaseInfo(**_CLOUD),
        **_PLAIN,
    )


def _ours(kind: Any) -> Any:
    return kind(
        config=ConnectionDriver(driver_name="driver.jar"),
        endpoint=DatabaseAddress(source_sharding=(DatabaseAddress(**_ADDRESS),), **_ADDRESS),
        vpc=EndpointNetwork(**_NETWORK),
        ssl=EndpointTls(**_TLS),
        cloud=EndpointCloud(**_CLOUD),
        **_PLAIN,
    )


PAIRS: dict[str, tuple[Theirs, Ours]] = {
    "v5.create_connection": (
        lambda c, id: c.create_connection(v5.CreateConnectionRequest(body=_theirs(v5.CreateConnectionReq))),
        lambda c, id: c.drs.connections.create(_ours(NewConnection)),
    ),
    "v5.modify_connection": (
        lambda c, id: c.modify_connection(
            v5.ModifyConnectionRequest(connection_id=CONNECTION, body=_theirs(v5.UpdateConnectionReq))
        ),
        lambda c, id: c.drs.connections.update(CONNECTION, _ours(ConnectionChange)),
    ),
    "v5.delete_connection": (
        lambda c, id: c.delete_connection(v5.DeleteConnectionRequest(connection_id=CONNECTION)),
        lambda c, id: c.drs.connections.delete(CONNECTION),
    ),
    "v5.list_connections": (
        lambda c, id: c.list_connections(
            v5.ListConnectionsRequest(
                connection_id=CONNECTION,
                db_type="mysql",
                name="shop",
                inst_id="instance-1",
                ip="192.0.2.10",
                description="all",
                create_time="2024-05-17T07:46:00.414Z,2024-05-20T07:46:00.999Z",
                enterprise_project_id="0",
                limit=50,
                offset=0,
                sort_key="created_at",
                sort_dir="asc",
            )
        ),
        lambda c, id: c.drs.connections.list(
            connection_id=CONNECTION,
            db_type="mysql",
            name="shop",
            instance_id="instance-1",
            ip="192.0.2.10",
            description="all",
            created_after=datetime(2024, 5, 17, 7, 46, 0, 414000, tzinfo=UTC),
            created_before=datetime(2024, 5, 20, 7, 46, 0, 999000, tzinfo=UTC),
            enterprise_project_id="0",
            page_size=50,
            sort_key="created_at",
            sort_dir="asc",
        ).first(),
    ),
}


def prepare(sandbox: Sandbox) -> None:
    """A connection that the calls above are about."""
    sandbox.huawei_drs.connections[CONNECTION] = {
        "connection_id": CONNECTION,
        "name": "before",
        "db_type": "mysql",
        "create_time": 1715932000000,
        "endpoint": {"endpoint_name": "mysql", "ip": "192.0.2.10"},
    }
