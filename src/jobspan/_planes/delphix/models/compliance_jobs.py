"""Compliance jobs, the successors of masking jobs. Source: https://help-api.delphix.com/ (ComplianceJobs)."""

from datetime import datetime

from jobspan._core.classes import frozen
from jobspan._planes.delphix.models.executions import ComplianceJobType, ExecutionStatus
from jobspan._planes.delphix.models.jobs import Job, JobEngine
from jobspan._planes.delphix.models.masking_jobs import MaskingJobType, RetainExecutionData
from jobspan._planes.delphix.models.shared import Tag
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model, OpenEnum


class HyperscaleState(OpenEnum):
    """Whether a job can run on Hyperscale, and does."""

    NOT_AVAILABLE = "NOT_AVAILABLE"
    AVAILABLE = "AVAILABLE"
    ENABLED = "ENABLED"


class WarningCountsAs(OpenEnum):
    """How a Hyperscale job counts a run of its parts that ended with warnings."""

    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"


class NonConformantData(OpenEnum):
    """What a masking job does with data that an algorithm cannot mask.

    ``UNSPECIFIED`` is the setting of the application. ``NULLIFY`` leaves values of NOT NULL columns unmasked, without an event.
    """

    FAIL = "FAIL"
    DONT_MASK = "DONT_MASK"
    NULLIFY = "NULLIFY"
    UNSPECIFIED = "UNSPECIFIED"


@frozen(kw_only=True)
class JobScript(Model):
    """SQL that runs before or after a job."""

    name: str | None = None
    contents: str | None = None


@frozen(kw_only=True)
class ComplianceJob(Model, JobFacts):
    """A job of the successor family ``/compliance-jobs``: it knows its engine and environment, and has no copy or migrate.

    ``max_memory`` and ``min_memory`` are megabytes (0: the setting of the application), ``feedback_size`` rows between two
    messages, ``stream_row_limit`` rows (0: unlimited, -1: the default of the type), ``last_execution_run_time`` milliseconds.
    ``engines`` and the fields from ``dataset_id`` to ``retain_execution_data`` are those of Hyperscale jobs,
    ``discovery_policy_*`` those of DISCOVERY jobs.
    """

    id: str
    name: str | None = None
    type: ComplianceJobType | None = None
    execution_type: MaskingJobType | None = None
    description: str | None = None
    dct_managed: bool | None = None
    is_multi_tenant: bool | None = None
    is_on_the_fly_masking: bool | None = None
    engine_id: str | None = None
    engine_name: str | None = None
    engines: tuple[JobEngine, ...] = ()
    environment_name: str | None = None
    application_name: str | None = None
    job_orchestrator_id: str | None = None
    job_orchestrator_name: str | None = None
    account_id: int | None = None
    account_name: str | None = None
    rule_set_id: str | None = None
    rule_set_name: str | None = None
    connector_type: str | None = None
    on_the_fly_source_connector_id: str | None = None
    on_the_fly_source_connector_name: str | None = None
    on_the_fly_source_connector_type: str | None = None
    discovery_policy_id: str | None = None
    discovery_policy_name: str | None = None
    pre_script: JobScript | None = None
    post_script: JobScript | None = None
    creation_date: datetime | None = None
    last_completed_execution_date: datetime | None = None
    last_execution_status: ExecutionStatus | None = None
    last_execution_id: str | None = None
    last_execution_start_time: datetime | None = None
    last_execution_run_time: int | None = None
    hyperscale_state: HyperscaleState | None = None
    hyperscale_enabled: bool | None = None
    dataset_id: str | None = None
    hyperscale_instance_id: str | None = None
    source_masking_job_id: str | None = None
    retain_execution_data: RetainExecutionData | None = None
    consider_continuous_compliance_warning_event_as: WarningCountsAs | None = None
    auto_calculate_unload_split: bool | None = None
    create_all_indexes_with_nologging: bool | None = None
    disable_parallel_index_creation: bool | None = None
    enable_all_constraints_with_novalidate: bool | None = None
    max_parallel_connections_per_table: int | None = None
    max_records_per_split: int | None = None
    max_split_per_connection: int | None = None
    max_concurrent_source_connections: int | None = None
    max_concurrent_target_connections: int | None = None
    parallelism_degree: int | None = None
    max_memory: int | None = None
    min_memory: int | None = None
    feedback_size: int | None = None
    stream_row_limit: int | None = None
    num_input_streams: int | None = None
    num_output_threads_per_stream: int | None = None
    commit_size: int | None = None
    batch_update: bool | None = None
    fail_immediately: bool | None = None
    truncate_tables: bool | None = None
    drop_indexes: bool | None = None
    enabled_tasks: tuple[str, ...] = ()
    reset_profiling_assignments: bool | None = None
    multiple_profiler_check: bool | None = None
    non_conformant_data_handling: NonConformantData | None = None
    tags: tuple[Tag, ...] = ()

    @property
    def phase(self) -> Phase:
        """What the status of its last run means; ``UNKNOWN`` when it never ran."""
        return self.last_execution_status.phase if self.last_execution_status else Phase.UNKNOWN

    @property
    def created_at(self) -> datetime | None:
        """When it was made."""
        return self.creation_date

    @property
    def started_at(self) -> datetime | None:
        """When its last run began."""
        return self.last_execution_start_time

    @property
    def ended_at(self) -> datetime | None:
        """When its last run that was completed was over."""
        return self.last_completed_execution_date


@frozen(kw_only=True)
class ComplianceJobUpdate(Model):
    """The answer to an update of a compliance job."""

    job: Job
    compliance_job: ComplianceJob | None = None
