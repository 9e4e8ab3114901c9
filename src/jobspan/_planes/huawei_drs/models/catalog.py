"""What the project may use: quotas, node types, availability zones."""

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan.models import Model


@frozen(kw_only=True)
class Quota(Model):
    """A limit and how much of it is used."""

    type: str | None = None
    min: int | None = None
    max: int | None = None
    quota: int | None = None
    used: int | None = None


@frozen(kw_only=True)
class Quotas(RowsReply):
    """The quotas of the project, by resource."""

    quotas: dict[str, Quota] = attrs.field(metadata=rows())


@frozen(kw_only=True)
class NodeType(Model):
    """A size of the replication instance."""

    node_type: str
    is_sellout: bool | None = None


@frozen(kw_only=True)
class NodeTypes(RowsReply):
    """The sizes that can be had."""

    node_types: tuple[NodeType, ...] = attrs.field(metadata=rows())


@frozen(kw_only=True)
class Zone(Model):
    """An availability zone. ``status``: ENABLED or DISABLED."""

    code: str | None = None
    name: str | None = None
    status: str | None = None


@frozen(kw_only=True)
class Zones(RowsReply):
    """The zones that can be had."""

    az_infos: tuple[Zone, ...] = attrs.field(metadata=rows())
