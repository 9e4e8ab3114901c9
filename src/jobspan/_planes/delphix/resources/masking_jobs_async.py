"""Masking jobs."""

from collections.abc import Mapping

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._planes.delphix import flows
from jobspan._planes.delphix.filters import Filter
from jobspan._planes.delphix.models.compliance_jobs import ComplianceJob
from jobspan._planes.delphix.models.connectors import (
    JobConnectors,
)
from jobspan._planes.delphix.models.credentials import ConnectorCredentials, Credentials
from jobspan._planes.delphix.models.engines import WhenBusy
from jobspan._planes.delphix.models.executions import (
    Execution,
)
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.masking_jobs import (
    MaskingJob,
    MaskingJobType,
    RetainExecutionData,
    SourceEngine,
)
from jobspan._planes.delphix.models.shared import TagsInput
from jobspan._planes.delphix.models.views import CopyView, Run
from jobspan._planes.delphix.operations import masking_jobs as masking_job_calls
from jobspan._planes.delphix.operations.compliance_jobs import GET_COMPLIANCE_JOB_BY_ID
from jobspan._planes.delphix.resources.objects_async import AsyncListed, AsyncTagged, read_one
from jobspan.credentials import Secret


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
        see ``handle.view.resync``. Passwords are not copied; with ``connector_credentials`` waiting also sets and tests them.

        Args:
            job_id: id of the masking job, as ``masking_jobs.list`` shows it.
            target_engine_id: id of the engine to copy it to, as ``delphix.engines.list`` shows it; it must be idle.
            target_environment_id: id or name of the environment on the target engine, 1..256 characters.
            source_environment_id: id or name of the source environment on the target engine, 1..256 characters; on-the-fly
                jobs only.
            force_overwrite: overwrite objects of the same name in the target environment (servers of 2024 and later).
            connector_credentials: ``Credentials(user, password)`` for all connectors, or ``{"TARGET": ..., "SOURCE": ...}``;
                without it, the connectors of a new copy have no password.
            when_busy: what to do while the engine is busy: ``raise`` an error, which is the default; ``wait`` until it is
                idle, and again if it refuses the job as busy; or ``send`` all the same.
            busy_timeout: with ``when_busy`` ``wait``: seconds to wait for an idle engine, 0..2,592,000 (30 days); default:
                3600.

        Raises:
            ValidationError: an argument is not valid.
            NotFound: DCT has no such masking job, engine or environment.
            RuleViolation: the target engine is busy.
            AmbiguousOutcomeError: the reply was lost, and the copy could not be found.
            PartialFailure: from ``wait()``: the copy is there, and a connector refuses its credentials.
        """
        target = flows.placement.Target(
            job_id=job_id,
            target_engine_id=target_engine_id,
            target_environment_id=target_environment_id,
            source_environment_id=source_environment_id,
            force_overwrite=force_overwrite,
            when_busy=when_busy,
            busy_timeout=busy_timeout,
        )
        credentials = None if connector_credentials is None else ConnectorCredentials.of(connector_credentials)
        return await self._launch(lambda: flows.placement.copy(self._ctx, target, credentials))

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
            job_id: id of the masking job, as ``masking_jobs.list`` shows it.
            target_engine_id: id of the engine to move it to, as ``delphix.engines.list`` shows it; it must be idle.
            target_environment_id: id or name of the environment on the target engine, 1..256 characters.
            source_environment_id: id or name of the source environment on the target engine, 1..256 characters; on-the-fly
                jobs only.
            force_overwrite: overwrite a job of the same name on the target (servers of 2024 and later).
            when_busy: what to do while the engine is busy: ``raise`` an error, which is the default; ``wait`` until it is
                idle, and again if it refuses the job as busy; or ``send`` all the same.
            busy_timeout: with ``when_busy`` ``wait``: seconds to wait for an idle engine, 0..2,592,000 (30 days); default:
                3600.

        Raises:
            ValidationError, NotFound, RuleViolation, AmbiguousOutcomeError: as for :meth:`copy`.
        """
        target = flows.placement.Target(
            job_id=job_id,
            target_engine_id=target_engine_id,
            target_environment_id=target_environment_id,
            source_environment_id=source_environment_id,
            force_overwrite=force_overwrite,
            when_busy=when_busy,
            busy_timeout=busy_timeout,
        )
        return await self._launch(lambda: flows.placement.migrate(self._ctx, target))

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
            job_id: id of the masking job, as ``masking_jobs.list`` shows it.
            engine_id: id of the engine to run on, as ``delphix.engines.list`` shows it; standard jobs need it, Hyperscale
                jobs have none.
            when_busy: what to do while the engine is busy: ``raise`` an error, which is the default; ``wait`` until it is
                idle, and again if it refuses the job as busy; or ``send`` all the same.
            busy_timeout: with ``when_busy`` ``wait``: seconds to wait for an idle engine, 0..2,592,000 (30 days); default:
                3600.

        Raises:
            ValidationError, NotFound, RuleViolation: as for :meth:`copy`.
            AmbiguousOutcomeError: the reply was lost, and no run was found that can only be this one.
        """
        return await self._launch(
            lambda: flows.placement.execute(
                self._ctx, job_id, engine_id, when_busy=when_busy, busy_timeout=busy_timeout
            )
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
        job_type: MaskingJobType | str = MaskingJobType.HYPERSCALE,
    ) -> AsyncHandle[Job, MaskingJob]:
        """Create a Hyperscale masking job (DCT documents no other kind here); the handle's result is the job.

        Args:
            name: name of the new job, 1..1024 characters.
            source_masking_job_id: id of the masking job whose data set and connectors the new job imports.
            hyperscale_instance_id: id of the Hyperscale instance to create the job on.
            mount_point_id: id of the mount point that the data set of the new job uses.
            description: free text, which may be empty.
            hyperscale_source_connector_username: user name to set on the source connector that is imported.
            hyperscale_source_connector_password: password to set on the source connector that is imported, 1..4096
                characters: text or ``Secret``; never shown or logged.
            hyperscale_target_connector_username: user name to set on the target connector that is imported.
            hyperscale_target_connector_password: password to set on the target connector that is imported, 1..4096
                characters: text or ``Secret``; never shown or logged.
            retain_execution_data: whether the data of a run is kept once the run is over: never, only after an error, or
                always.
            unload_split: files that the data is unloaded to from the source database, 0 or more.
            stream_size: bytes of the data stream that Oracle's ``sqlldr`` sends to its server, 0 or more.
            max_memory: megabytes of memory that each masking job may take at most, 0 or more.
            min_memory: megabytes of memory that each masking job gets at least, 0 or more.
            feedback_size: rows masked between two log messages about the progress, 0 or more.
            stream_row_limit: rows that may enter each masking stream, 0 or more; 0: no limit; without it, a limit by the kind
                of the job.
            num_input_streams: streams in which a masking job reads its data in parallel, 0 or more.
            max_concurrent_source_connections: connections that the Hyperscale instance may have to the source at once, 0 or
                more.
            max_concurrent_target_connections: connections that the Hyperscale instance may have to the target at once, 0 or
                more.
            parallelism_degree: degree of parallelism with which each Oracle job rebuilds indexes after the load, -1 or more.
            tags: tags of the new job: a mapping, or pairs where a key has several values. At most 1000, key and value of
                1..4000 characters.
            make_current_account_owner: whether the account of this client becomes the owner of the job; without it, yes.
            job_type: kind of the new job; DCT documents HYPERSCALE alone, which is the default.

        Raises:
            ValidationError: an argument is not valid.
            AmbiguousOutcomeError: the reply was lost; look for the name before creating it again.
        """
        fields = {
            "source_masking_job_id": source_masking_job_id,
            "hyperscale_instance_id": hyperscale_instance_id,
            "mount_point_id": mount_point_id,
            "description": description,
            "hyperscale_source_connector_username": hyperscale_source_connector_username,
            "hyperscale_source_connector_password": hyperscale_source_connector_password,
            "hyperscale_target_connector_username": hyperscale_target_connector_username,
            "hyperscale_target_connector_password": hyperscale_target_connector_password,
            "retain_execution_data": retain_execution_data,
            "unload_split": unload_split,
            "stream_size": stream_size,
            "max_memory": max_memory,
            "min_memory": min_memory,
            "feedback_size": feedback_size,
            "stream_row_limit": stream_row_limit,
            "num_input_streams": num_input_streams,
            "max_concurrent_source_connections": max_concurrent_source_connections,
            "max_concurrent_target_connections": max_concurrent_target_connections,
            "parallelism_degree": parallelism_degree,
            "make_current_account_owner": make_current_account_owner,
        }
        return await self._launch(lambda: flows.masking_jobs.create(self._ctx, name, job_type, fields, tags))

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
        """Change a masking job; only what is given is sent. DCT answers at once with the changed job.

        The credentials here are those DCT uses when it runs the job; those of the engine's own connector are set with
        ``connectors.update``.

        Args:
            job_id: id of the masking job, as ``masking_jobs.list`` shows it.
            name: new name, 1..1024 characters.
            connector_username: user name that DCT uses for the job's connector when it runs the job, 1..256 characters;
                standard jobs only.
            connector_password: password that goes with ``connector_username``, 1..4096 characters: text or ``Secret``; never
                shown or logged. Standard jobs only.
            on_the_fly_source_connector_username: user name that DCT uses for the source connector of an on-the-fly job,
                1..256 characters; standard jobs only.
            on_the_fly_source_connector_password: password that goes with ``on_the_fly_source_connector_username``, 1..4096
                characters: text or ``Secret``; never shown or logged. Standard jobs only.
            description: free text, which may be empty; Hyperscale jobs only.
            dataset_id: id of the data set, which a Hyperscale job has in place of a rule set; may be empty.
            retain_execution_data: whether the data of a run is kept once the run is over: never, only after an error, or
                always; Hyperscale jobs only.
            max_memory: megabytes of memory that each masking job may take at most, 0 or more; Hyperscale jobs only.
            min_memory: megabytes of memory that each masking job gets at least, 0 or more; Hyperscale jobs only.
            feedback_size: rows masked between two log messages about the progress, 0 or more; Hyperscale jobs only.
            stream_row_limit: rows that may enter each masking stream, 0 or more; 0: no limit; Hyperscale jobs only.
            num_input_streams: streams in which a masking job reads its data in parallel, 0 or more; Hyperscale jobs only.
            max_concurrent_source_connections: connections that the Hyperscale instance may have to the source at once, 0 or
                more; Hyperscale jobs only.
            max_concurrent_target_connections: connections that the Hyperscale instance may have to the target at once, 0 or
                more; Hyperscale jobs only.
            parallelism_degree: degree of parallelism with which each Oracle job rebuilds indexes after the load, -1 or more;
                Hyperscale jobs only.

        Raises:
            ValidationError: nothing is given, or a value is not valid.
        """
        fields = {
            "name": name,
            "connector_username": connector_username,
            "connector_password": connector_password,
            "on_the_fly_source_connector_username": on_the_fly_source_connector_username,
            "on_the_fly_source_connector_password": on_the_fly_source_connector_password,
            "description": description,
            "dataset_id": dataset_id,
            "retain_execution_data": retain_execution_data,
            "max_memory": max_memory,
            "min_memory": min_memory,
            "feedback_size": feedback_size,
            "stream_row_limit": stream_row_limit,
            "num_input_streams": num_input_streams,
            "max_concurrent_source_connections": max_concurrent_source_connections,
            "max_concurrent_target_connections": max_concurrent_target_connections,
            "parallelism_degree": parallelism_degree,
        }
        return await self._change(lambda: flows.masking_jobs.update(self._ctx, job_id, fields))

    @change
    async def delete(self, job_id: str, *, force: bool = False) -> AsyncHandle[Job, Job]:
        """Delete a masking job, its execution history, and the job on every engine that execute brought it to.

        Args:
            job_id: id of the masking job, as ``masking_jobs.list`` shows it.
            force: ignore failures on engines; ``warning_message`` of the result lists what they leave behind.

        Raises:
            RuleViolation: the job is running.
        """
        return await self._launch(lambda: flows.masking_jobs.delete(self._ctx, job_id, force))

    async def connectors(self, job_id: str) -> JobConnectors:
        """Read the connectors of a masking job: the target's, and for on-the-fly jobs the source's. Iterate over the result.

        Args:
            job_id: id of the masking job, as ``masking_jobs.list`` shows it.

        Raises:
            NotFound: the id is unknown, or the account may not see the object.
            ValidationError: the id is empty.
        """
        return await self._run(
            read_one(self._ctx, masking_job_calls.GET_MASKING_JOB_CONNECTORS, "job_id", maskingJobId=job_id)
        )

    async def as_compliance_job(self, job_id: str) -> ComplianceJob:
        """Read a masking job as the compliance job of the same id (servers of 2024 and later).

        Args:
            job_id: id of the masking job, as ``masking_jobs.list`` shows it.

        Raises:
            NotFound: there is none. DCT does not document that both families share their ids.
        """
        return await self._run(read_one(self._ctx, GET_COMPLIANCE_JOB_BY_ID, "job_id", complianceJobId=job_id))

    def source_engines(self, *, page_size: int | None = None, sort: str | None = None) -> AsyncPager[SourceEngine]:
        """List which engine owns the master definition of each masking job.

        Args:
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; without it, DCT's own order.

        Raises:
            ValidationError: page size or sort order is not valid.
        """
        operation = masking_job_calls.GET_MASKING_JOB_SOURCE_ENGINES
        return self._pager(flows.listing.listing(self._ctx, operation, limit=page_size, sort=sort))

    def search_source_engines(
        self, filter: Filter | str | None = None, *, page_size: int | None = None, sort: str | None = None
    ) -> AsyncPager[SourceEngine]:
        """Search :meth:`source_engines` by ``masking_job_id`` or ``source_engine_id``.

        Args:
            filter: which to return, in DCT's own grammar, such as ``source_engine_id EQ '2'`` (5..50,000 characters), or
                built with ``jobspan.delphix.field``; without it, all.
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; without it, DCT's own order.

        Raises:
            ValidationError: the filter breaks a limit of DCT; page size or sort order is not valid.
        """
        operation = masking_job_calls.SEARCH_MASKING_JOB_SOURCE_ENGINES
        return self._pager(flows.listing.listing(self._ctx, operation, limit=page_size, sort=sort, filter=filter))

    @change
    async def re_import(self, job_id: str) -> AsyncHandle[Job, Job]:
        """Import the source job of a Hyperscale job again.

        Args:
            job_id: id of the Hyperscale job, as ``masking_jobs.list`` shows it.

        Raises:
            RuleViolation: it is not a Hyperscale job.
        """
        operation = masking_job_calls.RE_IMPORT_MASKING_JOB
        return await self._launch(lambda: flows.masking_jobs.hyperscale(self._ctx, operation, job_id))

    @change
    async def add_engine(self, job_id: str, engine_id: str) -> AsyncHandle[Job, Job]:
        """Add an engine to a Hyperscale job.

        Args:
            job_id: id of the Hyperscale job, as ``masking_jobs.list`` shows it.
            engine_id: id of the engine that it may run on from now on.

        Raises:
            RuleViolation: it is not a Hyperscale job.
        """
        operation = masking_job_calls.ADD_ENGINE_TO_MASKING_JOB
        return await self._launch(lambda: flows.masking_jobs.hyperscale(self._ctx, operation, job_id, engine_id))

    @change
    async def remove_engine(self, job_id: str, engine_id: str) -> AsyncHandle[Job, Job]:
        """Remove an engine from a Hyperscale job.

        Args:
            job_id: id of the Hyperscale job, as ``masking_jobs.list`` shows it.
            engine_id: id of the engine that it runs on no more.

        Raises:
            RuleViolation: it is not a Hyperscale job.
        """
        operation = masking_job_calls.REMOVE_ENGINE_FROM_MASKING_JOB
        return await self._launch(lambda: flows.masking_jobs.hyperscale(self._ctx, operation, job_id, engine_id))
