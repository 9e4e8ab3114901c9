"""Migration jobs before their start: create, test, configure."""

from collections.abc import Mapping, Sequence

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_drs import flows
from jobspan._planes.huawei_drs.flows.job_ids import BATCH_SIZE, as_ids
from jobspan._planes.huawei_drs.models.checks import Precheck
from jobspan._planes.huawei_drs.models.configuration import (
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
from jobspan._planes.huawei_drs.models.endpoints import ClusterConnectionTest, ConnectionTest, Endpoint
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.models.jobs import NewJob
from jobspan._planes.huawei_drs.models.tuning import LogStream, Tuning
from jobspan._planes.huawei_drs.words import ParameterGroup
from jobspan.batches import BatchResult
from jobspan.tables import Rows


class AsyncConfiguration(AsyncResource):
    """The calls that create tasks and set them up."""

    @change
    async def create(self, job: NewJob) -> AsyncHandle[JobWatch, JobWatch]:
        """Create a task. The handle waits until it is in ``CONFIGURATION``, which takes minutes; billing starts at once.

        Args:
            job: what the task is: its name, use, engines, direction, network, size and ends. Passwords are text or
                ``Secret``; never shown or logged.

        Raises:
            ValidationError: a field exceeds its documented limits.
            ApiError: DRS refused to create it; ``Conflict`` when the name is taken.
            AmbiguousOutcomeError: the reply was lost, and no task is being created under the name.
        """
        return await self._launch(lambda: flows.create.create(self._ctx, job))

    @change
    async def create_many(self, jobs: Sequence[NewJob], *, batch_size: int = BATCH_SIZE) -> BatchResult[NewJob]:
        """Create several tasks. ``item.value.id`` of an accepted item is the new task.

        Args:
            jobs: what the tasks are; names are unique, whatever their case. Passwords are text or ``Secret``; never
                shown or logged.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            ValidationError: a field exceeds its documented limits.
        """
        return await self._change(lambda: flows.create.create_many(self._ctx, jobs, batch_size=batch_size))

    @change
    async def test_connections(
        self, tests: Sequence[ConnectionTest], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[ConnectionTest]:
        """Test whether tasks in CONFIGURATION reach their databases. Both ends must pass before :meth:`configure` stores them.

        Args:
            tests: one entry for each end of a task: which end, where the database is, and the account to reach it
                with. Its password is text or ``Secret``; never shown or logged.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            ValidationError: an entry lacks its address, user or password, has a word or port that cannot be, or comes
                twice.
            RuleViolation: a task is not in CONFIGURATION, is a dual-active parent, or a backward task whose forward
                task is not incremental yet.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx, flows.connections.TEST_CONNECTIONS, tests, skip_invalid=skip_invalid, batch_size=batch_size
            )
        )

    @change
    async def test_cluster_connections(
        self, tests: Sequence[ClusterConnectionTest], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[ClusterConnectionTest]:
        """Like :meth:`test_connections`, for clusters and tasks of two nodes: all members at once.

        Args:
            tests: one entry for each task, by the id of its parent, with all members of the cluster. Their passwords
                are text or ``Secret``; never shown or logged.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            ValidationError: an entry has no members, or a member has no password.
            RuleViolation: a task is not in CONFIGURATION.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx, flows.connections.TEST_CLUSTERS, tests, skip_invalid=skip_invalid, batch_size=batch_size
            )
        )

    @change
    async def configure(
        self, items: Sequence[JobChange], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[JobChange]:
        """Store connection data after the test, or change name, description and alarms.

        Args:
            items: what changes, one entry for each task. Connection data must be complete: both ends, ``node_type``,
                ``engine_type``, ``net_type`` and ``store_db_info``. Passwords are text or ``Secret``; never shown or
                logged.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            ValidationError: connection data is incomplete, or a description, a delay or a list of subscriptions cannot
                be.
            RuleViolation: connection data for a task that is not in CONFIGURATION or is a dual-active parent; anything
                for one that has ended.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx, flows.configuration.CONFIGURE, items, skip_invalid=skip_invalid, batch_size=batch_size
            )
        )

    @change
    async def prepare(
        self,
        job_id: str,
        *,
        source: Endpoint,
        target: Endpoint,
        engine_type: str = "mysql",
        net_type: str = "eip",
        node_type: str = "high",
        objects: ObjectSelection | None = None,
    ) -> AsyncHandle[Precheck, Precheck]:
        """Bring a task in CONFIGURATION up to its precheck: test both ends, store them, select objects, start the precheck.

        The handle waits for the end of the precheck; one that was not passed raises ``JobFailed`` with the reasons.
        What a step refuses ends it there, and what was done before can be done again.

        Args:
            job_id: id of the task.
            source: the database that is read, with ``db_type``, ``ip``, ``db_user`` and ``db_password`` (text or
                ``Secret``; never shown or logged). It is tested before it is stored.
            target: the database that is written to, with the same.
            engine_type: the pair of engines that the task was created with; without it, mysql.
            net_type: how the task reaches its databases, as it was created with: eip (the public network), vpc or vpn
                (also a direct connection); without it, eip.
            node_type: size of the replication instance that the task was created with; without it, high.
            objects: what is transferred; its ``job_id`` is replaced by the task's. Without it, what DRS selects by
                itself.

        Raises:
            ValidationError: an end lacks its address, user or password.
            RuleViolation: the task is not in CONFIGURATION; nothing was sent.
            PartialFailure: an end could not be reached, or a step was refused.
            AmbiguousOutcomeError: the reply to a step was lost, and no read shows what came of it.
        """
        asked = flows.prepare.Preparation(
            source=source,
            target=target,
            engine_type=engine_type,
            net_type=net_type,
            node_type=node_type,
            objects=objects,
        )
        return await self._launch(lambda: flows.prepare.prepare(self._ctx, job_id, asked))

    @change
    async def select_objects(
        self, selections: Sequence[ObjectSelection], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[ObjectSelection]:
        """Select the databases and tables that tasks transfer. Not for disaster recovery.

        Args:
            selections: what is transferred, one entry for each task; with ``selected`` false, everything.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            ValidationError: ``selected`` is true, and there are no objects.
            RuleViolation: a task is neither in CONFIGURATION nor incremental, or is for disaster recovery.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx,
                flows.configuration.SELECT_OBJECTS,
                selections,
                skip_invalid=skip_invalid,
                batch_size=batch_size,
            )
        )

    @change
    async def set_sync_policy(
        self, policies: Sequence[SyncPolicy], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[SyncPolicy]:
        """Set how synchronisations treat conflicts, DDL and topics; before objects are selected.

        Args:
            policies: what the synchronisations do, one entry for each.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            ValidationError: an unknown ``conflict_policy``, a position or a set of GTIDs that is too long.
            RuleViolation: there is no such task.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx,
                flows.configuration.SET_SYNC_POLICY,
                policies,
                skip_invalid=skip_invalid,
                batch_size=batch_size,
            )
        )

    @change
    async def transform_data(
        self, rules: Sequence[DataTransformation], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[DataTransformation]:
        """Add data processing rules: filters and transformations, one a table.

        Args:
            rules: one entry for each task: which of its tables, and what is done to their rows. A further rule of a
                task needs a further call.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            ValidationError: an entry does not say what to transform, or a task comes twice.
            RuleViolation: there is no such task.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx, flows.configuration.TRANSFORM_DATA, rules, skip_invalid=skip_invalid, batch_size=batch_size
            )
        )

    @change
    async def set_speed(
        self, limits: Sequence[SpeedLimit], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[SpeedLimit]:
        """Limit the speed of the full load, by hours of the day; no window: no limit.

        Args:
            limits: one entry for each task, with up to ten windows of whole hours that do not overlap; of a
                dual-active pair for the subtasks, not the parent.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            ValidationError: more than ten windows, overlapping ones, or a speed out of 1..9999 MB/s.
            RuleViolation: there is no such task, or it is a dual-active parent.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx, flows.speed_limits.SET_SPEED, limits, skip_invalid=skip_invalid, batch_size=batch_size
            )
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
        """Set whether MySQL definers become the user of the migration.

        Args:
            job_ids: ids of the tasks, or the id of one.
            replace: whether all views, procedures, triggers and events get the account of the target database as
                definer. Otherwise they keep theirs, which then have to be migrated as well.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            RuleViolation: a task is not in CONFIGURATION.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx,
                flows.configuration.set_definer(replace=replace),
                as_ids(job_ids),
                skip_invalid=skip_invalid,
                batch_size=batch_size,
            )
        )

    async def users(self, job_id: str) -> SourceUsers:
        """Return the accounts and roles of a task's source.

        Args:
            job_id: id of the task.
        """
        return await self._run(flows.configuration.users(self._ctx, job_id))

    @change
    async def set_users(
        self, items: Sequence[UserChange], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[UserChange]:
        """Set which accounts are migrated, and with which passwords.

        Args:
            items: one entry for each task: whether accounts are migrated, which of them, and with which passwords
                (text or ``Secret``; never shown or logged).
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            ValidationError: a password is empty.
            RuleViolation: there is no such task.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx, flows.configuration.SET_USERS, items, skip_invalid=skip_invalid, batch_size=batch_size
            )
        )

    async def parameters(self, job_ids: str | Sequence[str], *, refresh: bool = True) -> Rows[JobParameters]:
        """Return the database parameters at both ends.

        Args:
            job_ids: ids of the tasks, or the id of one.
            refresh: whether DRS reads them anew, which the first call must do; otherwise it shows what it read last.
                Without it, it reads.
        """
        return await self._rows(flows.parameters.parameters(self._ctx, job_ids, refresh=refresh), JobParameters)

    @change
    async def set_parameters(self, job_id: str, group: ParameterGroup, values: Mapping[str, str]) -> ParametersSet:
        """Set parameters of a task's target.

        Args:
            job_id: id of the task; of a dual-active pair a subtask, not the parent.
            group: the group that the parameters belong to, as ``migration_jobs.parameters`` shows it.
            values: new values by the names of parameters, as text.

        Raises:
            ValidationError: there is nothing to set; nothing was sent.
            RuleViolation: the task is not in CONFIGURATION, or is a dual-active parent.
        """
        return await self._change(lambda: flows.parameters.set_parameters(self._ctx, job_id, group, values))

    @change
    async def set_alarms(
        self,
        job_ids: str | Sequence[str],
        notice: AlarmNotice,
        *,
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """Set when DRS warns, and whom.

        Args:
            job_ids: ids of the tasks, or the id of one.
            notice: when it warns (delays in seconds, 0..3600) and whom: at most two subscriptions, or the topic
                ``topic_urn``.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            ValidationError: a delay is out of range, or there are more than two subscriptions; nothing was sent.
            RuleViolation: a task has ended.
            NotFound: DRS does not have one of the tasks.
        """
        return await self._change(
            lambda: flows.configuration.set_alarms(
                self._ctx, job_ids, notice, skip_invalid=skip_invalid, batch_size=batch_size
            )
        )

    async def tuning(self, job_id: str) -> Tuning:
        """Return the parameters that tune a task, phase by phase.

        Args:
            job_id: id of the task; of one with a standby the parent's.
        """
        return await self._run(flows.tuning.tuning(self._ctx, job_id))

    @change
    async def set_tuning(self, job_id: str, values: Mapping[str, Mapping[str, str]]) -> Tuning:
        """Set parameters that tune a task. They are initialised first, where that was never done.

        Args:
            job_id: id of the task; of one with a standby the parent's.
            values: names and values, as text, by phase: full_sync, incre_capture, incre_apply or incre_relay. What can
                be set, and to what, ``migration_jobs.tuning`` shows.

        Raises:
            ValidationError: there is nothing to set, or an unknown phase; nothing was sent.
            RuleViolation: there is no such task.
        """
        return await self._change(lambda: flows.tuning.set_tuning(self._ctx, job_id, values))

    async def log_stream(self, job_id: str) -> LogStream:
        """Return where a task writes its log in the log service, and whether it does.

        Args:
            job_id: id of the task.
        """
        return await self._run(flows.tuning.log_stream(self._ctx, job_id))

    @change
    async def set_log_stream(self, job_id: str, group_id: str | None = None, stream_id: str | None = None) -> None:
        """Let a task write its log to a stream of the log service; without ids, stop that.

        Args:
            job_id: id of the task.
            group_id: id of the log group of the stream; not without ``stream_id``.
            stream_id: id of the log stream; not without ``group_id``.

        Raises:
            ValidationError: one of the two ids is missing; nothing was sent.
            RuleViolation: there is no such task.
        """
        return await self._change(lambda: flows.tuning.set_log_stream(self._ctx, job_id, group_id, stream_id))
