"""Executions: single runs of a masking job on an engine."""

from datetime import datetime

from jobspan._core.classes import frozen
from jobspan._planes.delphix.models.shared import plain_word
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model, OpenEnum


class ExecutionStatus(OpenEnum):
    """State of a run. Mind the spelling: ``CANCELLED`` here, ``CANCELED`` on DCT jobs."""

    PENDING = "PENDING"
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    WAITING = "WAITING"
    SUCCEEDED = "SUCCEEDED"
    WARNING = "WARNING"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def phase(self) -> Phase:
        """The status in the words all planes share; ``UNKNOWN`` (never terminal) for one added by the vendor."""
        return _PHASES.get(plain_word(self.value), Phase.UNKNOWN)


_PHASES = {
    "PENDING": Phase.QUEUED,
    "QUEUED": Phase.QUEUED,
    "WAITING": Phase.QUEUED,
    "RUNNING": Phase.RUNNING,
    "SUCCEEDED": Phase.SUCCEEDED,
    "WARNING": Phase.PARTIAL,
    "FAILED": Phase.FAILED,
    "CANCELLED": Phase.CANCELLED,
}

ACTIVE_EXECUTION = ("PENDING", "QUEUED", "RUNNING", "WAITING")
"""States in which a run occupies its engine."""


class TaskStatus(OpenEnum):
    """State of one step of a run."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    SKIPPED = "SKIPPED"
    NON_CONFORMANT = "NON_CONFORMANT"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    CANCEL_INITIATED = "CANCEL_INITIATED"


_NOT_WELL = frozenset({TaskStatus.NON_CONFORMANT, TaskStatus.FAILED})


class Severity(OpenEnum):
    """How bad an event is."""

    INFO = "INFO"
    WARNING = "WARNING"
    CRITICAL = "CRITICAL"


class ComplianceJobType(OpenEnum):
    """What a compliance job does."""

    MASKING = "MASKING"
    DISCOVERY = "DISCOVERY"
    TOKENIZATION = "TOKENIZATION"
    REIDENTIFICATION = "REIDENTIFICATION"


class EventType(OpenEnum):
    """What a run reports."""

    JOB_ABORTED = "JOB_ABORTED"
    UNMASKED_DATA = "UNMASKED_DATA"
    MASKING_FALLBACK = "MASKING_FALLBACK"
    NONCONFORMANT_DATA_NULLIFICATION = "NONCONFORMANT_DATA_NULLIFICATION"
    FILE_PATTERN_NO_MATCH = "FILE_PATTERN_NO_MATCH"
    DATA_FETCH_FAIL = "DATA_FETCH_FAIL"


class EventCause(OpenEnum):
    """Why it came to an event."""

    UNHANDLED_EXCEPTION = "UNHANDLED_EXCEPTION"
    IGNORED_EXCEPTION = "IGNORED_EXCEPTION"
    PATTERN_MATCH_FAILURE = "PATTERN_MATCH_FAILURE"
    PREMASK_TYPE_CONVERSION_FAILURE = "PREMASK_TYPE_CONVERSION_FAILURE"
    POSTMASK_TYPE_CONVERSION_FAILURE = "POSTMASK_TYPE_CONVERSION_FAILURE"
    EXTENDED_ALGORITHM_FAILURE = "EXTENDED_ALGORITHM_FAILURE"
    DRIVER_SUPPORT_TASK_FAILURE = "DRIVER_SUPPORT_TASK_FAILURE"
    DATA_NOT_FOUND_FAILURE = "DATA_NOT_FOUND_FAILURE"
    INVALID_JOB_CONFIGURATION = "INVALID_JOB_CONFIGURATION"
    DATA_QUERY_TIMEOUT = "DATA_QUERY_TIMEOUT"
    SALESFORCE_BATCH_JOB_ERRORS = "SALESFORCE_BATCH_JOB_ERRORS"


class DownloadStatus(OpenEnum):
    """Whether the whole log file can be downloaded."""

    COLLECTED = "COLLECTED"
    FAILED = "FAILED"
    NOT_AVAILABLE = "NOT_AVAILABLE"
    DELETED = "DELETED"


@frozen(kw_only=True)
class TaskEvent(Model):
    """One step of a run. Index 0 on a single event means that the run failed before it reached the node."""

    event: str | None = None
    status: TaskStatus | None = None
    index: int | None = None


@frozen(kw_only=True)
class HyperscaleTaskError(Model):
    """What went wrong with one table."""

    table_name: str | None = None
    error: str | None = None


@frozen(kw_only=True)
class HyperscaleTaskEvent(Model):
    """One stage of a Hyperscale run: unload, masking, load, post-load."""

    name: str | None = None
    progress: float | None = None
    status: TaskStatus | None = None
    processed_objects: int | None = None
    processed_rows: int | None = None
    processed_constraints: int | None = None
    total_constraints: int | None = None
    processed_indexes: int | None = None
    total_indexes: int | None = None
    processed_triggers: int | None = None
    total_triggers: int | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    errors: tuple[HyperscaleTaskError, ...] = ()


@frozen(kw_only=True)
class Execution(Model, JobFacts):
    """One run of a masking job.

    ``rows_total`` and ``bytes_total`` are -1 while they are counted; rows are counted for databases and most files, bytes for
    JSON files. Durations are milliseconds. ``progress`` (0..1) comes from Hyperscale only. Events, log and components are
    complete once ``data_collection_complete``.
    """

    id: str
    engine_id: str | None = None
    engine_name: str | None = None
    engine_ids: tuple[str, ...] = ()
    hyperscale_instance_id: str | None = None
    hyperscale_engine_count: int | None = None
    job_orchestrator_id: str | None = None
    job_orchestrator_name: str | None = None
    masking_job_id: str | None = None
    masking_job_name: str | None = None
    compliance_job_type: ComplianceJobType | None = None
    dct_managed: bool | None = None
    source_connector_id: str | None = None
    source_connector_name: str | None = None
    target_connector_id: str | None = None
    target_connector_name: str | None = None
    status: ExecutionStatus | None = None
    rows_masked: int | None = None
    rows_total: int | None = None
    bytes_processed: int | None = None
    bytes_total: int | None = None
    submit_time: datetime | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    run_duration: int | None = None
    queue_duration: int | None = None
    total_duration: int | None = None
    account_id: int | None = None
    account_name: str | None = None
    task_events: tuple[TaskEvent, ...] = ()
    hyperscale_task_events: tuple[HyperscaleTaskEvent, ...] = ()
    progress: float | None = None
    execution_components_total: int | None = None
    execution_components_processed: int | None = None
    collection_execution_id: str | None = None
    data_collection_complete: bool | None = None
    owning_entity_id: str | None = None
    owning_entity_type: str | None = None

    @property
    def phase(self) -> Phase:
        """The status in the words all planes share. A run that ended with warnings is ``PARTIAL``.

        So is one that is over by its end time, in a word that is not known.
        """
        phase = self.status.phase if self.status else Phase.UNKNOWN
        ended = self.end_time is not None or self.data_collection_complete is True
        return Phase.PARTIAL if phase is Phase.UNKNOWN and ended else phase

    @property
    def created_at(self) -> datetime | None:
        """When it was submitted."""
        return self.submit_time

    @property
    def started_at(self) -> datetime | None:
        """When it began to run."""
        return self.start_time

    @property
    def ended_at(self) -> datetime | None:
        """When it was over."""
        return self.end_time

    @property
    def unmasked(self) -> int:
        """Rows that a run which succeeded did not mask, as far as it counts rows."""
        if self.phase is not Phase.SUCCEEDED or self.rows_masked is None or self.rows_total is None:
            return 0
        return max(0, self.rows_total - self.rows_masked)

    @property
    def reason(self) -> str:
        """Which steps did not succeed, in DCT's words; empty when it names none."""
        steps = [f"{each.event}: {each.status}" for each in self.task_events if each.status in _NOT_WELL]
        for stage in self.hyperscale_task_events:
            errors = [f"{each.table_name}: {each.error}" if each.table_name else each.error for each in stage.errors]
            if errors or stage.status in _NOT_WELL:
                steps.append(f"{stage.name}: {', '.join(filter(None, errors)) or stage.status}")
        return "; ".join(steps)

    @property
    def fraction(self) -> float | None:
        """How much is masked, 0..1; ``None`` when the run does not report it."""
        if self.progress is not None:
            return self.progress
        for done, total in ((self.rows_masked, self.rows_total), (self.bytes_processed, self.bytes_total)):
            if done is not None and total is not None and total > 0:
                return min(1.0, done / total)
        return None


@frozen(kw_only=True)
class DataSample(Model):
    """A redacted pattern of data that did not conform."""

    id: str | None = None
    data_sample: str | None = None
    count: int | None = None


@frozen(kw_only=True)
class ExecutionEvent(Model):
    """Something a run reports: unmasked data, a fallback, an abort. ``timestamp`` is its first occurrence."""

    id: str
    execution_id: str | None = None
    execution_component_id: str | None = None
    event_type: EventType | None = None
    severity: Severity | None = None
    cause: EventCause | None = None
    count: int | None = None
    timestamp: datetime | None = None
    masked_object_name: str | None = None
    algorithm_name: str | None = None
    exception_type: str | None = None
    exception_detail: str | None = None
    non_conformant_data_samples: tuple[DataSample, ...] = ()


@frozen(kw_only=True)
class ExecutionLog(Model):
    """The log of a run. Beyond 100 KB, ``log`` holds its last lines only and ``is_truncated`` is true."""

    id: str | None = None
    execution_id: str | None = None
    masking_job_id: str | None = None
    status: ExecutionStatus | None = None
    log: str | None = None
    download_status: DownloadStatus | None = None
    file_size: int | None = None
    is_truncated: bool | None = None
    file_download_id: str | None = None


@frozen(kw_only=True)
class ComponentLog(Model):
    """The log of one table or file of a run."""

    execution_component_id: str | None = None
    log: str | None = None
    download_status: DownloadStatus | None = None
    file_size: int | None = None
    is_truncated: bool | None = None
    file_download_id: str | None = None


@frozen(kw_only=True)
class ExecutionComponent(Model, JobFacts):
    """One table or file of a run."""

    id: str
    name: str | None = None
    execution_id: str | None = None
    status: ExecutionStatus | None = None
    rows_masked: int | None = None
    rows_total: int | None = None
    bytes_processed: int | None = None
    bytes_total: int | None = None
    non_conforming_data_count: int | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None

    @property
    def phase(self) -> Phase:
        """What its status means."""
        return self.status.phase if self.status else Phase.UNKNOWN

    @property
    def started_at(self) -> datetime | None:
        """When it began."""
        return self.start_time

    @property
    def ended_at(self) -> datetime | None:
        """When it was over."""
        return self.end_time


@frozen(kw_only=True)
class DiscoveryResult(Model):
    """What a discovery run thinks a column or field holds; ``confidence`` is -100..100."""

    id: str
    table_name: str | None = None
    file_name: str | None = None
    column_name: str | None = None
    field_name: str | None = None
    data_class_name: str | None = None
    algorithm_name: str | None = None
    data_type: str | None = None
    confidence: int | None = None
    is_profiler_writable: bool | None = None
