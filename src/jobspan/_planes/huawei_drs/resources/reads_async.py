"""What is read of migration jobs, and of what the project may use."""

import builtins
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


class AsyncReads(AsyncResource):
    """The calls that only read."""

    async def get(self, job_id: str) -> MigrationJob:
        """Return the details of a task.

        Raises:
            NotFound: DRS has no such task.
        """
        return await self._run(flows.reads.get(self._ctx, job_id))

    async def get_many(self, job_ids: Sequence[str]) -> builtins.list[MigrationJob]:
        """Return the details of tasks, in the order asked for; one request reads 10.

        Raises:
            NotFound: DRS does not have one of them.
        """
        return await self._run(flows.reads.get_many(self._ctx, job_ids))

    async def status(self, job_ids: str | Sequence[str]) -> builtins.list[JobState]:
        """Return the states of tasks, in the order asked for; one request reads 100. A task that is gone reads as ``DELETED``."""
        return await self._run(flows.reads.status(self._ctx, job_ids))

    async def progress(self, job_ids: str | Sequence[str]) -> builtins.list[TransferProgress]:
        """Return how far transfers are: percent of the full load, delay of the increments."""
        return await self._run(flows.progress.progress(self._ctx, job_ids))

    async def rpo_rto(self, job_ids: str | Sequence[str]) -> builtins.list[RecoveryObjectives]:
        """Return recovery point and recovery time of disaster recovery tasks."""
        return await self._run(flows.progress.rpo_rto(self._ctx, job_ids))

    async def monitoring(self, job_ids: str | Sequence[str]) -> builtins.list[Monitoring]:
        """Return the counters of disaster recovery tasks."""
        return await self._run(flows.progress.monitoring(self._ctx, job_ids))

    async def structure_progress(self, job_ids: str | Sequence[str]) -> builtins.list[StructureProgress]:
        """Return how many databases, tables, indexes and the like were transferred."""
        return await self._run(flows.progress.structure_progress(self._ctx, job_ids))

    async def structure_details(
        self, job_ids: str | Sequence[str], type: StructureType
    ) -> builtins.list[StructureDetails]:
        """Return how far each object of one type is: database, schema, table, view, procedure, trigger, index, ..."""
        return await self._run(flows.progress.structure_details(self._ctx, job_ids, type))

    async def quotas(self) -> builtins.list[Quota]:
        """Return the quotas of the project, and how much of them is used."""
        return await self._run(flows.catalog.quotas(self._ctx))

    async def node_types(
        self,
        *,
        engine_type: str,
        db_use_type: Use,
        job_direction: str,
        multi_write: bool | None = None,
        with_sold_out: bool | None = None,
    ) -> builtins.list[NodeType]:
        """Return the sizes of replication instances on offer."""
        return await self._run(
            flows.catalog.node_types(
                self._ctx,
                engine_type=engine_type,
                db_use_type=db_use_type,
                job_direction=job_direction,
                multi_write=multi_write,
                with_sold_out=with_sold_out,
            )
        )

    async def zones(
        self,
        *,
        engine_type: str,
        db_use_type: Use,
        job_direction: str,
        node_type: str,
        multi_write: bool | None = None,
    ) -> builtins.list[Zone]:
        """Return the availability zones on offer."""
        return await self._run(
            flows.catalog.zones(
                self._ctx,
                engine_type=engine_type,
                db_use_type=db_use_type,
                job_direction=job_direction,
                node_type=node_type,
                multi_write=multi_write,
            )
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
        per_page: int = 100,
    ) -> AsyncPager[JobSummary]:
        """List the tasks of one use: migration, sync or cloudDataGuard.

        Args:
            name: a name, or up to 100 task ids joined with commas.
            per_page: rows a request, 1..100.
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
                per_page=per_page,
            )
        )
