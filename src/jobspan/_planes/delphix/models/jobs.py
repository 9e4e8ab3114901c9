"""DCT jobs: the asynchronous tasks that carry out requests ("operations" in the user interface)."""

import json
from datetime import datetime
from typing import Any

from jobspan._core.classes import frozen
from jobspan._planes.delphix.models.shared import Tag, plain_word
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model, OpenEnum


class JobStatus(OpenEnum):
    """State of a DCT job. Mind the spelling: ``CANCELED`` here, ``CANCELLED`` on executions."""

    PENDING = "PENDING"
    STARTED = "STARTED"
    RUNNING = "RUNNING"
    WAITING = "WAITING"
    SUSPENDED = "SUSPENDED"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELED = "CANCELED"
    TIMEDOUT = "TIMEDOUT"
    ABANDONED = "ABANDONED"

    @property
    def phase(self) -> Phase:
        """The status in the words all planes share; ``UNKNOWN`` (never terminal) for one added by the vendor."""
        return _PHASES.get(plain_word(self.value), Phase.UNKNOWN)


_PHASES = {
    "PENDING": Phase.QUEUED,
    "WAITING": Phase.QUEUED,
    "STARTED": Phase.RUNNING,
    "RUNNING": Phase.RUNNING,
    "SUSPENDED": Phase.PAUSED,
    "COMPLETED": Phase.SUCCEEDED,
    "FAILED": Phase.FAILED,
    "TIMEDOUT": Phase.FAILED,
    "TIMED_OUT": Phase.FAILED,
    "CANCELLED": Phase.CANCELLED,
    "ABANDONED": Phase.CANCELLED,
}

ACTIVE_JOB = ("PENDING", "STARTED", "RUNNING", "WAITING", "SUSPENDED")
"""States in which a job is not finished."""


_MOVES = frozenset({"COPY", "MIGRATE", "MIGRATION", "EXECUTE", "EXECUTION", "IMPORT", "REIMPORT", "SYNC", "PROFILE"})
_OF_MASKING = frozenset({"MASKING", "COMPLIANCE", "JOB", "JOBS", "ENGINE", "DISCOVERY"})


class WorkSource(OpenEnum):
    """What started a job; absent when DCT did."""

    DIRECT = "DIRECT"
    POLICY = "POLICY"
    SYSTEM = "SYSTEM"


@frozen(kw_only=True)
class JobEngine(Model):
    """An engine a job works on."""

    engine_id: str | None = None
    engine_name: str | None = None


@frozen(kw_only=True)
class JobTaskEvent(Model):
    """Something that happened in a task."""

    message_details: str | None = None
    message_action: str | None = None
    message_command_output: str | None = None
    timestamp: datetime | None = None


@frozen(kw_only=True)
class JobTask(Model):
    """A part of a job."""

    id: str | None = None
    parent_job_id: str | None = None
    title: str | None = None
    status: JobStatus | None = None
    percent_complete: int | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    events: tuple[JobTaskEvent, ...] = ()


@frozen(kw_only=True)
class Job(Model, JobFacts):
    """A DCT job.

    Only ``status`` counts as success: a completed job may still carry ``warning_message`` and ``error_details``. While
    ``is_waiting_for_telemetry`` the work is done, and objects do not show it yet. ``execution_id`` is the masking run the
    job started, on servers that report it.
    """

    id: str
    status: JobStatus | None = None
    is_waiting_for_telemetry: bool | None = None
    type: str | None = None
    localized_type: str | None = None
    error_details: str | None = None
    warning_message: str | None = None
    target_id: str | None = None
    target_name: str | None = None
    start_time: datetime | None = None
    update_time: datetime | None = None
    trace_id: str | None = None
    engine_ids: tuple[str, ...] = ()
    engines: tuple[JobEngine, ...] = ()
    tags: tuple[Tag, ...] = ()
    account_id: int | None = None
    account_name: str | None = None
    compliance_node_id: str | None = None
    compliance_node_name: str | None = None
    percent_complete: int | None = None
    tasks: tuple[JobTask, ...] = ()
    virtualization_tasks: tuple[JobTask, ...] = ()
    execution_id: str | None = None
    result_type: str | None = None
    result: Any = None
    work_source_id: str | None = None
    work_source_name: str | None = None
    work_source_type: WorkSource | None = None

    @property
    def outcome(self) -> Any:
        """``result`` as a document; some servers send it as JSON in a string."""
        return _document(self.result)

    @property
    def phase(self) -> Phase:
        """The status in the words all planes share."""
        return self.status.phase if self.status else Phase.UNKNOWN

    @property
    def started_at(self) -> datetime | None:
        """When it began."""
        return self.start_time

    @property
    def ended_at(self) -> datetime | None:
        """When it was over: DCT tells the time of the last change, which was the end."""
        return self.update_time if self.phase.is_terminal else None

    @property
    def occupies_engines(self) -> bool:
        """Whether its type is one of those that bring a masking job to an engine, or run it there.

        DCT publishes no list of types. Work on databases, connectors and the like goes on beside an import.
        """
        words = set(plain_word(self.type or "").split("_"))
        return bool(words & _MOVES and words & _OF_MASKING)

    @property
    def all_engine_ids(self) -> frozenset[str]:
        """The engines it works on, by both of the fields that name them."""
        return frozenset(self.engine_ids) | {each.engine_id for each in self.engines if each.engine_id}


@frozen(kw_only=True)
class JobResult(Model):
    """What a finished job brought."""

    job_id: str | None = None
    result_type: str | None = None
    result: Any = None

    @property
    def outcome(self) -> Any:
        """``result`` as a document; some servers send it as JSON in a string."""
        return _document(self.result)


def _document(result: Any) -> Any:
    if not isinstance(result, str):
        return result
    try:
        return json.loads(result)
    except ValueError:
        return result
