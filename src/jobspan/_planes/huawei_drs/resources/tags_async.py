"""``client.drs.tags``: tags of tasks, and tasks by their tags."""

from collections.abc import Mapping, Sequence

from jobspan._async.change import change
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_drs.flows import tags as flow
from jobspan._planes.huawei_drs.flows.offsets import LARGEST_PAGE
from jobspan._planes.huawei_drs.models.tags import TaggedResource, TagInUse
from jobspan._planes.huawei_drs.words import ResourceType
from jobspan.tables import Rows


class AsyncTags(AsyncResource):
    """Tags of tasks, by API v5.

    ``resource_type`` is migration, sync, cloudDataGuard, subscription, backupMigration or replay. Where a region does not offer
    API v5 each method raises ``NotOffered``.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/
    """

    async def of(self, resource_type: ResourceType, id: str) -> dict[str, str]:
        """Return the tags of one task: values by their keys.

        Args:
            resource_type: what has them; ``cloudDataGuard`` is a disaster recovery task.
            id: id of the task, subscription or backup migration.

        Raises:
            NotFound: there is no such task.
        """
        return await self._run(flow.of_one(self._ctx, resource_type, id))

    @change
    async def set(self, resource_type: ResourceType, id: str, tags: Mapping[str, str]) -> None:
        """Give a task these tags. Others stay; one with the same key gets the new value.

        Args:
            resource_type: what gets them; ``cloudDataGuard`` is a disaster recovery task.
            id: id of the task, subscription or backup migration.
            tags: values by their keys, at most 20 of a task. Keys have 1..128 characters: letters, digits, spaces (not
                at the ends) and ``_ . : = + - @``, and do not begin with ``_sys_``; values have up to 255.

        Raises:
            ValidationError: a key or a value cannot be; nothing was sent.
        """
        return await self._change(lambda: flow.set_tags(self._ctx, resource_type, id, tags))

    @change
    async def remove(self, resource_type: ResourceType, id: str, keys: Sequence[str]) -> None:
        """Take tags from a task, whatever their values. Those that it does not have do no harm.

        Args:
            resource_type: what has them; ``cloudDataGuard`` is a disaster recovery task.
            id: id of the task, subscription or backup migration.
            keys: keys of the tags, 1..20 of them.

        Raises:
            ValidationError: there are no keys, or one cannot be; nothing was sent.
        """
        return await self._change(lambda: flow.remove(self._ctx, resource_type, id, keys))

    async def in_use(self, resource_type: ResourceType) -> Rows[TagInUse]:
        """Return the keys that tasks of this kind have, each with its values.

        Args:
            resource_type: what has them; ``cloudDataGuard`` is a disaster recovery task.
        """
        return await self._rows(flow.in_use(self._ctx, resource_type), TagInUse)

    def find(
        self,
        resource_type: ResourceType,
        tags: Mapping[str, Sequence[str]] | None = None,
        *,
        name: str | None = None,
        untagged: bool = False,
        page_size: int = LARGEST_PAGE,
    ) -> AsyncPager[TaggedResource]:
        """List tasks that have all of these tags.

        Args:
            resource_type: what has them; ``cloudDataGuard`` is a disaster recovery task.
            tags: keys, each with the values that would do; a key without values: any.
            name: only tasks of this name.
            untagged: whether only those without any tag are listed; not with ``tags``.
            page_size: rows per request, 1..1000; without it, 1000.

        Raises:
            ValidationError: ``untagged`` together with ``tags``, or ``page_size`` is out of range; nothing was sent.
        """
        query = flow.TagQuery(tags=tags or {}, name=name, untagged=untagged)
        return self._pager(flow.find(self._ctx, resource_type, query, page_size))

    async def count(
        self,
        resource_type: ResourceType,
        tags: Mapping[str, Sequence[str]] | None = None,
        *,
        name: str | None = None,
        untagged: bool = False,
    ) -> int:
        """Return how many tasks :meth:`find` would list.

        Args:
            resource_type: what has them; ``cloudDataGuard`` is a disaster recovery task.
            tags: keys, each with the values that would do; a key without values: any.
            name: only tasks of this name.
            untagged: whether only those without any tag are counted; not with ``tags``.

        Raises:
            ValidationError: ``untagged`` together with ``tags``; nothing was sent.
        """
        query = flow.TagQuery(tags=tags or {}, name=name, untagged=untagged)
        return await self._run(flow.count(self._ctx, resource_type, query))
