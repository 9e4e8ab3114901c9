"""Connectors: how an engine reaches the data."""

from collections.abc import Iterator
from datetime import datetime
from typing import Self

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._core.showing import repr_shown
from jobspan._planes.delphix.errors import ConnectorTestFailed
from jobspan._planes.delphix.models.executions import ExecutionStatus
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.shared import Tag, plain_word
from jobspan.credentials import Secret
from jobspan.models import Model, OpenEnum


class ConnectorType(OpenEnum):
    """What is at the other end."""

    DATABASE = "DATABASE"
    FILE = "FILE"
    MAINFRAME_DATASET = "MAINFRAME_DATASET"


class DatabaseType(OpenEnum):
    """The kind of database."""

    AURORA_POSTGRES = "AURORA_POSTGRES"
    COCKROACHDB_POSTGRES = "COCKROACHDB_POSTGRES"
    DB2 = "DB2"
    DB2_ISERIES = "DB2_ISERIES"
    DB2_MAINFRAME = "DB2_MAINFRAME"
    EXTENDED = "EXTENDED"
    GENERIC = "GENERIC"
    MARIADB = "MARIADB"
    MSSQL = "MSSQL"
    MYSQL = "MYSQL"
    ORACLE = "ORACLE"
    POSTGRES = "POSTGRES"
    RDS_POSTGRES = "RDS_POSTGRES"
    SYBASE = "SYBASE"
    YUGABYTEDB_POSTGRES = "YUGABYTEDB_POSTGRES"


class FileType(OpenEnum):
    """The form of the files; fixed once a connector exists."""

    DELIMITED = "DELIMITED"
    FIXED_WIDTH = "FIXED_WIDTH"
    XML = "XML"
    JSON = "JSON"
    PARQUET = "PARQUET"


class ConnectionMode(OpenEnum):
    """How files are reached."""

    FTP = "FTP"
    FTPS = "FTPS"
    SFTP = "SFTP"
    MOUNT = "MOUNT"
    AWS_S3 = "AWS_S3"
    S3_COMPATIBLE = "S3_COMPATIBLE"
    AZURE_BLOB_STORAGE = "AZURE_BLOB_STORAGE"


class AuthType(OpenEnum):
    """How a cloud storage is logged in to."""

    AWS_ROLE = "AWS_ROLE"
    AWS_SECRET = "AWS_SECRET"  # noqa: S105 - the name of a method
    AZURE_MANAGED_IDENTITY = "AZURE_MANAGED_IDENTITY"
    AZURE_SECRET = "AZURE_SECRET"  # noqa: S105 - the name of a method


class ConnectorRole(OpenEnum):
    """Which side of a masking job a connector is."""

    SOURCE = "SOURCE"
    TARGET = "TARGET"


class ConnectorTestStatus(OpenEnum):
    """How a connection test went."""

    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


@frozen(kw_only=True)
class Connector(Model):
    """A connector. Secrets are not returned in clear; on recent servers ``auth_present`` shows whether credentials are set.

    A connector with ``dct_managed`` false belongs to its engine: it can be viewed, updated, tagged and tested only.
    """

    id: str
    name: str | None = None
    engine_id: str | None = None
    engine_name: str | None = None
    type: ConnectorType | None = None
    hostname: str | None = None
    port: int | None = None
    username: str | None = None
    password: Secret | None = None
    auth_present: bool | None = None
    database_type: DatabaseType | None = None
    custom_driver_name: str | None = None
    compliance_jdbc_driver_id: str | None = None
    compliance_jdbc_driver_name: str | None = None
    database_name: str | None = None
    instance_name: str | None = None
    jdbc: str | None = attrs.field(default=None, repr=repr_shown)
    schema_name: str | None = None
    sid: str | None = None
    kerberos_auth: bool | None = None
    service_principal: str | None = None
    enable_logger: bool | None = None
    file_type: FileType | None = None
    connection_mode: ConnectionMode | None = None
    path: str | None = None
    ssh_key: str | None = None
    user_dir_is_root: bool | None = None
    mount_information_id: str | None = None
    mount_information_name: str | None = None
    bucket_name: str | None = None
    region: str | None = None
    access_key: Secret | None = None
    secret_key: Secret | None = None
    auth_type: AuthType | None = None
    prefix: str | None = None
    delimiter: str | None = None
    service_endpoint: str | None = None
    azure_account_name: str | None = None
    azure_container_name: str | None = None
    is_mvs_storage: bool | None = None
    password_vault_auth: bool | None = None
    credential_path_id: str | None = None
    credential_path_name: str | None = None
    platform: str | None = None
    data_connection_id: str | None = None
    account_id: int | None = None
    account_name: str | None = None
    dct_managed: bool | None = None
    job_orchestrator_id: str | None = None
    job_orchestrator_name: str | None = None
    file_reference_id: str | None = None
    owning_entity_id: str | None = None
    owning_entity_name: str | None = None
    owning_entity_type: str | None = None
    credentials_managed_by_owning_entity: bool | None = None
    tags: tuple[Tag, ...] = ()


@frozen(kw_only=True)
class JobConnectors(Model):
    """The connectors of a masking job: the target, and for on-the-fly jobs the source too. Iterate over those there are."""

    connector: Connector | None = None
    on_the_fly_connector: Connector | None = None

    def __iter__(self) -> Iterator[Connector]:
        return iter([each for each in (self.connector, self.on_the_fly_connector) if each is not None])

    def __len__(self) -> int:
        return sum(1 for _ in self)


@frozen(kw_only=True)
class ConnectorTest(Model):
    """The outcome of a connection test. DCT answers 200 even when the connection fails: read ``ok``."""

    status: ConnectorTestStatus
    message: str = ""
    job: Job | None = None

    @property
    def ok(self) -> bool:
        """Whether the connection works."""
        return plain_word(self.status) == ConnectorTestStatus.SUCCEEDED

    def __bool__(self) -> bool:
        return self.ok

    def raise_for_failure(self) -> Self:
        """Return the outcome itself when the connection works.

        Raises:
            ConnectorTestFailed: it does not.
        """
        if not self.ok:
            raise ConnectorTestFailed(
                message=f"The connection test ended {self.status}: {self.message}",
                hint="Check host, port and credentials of the connector; repeated wrong passwords can lock the account.",
            )
        return self


@frozen(kw_only=True)
class ConnectorUse(Model):
    """A masking job that uses a connector, and on which side."""

    id: str
    name: str | None = None
    creation_date: datetime | None = None
    is_on_the_fly_masking: bool | None = None
    last_execution_time: datetime | None = None
    last_execution_status: ExecutionStatus | None = None
    tags: tuple[Tag, ...] = ()
    connector_id: str | None = None
    connector_role: ConnectorRole | None = None


@frozen(kw_only=True)
class ConnectionProperty(Model):
    """A driver property: its default, merged with the properties file."""

    name: str | None = None
    value: str | None = None
    description: str | None = None
    edited: bool | None = None


@frozen(kw_only=True)
class ConnectionProperties(RowsReply):
    """The driver properties of a connector."""

    items: tuple[ConnectionProperty, ...] = attrs.field(metadata=rows())


@frozen(kw_only=True)
class DriverSupportTasks(RowsReply):
    """What the driver support of a connector can do."""

    tasks: tuple[str, ...] = attrs.field(metadata=rows())


@frozen(kw_only=True)
class Names(RowsReply):
    """Names of tables or files, and the DCT job that fetched them."""

    items: tuple[str, ...] = attrs.field(metadata=rows())
    job: Job | None = None
