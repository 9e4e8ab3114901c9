"""Schedules: what the appliance does by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.jobs import referenced
from jobspan._planes.ciphertrust.flows import schedule_changes, schedule_runs, schedules as schedule_flows
from jobspan._planes.ciphertrust.flows.periods import Period
from jobspan._planes.ciphertrust.flows.run_jobs import jobs_of
from jobspan._planes.ciphertrust.flows.schedule_changes import Frame
from jobspan._planes.ciphertrust.models.schedule_runs import RunJob, RunStatus, ScheduleRun
from jobspan._planes.ciphertrust.models.schedules import Schedule, ScheduledOperation, SyncItem
from jobspan._planes.ciphertrust.run_kind import RUN_KIND
from jobspan._planes.ciphertrust.words import CloudName, RotatedCloudName
from jobspan.models import UNSET, Unset
from jobspan.progress import ProgressOption
from jobspan.tables import Rows


class AsyncSchedules(AsyncResource):
    """What the appliance does by itself, by a cron expression: synchronizations, rotations of keys and credentials, and more.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/scheduler-apis/ (Scheduling Synchronization, Scheduling Key
    Rotation).
    """

    def list(
        self,
        *,
        id: str | None = None,
        name: str | None = None,
        operation: ScheduledOperation | str | None = None,
        cloud: CloudName | None = None,
        disabled: bool | None = None,
        expire_in: Period | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        sort: str | None = None,
        page_size: int | None = None,
    ) -> AsyncPager[Schedule]:
        """List the schedules of every operation, filtered.

        Args:
            id: exactly this schedule.
            name: those of this name.
            operation: those that do this, for example ``ScheduledOperation.KEY_ROTATION``.
            cloud: those of this cloud, ``aws``, ``azure``, ...
            disabled: only those that are disabled, or are not.
            expire_in: rotations of keys that expire within this time, for example ``timedelta(days=30)`` or ``"30d"``.
            created_after, created_before: times with a zone.
            sort: a field name, descending with a leading minus, for example ``-createdAt``.
            page_size: the size of a page, 1..1000.

        Raises:
            ValidationError: an unknown cloud, a period that is not of whole hours, or a time without a zone.
        """
        return self._pager(
            schedule_flows.list_schedules(
                self._ctx,
                id=id,
                name=name,
                operation=operation,
                cloud=cloud,
                disabled=disabled,
                expire_in=expire_in,
                created_after=created_after,
                created_before=created_before,
                sort=sort,
                limit=page_size,
            )
        )

    async def get(self, id: str) -> Schedule:
        """Get one schedule.

        Raises:
            NotFound: the id is unknown.
        """
        return await self._run(schedule_flows.get_schedule(self._ctx, id))

    async def operations(self) -> Rows[str]:
        """Get the names of what the scheduler can do, for :meth:`create_other`."""
        return await self._rows(schedule_flows.list_operations(self._ctx), str)

    @change
    async def create(
        self,
        name: str,
        *,
        cloud: CloudName,
        run_at: str,
        containers: Sequence[str] | None = None,
        synchronize_all: bool = False,
        sync_items: Sequence[SyncItem | str] | SyncItem | str | None = None,
        take_cloud_key_backup: bool | None = None,
        description: str | None = None,
        run_on: str | None = None,
        disabled: bool = False,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
    ) -> Schedule:
        """Create a schedule that synchronizes.

        Args:
            name: cannot be changed later.
            cloud: ``aws``, ``azure``, ``google``, ``oci``, ``sfdc``, ``sap``, ``hsm_luna`` or ``dsm``; cannot be changed later.
            run_at: minute, hour, day, month, weekday, for example ``0 2 * * *`` or ``0 9 * * sat``, in the appliance's time zone.
            containers: what to synchronize; the cloud decides what they are (``kms``, ``key_vaults``, ...). AWS accounts are
                synchronized in all their regions.
            synchronize_all: all containers; excludes ``containers``.
            sync_items: what to bring in from Azure vaults: ``key``, ``secret``, ``certificate`` or ``all``; keys without it. The
                vendor's Terraform provider knows ``key`` alone, so there is a warning for others.
            take_cloud_key_backup: back up Azure keys in the cloud as well.
            description: any text.
            run_on: a node's id, or ``any`` (the default). Not on CDSPaaS.
            disabled: create it, but do not run it yet.
            start_date, end_date: run it only between these times, which need a time zone. Parts of seconds are cut off.

        Raises:
            ValidationError: not a cron expression, an unknown cloud, a list together with ``synchronize_all``, or neither.
        """
        return await self._change(
            lambda: schedule_changes.create_sync(
                self._ctx,
                Frame(
                    name=name,
                    run_at=run_at,
                    description=description,
                    run_on=run_on,
                    disabled=disabled,
                    start_date=start_date,
                    end_date=end_date,
                ),
                cloud=cloud,
                containers=containers,
                synchronize_all=synchronize_all,
                sync_items=sync_items,
                take_cloud_key_backup=take_cloud_key_backup,
            )
        )

    @change
    async def create_key_rotation(
        self,
        name: str,
        *,
        cloud: RotatedCloudName,
        run_at: str,
        expiration: Period | None = None,
        expire_in: Period | None = None,
        rotation_after: Period | None = None,
        retain_alias: bool | None = None,
        rotate_material: bool | None = None,
        description: str | None = None,
        run_on: str | None = None,
        disabled: bool = False,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
    ) -> Schedule:
        """Create a schedule that rotates keys: those that are attached to it, which the cloud's own key calls do.

        Args:
            name: cannot be changed later.
            cloud: ``aws``, ``azure``, ``google`` or ``oci``; cannot be changed later.
            run_at: as in :meth:`create`.
            expiration: how long a new key lives, whole hours or days, ``timedelta(days=90)`` or ``"90d"``; without it, for ever.
            expire_in: rotate only keys that expire within this time, whole hours or days; without it, all that are attached.
            rotation_after: rotate first this long after a key was made, and then each time it has passed; whole days.
            retain_alias: AWS: the alias moves to the new key.
            rotate_material: AWS: the key stays and gets new material. Single-region keys need CipherTrust Manager 2.21,
                multi-region keys 2.24.
            description, run_on, disabled, start_date, end_date: as in :meth:`create`.

        Raises:
            ValidationError: not a cron expression, an unknown cloud, a period that is not of whole hours or days, or what only
                AWS has for another cloud.
        """
        parts = {
            "expiration": expiration,
            "expire_in": expire_in,
            "rotation_after": rotation_after,
            "retain_alias": retain_alias,
            "rotate_material": rotate_material,
        }
        return await self._change(
            lambda: schedule_changes.create_key_rotation(
                self._ctx,
                Frame(
                    name=name,
                    run_at=run_at,
                    description=description,
                    run_on=run_on,
                    disabled=disabled,
                    start_date=start_date,
                    end_date=end_date,
                ),
                cloud,
                parts,
            )
        )

    @change
    async def create_credential_rotation(
        self,
        name: str,
        *,
        run_at: str,
        description: str | None = None,
        run_on: str | None = None,
        disabled: bool = False,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
    ) -> Schedule:
        """Create a schedule that rotates the credentials of external key stores of AWS (XKS): those that are attached to it.

        Args:
            name: cannot be changed later.
            run_at: as in :meth:`create`.
            description, run_on, disabled, start_date, end_date: as in :meth:`create`.

        Raises:
            ValidationError: not a cron expression, or times that make no sense.
        """
        return await self._change(
            lambda: schedule_changes.create_credential_rotation(
                self._ctx,
                Frame(
                    name=name,
                    run_at=run_at,
                    description=description,
                    run_on=run_on,
                    disabled=disabled,
                    start_date=start_date,
                    end_date=end_date,
                ),
            )
        )

    @change
    async def create_other(
        self,
        name: str,
        *,
        operation: str,
        run_at: str,
        parameters: Mapping[str, Any],
        description: str | None = None,
        run_on: str | None = None,
        disabled: bool = False,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
    ) -> Schedule:
        """Create a schedule of any operation, for example ``cckm_key_backup`` or ``database_backup``.

        Args:
            name: cannot be changed later.
            operation: its name, as :meth:`operations` has it.
            run_at: as in :meth:`create`.
            parameters: what the vendor documents for ``<operation>_params``, for example ``{"cloud_name": "AzureCloud"}``.
            description, run_on, disabled, start_date, end_date: as in :meth:`create`.

        Raises:
            ValidationError: not a cron expression, or not the name of an operation.
        """
        return await self._change(
            lambda: schedule_changes.create_other(
                self._ctx,
                Frame(
                    name=name,
                    run_at=run_at,
                    description=description,
                    run_on=run_on,
                    disabled=disabled,
                    start_date=start_date,
                    end_date=end_date,
                ),
                operation,
                parameters,
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
        sync_items: Sequence[SyncItem | str] | SyncItem | str | None | Unset = UNSET,
        take_cloud_key_backup: bool | Unset = UNSET,
        description: str | None | Unset = UNSET,
        run_on: str | Unset = UNSET,
        disabled: bool | Unset = UNSET,
        start_date: datetime | None | Unset = UNSET,
        end_date: datetime | None | Unset = UNSET,
    ) -> Schedule:
        """Change when a schedule of any operation runs, and what one that synchronizes works on.

        What is not given stays as it is. ``None`` clears a description or a date.

        Raises:
            ValidationError: nothing to change, values that exclude each other, or containers for a schedule that does not
                synchronize.
            NotFound: the id is unknown.
        """
        frame = {
            "run_at": run_at,
            "description": description,
            "run_on": run_on,
            "disabled": disabled,
            "start_date": start_date,
            "end_date": end_date,
        }
        parts = {
            "containers": containers,
            "synchronize_all": synchronize_all,
            "sync_items": sync_items,
            "take_cloud_key_backup": take_cloud_key_backup,
        }
        return await self._change(lambda: schedule_changes.update_schedule(self._ctx, id, frame, parts))

    @change
    async def update_key_rotation(
        self,
        id: str,
        *,
        expiration: Period | None | Unset = UNSET,
        expire_in: Period | None | Unset = UNSET,
        rotation_after: Period | None | Unset = UNSET,
        retain_alias: bool | Unset = UNSET,
        rotate_material: bool | Unset = UNSET,
    ) -> Schedule:
        """Change how a schedule rotates keys; :meth:`update` changes when. ``None`` removes a period.

        Raises:
            ValidationError: nothing to change, a schedule that rotates no keys, or a period that is not of whole hours or days.
            NotFound: the id is unknown.
        """
        parts = {
            "expiration": expiration,
            "expire_in": expire_in,
            "rotation_after": rotation_after,
            "retain_alias": retain_alias,
            "rotate_material": rotate_material,
        }
        return await self._change(lambda: schedule_changes.update_key_rotation(self._ctx, id, parts))

    @change
    async def delete(self, id: str) -> None:
        """Delete a schedule. Jobs it started go on."""
        await self._change(lambda: schedule_flows.delete_schedule(self._ctx, id))

    @change
    async def run_now(self, id: str) -> None:
        """Run a schedule now, in addition to its times. :meth:`runs` shows the run; :meth:`start_run` waits for it."""
        await self._change(lambda: schedule_runs.run_now(self._ctx, id))

    @change
    async def start_run(self, id: str) -> AsyncHandle[ScheduleRun, ScheduleRun]:
        """Run a schedule now, and find the run, which takes up to a minute.

        Raises:
            AmbiguousOutcomeError: the schedule was told to run, and no run shows up, or several do.
            PermissionDenied: runs may not be listed; nothing was sent.
        """
        return await self._launch(lambda: schedule_runs.start_run(self._ctx, id))

    def runs(
        self,
        id: str | None = None,
        *,
        status: RunStatus | str | None = None,
        name: str | None = None,
        operation: ScheduledOperation | str | None = None,
        processing_node: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        page_size: int | None = None,
    ) -> AsyncPager[ScheduleRun]:
        """List the runs of one schedule, or of all, the newest first.

        Args:
            id: of the schedule.
            status: only runs in this state.
            name: only runs of schedules of this name.
            operation: only runs that do this.
            processing_node: only runs on this node.
            created_after, created_before: times with a zone.
            page_size: the size of a page, 1..1000.
        """
        return self._pager(
            schedule_runs.list_runs(
                self._ctx,
                id,
                status=status,
                name=name,
                operation=operation,
                processing_node=processing_node,
                created_after=created_after,
                created_before=created_before,
                limit=page_size,
            )
        )

    async def run(self, id: str) -> ScheduleRun:
        """Get one run.

        Raises:
            NotFound: the id is unknown.
        """
        return await self._run(schedule_runs.get_run(self._ctx, id))

    def run_handle(self, id: str) -> AsyncHandle[ScheduleRun, ScheduleRun]:
        """Make a handle for a run. Sends nothing yet. Runs cannot be cancelled; their synchronization jobs can."""
        return self._handle(referenced(self._ctx, RUN_KIND, id))

    async def wait(
        self,
        id: str,
        *,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: bool = True,
    ) -> ScheduleRun:
        """Wait until a run is over. See :meth:`AsyncHandle.wait`."""
        return await self.run_handle(id).wait(timeout=timeout, progress=progress, raise_on_failure=raise_on_failure)

    async def jobs_of(self, run_id: str) -> Rows[RunJob]:
        """Find the synchronization jobs that a run led to, one for each family that its schedule synchronizes.

        The vendor documents no link. If the run names a job, that is the one (``EXACT``); otherwise it is the only job of these
        containers that began within the run (``PROBABLE``). Runs of other operations lead to none.

        Raises:
            NotFound: the run is unknown, or its schedule is not there any more.
            JobspanError: the jobs of none of the families could be read; the first reason.
        """
        return await self._rows(jobs_of(self._ctx, run_id), RunJob)

    @change
    async def delete_run(self, id: str) -> None:
        """Delete the record of a run. A job that it led to goes on."""
        await self._change(lambda: schedule_runs.delete_run(self._ctx, id))
