"""``client.drs.links``: what can be connected to what."""

from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_drs.flows import links as flow
from jobspan._planes.huawei_drs.flows.offsets import LARGEST_PAGE
from jobspan._planes.huawei_drs.models.links import Link, LinkFlavors, ObjectSupport, SupportedLink
from jobspan._planes.huawei_drs.words import Direction, LinkUse, Net, SupportedUse


class AsyncLinks(AsyncResource):
    """What can be connected to what in this region, by API v5: look here before a task is created that DRS would refuse.

    Where a region does not offer API v5 each method raises ``NotOffered``.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/
    """

    def list(self, job_type: LinkUse, *, page_size: int = LARGEST_PAGE) -> AsyncPager[Link]:
        """List the links of one use.

        Args:
            job_type: what tasks would be for; ``cloudDataGuard`` is disaster recovery, ``replay`` workload replay.
            page_size: rows per request, 1..1000; without it, 1000.
        """
        return self._pager(flow.links(self._ctx, job_type, page_size))

    def supported(self, job_type: SupportedUse, *, page_size: int = LARGEST_PAGE) -> AsyncPager[SupportedLink]:
        """List what this region supports: engines, networks, modes, and whether a public address can be bound.

        Args:
            job_type: what tasks would be for; ``cloudDataGuard`` is disaster recovery, ``replay`` workload replay.
            page_size: rows per request, 1..1000; without it, 1000.
        """
        return self._pager(flow.supported(self._ctx, job_type, page_size))

    async def flavors(
        self,
        *,
        engine_type: str | None = None,
        job_type: LinkUse | None = None,
        direction: Direction | None = None,
        net_type: Net | None = None,
        node_type: str | None = None,
        multi_write: bool | None = None,
    ) -> LinkFlavors:
        """Return what a task would be billed for.

        Args:
            engine_type: the pair of engines, as DRS spells it, for example mysql or mysql-to-postgresql.
            job_type: what the task would be for; ``cloudDataGuard`` is disaster recovery, ``replay`` workload replay.
            direction: which way: up is into the cloud (of disaster recovery: this cloud stands by), down out of it
                (this cloud is active); with non-dbs neither end is run by the cloud.
            net_type: how it would reach its databases: eip is the public network, vpn also a direct connection; vpc
                not for disaster recovery.
            node_type: size of the replication instance: micro, small, medium, high, xlarge or 2xlarge.
            multi_write: whether disaster recovery would be dual-active; DRS wants to be told for it.
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
        """Return how the objects of a task can be selected.

        Args:
            job_id: id of the task.
        """
        return await self._run(flow.objects(self._ctx, job_id))

    async def children(self, instance_id: str, *, db_type: str, region: str | None = None) -> int:
        """Return how many tasks use a database instance.

        Args:
            instance_id: id of the database instance.
            db_type: what the instance is, as DRS spells it, for example mysql.
            region: where the instance is, for example ``eu-west-101``; without it, in the region that is asked.
        """
        return await self._run(flow.children(self._ctx, instance_id, region, db_type))
