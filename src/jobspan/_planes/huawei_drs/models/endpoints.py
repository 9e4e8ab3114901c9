"""Databases at both ends of a task, and the credentials to reach them."""

from typing import Final

import attrs

from jobspan._core.as_given import as_optional_secret, as_secret, as_tuple, held_to_its_type
from jobspan._core.classes import frozen
from jobspan._core.convert import wire
from jobspan._public import public
from jobspan.credentials import Secret
from jobspan.models import Model

SOURCE: Final = "so"
TARGET: Final = "ta"
_WORDS: Final = {"source": SOURCE, "target": TARGET, "destination": TARGET, SOURCE: SOURCE, TARGET: TARGET}


def end_point(word: object) -> str:
    """``source`` and ``target`` as DRS writes them; anything else is left as it is, to be refused with its place."""
    text = str(word)
    return _WORDS.get(text.lower(), text)


@public
@frozen(kw_only=True)
class Kerberos:
    """How DRS logs in to an end that is secured by Kerberos. Give the contents of the files, not their names.

    Attributes:
        krb5_conf_file: the content of ``krb5.conf``.
        key_tab_file: the content of the keytab.
        domain_name, user_principal: realm and principal.
    """

    krb5_conf_file: Secret | None = attrs.field(default=None, converter=as_optional_secret, validator=held_to_its_type)
    key_tab_file: Secret | None = attrs.field(default=None, converter=as_optional_secret, validator=held_to_its_type)
    domain_name: str | None = None
    user_principal: str | None = None


@public
@frozen
class EndpointPassword:
    """The password DRS shall use from now on for one end of a task. It changes no database account.

    Attributes:
        job_id: the task; of a dual-active pair a subtask, never the parent.
        end_point: ``source`` or ``target``.
        password: what the database account's password now is.
        kerberos: for ends secured by Kerberos.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0134.html
    """

    job_id: str
    end_point: str = attrs.field(converter=end_point, metadata=wire("end_point_type"))
    password: Secret = attrs.field(converter=as_secret, validator=held_to_its_type, metadata=wire("db_password"))
    kerberos: Kerberos | None = None

    def __str__(self) -> str:
        return f"job {self.job_id}, {_READABLE.get(self.end_point, self.end_point)}"


_READABLE: Final = {SOURCE: "source", TARGET: "target"}


@frozen(kw_only=True)
class KafkaSecurity(Model):
    """How a Kafka end is secured. ``type``: PLAINTEXT, SASL_PLAINTEXT, SSL or SASL_SSL."""

    type: str | None = None
    trust_store_key_name: str | None = None
    trust_store_key: Secret | None = attrs.field(default=None, converter=as_optional_secret, validator=held_to_its_type)
    trust_store_password: Secret | None = attrs.field(
        default=None, converter=as_optional_secret, validator=held_to_its_type
    )
    endpoint_algorithm: str | None = None
    sasl_mechanism: str | None = None
    delegation_tokens: bool | None = None
    enable_key_store: bool | None = None
    key_store_key: Secret | None = attrs.field(default=None, converter=as_optional_secret, validator=held_to_its_type)
    key_store_key_name: str | None = None
    key_store_password: Secret | None = attrs.field(
        default=None, converter=as_optional_secret, validator=held_to_its_type
    )
    set_private_key_password: bool | None = None
    key_password: Secret | None = attrs.field(default=None, converter=as_optional_secret, validator=held_to_its_type)


@frozen(kw_only=True)
class Endpoint(Model):
    """One end of a task: a cloud instance (``region``, ``inst_id``) or an address (``ip``, ``db_port``).

    Attributes:
        db_type: mysql, mongodb, gaussdbv5, gaussdbv5ha, postgresql, kafka, taurus, ...
        ip: the address; for MongoDB ``ip:port,ip:port``.
        db_port: 1..65535; 0 for MongoDB.
        db_password: write-only; DRS does not return it reliably.
        ssl_cert_key: the certificate, base64; ``ssl_cert_check_sum`` is the SHA-256 of its content.
    """

    db_type: str | None = None
    az_code: str | None = None
    region: str | None = None
    inst_id: str | None = None
    inst_name: str | None = None
    project_id: str | None = None
    vpc_id: str | None = None
    subnet_id: str | None = None
    security_group_id: str | None = None
    ip: str | None = None
    db_port: int | None = None
    db_user: str | None = None
    db_password: Secret | None = attrs.field(default=None, converter=as_optional_secret, validator=held_to_its_type)
    db_name: str | None = None
    mongo_ha_mode: str | None = None
    cluster_mode: str | None = None
    safe_mode: int | None = None
    ssl_link: bool | None = None
    ssl_cert_key: Secret | None = attrs.field(default=None, converter=as_optional_secret, validator=held_to_its_type)
    ssl_cert_name: str | None = None
    ssl_cert_check_sum: str | None = None
    ssl_cert_password: Secret | None = attrs.field(
        default=None, converter=as_optional_secret, validator=held_to_its_type
    )
    topic: str | None = None
    kafka_security_config: KafkaSecurity | None = None


@frozen(kw_only=True)
class CustomizedDns(Model):
    """A DNS server for the test. ``set_dns_action``: add, keep, update or recover."""

    is_set_dns: bool
    set_dns_action: str
    dns_ip: str


@frozen(kw_only=True)
class ConnectionTest(Model):
    """Whether DRS can reach one end of a task with these credentials.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0105.html
    """

    job_id: str = attrs.field(metadata=wire("id"))
    end_point: str = attrs.field(converter=end_point, metadata=wire("end_point_type"))
    net_type: str
    db_type: str
    ip: str
    db_user: str
    db_password: Secret = attrs.field(converter=as_secret, validator=held_to_its_type)
    db_port: int | None = None
    inst_id: str | None = None
    region: str | None = None
    vpc_id: str | None = None
    subnet_id: str | None = None
    project_id: str | None = None
    db_name: str | None = None
    ssl_link: bool | None = None
    ssl_cert_key: Secret | None = attrs.field(default=None, converter=as_optional_secret, validator=held_to_its_type)
    ssl_cert_name: str | None = None
    ssl_cert_check_sum: str | None = None
    ssl_cert_password: Secret | None = attrs.field(
        default=None, converter=as_optional_secret, validator=held_to_its_type
    )
    kafka_security_config: KafkaSecurity | None = None
    customized_dns: CustomizedDns | None = None

    def __str__(self) -> str:
        return f"job {self.job_id}, {_READABLE.get(self.end_point, self.end_point)}"


@frozen(kw_only=True)
class ClusterEnd(Model):
    """One member of a cluster that is tested; DRS wants these names in lower case and without underscores."""

    dbtype: str
    dbport: int
    ssllink: bool
    nettype: str
    end_point: str = attrs.field(converter=end_point, metadata=wire("endpointtype"))
    ip: str
    db_name: str | None = attrs.field(default=None, metadata=wire("dbName"))
    dbuser: str
    dbpassword: Secret = attrs.field(converter=as_secret, validator=held_to_its_type)
    sslcertkey: Secret | None = attrs.field(default=None, converter=as_optional_secret, validator=held_to_its_type)
    sslcertname: str | None = None
    sslcertchecksum: str | None = None


@public
@frozen(kw_only=True)
class ClusterConnectionTest:
    """Whether DRS can reach the members of a cluster; ``job_id`` is the parent task.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0106.html
    """

    job_id: str
    members: tuple[ClusterEnd, ...] = attrs.field(converter=as_tuple)

    def __str__(self) -> str:
        return f"job {self.job_id}, {len(self.members)} members"
