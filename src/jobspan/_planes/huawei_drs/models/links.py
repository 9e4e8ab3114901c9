"""What can be connected to what, with which nodes, and what a task can select.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/
"""

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows, wire
from jobspan._core.envelope import ReplyEnvelope
from jobspan.models import Model


@frozen(kw_only=True)
class Link(Model):
    """Two kinds of databases between which DRS moves data.

    Attributes:
        job_direction: up (into the cloud), down, or non-dbs.
        net_type: eip, vpc or vpn.
        source_endpoint_type, target_endpoint_type: offline, ecs or cloud.
        task_types: FULL_TRANS, FULL_INCR_TRANS, INCR_TRANS.
        cluster_modes: Single, Ha, Cluster, Sharding, Independent.
    """

    engine_type: str
    job_type: str | None = None
    source_endpoint_type: str | None = None
    target_endpoint_type: str | None = None
    job_direction: str | None = None
    net_type: str | None = None
    task_types: tuple[str, ...] | None = None
    cluster_modes: tuple[str, ...] | None = None
    description: str | None = None


@frozen(kw_only=True)
class Links(RowsReply):
    """A page of links."""

    job_links: tuple[Link, ...] = attrs.field(metadata=rows(total="total_count"))
    total_count: int | None = None


@frozen(kw_only=True)
class SupportedLink(Model):
    """A link, and what it can do. Words are those of :class:`Link`."""

    engine_type: str
    net_type: str | None = None
    task_modes: tuple[str, ...] | None = None
    job_direction: str | None = None
    cluster_mode: str | None = None
    job_instance_type: str | None = None
    is_support_bind_eip: bool | None = None


@frozen(kw_only=True)
class SupportedLinks(RowsReply):
    """A page of supported links."""

    support_links: tuple[SupportedLink, ...] = attrs.field(metadata=rows(total="total_count"))
    total_count: int | None = None


@frozen(kw_only=True)
class Flavor(Model):
    """Something that is billed, by the names it has on the bill."""

    id: str | None = None
    cloud_service_type: str | None = None
    spec_type_code: str | None = None
    spec_code: str | None = None


@frozen(kw_only=True)
class LinkFlavors(Model):
    """What a task of a link is billed for: its node, its volume, its traffic."""

    vm_flavor: Flavor | None = None
    volume_flavor: Flavor | None = None
    flow_flavor: Flavor | None = None


@frozen(kw_only=True)
class ObjectSupport(Model):
    """How objects of a task can be selected: whether at all in each mode, by search, by a file, down to columns."""

    is_full_trans_support_object: bool | None = None
    is_incre_trans_support_object: bool | None = None
    is_full_incre_trans_support_object: bool | None = None
    support_object_import_engine: tuple[str, ...] | None = None
    is_support_column_mapping: bool | None = None
    is_database_support_search: bool | None = None
    is_schema_support_search: bool | None = None
    is_table_support_search: bool | None = None
    file_size: str | None = None
    previous_select: str | None = None
    import_level: str | None = None
    is_import_column: bool | None = attrs.field(default=None, metadata=wire("is_import_cloumn"))
    import_mapping_type: str | None = None
    is_import_unique_key: bool | None = None


@frozen(kw_only=True)
class ChildCount(ReplyEnvelope):
    """The envelope of a number of tasks."""

    count: int
