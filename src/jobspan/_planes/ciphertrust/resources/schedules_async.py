"""Schedules of synchronizations."""

from collections.abc import Sequence
from datetime import datetime

from jobspan._async.change import change
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.ciphertrust.flows import schedules as schedule_flows
from jobspan._planes.ciphertrust.models.schedules import RunStatus, Schedule, ScheduleRun
from jobspan.models import UNSET, Unset


class AsyncSchedules(AsyncResource):
    """Synchronizations that the appliance starts by itself, by a cron expression."""

    def list(
        self, *, name: str | None = None, disabled: bool | None = None, limit: int | None = None
    ) -> AsyncPager[Schedule]:
        """List the schedules that synchronize. ``limit`` is the size of a page."""
        return self._pager(schedule_flows.list_schedules(self._ctx, name=name, disabled=disabled, limit=limit))

    async def get(self, id: str) -> Schedule:
        """Get one schedule.

        Raises:
            NotFound: the id is unknown.
        """
        return await self._run(schedule_flows.get_schedule(self._ctx, id))

    @change
    async def create(
        self,
        name: str,
        *,
        cloud: str,
        run_at: str,
        containers: Sequence[str] | None = None,
        synchronize_all: bool = False,
        take_cloud_key_backup: bool | None = None,
        description: str | None = None,
        run_on: str | None = None,
        disabled: bool = False,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
    ) -> Schedule:
        """Create a schedule.

        Args:
            name: cannot be changed later.
            cloud: ``aws``, ``azure``, ``google``, ``oci``, ``sfdc``, ``sap``, ``hsm_luna`` or ``dsm``; cannot be changed later.
            run_at: minute, hour, day, month, weekday, for example ``0 2 * * *`` or ``0 9 * * sat``.
            containers: what to synchronize; the cloud decides what they are (``kms``, ``key_vaults``, ...).
            synchronize_all: all containers; excludes ``containers``.
            take_cloud_key_backup: back up Azure keys in the cloud as well.
            run_on: a node's id, or ``any`` (the default). Not on CDSPaaS.
            disabled: create it, but do not run it yet.
            start_date, end_date: run it only between these times, which need a time zone.

        Raises:
            ValidationError: not a cron expression, an unknown cloud, a list together with ``synchronize_all``, or neither.
        """
        return await self._change(
            lambda: schedule_flows.create_schedule(
                self._ctx,
                name=name,
                cloud=cloud,
                run_at=run_at,
                containers=containers,
                synchronize_all=synchronize_all,
                take_cloud_key_backup=take_cloud_key_backup,
                description=description,
                run_on=run_on,
                disabled=disabled,
                start_date=start_date,
                end_date=end_date,
            )
        )

    @change
    async def update(
        self,
        id: str,
        *,
        run_at: str | Unset = UNSET,
        containers: Sequence[str] | None | Unset = UNSET,
        synchronize_all: bool | Unset = UNSET,
        take_cloud_key_backup: bool | Unset = UNSET,
        description: str | None | Unset = UNSET,
        run_on: str | Unset = UNSET,
        disabled: bool | Unset = UNSET,
        start_date: datetime | None | Unset = UNSET,
        end_date: datetime | None | Unset = UNSET,
    ) -> Schedule:
        """Change a schedule; what is not given stays as it is. ``None`` clears a description or a date.

        Raises:
            ValidationError: nothing to change, or values that exclude each other.
            NotFound: the id is unknown.
        """
        return await self._change(
            lambda: schedule_flows.update_schedule(
                self._ctx,
                id,
                run_at=run_at,
                containers=containers,
                synchronize_all=synchronize_all,
                take_cloud_key_backup=take_cloud_key_backup,
                description=description,
                run_on=run_on,
                disabled=disabled,
                start_date=start_date,
                end_date=end_date,
            )
        )

    @change
    async def delete(self, id: str) -> None:
        """Delete a schedule. Jobs it started go on."""
        await self._change(lambda: schedule_flows.delete_schedule(self._ctx, id))

    @change
    async def run_now(self, id: str) -> None:
        """Run a schedule now, in addition to its times. :meth:`runs` shows the run."""
        await self._change(lambda: schedule_flows.run_schedule(self._ctx, id))

    def runs(
        self, id: str | None = None, *, status: RunStatus | str | None = None, limit: int | None = None
    ) -> AsyncPager[ScheduleRun]:
        """List the runs of one schedule, or of all, the newest first."""
        return self._pager(schedule_flows.list_runs(self._ctx, id, status=status, limit=limit))

    async def run(self, id: str) -> ScheduleRun:
        """Get one run.

        Raises:
            NotFound: the id is unknown.
        """
        return await self._run(schedule_flows.get_run(self._ctx, id))
