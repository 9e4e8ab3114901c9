"""Tags: those of a task, those in use, and what has them.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/
"""

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._core.envelope import ReplyEnvelope
from jobspan.models import Model


@frozen(kw_only=True)
class TaskTag(Model):
    """A key (1..128 characters) and a value (up to 255)."""

    key: str
    value: str | None = None


@frozen(kw_only=True)
class TagsOfOne(RowsReply):
    """The tags of one task."""

    tags: tuple[TaskTag, ...] = attrs.field(metadata=rows())


@frozen(kw_only=True)
class TagInUse(Model):
    """A key, and the values that tasks have for it."""

    key: str
    values: tuple[str, ...] | None = None


@frozen(kw_only=True)
class TagsInUse(RowsReply):
    """The keys in use."""

    tags: tuple[TagInUse, ...] = attrs.field(metadata=rows())


@frozen(kw_only=True)
class TaggedResource(Model):
    """Something that was found by its tags."""

    resource_id: str
    resource_name: str | None = None
    resource_detail: str | None = None
    tags: tuple[TaskTag, ...] | None = None


@frozen(kw_only=True)
class TaggedResources(RowsReply):
    """A page of what was found by its tags."""

    resources: tuple[TaggedResource, ...] = attrs.field(metadata=rows(total="total_count"))
    total_count: int | None = None


@frozen(kw_only=True)
class TaggedCount(ReplyEnvelope):
    """The envelope of a number of resources."""

    total_count: int
