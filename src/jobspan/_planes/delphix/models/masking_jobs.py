"""Masking jobs: what is masked, and how."""

from datetime import datetime

from jobspan._core.classes import frozen
from jobspan._core.envelope import ReplyEnvelope
from jobspan._planes.delphix.models.executions import ExecutionStatus
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.shared import Tag
from jobspan.credentials import Secret
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model, OpenEnum


class MaskingJobType(OpenEnum):
    """Whether one engine does the work, or a Hyperscale cluster."""

    STANDARD = "STANDARD"
    HYPERSCALE = "HYPERSCALE"


class RetainExecutionData(OpenEnum):
    """When a Hyperscale job keeps its working data."""

    NO = "NO"
    ON_ERROR = "ON_ERROR"
    ALWAYS = "ALWAYS"


class RulesetType(OpenEnum):
    """What a rule set covers."""

    FILE = "FILE"
    DATABASE = "DATABASE"
    MAINFRAME_DATASET = "MAINFRAME_DATASET"


@frozen(kw_only=True)
class Ruleset(Model):
    """The rule set of a standard job."""

    type: RulesetType | None = None
    name: str | None = None
    refresh_drops_tables: bool | None = None
    algorithms: tuple[str, ...] = ()


@frozen(kw_only=True)
class MaskingJob(Model, JobFacts):
    """A masking definition. It names no engine and no environment: see ``masking_jobs.source_engines()`` and its tags.

    ``connector_password`` and ``on_the_fly_source_connector_password`` arrive masked by DCT. ``max_memory`` and ``min_memory``
    are megabytes. The ``last_execution_rows_*`` and ``last_execution_bytes_*`` counts come from older servers only; the
    Hyperscale fields from ``hyperscale_instance_id`` to ``engine_ids`` are absent on standard jobs.
    """

    id: str
    name: str | None = None
    rule_set_id: str | None = None
    rule_set_name: str | None = None
    ruleset: Ruleset | None = None
    connector_type: str | None = None
    is_on_the_fly_masking: bool | None = None
    creation_date: datetime | None = None
    last_completed_execution_date: datetime | None = None
    last_execution_status: ExecutionStatus | None = None
    last_execution_id: str | None = None
    last_execution_rows_masked: int | None = None
    last_execution_rows_total: int | None = None
    last_execution_bytes_masked: int | None = None
    last_execution_bytes_total: int | None = None
    connector_username: str | None = None
    connector_password: Secret | None = None
    on_the_fly_source_connector_username: str | None = None
    on_the_fly_source_connector_password: Secret | None = None
    job_type: MaskingJobType | None = None
    hyperscale_instance_id: str | None = None
    description: str | None = None
    dataset_id: str | None = None
    retain_execution_data: RetainExecutionData | None = None
    max_memory: int | None = None
    min_memory: int | None = None
    feedback_size: int | None = None
    stream_row_limit: int | None = None
    num_input_streams: int | None = None
    max_concurrent_source_connections: int | None = None
    max_concurrent_target_connections: int | None = None
    parallelism_degree: int | None = None
    source_masking_job_id: str | None = None
    engine_ids: tuple[str, ...] = ()
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
    def ended_at(self) -> datetime | None:
        """When its last run was over."""
        return self.last_completed_execution_date


@frozen(kw_only=True)
class SourceEngine(Model):
    """Which engine owns the master definition of a masking job."""

    masking_job_id: str
    source_engine_id: str


@frozen(kw_only=True)
class JobStarted(ReplyEnvelope):
    """The DCT job that carries out a request."""

    job: Job


@frozen(kw_only=True)
class CopyStarted(ReplyEnvelope):
    """The DCT job of a copy, and the masking job that it makes (or brings up to date); ``None`` when the answer was lost."""

    job: Job
    masking_job_id: str | None = None


@frozen(kw_only=True)
class CreateStarted(ReplyEnvelope):
    """The DCT job of a creation, and the id of what it makes."""

    id: str
    job: Job
