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

        Raises:
            ValidationError: a field exceeds its documented limits.
            ApiError: DRS refused to create it; ``Conflict`` when the name is taken.
            AmbiguousOutcomeError: the reply was lost, and no task is being created under the name.
        """
        return await self._launch(lambda: flows.create.create(self._ctx, job))

    @change
    async def create_many(self, jobs: Sequence[NewJob], *, batch_size: int = BATCH_SIZE) -> BatchResult[NewJob]:
        """Create several tasks. ``item.value.id`` of an accepted item is the new task.

        Raises:
            ValidationError: a field exceeds its documented limits.
        """
        return await self._change(lambda: flows.create.create_many(self._ctx, jobs, batch_size=batch_size))

    @change
    async def test_connections(
        self, tests: Sequence[ConnectionTest], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[ConnectionTest]:
        """Test whether tasks in CONFIGURATION reach their databases. Both ends must pass before :meth:`configure` stores them.

        Raises:
            RuleViolation: a task is not in CONFIGURATION, is a dual-active parent, or a backward task whose forward task
                is not incremental yet.
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
        """Like :meth:`test_connections`, for clusters and tasks of two nodes: all members at once."""
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

        Raises:
            ValidationError: connection data is incomplete.
            RuleViolation: connection data for a task that is not in CONFIGURATION.
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

        The handle waits for the end of the precheck; one that was not passed raises ``JobFailed`` with the reasons. What a
        step refuses ends it there, and what was done before can be done again.

        Args:
            job_id: the task, from :meth:`create`.
            source, target: each with ``db_type``, ``ip``, ``db_user`` and ``db_password``; tested before they are stored.
            engine_type: as the task was created with.
            net_type: vpn, vpc or eip.
            node_type: the size of the replication instance, as the task was created with.
            objects: what is transferred; its ``job_id`` is replaced by the task's. Default: what DRS selects by itself.

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
        """Select the databases and tables that tasks transfer. Not for disaster recovery."""
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
        """Set how synchronisations treat conflicts, DDL and topics; before objects are selected."""
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
        """Add data processing rules: filters and transformations, one a table."""
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

        Raises:
            ValidationError: more than ten windows, overlapping ones, or a speed out of 1..9999 MB/s.
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
        """Set whether MySQL definers become the user of the migration."""
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
        """Return the accounts and roles of a task's source."""
        return await self._run(flows.configuration.users(self._ctx, job_id))

    @change
    async def set_users(
        self, items: Sequence[UserChange], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[UserChange]:
        """Set which accounts are migrated, and with which passwords."""
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx, flows.configuration.SET_USERS, items, skip_invalid=skip_invalid, batch_size=batch_size
            )
        )

    async def parameters(self, job_ids: str | Sequence[str], *, refresh: bool = True) -> Rows[JobParameters]:
        """Return the database parameters at both ends. ``refresh`` reads them anew, which the first call must do."""
        return await self._rows(flows.parameters.parameters(self._ctx, job_ids, refresh=refresh), JobParameters)

    @change
    async def set_parameters(self, job_id: str, group: ParameterGroup, values: Mapping[str, str]) -> ParametersSet:
        """Set parameters of a task's target. ``group``: common or performance."""
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
        """Set when DRS warns, and whom."""
        return await self._change(
            lambda: flows.configuration.set_alarms(
                self._ctx, job_ids, notice, skip_invalid=skip_invalid, batch_size=batch_size
            )
        )

    async def tuning(self, job_id: str) -> Tuning:
        """Return the parameters that tune a task, phase by phase; for a pair with a standby, ask for the parent."""
        return await self._run(flows.tuning.tuning(self._ctx, job_id))

    @change
    async def set_tuning(self, job_id: str, values: Mapping[str, Mapping[str, str]]) -> Tuning:
        """Set parameters that tune a task. They are initialised first, where that was never done.

        Args:
            job_id: the task.
            values: names and values by phase: full_sync, incre_capture, incre_apply or incre_relay.
        """
        return await self._change(lambda: flows.tuning.set_tuning(self._ctx, job_id, values))

    async def log_stream(self, job_id: str) -> LogStream:
        """Return where a task writes its log in the log service, and whether it does."""
        return await self._run(flows.tuning.log_stream(self._ctx, job_id))

    @change
    async def set_log_stream(self, job_id: str, group_id: str | None = None, stream_id: str | None = None) -> None:
        """Let a task write its log to a stream of the log service; without ids, stop that."""
        return await self._change(lambda: flows.tuning.set_log_stream(self._ctx, job_id, group_id, stream_id))
