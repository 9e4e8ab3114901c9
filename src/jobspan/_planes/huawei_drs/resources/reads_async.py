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
from jobspan.tables import Rows


class AsyncReads(AsyncResource):
    """The calls that only read."""

    async def get(self, job_id: str) -> MigrationJob:
        """Return the details of a task.

        Raises:
            NotFound: DRS has no such task.
        """
        return await self._run(flows.reads.get(self._ctx, job_id))

    async def get_many(self, job_ids: Sequence[str]) -> Rows[MigrationJob]:
        """Return the details of tasks, in the order asked for; one request reads 10.

        Raises:
            NotFound: DRS does not have one of them.
        """
        return await self._rows(flows.reads.get_many(self._ctx, job_ids), MigrationJob)

    async def status(self, job_ids: str | Sequence[str]) -> Rows[JobState]:
        """Return the states of tasks, in the order asked for; one request reads 100. A task that is gone reads as ``DELETED``."""
        return await self._rows(flows.reads.status(self._ctx, job_ids), JobState)

    async def progress(self, job_ids: str | Sequence[str]) -> Rows[TransferProgress]:
        """Return how far transfers are: percent of the full load, delay of the increments."""
        return await self._rows(flows.progress.progress(self._ctx, job_ids), TransferProgress)

    async def rpo_rto(self, job_ids: str | Sequence[str]) -> Rows[RecoveryObjectives]:
        """Return recovery point and recovery time of disaster recovery tasks."""
        return await self._rows(flows.progress.rpo_rto(self._ctx, job_ids), RecoveryObjectives)

    async def monitoring(self, job_ids: str | Sequence[str]) -> Rows[Monitoring]:
        """Return the counters of disaster recovery tasks."""
        return await self._rows(flows.progress.monitoring(self._ctx, job_ids), Monitoring)

    async def structure_progress(self, job_ids: str | Sequence[str]) -> Rows[StructureProgress]:
        """Return how many databases, tables, indexes and the like were transferred."""
        return await self._rows(flows.progress.structure_progress(self._ctx, job_ids), StructureProgress)

    async def structure_details(self, job_ids: str | Sequence[str], type: str) -> Rows[StructureDetails]:
        """Return how far each object of one type is: database, schema, table, view, procedure, trigger, index, ..."""
        return await self._rows(flows.progress.structure_details(self._ctx, job_ids, type), StructureDetails)

    async def quotas(self) -> Rows[Quota]:
        """Return the quotas of the project, and how much of them is used."""
        return await self._rows(flows.catalog.quotas(self._ctx), Quota)

    async def node_types(
        self,
        *,
        engine_type: str,
        db_use_type: str,
        job_direction: str,
        multi_write: bool | None = None,
        with_sold_out: bool | None = None,
    ) -> Rows[NodeType]:
        """Return the sizes of replication instances on offer."""
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
        db_use_type: str,
        job_direction: str,
        node_type: str,
        multi_write: bool | None = None,
    ) -> Rows[Zone]:
        """Return the availability zones on offer."""
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
        db_use_type: str = "migration",
        *,
        name: str | None = None,
        status: str | None = None,
        engine_type: str | None = None,
        net_type: str | None = None,
        enterprise_project_id: str | None = None,
        instance_ids: Sequence[str] = (),
        instance_ip: str | None = None,
        tags: dict[str, str] | None = None,
        page_size: int = 100,
    ) -> AsyncPager[JobSummary]:
        """List the tasks of one use: migration, sync or cloudDataGuard.

        Args:
            name: a name, or up to 100 task ids joined with commas.
            page_size: rows a request, 1..100.
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
