"""Databases as API v5 writes them: address and account, network, cloud and TLS. Connections and new tasks are made of these.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/
"""

import attrs

from jobspan._core.as_given import as_optional_secret, held_to_its_type
from jobspan._core.classes import frozen
from jobspan.credentials import Secret
from jobspan.models import Model


def port_text(port: int | str | None) -> str | None:
    """API v5 writes ports as text."""
    return None if port is None else str(port)


@frozen(kw_only=True)
class ShardAddress(Model):
    """Where a database is, and the account to reach it with.

    Attributes:
        id: of the database, as DRS counts them.
        endpoint_name: what it is and where: mysql, ecs_mysql, cloud_mysql, oracle, ecs_oracle, postgresql, ecs_postgresql,
            cloud_postgresql, mongodb, ecs_mongodb, cloud_mongodb, ...
        ip: the address; for MongoDB ``ip:port,ip:port``, up to three of them.
        db_port: 1..65535.
        db_user: the account.
        db_password: its password. Nothing shows it, also where DRS sends it back.
        instance_id, instance_name: of a database that the cloud runs.
        db_name: which database; for Oracle ``serviceName.orcl``.
    """

    id: str | None = None
    endpoint_name: str | None = None
    ip: str | None = None
    db_port: str | None = attrs.field(default=None, converter=port_text)
    db_user: str | None = None
    db_password: Secret | None = attrs.field(default=None, converter=as_optional_secret, validator=held_to_its_type)
    instance_id: str | None = None
    instance_name: str | None = None
    db_name: str | None = None


@frozen(kw_only=True)
class DatabaseAddress(ShardAddress):
    """Where a database is, and the account to reach it with; ``source_sharding``: the databases it consists of.

    The other attributes are those of :class:`ShardAddress`.
    """

    source_sharding: tuple[ShardAddress, ...] | None = None


@frozen(kw_only=True)
class EndpointNetwork(Model):
    """The VPC, subnet and security group that a database is in, by their ids."""

    vpc_id: str | None = None
    subnet_id: str | None = None
    security_group_id: str | None = None


@frozen(kw_only=True)
class EndpointCloud(Model):
    """Where in the cloud a database is. ``region`` and ``project_id`` are needed for one on ECS or run by the cloud."""

    region: str | None = None
    project_id: str | None = None
    az_code: str | None = None


@frozen(kw_only=True)
class EndpointTls(Model):
    """How the way to a database is secured.

    Attributes:
        ssl_link: whether it uses TLS.
        ssl_cert_name: the file name of the certificate.
        ssl_cert_key: its content, base64.
        ssl_cert_check_sum: the SHA-256 of its content; needed for a source.
        ssl_cert_password: of a certificate whose file ends in ``.p12``.
    """

    ssl_link: bool | None = None
    ssl_cert_name: str | None = None
    ssl_cert_key: Secret | None = attrs.field(default=None, converter=as_optional_secret, validator=held_to_its_type)
    ssl_cert_check_sum: str | None = None
    ssl_cert_password: Secret | None = attrs.field(
        default=None, converter=as_optional_secret, validator=held_to_its_type
    )
