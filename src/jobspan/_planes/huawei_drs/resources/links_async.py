"""``client.drs.links``: what can be connected to what."""

from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_drs.flows import links as flow
from jobspan._planes.huawei_drs.flows.offsets import LARGEST_PAGE
from jobspan._planes.huawei_drs.models.links import Link, LinkFlavors, ObjectSupport, SupportedLink


class AsyncLinks(AsyncResource):
    """What can be connected to what in this region, by API v5: look here before a task is created that DRS would refuse.

    Where a region does not offer API v5 each method raises ``NotOffered``.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/
    """

    def list(self, job_type: str, *, page_size: int = LARGEST_PAGE) -> AsyncPager[Link]:
        """List the links of one use.

        Args:
            job_type: migration, sync, cloudDataGuard or replay.
            page_size: links a request, 1..1000.
        """
        return self._pager(flow.links(self._ctx, job_type, page_size))

    def supported(self, job_type: str, *, page_size: int = LARGEST_PAGE) -> AsyncPager[SupportedLink]:
        """List what this region supports: engines, networks, modes, and whether a public address can be bound.

        Args:
            job_type: as in :meth:`list`, and verify or cdc.
            page_size: links a request, 1..1000.
        """
        return self._pager(flow.supported(self._ctx, job_type, page_size))

    async def flavors(
        self,
        *,
        engine_type: str | None = None,
        job_type: str | None = None,
        direction: str | None = None,
        net_type: str | None = None,
        node_type: str | None = None,
        multi_write: bool | None = None,
    ) -> LinkFlavors:
        """Return what a task would be billed for.

        Args:
            engine_type: for example mysql or mysql-to-postgresql.
            job_type: migration, sync, cloudDataGuard or replay.
            direction: up, down or non-dbs.
            net_type: eip, vpc or vpn.
            node_type: micro, small, medium, high, ...
            multi_write: for a dual-active pair.
        """
        return await self._run(
            flow.flavors(
                self._ctx,
                engine_type=engine_type,
                job_type=job_type,
                direction=direction,
                net_type=net_type,
                node_type=node_type,
                multi_write=multi_write,
            )
        )

    async def objects(self, job_id: str) -> ObjectSupport:
        """Return how the objects of a task can be selected."""
        return await self._run(flow.objects(self._ctx, job_id))

    async def children(self, instance_id: str, *, region: str | None = None, db_type: str | None = None) -> int:
        """Return how many tasks use a database instance; ``db_type`` as DRS spells it, for example mysql."""
        return await self._run(flow.children(self._ctx, instance_id, region, db_type))
