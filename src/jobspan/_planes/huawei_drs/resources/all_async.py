"""Huawei DRS, as it is used: ``client.migration_jobs``, and what surrounds it under ``client.drs``."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._async.waiting import wait_all
from jobspan._core.jobs import started
from jobspan._core.validation import validating
from jobspan._planes.huawei_drs.flows import actions, compare, create, life, passwords, reads, setup
from jobspan._planes.huawei_drs.flows.batch import BATCH_SIZE
from jobspan._planes.huawei_drs.flows.ids import checked_ids
from jobspan._planes.huawei_drs.flows.watch import check_goal
from jobspan._planes.huawei_drs.goals import JobWatch
from jobspan._planes.huawei_drs.job_kinds import JOB, PRECHECK
from jobspan._planes.huawei_drs.models.actions import JobListItem, NameCheck, NamedAction
from jobspan._planes.huawei_drs.models.catalog import NodeType, Quota, Zone
from jobspan._planes.huawei_drs.models.checks import ComparisonResults, ComparisonsStarted, DataComparison, Precheck
from jobspan._planes.huawei_drs.models.endpoints import ClusterConnectionTest, ConnectionTest, EndpointPassword
from jobspan._planes.huawei_drs.models.jobs import JobAction, JobState, JobSummary, MigrationJob, NewJob
from jobspan._planes.huawei_drs.models.progress import (
    Monitoring,
    RecoveryObjectives,
    StructureProgress,
    TransferProgress,
)
from jobspan._planes.huawei_drs.models.replies import Outcome
from jobspan._planes.huawei_drs.models.settings import (
    AlarmNotice,
    DataTransformation,
    JobChange,
    JobParameters,
    ObjectSelection,
    ParametersSet,
    SourceUsers,
    SpeedLimit,
    SyncPolicy,
    UserChange,
)
from jobspan.models import BatchResult
from jobspan.progress import ProgressOption


class AsyncMigrationJobs(AsyncResource):
    """Migration, synchronisation and disaster recovery tasks, one or thousands at a time.

    Calls for many tasks are cut into requests of ``batch_size`` and sent side by side. They are judged first, with one
    batched read of the states: when DRS would refuse some, ``RuleViolation`` lists each, and nothing is sent, unless
    ``skip_invalid=True``, which sends the rest. The result accounts for every item, in the order given. An accepted item
    is just that: what comes of it, the task's state tells (:meth:`wait`, :meth:`watch`).

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/
    """

    @change
    async def create(self, job: NewJob) -> AsyncHandle[JobWatch, JobWatch]:
        """Create a task. The handle is for its way to ``CONFIGURATION``, which takes minutes; billing starts at once.

        Raises:
            ValidationError: a field is out of its documented limits.
            ApiError: DRS does not create it; ``Conflict`` when a task has the name.
            AmbiguousOutcomeError: the reply was lost, and no task is being created under the name.
        """
        return await self._launch(lambda: create.create(self._ctx, job))

    @change
    async def create_many(self, jobs: Sequence[NewJob], *, batch_size: int = BATCH_SIZE) -> BatchResult[NewJob]:
        """Create several tasks. ``item.value.id`` of an accepted item is the new task.

        Raises:
            ValidationError: a field is out of its documented limits.
        """
        return await self._change(lambda: create.create_many(self._ctx, jobs, batch_size=batch_size))

    @change
    async def test_connections(
        self, tests: Sequence[ConnectionTest], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[ConnectionTest]:
        """Let tasks in CONFIGURATION try their databases. Both ends must pass before :meth:`configure` stores them.

        Raises:
            RuleViolation: a task is not in CONFIGURATION, is a dual-active parent, or a backward task whose forward task
                is not incremental yet.
        """
        return await self._change(
            lambda: setup.try_connections(self._ctx, tests, skip_invalid=skip_invalid, batch_size=batch_size)
        )

    @change
    async def test_cluster_connections(
        self, tests: Sequence[ClusterConnectionTest], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[ClusterConnectionTest]:
        """Like :meth:`test_connections`, for clusters and tasks of two nodes: all members at once."""
        return await self._change(
            lambda: setup.try_cluster_connections(self._ctx, tests, skip_invalid=skip_invalid, batch_size=batch_size)
        )

    @change
    async def configure(
        self, items: Sequence[JobChange], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[JobChange]:
        """Store connection data after the test, or change name, description and alarms.

        Raises:
            ValidationError: connection data is not complete.
            RuleViolation: connection data for a task that is not in CONFIGURATION.
        """
        return await self._change(
            lambda: setup.configure(self._ctx, items, skip_invalid=skip_invalid, batch_size=batch_size)
        )

    @change
    async def select_objects(
        self, selections: Sequence[ObjectSelection], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[ObjectSelection]:
        """Say which databases and tables tasks transfer. Not for disaster recovery."""
        return await self._change(
            lambda: setup.select_objects(self._ctx, selections, skip_invalid=skip_invalid, batch_size=batch_size)
        )

    @change
    async def set_sync_policy(
        self, policies: Sequence[SyncPolicy], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[SyncPolicy]:
        """Say how synchronisations treat conflicts, DDL and topics; before objects are selected."""
        return await self._change(
            lambda: setup.set_sync_policy(self._ctx, policies, skip_invalid=skip_invalid, batch_size=batch_size)
        )

    @change
    async def transform_data(
        self, rules: Sequence[DataTransformation], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[DataTransformation]:
        """Add data processing rules: filters and transformations, one a table."""
        return await self._change(
            lambda: setup.transform_data(self._ctx, rules, skip_invalid=skip_invalid, batch_size=batch_size)
        )

    @change
    async def set_speed(
        self, limits: Sequence[SpeedLimit], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[SpeedLimit]:
        """Limit the speed of the full load, by hours of the day; no window: no limit.

        Raises:
            ValidationError: more than ten windows, overlapping ones, or a speed out of 1..9999 MB/s.
        """
        return await self._change(
            lambda: setup.set_speed(self._ctx, limits, skip_invalid=skip_invalid, batch_size=batch_size)
        )

    @change
    async def set_definer(
        self,
        job_ids: str | Sequence[str],
        *,
        replace: bool,
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """Say whether MySQL definers become the user of the migration."""
        return await self._change(
            lambda: setup.set_definer(
                self._ctx, job_ids, replace=replace, skip_invalid=skip_invalid, batch_size=batch_size
            )
        )

    async def users(self, job_id: str) -> SourceUsers:
        """The accounts and roles of a task's source."""
        return await self._run(reads.users(self._ctx, job_id))

    @change
    async def set_users(
        self, items: Sequence[UserChange], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[UserChange]:
        """Say which accounts are migrated, and with which passwords."""
        return await self._change(
            lambda: setup.set_users(self._ctx, items, skip_invalid=skip_invalid, batch_size=batch_size)
        )

    async def parameters(self, job_ids: str | Sequence[str], *, refresh: bool = True) -> list[JobParameters]:
        """The database parameters at both ends; ``refresh`` reads them anew, which the first call must do."""
        return await self._run(reads.parameters(self._ctx, job_ids, refresh=refresh))

    @change
    async def set_parameters(self, job_id: str, group: str, values: Mapping[str, str]) -> ParametersSet:
        """Set parameters of a task's target. ``group``: common or performance."""
        return await self._change(lambda: setup.set_parameters(self._ctx, job_id, group, values))

    @change
    async def set_alarms(
        self,
        job_ids: str | Sequence[str],
        notice: AlarmNotice,
        *,
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """Say when and whom DRS warns."""
        return await self._change(
            lambda: setup.set_alarms(self._ctx, job_ids, notice, skip_invalid=skip_invalid, batch_size=batch_size)
        )

    @change
    async def precheck(
        self,
        job_ids: str | Sequence[str],
        *,
        mode: str = "start",
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """Start prechecks; :meth:`precheck_results` tells how they go. ``mode``: start, or retry after a failure or edit."""
        return await self._change(
            lambda: life.precheck(self._ctx, job_ids, mode=mode, skip_invalid=skip_invalid, batch_size=batch_size)
        )

    async def precheck_results(self, job_ids: str | Sequence[str]) -> list[Precheck]:
        """How prechecks went, in the order asked for: over when ``done``, and good for a start when ``passed``.

        Raises:
            NotFound: DRS does not have one of the tasks.
        """
        return await self._run(reads.precheck_results(self._ctx, job_ids))

    async def wait_for_prechecks(
        self,
        job_ids: str | Sequence[str],
        *,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: bool = True,
    ) -> list[Precheck]:
        """Wait until the prechecks of tasks are over.

        Raises:
            JobFailed: a precheck found something that must be mended first.
            WaitTimeout: the time is up.
        """
        ids = checked_ids("migration_jobs.wait_for_prechecks", job_ids)
        handles = [self._handle(started(self._ctx, PRECHECK, id)) for id in ids]
        return await wait_all(handles, timeout=timeout, progress=progress, raise_on_failure=raise_on_failure)

    @change
    async def start(
        self,
        job_ids: str | Sequence[str],
        *,
        at: datetime | None = None,
        compare_at_end: bool | None = None,
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """Start tasks that are configured and prechecked, now or ``at`` a time.

        Raises:
            RuleViolation: a task is a dual-active parent, or a backward task whose forward task is not in step
                (incremental, RPO and RTO below 60 seconds). A task that was started already is only warned of.
        """
        return await self._change(
            lambda: life.start(
                self._ctx,
                job_ids,
                at=at,
                compare_at_end=compare_at_end,
                skip_invalid=skip_invalid,
                batch_size=batch_size,
            )
        )

    async def status(self, job_ids: str | Sequence[str]) -> list[JobState]:
        """The states of tasks, in the order asked for: a request for 100 tasks. What is gone reads as ``DELETED``."""
        return await self._run(reads.status(self._ctx, job_ids))

    async def get(self, job_id: str) -> MigrationJob:
        """The details of a task.

        Raises:
            NotFound: DRS has no such task.
        """
        return await self._run(reads.get(self._ctx, job_id))

    async def get_many(self, job_ids: Sequence[str]) -> list[MigrationJob]:
        """The details of tasks, in the order asked for: a request for 10 tasks.

        Raises:
            NotFound: DRS does not have one of them.
        """
        return await self._run(reads.get_many(self._ctx, job_ids))

    async def progress(self, job_ids: str | Sequence[str]) -> list[TransferProgress]:
        """How far the transfers are: percent of the full load, delay of the increments."""
        return await self._run(reads.progress(self._ctx, job_ids))

    async def rpo_rto(self, job_ids: str | Sequence[str]) -> list[RecoveryObjectives]:
        """Recovery point and recovery time of disaster recovery tasks."""
        return await self._run(reads.rpo_rto(self._ctx, job_ids))

    async def monitoring(self, job_ids: str | Sequence[str]) -> list[Monitoring]:
        """Counters of disaster recovery tasks."""
        return await self._run(reads.monitoring(self._ctx, job_ids))

    async def structure_progress(self, job_ids: str | Sequence[str]) -> list[StructureProgress]:
        """How far databases, tables, indexes and the like were transferred."""
        return await self._run(reads.structure_progress(self._ctx, job_ids))

    async def structure_details(self, job_ids: str | Sequence[str], type: str) -> list[StructureProgress]:
        """The same for one type: database, schema, table, view, procedure, trigger, index, ..."""
        return await self._run(reads.structure_details(self._ctx, job_ids, type))

    @change
    async def pause(
        self,
        job_ids: str | Sequence[str],
        *,
        mode: str = "target",
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """Pause tasks that transfer. ``mode``: target stops writing only, all stops reading the log, too.

        Raises:
            RuleViolation: a task does not transfer (only told of for disaster recovery), or is a dual-active parent.
        """
        return await self._change(
            lambda: life.pause(self._ctx, job_ids, mode=mode, skip_invalid=skip_invalid, batch_size=batch_size)
        )

    @change
    async def resume(
        self,
        job_ids: str | Sequence[str],
        *,
        after_edit: bool = False,
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """Resume paused tasks and retry failed ones. ``after_edit``: the objects of a synchronisation were edited.

        Raises:
            RuleViolation: a task is a dual-active parent. One that is neither paused nor failed is only warned of.
        """
        return await self._change(
            lambda: life.resume(
                self._ctx, job_ids, after_edit=after_edit, skip_invalid=skip_invalid, batch_size=batch_size
            )
        )

    @change
    async def change_passwords(
        self,
        passwords_of: Iterable[EndpointPassword],
        *,
        verify: bool = False,
        then_resume: bool = False,
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[EndpointPassword]:
        """Tell DRS the new passwords of databases, for any number of tasks.

        A success means *accepted*: DRS took the password in. It changes no database account, and whether the database
        takes the password shows in the task's state. Both ends of a task travel in the same request.

        Args:
            passwords_of: one entry a task and end. A generator is read once.
            verify: read the states afterwards, and report tasks that are failed then. (DRS tests connections before
                the start of a task only.)
            then_resume: resume tasks that had failed, once they have the new password. An entry whose task could not be
                resumed has failed; where that cannot be told, it is unknown.
            skip_invalid: send the rest when rules forbid some.
            batch_size: entries a request, 1..100; the reference recommends about 10.

        Raises:
            ValidationError: an unknown end, an empty password, a malformed id, an entry that comes twice.
            RuleViolation: a task is in a state that does not allow it, or a dual-active parent.

        Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0134.html
        """
        items = list(passwords_of)
        return await self._change(
            lambda: passwords.change_passwords(
                self._ctx,
                items,
                verify=verify,
                then_resume=then_resume,
                skip_invalid=skip_invalid,
                batch_size=batch_size,
            )
        )

    @change
    async def switchover(
        self,
        job_ids: str | Sequence[str],
        *,
        pause: bool | None = None,
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """Exchange the roles of the two databases of disaster recovery tasks. A second switch switches back.

        Raises:
            RuleViolation: not disaster recovery, dual-active, or not incremental.
        """
        return await self._change(
            lambda: life.switchover(self._ctx, job_ids, pause=pause, skip_invalid=skip_invalid, batch_size=batch_size)
        )

    @change
    async def compare(
        self, job_id: str, *, objects: bool = False, data: DataComparison | None = None
    ) -> ComparisonsStarted:
        """Start comparing both ends: objects, and lines or contents of data."""
        return await self._change(lambda: compare.compare(self._ctx, job_id, objects=objects, data=data))

    async def compare_results(
        self,
        job_id: str,
        *,
        object_comparison: str | None = None,
        line_comparison: str | None = None,
        content_comparison: str | None = None,
        page: int = 1,
        per_page: int = 100,
    ) -> ComparisonResults:
        """What comparisons found, by their ids; without ids the list of them."""
        return await self._run(
            compare.compare_results(
                self._ctx,
                job_id,
                object_comparison=object_comparison,
                line_comparison=line_comparison,
                content_comparison=content_comparison,
                page=page,
                per_page=per_page,
            )
        )

    @change
    async def terminate(
        self,
        job_ids: str | Sequence[str],
        *,
        force: bool = False,
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """End tasks and release their instances, for good. ``force``: at once, without carrying over events and triggers.

        Raises:
            RuleViolation: a task is gone, or a subtask of a dual-active pair (which ends through its parent). One that
                has ended, or is ending, is only warned of.
        """
        return await self._change(
            lambda: life.terminate(self._ctx, job_ids, force=force, skip_invalid=skip_invalid, batch_size=batch_size)
        )

    @change
    async def delete(
        self, job_ids: str | Sequence[str], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[str]:
        """Remove ended tasks from the list. What is gone already counts as deleted."""
        return await self._change(
            lambda: life.delete(self._ctx, job_ids, skip_invalid=skip_invalid, batch_size=batch_size)
        )

    async def quotas(self) -> list[Quota]:
        """What the project may have, and has."""
        return await self._run(reads.quotas(self._ctx))

    async def node_types(
        self,
        *,
        engine_type: str,
        db_use_type: str,
        job_direction: str,
        multi_write: bool | None = None,
        with_sold_out: bool | None = None,
    ) -> list[NodeType]:
        """The sizes of replication instances that can be had."""
        return await self._run(
            reads.node_types(
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
        db_use_type: str,
        job_direction: str,
        node_type: str,
        multi_write: bool | None = None,
    ) -> list[Zone]:
        """The availability zones that can be had."""
        return await self._run(
            reads.zones(
                self._ctx,
                engine_type=engine_type,
                db_use_type=db_use_type,
                job_direction=job_direction,
                node_type=node_type,
                multi_write=multi_write,
            )
        )

    def watch(
        self, job_ids: Iterable[str], *, until: str = "running", lag: float = 0.0, patient: bool = False
    ) -> list[AsyncHandle[JobWatch, JobWatch]]:
        """Handles for tasks, to be waited for one by one or with ``wait_all`` and ``as_completed``. Does no I/O.

        Args:
            until: configurable, running, full, incremental, caught-up, protected, paused, terminated or deleted, or a
                state as DRS spells it.
            lag: seconds of delay that count as caught up.
            patient: an interrupted incremental phase does not count as failed: DRS retries by itself.

        Raises:
            ValidationError: a malformed id, or an unknown goal.
        """
        ids = checked_ids("migration_jobs.watch", job_ids)
        with validating("migration_jobs.watch") as problems:
            check_goal(problems, until, lag)
        about = {"until": until, "lag": str(lag) if lag else None, "patient": "yes" if patient else None}
        return [self._handle(started(self._ctx, JOB, id, None, **about)) for id in ids]

    async def wait(
        self,
        job_ids: str | Sequence[str],
        *,
        until: str = "running",
        lag: float = 0.0,
        patient: bool = False,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: bool = True,
    ) -> list[JobWatch]:
        """Wait until tasks have come so far; see :meth:`watch` for the goals. One read serves 100 tasks.

        Raises:
            JobFailed: a task failed or ended before.
            WaitTimeout: the time is up.
        """
        ids = [job_ids] if isinstance(job_ids, str) else job_ids
        handles = self.watch(ids, until=until, lag=lag, patient=patient)
        return await wait_all(handles, timeout=timeout, progress=progress, raise_on_failure=raise_on_failure)

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
        per_page: int = 100,
    ) -> AsyncPager[JobSummary]:
        """The tasks of one use: migration, sync or cloudDataGuard.

        Args:
            name: a name, or up to 100 task ids joined with commas.
            per_page: rows a request, 1..100.
        """
        return self._pager(
            reads.listing(
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


class AsyncActions(AsyncResource):
    """API v5: what a task allows now, and actions by name. Some regions and engine pairs have it."""

    async def available(self, job_id: str) -> JobAction:
        """The actions that DRS itself allows and forbids for a task now."""
        return await self._run(actions.available(self._ctx, job_id))

    @change
    async def run(self, job_id: str, name: str, params: Mapping[str, Any] | None = None) -> Outcome:
        """Run an action, for example reset. A reply with ``query_id`` goes on in the background: :meth:`inspect` follows it."""
        return await self._change(lambda: actions.run(self._ctx, job_id, name, params))

    @change
    async def run_many(self, items: Sequence[NamedAction]) -> BatchResult[NamedAction]:
        """Run actions of several tasks in one request."""
        return await self._change(lambda: actions.run_many(self._ctx, items))

    @change
    async def stop(self, job_id: str, *, force: bool = False) -> Outcome:
        """End a task."""
        return await self._change(lambda: actions.stop(self._ctx, job_id, force=force))

    @change
    async def stop_many(self, job_ids: str | Sequence[str], *, force: bool = False) -> BatchResult[str]:
        """End several tasks in one request."""
        return await self._change(lambda: actions.stop_many(self._ctx, job_ids, force=force))

    def search(
        self,
        job_type: str = "migration",
        *,
        name: str | None = None,
        status: str | None = None,
        engine_type: str | None = None,
        net_type: str | None = None,
        enterprise_project_id: str | None = None,
        instance_ids: Sequence[str] = (),
        instance_ip: str | None = None,
        sort_key: str | None = None,
        sort_dir: str | None = None,
        limit: int = 100,
    ) -> AsyncPager[JobListItem]:
        """The tasks of one type (migration, sync, cloudDataGuard, replay), sorted."""
        return self._pager(
            actions.search(
                self._ctx,
                job_type,
                name=name,
                status=status,
                engine_type=engine_type,
                net_type=net_type,
                enterprise_project_id=enterprise_project_id,
                instance_ids=instance_ids,
                instance_ip=instance_ip,
                sort_key=sort_key,
                sort_dir=sort_dir,
                limit=limit,
            )
        )

    async def inspect(self, job_id: str, type: str = "overview", *, query_id: str | None = None) -> dict[str, Any]:
        """One aspect of a task: overview, detail, network, precheck, progress, log, compare, ... Passwords are masked."""
        return await self._run(actions.inspect(self._ctx, job_id, type, query_id))

    @change
    async def update(self, job_id: str, type: str, params: Mapping[str, Any]) -> Outcome:
        """Change one aspect of a task: name, description, notify, db_object, ..."""
        return await self._change(lambda: actions.update(self._ctx, job_id, type, params))

    async def check_name(self, name: str, type: str = "trans") -> NameCheck:
        """Whether a new task can have this name.

        Raises:
            Conflict: a task has it.
        """
        return await self._run(actions.check_name(self._ctx, name, type))

    @change
    async def delete(self, job_id: str) -> Outcome:
        """Delete an ended task; documented for a few engine pairs."""
        return await self._change(lambda: actions.delete(self._ctx, job_id))

    @change
    async def delete_many(self, job_ids: str | Sequence[str]) -> BatchResult[str]:
        """Delete ended tasks; documented for a few engine pairs."""
        return await self._change(lambda: actions.delete_many(self._ctx, job_ids))


class AsyncDrs(AsyncResource):
    """All of Huawei DRS."""

    @cached_property
    def migration_jobs(self) -> AsyncMigrationJobs:
        """Tasks through their whole life."""
        return AsyncMigrationJobs(self._ctx, self._driver)

    @cached_property
    def actions(self) -> AsyncActions:
        """Actions by name, of API v5."""
        return AsyncActions(self._ctx, self._driver)
