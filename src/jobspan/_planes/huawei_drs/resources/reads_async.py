"""What is read of migration jobs, and of what the project may use."""

from collections.abc import Sequence

from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_drs import flows
from jobspan._planes.huawei_drs.models.catalog import NodeType, Quota, Zone
from jobspan._planes.huawei_drs.models.jobs import JobState, JobSummary, MigrationJob
from jobspan._planes.huawei_drs.models.progress import (
    Monitoring,
    RecoveryObjectives,
    StructureDetails,
    StructureProgress,
    TransferProgress,
)
from jobspan._planes.huawei_drs.words import Net, StructureType, Use
from jobspan.tables import Rows


class AsyncReads(AsyncResource):
    """The calls that only read."""

    async def get(self, job_id: str) -> MigrationJob:
        """Return the details of a task.

        Args:
            job_id: id of the task.

        Raises:
            NotFound: DRS has no such task.
        """
        return await self._run(flows.reads.get(self._ctx, job_id))

    async def get_many(self, job_ids: str | Sequence[str]) -> Rows[MigrationJob]:
        """Return the details of tasks, in the order asked for; one request reads 10.

        Args:
            job_ids: id of the task, or ids of several.

        Raises:
            NotFound: DRS does not have one of them.
        """
        return await self._rows(flows.reads.get_many(self._ctx, job_ids), MigrationJob)

    async def status(self, job_ids: str | Sequence[str]) -> Rows[JobState]:
        """Return the states of tasks, in the order asked for; one request reads 100. A task that is gone reads as ``DELETED``.

        Args:
            job_ids: ids of the tasks, or the id of one.
        """
        return await self._rows(flows.reads.status(self._ctx, job_ids), JobState)

    async def progress(self, job_ids: str | Sequence[str]) -> Rows[TransferProgress]:
        """Return how far transfers are: percent of the full load, delay of the increments.

        Args:
            job_ids: ids of the tasks, or the id of one.
        """
        return await self._rows(flows.progress.progress(self._ctx, job_ids), TransferProgress)

    async def rpo_rto(self, job_ids: str | Sequence[str]) -> Rows[RecoveryObjectives]:
        """Return recovery point and recovery time of disaster recovery tasks.

        Args:
            job_ids: ids of disaster recovery tasks, or the id of one.
        """
        return await self._rows(flows.progress.rpo_rto(self._ctx, job_ids), RecoveryObjectives)

    async def monitoring(self, job_ids: str | Sequence[str]) -> Rows[Monitoring]:
        """Return the counters of disaster recovery tasks.

        Args:
            job_ids: ids of disaster recovery tasks, or the id of one.
        """
        return await self._rows(flows.progress.monitoring(self._ctx, job_ids), Monitoring)

    async def structure_progress(self, job_ids: str | Sequence[str]) -> Rows[StructureProgress]:
        """Return how many databases, tables, indexes and the like were transferred.

        Args:
            job_ids: ids of the tasks, or the id of one; subtasks instead of their parent.
        """
        return await self._rows(flows.progress.structure_progress(self._ctx, job_ids), StructureProgress)

    async def structure_details(self, job_ids: str | Sequence[str], type: StructureType) -> Rows[StructureDetails]:
        """Return how far each object of one type is: database, schema, table, view, procedure, trigger, index, ...

        Args:
            job_ids: ids of the tasks, or the id of one; subtasks instead of their parent.
            type: the type of the objects that are reported.
        """
        return await self._rows(flows.progress.structure_details(self._ctx, job_ids, type), StructureDetails)

    async def quotas(self) -> Rows[Quota]:
        """Return the quotas of the project, and how much of them is used."""
        return await self._rows(flows.catalog.quotas(self._ctx), Quota)

    async def node_types(
        self,
        *,
        engine_type: str,
        db_use_type: Use,
        job_direction: str,
        multi_write: bool | None = None,
        with_sold_out: bool | None = None,
    ) -> Rows[NodeType]:
        """Return the sizes of replication instances on offer.

        Args:
            engine_type: the pair of engines, as DRS spells it, for example mysql or mysql-to-kafka; ``drs.links.list``
                shows what there is.
            db_use_type: what a task would be for; ``cloudDataGuard`` is disaster recovery.
            job_direction: which way: up (into the cloud; of disaster recovery: this cloud stands by), down (out of it;
                this cloud is active) or non-dbs (neither end is run by the cloud).
            multi_write: whether disaster recovery would be dual-active.
            with_sold_out: whether DRS looks up which sizes are sold out, for ``is_sellout`` to tell.
        """
        return await self._rows(
            flows.catalog.node_types(
                self._ctx,
                engine_type=engine_type,
                db_use_type=db_use_type,
                job_direction=job_direction,
                multi_write=multi_write,
                with_sold_out=with_sold_out,
            ),
            NodeType,
        )

    async def zones(
        self,
        *,
        engine_type: str,
        db_use_type: Use,
        job_direction: str,
        node_type: str,
        multi_write: bool | None = None,
    ) -> Rows[Zone]:
        """Return the availability zones on offer.

        Args:
            engine_type: the pair of engines, as DRS spells it, for example mysql or mysql-to-kafka; ``drs.links.list``
                shows what there is.
            db_use_type: what a task would be for; ``cloudDataGuard`` is disaster recovery.
            job_direction: which way: up (into the cloud; of disaster recovery: this cloud stands by), down (out of it;
                this cloud is active) or non-dbs (neither end is run by the cloud).
            node_type: size of the replication instance: micro, small, medium, high, xlarge or 2xlarge, as far as
                ``migration_jobs.node_types`` shows it.
            multi_write: whether disaster recovery would be dual-active; without it, DRS takes it that it is not.
        """
        return await self._rows(
            flows.catalog.zones(
                self._ctx,
                engine_type=engine_type,
                db_use_type=db_use_type,
                job_direction=job_direction,
                node_type=node_type,
                multi_write=multi_write,
            ),
            Zone,
        )

    def list(
        self,
        db_use_type: Use = "migration",
        *,
        name: str | None = None,
        status: str | None = None,
        engine_type: str | None = None,
        net_type: Net | None = None,
        enterprise_project_id: str | None = None,
        instance_ids: Sequence[str] = (),
        instance_ip: str | None = None,
        tags: dict[str, str] | None = None,
        page_size: int = 100,
    ) -> AsyncPager[JobSummary]:
        """List the tasks of one use.

        Args:
            db_use_type: what the tasks are for; ``cloudDataGuard`` is disaster recovery. Without it, migration.
            name: only tasks of this name, or with these ids: up to 100 ids joined with commas.
            status: only tasks in this state, as DRS spells it, for example INCRE_TRANSFER_STARTED.
            engine_type: only tasks of this pair of engines, as DRS spells it, for example mysql or mysql-to-kafka.
            net_type: only tasks that reach their databases this way: eip is the public network, vpn also a direct
                connection.
            enterprise_project_id: only tasks of the enterprise project with this id.
            instance_ids: only tasks of the database instances with these ids, at most 10.
            instance_ip: only tasks of the database instance with this IP address.
            tags: only tasks with these tags: values by their keys.
            page_size: rows per request, 1..100; without it, 100.

        Raises:
            ValidationError: ``page_size`` or ``instance_ids`` is out of range; nothing was sent.
        """
        return self._pager(
            flows.reads.listing(
                self._ctx,
                db_use_type,
                name=name,
                status=status,
                engine_type=engine_type,
                net_type=net_type,
                enterprise_project_id=enterprise_project_id,
                instance_ids=instance_ids,
                instance_ip=instance_ip,
                tags=tags,
                page_size=page_size,
            )
        )
