"""Connections: databases that DRS remembers, so that tasks can be made of them.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/
"""

from datetime import datetime

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._planes.huawei_drs.models.stored_endpoints import (
    DatabaseAddress,
    EndpointCloud,
    EndpointNetwork,
    EndpointTls,
)
from jobspan._planes.huawei_drs.models.times import moment_of
from jobspan.models import Model


@frozen(kw_only=True)
class ConnectionDriver(Model):
    """The driver that a connection uses, by its name."""

    driver_name: str | None = None


@frozen(kw_only=True)
class NewConnection(Model):
    """A database that DRS is to remember.

    Attributes:
        name: 4..50 letters, digits, ``-`` and ``_``; unique whatever the case.
        db_type: mysql, postgresql, mongodb or oracle.
        endpoint: where it is; ``endpoint_name``, ``db_user`` and ``db_password`` are needed.
        vpc, cloud: of a database in the cloud.
        ssl: how the way to it is secured.
        config: its driver, if it needs one of its own.
        description: up to 255 characters.
        enterprise_project_id: whose it is; absent: the default project's.
        extra: further fields, sent as they are.
    """

    name: str
    db_type: str
    endpoint: DatabaseAddress
    config: ConnectionDriver | None = None
    description: str | None = None
    vpc: EndpointNetwork | None = None
    ssl: EndpointTls | None = None
    cloud: EndpointCloud | None = None
    enterprise_project_id: str | None = None

    def __str__(self) -> str:
        return f"connection {self.name}"


@frozen(kw_only=True)
class ConnectionChange(Model):
    """What a connection is to be from now on. What is absent stays. Words are those of :class:`NewConnection`.

    An ``endpoint`` replaces the one before: with all that is to hold of it, account and password included.
    """

    name: str | None = None
    db_type: str | None = None
    config: ConnectionDriver | None = None
    description: str | None = None
    endpoint: DatabaseAddress | None = None
    vpc: EndpointNetwork | None = None
    ssl: EndpointTls | None = None
    cloud: EndpointCloud | None = None
    enterprise_project_id: str | None = None


@frozen(kw_only=True)
class DatabaseConnection(Model):
    """A database that DRS remembers. Words are those of :class:`NewConnection`.

    Attributes:
        create_time: milliseconds since the epoch; ``created_at`` has it as a time.
    """

    connection_id: str
    name: str | None = None
    create_time: int | None = None
    db_type: str | None = None
    config: ConnectionDriver | None = None
    endpoint: DatabaseAddress | None = None
    vpc: EndpointNetwork | None = None
    ssl: EndpointTls | None = None
    enterprise_project_id: str | None = None
    description: str | None = None

    @property
    def created_at(self) -> datetime | None:
        """When it was made."""
        return moment_of(None if self.create_time is None else str(self.create_time))


@frozen(kw_only=True)
class DatabaseConnections(RowsReply):
    """A page of connections."""

    connections: tuple[DatabaseConnection, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None
