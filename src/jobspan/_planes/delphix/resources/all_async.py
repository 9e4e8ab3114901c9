"""Resource classes of Delphix DCT."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.call import call
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started, started
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing
from jobspan._core.validation import validating
from jobspan._planes.delphix.auth import log_in
from jobspan._planes.delphix.filters import Filter
from jobspan._planes.delphix.flows import compliance_jobs, connectors, executions, jobs, masking_jobs, placement, tags
from jobspan._planes.delphix.flows.credentials import ConnectorCredentials, Credentials
from jobspan._planes.delphix.flows.engines import engine_load, wait_until_idle
from jobspan._planes.delphix.flows.listing import listing
from jobspan._planes.delphix.flows.placement import Target, WhenBusy
from jobspan._planes.delphix.flows.single import launch
from jobspan._planes.delphix.flows.tags import TagsInput
from jobspan._planes.delphix.job_kinds import JOB, CopyView, Run
from jobspan._planes.delphix.models.connectors import (
    AuthType,
    ConnectionMode,
    ConnectionProperty,
    Connector,
    ConnectorTest,
    ConnectorType,
    ConnectorUse,
    DatabaseType,
    FileType,
    JobConnectors,
)
from jobspan._planes.delphix.models.engines import Engine, MaskingEnvironment
from jobspan._planes.delphix.models.executions import (
    ComponentLog,
    DiscoveryResult,
    Execution,
    ExecutionComponent,
    ExecutionEvent,
    ExecutionLog,
)
from jobspan._planes.delphix.models.jobs import Job, JobResult
from jobspan._planes.delphix.models.masking_jobs import (
    ComplianceJob,
    ComplianceJobUpdate,
    MaskingJob,
    RetainExecutionData,
    SourceEngine,
)
from jobspan._planes.delphix.models.shared import ItemsPage, Tag, Tags
from jobspan._planes.delphix.operations import (
    compliance_jobs as compliance_job_calls,
    connectors as connector_calls,
    engines as engine_calls,
    environments as environment_calls,
    executions as execution_calls,
    jobs as job_calls,
    masking_jobs as masking_job_calls,
)
from jobspan.credentials import Secret
from jobspan.models import UNSET, Unset

T = TypeVar("T")


def _read(resource: AsyncResource, operation: Operation[T], **path: str) -> Flow[T]:
    """One read by ids, checked first."""
    with validating(operation) as problems:
        for name, value in path.items():
            problems.text(name, value)
    return call(resource._ctx, operation, path=path)


def _given(arguments: dict[str, Any], but: str = "") -> dict[str, Any]:
    """The arguments of a method that are fields of the wire, by their names there."""
    return {name: value for name, value in arguments.items() if name not in ("self", "plan", *but.split())}


class AsyncListed(AsyncResource, Generic[T]):
    """A kind of object that DCT can list, search and read."""

    _list: Operation[ItemsPage[T]]
    _search: Operation[ItemsPage[T]]
    _get: Operation[T]
    _id: str

    def list(self, *, limit: int | None = None, sort: str | None = None) -> AsyncPager[T]:
        """All of them that the account may see.

        Args:
            limit: rows a page, 1..1000; the server's default is 100.
            sort: a field name, ``-`` in front for descending.

        Raises:
            ValidationError: limit or sort cannot be sent.
        """
        return self._pager(listing(self._ctx, self._list, limit=limit, sort=sort))

    def search(
        self, filter: Filter | str | None = None, *, limit: int | None = None, sort: str | None = None
    ) -> AsyncPager[T]:
        """Those that satisfy a filter: ``field("name").eq("HR") & field("tags").has(field("key").eq("team"))``.

        Args:
            filter: built with ``jobspan._planes.delphix.filters``, or text in DCT's own grammar (5..50,000 characters).
            limit: rows a page, 1..1000.
            sort: a field name, ``-`` in front for descending.

        Raises:
            ValidationError: the filter breaks a limit or names an unknown attribute; limit or sort cannot be sent.
        """
        return self._pager(listing(self._ctx, self._search, limit=limit, sort=sort, filter=filter))

    async def get(self, id: str) -> T:
        """One of them by its id.

        Raises:
            NotFound: there is none of this id, or the account may not see it.
            ValidationError: the id is empty.
        """
        return await self._run(_read(self, self._get, **{self._id: id}))


class AsyncTagged(AsyncResource):
    """A kind of object that carries tags. Tags drive access control, so a change of tags can change who sees the object."""

    _tags: Operation[Tags]
    _add_tags: Operation[Tags]
    _delete_tags: Operation[None]
    _tagged: str

    async def tags(self, id: str) -> tuple[Tag, ...]:
        """The tags of an object. One key may carry several values."""
        return await self._run(tags.read_tags(self._ctx, self._tags, self._tagged, id))

    @change
    async def add_tags(self, id: str, tags_to_add: TagsInput) -> tuple[Tag, ...]:
        """Add tags: a mapping, or pairs where a key has several values. 1..1000 at once, 1..4000 characters each.

        Raises:
            ValidationError: no tag, too many, or an empty or too long key or value.
        """
        return await self._change(lambda: tags.add_tags(self._ctx, self._add_tags, self._tagged, id, tags_to_add))

    @change
    async def delete_tags(
        self,
        id: str,
        *,
        key: str | None = None,
        value: str | None = None,
        pairs: TagsInput | None = None,
        all: bool = False,
    ) -> None:
        """Delete tags: those with a key, the one with a key and a value, exact pairs, or (said in so many words) all.

        Raises:
            ValidationError: none or several of ``key``, ``pairs`` and ``all`` are given.
        """
        await self._change(
            lambda: tags.delete_tags(
                self._ctx, self._delete_tags, self._tagged, id, key=key, value=value, tags=pairs, all=all
            )
        )


class AsyncMaskingJobs(AsyncListed[MaskingJob], AsyncTagged):
    """Masking jobs: definitions of what is masked and how, and the calls that put them on engines.

    Source: https://dct.delphix.com/docs/ (Copy job; Migrate job; Execute job; Delete job).
    """

    _list = masking_job_calls.GET_MASKING_JOBS
    _search = masking_job_calls.SEARCH_MASKING_JOBS
    _get = masking_job_calls.GET_MASKING_JOB_BY_ID
    _id = _tagged = "maskingJobId"
    _tags = masking_job_calls.GET_MASKING_JOB_TAG
    _add_tags = masking_job_calls.CREATE_MASKING_JOB_TAG
    _delete_tags = masking_job_calls.DELETE_MASKING_JOB_TAG

    @change
    async def copy(
        self,
        job_id: str,
        *,
        target_engine_id: str,
        target_environment_id: str,
        source_environment_id: str | None = None,
        force_overwrite: bool = False,
        connector_credentials: Credentials | Mapping[str, Credentials] | None = None,
        when_busy: WhenBusy = "raise",
        busy_timeout: float = 3600.0,
    ) -> AsyncHandle[CopyView, MaskingJob]:
        """Copy a masking job to another engine; the handle's result is the copy.

        Copying again to the same engine and environment brings that copy up to date and makes no second one:
        ``handle.view.resync`` tells. Passwords are not copied; with ``connector_credentials`` waiting also sets and tests them.

        Args:
            job_id: the masking job.
            target_engine_id: the engine; it must be idle.
            target_environment_id: id or name of the environment on the target engine.
            source_environment_id: id or name of the source environment on the target engine; on-the-fly jobs only.
            force_overwrite: overwrite objects of the same name in the target environment (servers of 2024 and later).
            connector_credentials: ``Credentials(user, password)`` for all connectors, or ``{"TARGET": ..., "SOURCE": ...}``.
            when_busy: ``"raise"``, or ``"wait"`` until the engine is idle.
            busy_timeout: seconds to wait for that.

        Raises:
            ValidationError: an argument cannot be sent.
            NotFound: DCT has no such masking job, engine or environment.
            RuleViolation: the target engine is busy.
            AmbiguousOutcomeError: the reply was lost, and the copy could not be found.
            PartialFailure: from ``wait()``: the copy is there, and a connector refuses its credentials.
        """
        target = Target(
            job_id=job_id,
            engine_id=target_engine_id,
            environment_id=target_environment_id,
            source_environment_id=source_environment_id,
            force_overwrite=force_overwrite,
            when_busy=when_busy,
            busy_timeout=busy_timeout,
        )
        credentials = None if connector_credentials is None else ConnectorCredentials.of(connector_credentials)
        return await self._launch(lambda: placement.copy(self._ctx, target, credentials))

    @change
    async def migrate(
        self,
        job_id: str,
        *,
        target_engine_id: str,
        target_environment_id: str,
        source_environment_id: str | None = None,
        force_overwrite: bool = False,
        when_busy: WhenBusy = "raise",
        busy_timeout: float = 3600.0,
    ) -> AsyncHandle[Job, MaskingJob]:
        """Move a masking job to another engine: it keeps its id and its statistics, and its source engine changes.

        Args:
            job_id: the masking job.
            target_engine_id: the engine; it must be idle.
            target_environment_id: id or name of the environment on the target engine.
            source_environment_id: id or name of the source environment on the target engine; on-the-fly jobs only.
            force_overwrite: overwrite a job of the same name on the target.
            when_busy: ``"raise"``, or ``"wait"`` until the engine is idle.
            busy_timeout: seconds to wait for that.

        Raises:
            ValidationError, NotFound, RuleViolation, AmbiguousOutcomeError: as for :meth:`copy`.
        """
        target = Target(
            job_id=job_id,
            engine_id=target_engine_id,
            environment_id=target_environment_id,
            source_environment_id=source_environment_id,
            force_overwrite=force_overwrite,
            when_busy=when_busy,
            busy_timeout=busy_timeout,
        )
        return await self._launch(lambda: placement.migrate(self._ctx, target))

    @change
    async def execute(
        self,
        job_id: str,
        *,
        engine_id: str | None = None,
        when_busy: WhenBusy = "raise",
        busy_timeout: float = 3600.0,
    ) -> AsyncHandle[Run, Execution]:
        """Run a masking job. DCT first brings it to the engine; the handle follows both, and its result is the run.

        The run is over for the handle once its log and events are collected as well.

        Args:
            job_id: the masking job.
            engine_id: the engine; standard jobs need it, Hyperscale jobs have none.
            when_busy: ``"raise"``, or ``"wait"`` until the engine is idle.
            busy_timeout: seconds to wait for that.

        Raises:
            ValidationError, NotFound, RuleViolation: as for :meth:`copy`.
            AmbiguousOutcomeError: the reply was lost, and no run that can only be this one was found.
        """
        return await self._launch(
            lambda: placement.execute(self._ctx, job_id, engine_id, when_busy=when_busy, busy_timeout=busy_timeout)
        )

    @change
    async def create(
        self,
        name: str,
        *,
        source_masking_job_id: str | None = None,
        hyperscale_instance_id: str | None = None,
        mount_point_id: str | None = None,
        description: str | None = None,
        hyperscale_source_connector_username: str | None = None,
        hyperscale_source_connector_password: Secret | str | None = None,
        hyperscale_target_connector_username: str | None = None,
        hyperscale_target_connector_password: Secret | str | None = None,
        retain_execution_data: RetainExecutionData | str | None = None,
        unload_split: int | None = None,
        stream_size: int | None = None,
        max_memory: int | None = None,
        min_memory: int | None = None,
        feedback_size: int | None = None,
        stream_row_limit: int | None = None,
        num_input_streams: int | None = None,
        max_concurrent_source_connections: int | None = None,
        max_concurrent_target_connections: int | None = None,
        parallelism_degree: int | None = None,
        tags: TagsInput | None = None,
        make_current_account_owner: bool | None = None,
    ) -> AsyncHandle[Job, MaskingJob]:
        """Create a Hyperscale masking job (DCT creates no other kind); the handle's result is the job.

        ``max_memory`` and ``min_memory`` are megabytes; ``stream_row_limit`` 0 means unlimited; ``retain_execution_data`` is
        NO, ON_ERROR or ALWAYS.

        Raises:
            ValidationError: an argument cannot be sent.
            AmbiguousOutcomeError: the reply was lost; look for the name before creating it again.
        """
        fields = _given(locals(), but="name tags")
        return await self._launch(lambda: masking_jobs.create(self._ctx, name, fields, tags))

    @change
    async def update(
        self,
        job_id: str,
        *,
        name: str | None = None,
        connector_username: str | None = None,
        connector_password: Secret | str | None = None,
        on_the_fly_source_connector_username: str | None = None,
        on_the_fly_source_connector_password: Secret | str | None = None,
        description: str | None = None,
        dataset_id: str | None = None,
        retain_execution_data: RetainExecutionData | str | None = None,
        max_memory: int | None = None,
        min_memory: int | None = None,
        feedback_size: int | None = None,
        stream_row_limit: int | None = None,
        num_input_streams: int | None = None,
        max_concurrent_source_connections: int | None = None,
        max_concurrent_target_connections: int | None = None,
        parallelism_degree: int | None = None,
    ) -> MaskingJob:
        """Change a masking job; only what is given travels. DCT answers at once with the changed job.

        The credentials here are those DCT uses when it runs the job; those of the engine's own connector are set with
        ``connectors.update``. Fields from ``description`` on are for Hyperscale jobs.

        Raises:
            ValidationError: nothing is given, or a value cannot be sent.
        """
        fields = _given(locals(), but="job_id")
        return await self._change(lambda: masking_jobs.update(self._ctx, job_id, fields))

    @change
    async def delete(self, job_id: str, *, force: bool = False) -> AsyncHandle[Job, Job]:
        """Delete a masking job, its execution history, and the job on every engine that execute brought it to.

        Args:
            force: ignore failures on engines; what they leave behind is told in ``warning_message`` of the result.

        Raises:
            RuleViolation: it is running.
        """
        return await self._launch(lambda: masking_jobs.delete(self._ctx, job_id, force))

    async def connectors(self, job_id: str) -> JobConnectors:
        """The connectors of a masking job: the target's, and for on-the-fly jobs the source's. Iterate over them."""
        return await self._run(_read(self, masking_job_calls.GET_MASKING_JOB_CONNECTORS, maskingJobId=job_id))

    def source_engines(self, *, limit: int | None = None, sort: str | None = None) -> AsyncPager[SourceEngine]:
        """Which engine owns the master definition of each masking job."""
        operation = masking_job_calls.GET_MASKING_JOB_SOURCE_ENGINES
        return self._pager(listing(self._ctx, operation, limit=limit, sort=sort))

    def search_source_engines(
        self, filter: Filter | str | None = None, *, limit: int | None = None, sort: str | None = None
    ) -> AsyncPager[SourceEngine]:
        """The same, by ``masking_job_id`` or ``source_engine_id``."""
        operation = masking_job_calls.SEARCH_MASKING_JOB_SOURCE_ENGINES
        return self._pager(listing(self._ctx, operation, limit=limit, sort=sort, filter=filter))

    @change
    async def re_import(self, job_id: str) -> AsyncHandle[Job, Job]:
        """Import a Hyperscale job's source job again.

        Raises:
            RuleViolation: it is no Hyperscale job.
        """
        operation = masking_job_calls.RE_IMPORT_MASKING_JOB
        return await self._launch(lambda: masking_jobs.hyperscale(self._ctx, operation, job_id))

    @change
    async def add_engine(self, job_id: str, engine_id: str) -> AsyncHandle[Job, Job]:
        """Let a Hyperscale job use one more engine.

        Raises:
            RuleViolation: it is no Hyperscale job.
        """
        operation = masking_job_calls.ADD_ENGINE_TO_MASKING_JOB
        return await self._launch(lambda: masking_jobs.hyperscale(self._ctx, operation, job_id, engine_id))

    @change
    async def remove_engine(self, job_id: str, engine_id: str) -> AsyncHandle[Job, Job]:
        """Let a Hyperscale job use one engine less.

        Raises:
            RuleViolation: it is no Hyperscale job.
        """
        operation = masking_job_calls.REMOVE_ENGINE_FROM_MASKING_JOB
        return await self._launch(lambda: masking_jobs.hyperscale(self._ctx, operation, job_id, engine_id))


class AsyncConnectors(AsyncListed[Connector], AsyncTagged):
    """Connectors: how engines reach the data, and whether they do.

    Source: https://help-api.delphix.com/ (Connectors); https://dct.delphix.com/docs/ (Copy job).
    """

    _list = connector_calls.GET_CONNECTORS
    _search = connector_calls.SEARCH_CONNECTORS
    _get = connector_calls.GET_CONNECTOR_BY_ID
    _id = _tagged = "connectorId"
    _tags = connector_calls.GET_CONNECTOR_TAGS
    _add_tags = connector_calls.CREATE_CONNECTOR_TAGS
    _delete_tags = connector_calls.DELETE_CONNECTOR_TAG

    @change
    async def update(
        self,
        connector_id: str,
        *,
        name: str | Unset = UNSET,
        hostname: str | Unset | None = UNSET,
        port: int | Unset | None = UNSET,
        username: str | Unset = UNSET,
        password: Secret | str | Unset | None = UNSET,
        jdbc_url: str | Unset | None = UNSET,
        schema_name: str | Unset = UNSET,
        compliance_jdbc_driver_id: str | Unset = UNSET,
        enable_logger: bool | Unset = UNSET,
        database_name: str | Unset | None = UNSET,
        instance_name: str | Unset | None = UNSET,
        sid: str | Unset | None = UNSET,
        job_orchestrator_id: str | Unset = UNSET,
        file_reference_id: str | Unset | None = UNSET,
        kerberos_auth: bool | Unset = UNSET,
        service_principal: str | Unset | None = UNSET,
        path: str | Unset | None = UNSET,
        ssh_key: str | Unset | None = UNSET,
        user_dir_is_root: bool | Unset | None = UNSET,
        mount_information_id: str | Unset | None = UNSET,
        bucket_name: str | Unset | None = UNSET,
        region: str | Unset | None = UNSET,
        access_key: Secret | str | Unset | None = UNSET,
        secret_key: Secret | str | Unset | None = UNSET,
        auth_type: AuthType | str | Unset | None = UNSET,
        prefix: str | Unset | None = UNSET,
        delimiter: str | Unset | None = UNSET,
        service_endpoint: str | Unset | None = UNSET,
        azure_account_name: str | Unset | None = UNSET,
        azure_container_name: str | Unset | None = UNSET,
        credential_path_id: str | Unset | None = UNSET,
    ) -> AsyncHandle[Job, Connector]:
        """Change a connector; the handle's result is the connector afterwards.

        An argument that is not given keeps its field, ``None`` clears it, a value sets it. Wait before testing: DCT changes
        connectors in a job of their own. Setting ``ssh_key`` clears the password and the credential path.

        Args:
            port: 1..65535.
            auth_type: AWS_ROLE, AWS_SECRET, AZURE_MANAGED_IDENTITY or AZURE_SECRET.

        Raises:
            ValidationError: nothing is given, a port is out of range, or a field cannot be cleared.
        """
        fields = _given(locals(), but="connector_id")
        return await self._launch(lambda: connectors.update(self._ctx, connector_id, fields))

    @change
    async def create(
        self,
        name: str,
        type: ConnectorType | str,
        *,
        hostname: str | None = None,
        port: int | None = None,
        username: str | None = None,
        password: Secret | str | None = None,
        database_type: DatabaseType | str | None = None,
        compliance_jdbc_driver_id: str | None = None,
        enable_logger: bool | None = None,
        file_type: FileType | str | None = None,
        connection_mode: ConnectionMode | str | None = None,
        path: str | None = None,
        ssh_key: str | None = None,
        user_dir_is_root: bool | None = None,
        mount_information_id: str | None = None,
        bucket_name: str | None = None,
        region: str | None = None,
        access_key: Secret | str | None = None,
        secret_key: Secret | str | None = None,
        auth_type: AuthType | str | None = None,
        prefix: str | None = None,
        delimiter: str | None = None,
        service_endpoint: str | None = None,
        azure_account_name: str | None = None,
        azure_container_name: str | None = None,
        credential_path_id: str | None = None,
        jdbc_url: str | None = None,
        schema_name: str | None = None,
        database_name: str | None = None,
        instance_name: str | None = None,
        sid: str | None = None,
        make_current_account_owner: bool | None = None,
        job_orchestrator_id: str | None = None,
        file_reference_id: str | None = None,
        kerberos_auth: bool | None = None,
        service_principal: str | None = None,
        owning_entity_id: str | None = None,
        owning_entity_type: str | None = None,
        tags: TagsInput | None = None,
    ) -> AsyncHandle[Job, Connector]:
        """Create a connector that DCT manages; the handle's result is the connector. Each needs a job orchestrator.

        Args:
            name: 1..255 characters.
            type: DATABASE, FILE or MAINFRAME_DATASET.
            port: 1..65535.

        Raises:
            ValidationError: an argument cannot be sent.
            AmbiguousOutcomeError: the reply was lost; look for the name before creating it again.
        """
        fields = _given(locals(), but="name type tags")
        return await self._launch(lambda: connectors.create(self._ctx, name, type, fields, tags))

    @change
    async def delete(self, connector_id: str) -> AsyncHandle[Job, Job]:
        """Delete a connector.

        Raises:
            RuleViolation: it belongs to its engine; only connectors that DCT manages can be deleted.
        """
        return await self._launch(lambda: connectors.delete(self._ctx, connector_id))

    async def test(
        self,
        connector_id: str,
        *,
        type: ConnectorType | str | None = None,
        database_type: DatabaseType | str | None = None,
        hostname: str | None = None,
        port: int | None = None,
        username: str | None = None,
        password: Secret | str | None = None,
        jdbc_url: str | None = None,
        schema_name: str | None = None,
        database_name: str | None = None,
        instance_name: str | None = None,
        sid: str | None = None,
        compliance_jdbc_driver_id: str | None = None,
        job_orchestrator_id: str | None = None,
        file_reference_id: str | None = None,
        kerberos_auth: bool | None = None,
        service_principal: str | None = None,
        credential_path_id: str | None = None,
        connection_mode: ConnectionMode | str | None = None,
        file_type: FileType | str | None = None,
        path: str | None = None,
        ssh_key: str | None = None,
        user_dir_is_root: bool | None = None,
        mount_information_id: str | None = None,
        mount_type: str | None = None,
        mount_path: str | None = None,
        mount_options: str | None = None,
        bucket_name: str | None = None,
        region: str | None = None,
        access_key: Secret | str | None = None,
        secret_key: Secret | str | None = None,
        auth_type: AuthType | str | None = None,
        prefix: str | None = None,
        delimiter: str | None = None,
        service_endpoint: str | None = None,
        azure_account_name: str | None = None,
        azure_container_name: str | None = None,
        owning_entity_id: str | None = None,
        owning_entity_type: str | None = None,
    ) -> ConnectorTest:
        """Let the engine log in to the data source, with the saved values or with some of them replaced.

        DCT answers 200 even when that fails: ``.raise_for_failure()``, or look at ``.ok``. Never repeated by itself, because
        a wrong password can lock the account. Takes up to five minutes.

        Raises:
            ValidationError: a value cannot be sent.
        """
        overrides = _given(locals(), but="connector_id")
        return await self._run(connectors.test(self._ctx, connector_id, overrides))

    async def test_values(
        self,
        *,
        type: ConnectorType | str | None = None,
        database_type: DatabaseType | str | None = None,
        hostname: str | None = None,
        port: int | None = None,
        username: str | None = None,
        password: Secret | str | None = None,
        jdbc_url: str | None = None,
        schema_name: str | None = None,
        database_name: str | None = None,
        instance_name: str | None = None,
        sid: str | None = None,
        compliance_jdbc_driver_id: str | None = None,
        job_orchestrator_id: str | None = None,
        file_reference_id: str | None = None,
        kerberos_auth: bool | None = None,
        service_principal: str | None = None,
        credential_path_id: str | None = None,
        connection_mode: ConnectionMode | str | None = None,
        file_type: FileType | str | None = None,
        path: str | None = None,
        ssh_key: str | None = None,
        user_dir_is_root: bool | None = None,
        mount_information_id: str | None = None,
        mount_type: str | None = None,
        mount_path: str | None = None,
        mount_options: str | None = None,
        bucket_name: str | None = None,
        region: str | None = None,
        access_key: Secret | str | None = None,
        secret_key: Secret | str | None = None,
        auth_type: AuthType | str | None = None,
        prefix: str | None = None,
        delimiter: str | None = None,
        service_endpoint: str | None = None,
        azure_account_name: str | None = None,
        azure_container_name: str | None = None,
        owning_entity_id: str | None = None,
        owning_entity_type: str | None = None,
    ) -> ConnectorTest:
        """Let DCT log in to a data source with values that are not saved. As :meth:`test` otherwise."""
        fields = _given(locals())
        return await self._run(connectors.test_values(self._ctx, fields))

    async def properties(self, connector_id: str) -> tuple[ConnectionProperty, ...]:
        """The driver properties of a connector."""
        found = await self._run(_read(self, connector_calls.GET_CONNECTION_PROPERTIES, connectorId=connector_id))
        return found.items

    async def driver_support_tasks(self, connector_id: str) -> tuple[str, ...]:
        """What the driver support of a connector can do."""
        operation = connector_calls.GET_CONNECTOR_DRIVER_SUPPORT_TASKS
        found = await self._run(_read(self, operation, connectorId=connector_id))
        return found.tasks

    async def table_names(self, connector_id: str, *, rule_set_id: str | None = None) -> tuple[str, ...]:
        """The tables at the other end; with a rule set, those not in it yet. Contacts the data source."""
        return await self._names(connector_calls.FETCH_TABLE_NAMES, connector_id, rule_set_id)

    async def file_names(self, connector_id: str, *, rule_set_id: str | None = None) -> tuple[str, ...]:
        """The files at the other end; with a rule set, those not in it yet. Contacts the data source; recent servers only."""
        return await self._names(connector_calls.FETCH_FILE_NAMES, connector_id, rule_set_id)

    async def _names(self, operation: Operation[Any], connector_id: str, rule_set_id: str | None) -> tuple[str, ...]:
        with validating(operation) as problems:
            problems.text("connector_id", connector_id)
            problems.optional_text("rule_set_id", rule_set_id)
        body = None if rule_set_id is None else {"rule_set_id": rule_set_id}
        found = await self._run(call(self._ctx, operation, path={"connectorId": connector_id}, body=body))
        names: tuple[str, ...] = found.items
        return names

    def masking_jobs(
        self,
        connector_id: str,
        filter: Filter | str | None = None,
        *,
        limit: int | None = None,
        sort: str | None = None,
    ) -> AsyncPager[ConnectorUse]:
        """The masking jobs that use a connector, and as which side."""
        path = {"connectorId": connector_id}
        operation = connector_calls.SEARCH_CONNECTOR_JOBS
        return self._pager(listing(self._ctx, operation, path=path, limit=limit, sort=sort, filter=filter))


class AsyncExecutions(AsyncListed[Execution]):
    """Executions: single runs of masking jobs. Source: https://help-api.delphix.com/ (Executions)."""

    _list = execution_calls.GET_EXECUTIONS
    _search = execution_calls.SEARCH_EXECUTIONS
    _get = execution_calls.GET_EXECUTION_BY_ID
    _id = "executionId"

    @change
    async def cancel(self, execution_id: str, *, expected_status: str | None = None) -> None:
        """Ask to cancel a run.

        Args:
            expected_status: QUEUED or RUNNING: cancel only if it still is, so that a run that has just started is left alone.

        Raises:
            RuleViolation: it is over.
            Conflict: it is no longer in the expected state.
        """
        await self._change(lambda: executions.cancel(self._ctx, execution_id, expected_status))

    @change
    async def restart(self, execution_id: str) -> AsyncHandle[Job, Job]:
        """Start a Hyperscale run again where it failed."""
        return await self._launch(lambda: self._job(execution_calls.RESTART_EXECUTION, execution_id))

    @change
    async def cleanup(self, execution_id: str) -> AsyncHandle[Job, Job]:
        """Remove what a Hyperscale run left behind."""
        return await self._launch(lambda: self._job(execution_calls.CLEANUP_EXECUTION, execution_id))

    def _job(self, operation: Operation[Any], execution_id: str) -> Flow[Started[Job, Job]]:
        with validating(operation) as problems:
            problems.text("execution_id", execution_id)
        return launch(self._ctx, operation, JOB, execution_id, path={"executionId": execution_id})

    async def log(self, execution_id: str) -> ExecutionLog:
        """The log of a run; of a long one, its last lines.

        Raises:
            NotFound: the run is unknown, or its log is not there (yet).
        """
        return await self._run(_read(self, execution_calls.GET_EXECUTION_LOG, executionId=execution_id))

    def events(
        self, execution_id: str, *, limit: int | None = None, sort: str | None = None
    ) -> AsyncPager[ExecutionEvent]:
        """What a run reported: unmasked data, fallbacks, aborts."""
        return self._pager(self._of(execution_calls.GET_EXECUTION_EVENTS, execution_id, None, limit, sort))

    def search_events(
        self,
        execution_id: str,
        filter: Filter | str | None = None,
        *,
        limit: int | None = None,
        sort: str | None = None,
    ) -> AsyncPager[ExecutionEvent]:
        """The events of a run that satisfy a filter."""
        return self._pager(self._of(execution_calls.SEARCH_EXECUTION_EVENTS, execution_id, filter, limit, sort))

    def components(
        self, execution_id: str, *, limit: int | None = None, sort: str | None = None
    ) -> AsyncPager[ExecutionComponent]:
        """The tables or files of a run, each with its own progress."""
        return self._pager(self._of(execution_calls.GET_EXECUTION_COMPONENTS, execution_id, None, limit, sort))

    def search_components(
        self,
        execution_id: str,
        filter: Filter | str | None = None,
        *,
        limit: int | None = None,
        sort: str | None = None,
    ) -> AsyncPager[ExecutionComponent]:
        """The tables or files of a run that satisfy a filter."""
        return self._pager(self._of(execution_calls.SEARCH_EXECUTION_COMPONENTS, execution_id, filter, limit, sort))

    async def component(self, execution_id: str, component_id: str) -> ExecutionComponent:
        """One table or file of a run."""
        operation = execution_calls.GET_EXECUTION_COMPONENT_BY_ID
        ids = {"executionId": execution_id, "executionComponentId": component_id}
        return await self._run(_read(self, operation, **ids))

    async def component_log(self, execution_id: str, component_id: str) -> ComponentLog:
        """The log of one table or file.

        Raises:
            NotFound: it is unknown, or its log is not there (yet).
        """
        operation = execution_calls.GET_EXECUTION_COMPONENT_LOG
        ids = {"executionId": execution_id, "executionComponentId": component_id}
        return await self._run(_read(self, operation, **ids))

    def discovery_results(
        self, execution_id: str, *, limit: int | None = None, sort: str | None = None
    ) -> AsyncPager[DiscoveryResult]:
        """What a discovery run found."""
        return self._pager(self._of(execution_calls.GET_DISCOVERY_RESULTS, execution_id, None, limit, sort))

    def search_discovery_results(
        self,
        execution_id: str,
        filter: Filter | str | None = None,
        *,
        limit: int | None = None,
        sort: str | None = None,
    ) -> AsyncPager[DiscoveryResult]:
        """What a discovery run found that satisfies a filter."""
        return self._pager(self._of(execution_calls.SEARCH_DISCOVERY_RESULTS, execution_id, filter, limit, sort))

    def _of(
        self,
        operation: Operation[ItemsPage[T]],
        execution_id: str,
        filter: Filter | str | None,
        limit: int | None,
        sort: str | None,
    ) -> Listing[T]:
        path = {"executionId": execution_id}
        return listing(self._ctx, operation, path=path, limit=limit, sort=sort, filter=filter)


class AsyncJobs(AsyncListed[Job], AsyncTagged):
    """DCT jobs: the tasks that carry out requests. Source: https://help-api.delphix.com/ (Jobs)."""

    _list = job_calls.GET_JOBS
    _search = job_calls.SEARCH_JOBS
    _get = job_calls.GET_JOB_BY_ID
    _id = _tagged = "jobId"
    _tags = job_calls.GET_JOB_TAGS
    _add_tags = job_calls.CREATE_JOB_TAGS
    _delete_tags = job_calls.DELETE_JOB_TAG

    def watch(self, job_id: str) -> AsyncHandle[Job, Job]:
        """A handle for any DCT job, to wait on.

        Raises:
            ValidationError: the id is empty.
        """
        with validating("delphix.jobs.watch") as problems:
            problems.text("job_id", job_id)
        return self._handle(started(self._ctx, JOB, job_id))

    async def result(self, job_id: str) -> JobResult:
        """What a finished job brought; recent servers only."""
        return await self._run(_read(self, job_calls.GET_JOB_RESULT, jobId=job_id))

    @change
    async def abandon(self, job_id: str) -> None:
        """Let DCT forget about a job. This does **not** stop the work: to stop a run, cancel its execution.

        Raises:
            RuleViolation: the job is finished.
        """
        await self._change(lambda: jobs.abandon(self._ctx, job_id))


class AsyncEnvironments(AsyncListed[MaskingEnvironment]):
    """Masking environments: folders on engines. Source: https://help-api.delphix.com/ (MaskingEnvironments)."""

    _list = environment_calls.GET_MASKING_ENVIRONMENTS
    _search = environment_calls.SEARCH_MASKING_ENVIRONMENTS
    _get = environment_calls.GET_MASKING_ENVIRONMENT_BY_ID
    _id = "maskingEnvironmentId"


class AsyncEngines(AsyncListed[Engine], AsyncTagged):
    """Registered engines. Source: https://help-api.delphix.com/ (Management)."""

    _list = engine_calls.GET_REGISTERED_ENGINES
    _search = engine_calls.SEARCH_ENGINES
    _get = engine_calls.GET_REGISTERED_ENGINE
    _id = _tagged = "engineId"
    _tags = engine_calls.GET_ENGINE_TAGS
    _add_tags = engine_calls.CREATE_ENGINE_TAGS
    _delete_tags = engine_calls.DELETE_ENGINE_TAGS

    async def busy_with(self, engine_id: str) -> str | None:
        """What keeps an engine busy, in words; ``None`` when it is idle as far as DCT knows."""
        load = await self._run(engine_load(self._ctx, engine_id))
        return load.busy_with

    async def wait_until_idle(self, engine_id: str, *, timeout: float = 3600.0) -> None:
        """Wait until nothing keeps an engine busy.

        Args:
            timeout: seconds.

        Raises:
            RuleViolation: it is still busy then.
        """
        await self._run(wait_until_idle(self._ctx, engine_id, timeout))


class AsyncComplianceJobs(AsyncListed[ComplianceJob], AsyncTagged):
    """Compliance jobs, which succeed masking jobs on recent servers. Source: https://help-api.delphix.com/ (ComplianceJobs)."""

    _list = compliance_job_calls.GET_COMPLIANCE_JOBS
    _search = compliance_job_calls.SEARCH_COMPLIANCE_JOBS
    _get = compliance_job_calls.GET_COMPLIANCE_JOB_BY_ID
    _id = _tagged = "complianceJobId"
    _tags = compliance_job_calls.GET_COMPLIANCE_JOB_TAG
    _add_tags = compliance_job_calls.CREATE_COMPLIANCE_JOB_TAG
    _delete_tags = compliance_job_calls.DELETE_COMPLIANCE_JOB_TAG

    @change
    async def create(self, fields: Mapping[str, Any]) -> AsyncHandle[Job, Job]:
        """Create a compliance job from the fields of DCT's API reference; ``name`` is required."""
        return await self._launch(lambda: compliance_jobs.create(self._ctx, fields))

    @change
    async def update(self, job_id: str, fields: Mapping[str, Any]) -> ComplianceJobUpdate:
        """Change fields of a compliance job; DCT answers with the job that changes it, and the changed object."""
        return await self._change(lambda: compliance_jobs.update(self._ctx, job_id, fields))

    @change
    async def delete(self, job_id: str) -> AsyncHandle[Job, Job]:
        """Delete a compliance job."""
        return await self._launch(lambda: compliance_jobs.delete(self._ctx, job_id))

    @change
    async def execute(
        self, job_id: str, *, source_connector_id: str | None = None, target_connector_id: str | None = None
    ) -> AsyncHandle[Run, Execution]:
        """Run a compliance job on its own engine or orchestrator.

        Raises:
            AmbiguousOutcomeError: the reply was lost, and no run that can only be this one was found.
        """
        return await self._launch(
            lambda: compliance_jobs.execute(self._ctx, job_id, source_connector_id, target_connector_id)
        )

    async def connectors(self, job_id: str) -> JobConnectors:
        """The connectors of a compliance job."""
        return await self._run(_read(self, compliance_job_calls.GET_COMPLIANCE_JOB_CONNECTORS, complianceJobId=job_id))


class AsyncDelphix(AsyncResource):
    """All of Delphix DCT that jobspan drives."""

    async def log_in(self) -> None:
        """Log in now instead of with the first call, to learn early whether user name and password are right.

        Calls log in by themselves, so nobody needs this. With an API key it only reads the key from where it is kept.

        Raises:
            AuthError: they are not. The same password is not tried again: five wrong logins lock the account.
        """
        await self._run(log_in(self._ctx))

    @cached_property
    def masking_jobs(self) -> AsyncMaskingJobs:
        """Masking jobs: copy, migrate, execute."""
        return AsyncMaskingJobs(self._ctx, self._driver)

    @cached_property
    def connectors(self) -> AsyncConnectors:
        """Connectors: credentials and tests."""
        return AsyncConnectors(self._ctx, self._driver)

    @cached_property
    def executions(self) -> AsyncExecutions:
        """Runs of masking jobs."""
        return AsyncExecutions(self._ctx, self._driver)

    @cached_property
    def jobs(self) -> AsyncJobs:
        """The tasks that carry out requests."""
        return AsyncJobs(self._ctx, self._driver)

    @cached_property
    def environments(self) -> AsyncEnvironments:
        """Folders on engines."""
        return AsyncEnvironments(self._ctx, self._driver)

    @cached_property
    def engines(self) -> AsyncEngines:
        """Registered engines."""
        return AsyncEngines(self._ctx, self._driver)

    @cached_property
    def compliance_jobs(self) -> AsyncComplianceJobs:
        """The successors of masking jobs."""
        return AsyncComplianceJobs(self._ctx, self._driver)
