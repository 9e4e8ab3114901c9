"""Sample calls around the connections of Huawei DRS."""

from __future__ import annotations

from jobspan import Client
from jobspan.drs import ConnectionChange, DatabaseAddress, EndpointTls, NewConnection
from jobspan.testing import Sandbox
from tests.samples.sample import CANARY, Arguments, Prepare, Sample, given

TLS = EndpointTls(ssl_link=True, ssl_cert_name="ca.pem", ssl_cert_key=CANARY, ssl_cert_password=CANARY)


def address(ip: str = "192.0.2.10") -> DatabaseAddress:
    """Where a database is, and its account."""
    return DatabaseAddress(endpoint_name="mysql", ip=ip, db_port="3306", db_user="drs", db_password=CANARY)


def new_connection(name: str = "shop", ip: str = "192.0.2.10") -> NewConnection:
    """A connection that may be made."""
    return NewConnection(name=name, db_type="mysql", endpoint=address(ip), ssl=TLS)


def _with_one(*more: object) -> Prepare:
    def prepared(client: Client, sandbox: Sandbox) -> Arguments:
        return Arguments(client.drs.connections.create(new_connection("before")).connection_id, *more)

    return prepared


SAMPLES = (
    Sample("huawei_drs", "v5.create_connection", "drs.connections.create", given(new_connection())),
    Sample(
        "huawei_drs",
        "v5.modify_connection",
        "drs.connections.update",
        _with_one(ConnectionChange(name="renamed", endpoint=address("192.0.2.11"))),
    ),
    Sample("huawei_drs", "v5.delete_connection", "drs.connections.delete", _with_one()),
)
