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
            id: id of a schedule: only this one.
            name: only schedules of this name.
            operation: only schedules that do this; ``operations`` has all words that the appliance knows.
            cloud: only schedules that synchronize or rotate in this cloud.
            disabled: only schedules that are disabled, or only those that are not; without it, both.
            expire_in: only rotations of keys that expire within this time: whole hours or days, as ``timedelta(days=30)``,
                ``"30d"`` or ``"12h"``.
            created_after: only schedules made after this time, which needs a time zone.
            created_before: only schedules made before this time, which needs a time zone.
            sort: fields by the vendor's names, separated by commas, descending with a leading minus, for example
                ``-createdAt``; the vendor does not document the order without it.
            page_size: rows per request, 1..1000; without it, 100.

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

        Args:
            id: id of the schedule, as ``list`` shows it.

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
            name: name of the new schedule, any text; it cannot be changed later.
            cloud: where to synchronize; it cannot be changed later. Other CipherTrust Managers cannot be scheduled.
            run_at: when it runs: a cron expression of minute, hour, day of the month, month and weekday, for example
                ``0 2 * * *`` or ``0 9 * * sat``, in the appliance's time zone.
            containers: what to synchronize: names or ids of AWS accounts (synchronized in all their regions), Azure vaults,
                Google key rings, Salesforce organizations or SAP groups, or CipherTrust's ids of OCI vaults, Luna HSM
                partitions or DSM domains. Required without ``synchronize_all``.
            synchronize_all: synchronize all containers of the cloud, instead of those of a list; excludes ``containers``.
            sync_items: Azure only: what to bring in from the vaults: ``key``, ``secret``, ``certificate`` or ``all``; without
                it, keys. The vendor's Terraform provider knows ``key`` alone, so there is a warning for others.
            take_cloud_key_backup: Azure only: back up every key of the vaults in Azure as well. Sent only when given.
            description: any text.
            run_on: id of the node that runs it, or ``any``; without it, any node. CDSPaaS refuses it.
            disabled: create it, but do not let it run yet.
            start_date: time from which on it runs, with a time zone; parts of seconds are cut off. Without it, at once.
            end_date: time until which it runs, with a time zone, later than ``start_date``; without it, for ever.

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
            name: name of the new schedule, any text; it cannot be changed later.
            cloud: whose keys are rotated; it cannot be changed later.
            run_at: when it runs: a cron expression of minute, hour, day of the month, month and weekday, for example
                ``0 2 * * *`` or ``0 9 * * sat``, in the appliance's time zone.
            expiration: how long a new key lives: whole hours or days, as ``timedelta(days=90)``, ``"90d"`` or ``"12h"``;
                without it, for ever.
            expire_in: only keys that expire within this time are rotated: whole hours or days; without it, all that are
                attached.
            rotation_after: age at which a key is rotated, and again each time that much has passed: whole days, as
                ``timedelta(days=30)`` or ``"30d"``.
            retain_alias: AWS only: whether the alias moves to the new key.
            rotate_material: AWS only: whether the key stays and gets new material. Single-region keys need CipherTrust
                Manager 2.21, multi-region keys 2.24.
            description: any text.
            run_on: id of the node that runs it, or ``any``; without it, any node. CDSPaaS refuses it.
            disabled: create it, but do not let it run yet.
            start_date: time from which on it runs, with a time zone; parts of seconds are cut off. Without it, at once.
            end_date: time until which it runs, with a time zone, later than ``start_date``; without it, for ever.

        Raises:
            ValidationError: not a cron expression, an unknown cloud, a period that is not of whole hours or days, or what
                only AWS has for another cloud.
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
            name: name of the new schedule, any text; it cannot be changed later.
            run_at: when it runs: a cron expression of minute, hour, day of the month, month and weekday, for example
                ``0 2 * * *`` or ``0 9 * * sat``, in the appliance's time zone.
            description: any text.
            run_on: id of the node that runs it, or ``any``; without it, any node. CDSPaaS refuses it.
            disabled: create it, but do not let it run yet.
            start_date: time from which on it runs, with a time zone; parts of seconds are cut off. Without it, at once.
            end_date: time until which it runs, with a time zone, later than ``start_date``; without it, for ever.

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
            name: name of the new schedule, any text; it cannot be changed later.
            operation: what it does, by one of the names that ``operations`` gives, for example ``database_backup``.
            run_at: when it runs: a cron expression of minute, hour, day of the month, month and weekday, for example
                ``0 2 * * *`` or ``0 9 * * sat``, in the appliance's time zone.
            parameters: what the vendor documents as ``<operation>_params``, for example ``{"cloud_name": "AzureCloud"}``;
                sent as it is.
            description: any text.
            run_on: id of the node that runs it, or ``any``; without it, any node. CDSPaaS refuses it.
            disabled: create it, but do not let it run yet.
            start_date: time from which on it runs, with a time zone; parts of seconds are cut off. Without it, at once.
            end_date: time until which it runs, with a time zone, later than ``start_date``; without it, for ever.

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

        Args:
            id: id of the schedule, as ``list`` shows it.
            run_at: when it runs from now on: a cron expression of minute, hour, day of the month, month and weekday, for
                example ``0 2 * * *`` or ``0 9 * * sat``, in the appliance's time zone.
            containers: what to synchronize instead of what was: names or ids of AWS accounts (synchronized in all their
                regions), Azure vaults, Google key rings, Salesforce organizations or SAP groups, or CipherTrust's ids of OCI
                vaults, Luna HSM partitions or DSM domains, by the cloud of the schedule. Unless ``synchronize_all`` is given,
                a list turns it off.
            synchronize_all: synchronize all containers, and drop the list; turning it off needs ``containers``, given or
                stored.
            sync_items: Azure only: what to bring in from the vaults: ``key``, ``secret``, ``certificate`` or ``all``.
            take_cloud_key_backup: Azure only: whether every key of the vaults is backed up in Azure as well.
            description: any text.
            run_on: id of the node that runs it, or ``any``. CDSPaaS refuses it.
            disabled: whether it is kept from running.
            start_date: time from which on it runs, with a time zone; parts of seconds are cut off.
            end_date: time until which it runs, with a time zone, later than ``start_date``.

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

        Args:
            id: id of the schedule, as ``list`` shows it.
            expiration: how long a new key lives: whole hours or days, as ``timedelta(days=90)``, ``"90d"`` or ``"12h"``;
                without one, for ever.
            expire_in: only keys that expire within this time are rotated: whole hours or days; without one, all that are
                attached.
            rotation_after: age at which a key is rotated, and again each time that much has passed: whole days, as
                ``timedelta(days=30)`` or ``"30d"``.
            retain_alias: AWS only: whether the alias moves to the new key.
            rotate_material: AWS only: whether the key stays and gets new material. Single-region keys need CipherTrust
                Manager 2.21, multi-region keys 2.24.

        Raises:
            ValidationError: nothing to change, a schedule that rotates no keys, or a period that is not of whole hours or
                days.
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
        """Delete a schedule. Jobs it started go on.

        Args:
            id: id of the schedule, as ``list`` shows it.

        Raises:
            NotFound: the id is unknown.
        """
        await self._change(lambda: schedule_flows.delete_schedule(self._ctx, id))

    @change
    async def run_now(self, id: str) -> None:
        """Run a schedule now, in addition to its times. :meth:`runs` shows the run; :meth:`start_run` waits for it.

        Args:
            id: id of the schedule, as ``list`` shows it.

        Raises:
            NotFound: the id is unknown.
        """
        await self._change(lambda: schedule_runs.run_now(self._ctx, id))

    @change
    async def start_run(self, id: str) -> AsyncHandle[ScheduleRun, ScheduleRun]:
        """Run a schedule now, and find the run, which takes up to a minute.

        Args:
            id: id of the schedule, as ``list`` shows it.

        Raises:
            AmbiguousOutcomeError: the schedule was told to run, and no run shows up, or several do.
            PermissionDenied: runs may not be listed; nothing was sent.
            NotFound: the id is unknown.
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
            id: id of a schedule, as ``list`` shows it; without it, the runs of all schedules.
            status: only runs in this state.
            name: only runs of schedules of this name.
            operation: only runs of schedules that do this.
            processing_node: id of a node: only runs on it.
            created_after: only runs made after this time, which needs a time zone.
            created_before: only runs made before this time, which needs a time zone.
            page_size: rows per request, 1..1000; without it, 100.

        Raises:
            ValidationError: a time without a zone, or a page size out of range.
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

        Args:
            id: id of the run, as ``runs`` shows it.

        Raises:
            NotFound: the id is unknown.
        """
        return await self._run(schedule_runs.get_run(self._ctx, id))

    def run_handle(self, id: str) -> AsyncHandle[ScheduleRun, ScheduleRun]:
        """Make a handle for a run. Sends nothing yet. Runs cannot be cancelled; their synchronization jobs can.

        Args:
            id: id of the run, as ``runs`` shows it.
        """
        return self._handle(referenced(self._ctx, RUN_KIND, id))

    async def wait(
        self,
        id: str,
        *,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: bool = True,
    ) -> ScheduleRun:
        """Wait until a run is over. See :meth:`AsyncHandle.wait`.

        Args:
            id: id of the run, as ``runs`` shows it.
            timeout: seconds to wait at most; without it, ``Policy.wait_timeout`` (a day).
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.
            raise_on_failure: ``False`` returns the last view of a run that failed, instead of raising ``JobFailed``.

        Raises:
            JobFailed: the run is over, and not in success; the error carries the view.
            WaitTimeout: the time is up; the run goes on, and the error carries its reference.
        """
        return await self.run_handle(id).wait(timeout=timeout, progress=progress, raise_on_failure=raise_on_failure)

    async def jobs_of(self, run_id: str) -> Rows[RunJob]:
        """Find the synchronization jobs that a run led to, one for each family that its schedule synchronizes.

        The vendor documents no link. If the run names a job, that is the one (``EXACT``); otherwise it is the only job of these
        containers that began within the run (``PROBABLE``). Runs of other operations lead to none.

        Args:
            run_id: id of the run, as ``runs`` shows it.

        Raises:
            NotFound: the run is unknown, or its schedule is not there any more.
            JobspanError: the jobs of none of the families could be read; the first reason.
        """
        return await self._rows(jobs_of(self._ctx, run_id), RunJob)

    @change
    async def delete_run(self, id: str) -> None:
        """Delete the record of a run. A job that it led to goes on.

        Args:
            id: id of the run, as ``runs`` shows it.

        Raises:
            NotFound: the id is unknown.
        """
        await self._change(lambda: schedule_runs.delete_run(self._ctx, id))
