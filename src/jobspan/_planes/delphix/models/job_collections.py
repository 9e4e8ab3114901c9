"""Collections of compliance jobs that run in an order, and their runs.

Source: https://help-api.delphix.com/ (ComplianceJobCollections; JobCollectionExecutions).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeAlias

from jobspan._core.classes import frozen
from jobspan._core.envelope import ReplyEnvelope
from jobspan._planes.delphix.models.executions import ExecutionStatus
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.shared import Tag
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model, OpenEnum


class FailureHandling(OpenEnum):
    """What becomes of the other jobs of a collection when one fails. DCT names no default, and explains none of the words.

    By their words: ``IGNORE`` goes on; ``CANCEL_SUBSEQUENT`` lets running jobs end and starts no more; ``CANCEL_ALL`` also
    cancels the running ones.
    """

    IGNORE = "IGNORE"
    CANCEL_ALL = "CANCEL_ALL"
    CANCEL_SUBSEQUENT = "CANCEL_SUBSEQUENT"


class ExecutionStatusReason(OpenEnum):
    """Why a run of a collection ended as it did."""

    NONE = "NONE"
    JOB_FAILURE = "JOB_FAILURE"
    RESOURCE_UNREACHABLE = "RESOURCE_UNREACHABLE"
    DCT_JOB_CANCEL = "DCT_JOB_CANCEL"
    ENGINE_JOB_CANCEL = "ENGINE_JOB_CANCEL"
    JOB_MISSING = "JOB_MISSING"


@frozen(kw_only=True)
class CollectionMember(Model):
    """A compliance job of a collection. ``sequence`` (1..100, DCT's default is 1) is its place: smaller numbers run first.

    What happens to jobs with the same number is not documented; they may run side by side.
    """

    compliance_job_id: str | None = None
    sequence: int | None = None


MembersInput: TypeAlias = Iterable[CollectionMember | str | Sequence[str]]
"""Members as an argument: job ids in the order in which they run, a list of ids for jobs with the same place; or members whose
places are given."""


@frozen(kw_only=True)
class ComplianceJobCollection(Model):
    """Up to 100 compliance jobs that are run in an order. ``job_missing``: a job of it is not there any more."""

    id: str
    name: str | None = None
    description: str | None = None
    creation_date: datetime | None = None
    job_count: int | None = None
    last_execution_id: str | None = None
    failure_handling: FailureHandling | None = None
    job_missing: bool | None = None
    members: tuple[CollectionMember, ...] = ()
    tags: tuple[Tag, ...] = ()


@frozen(kw_only=True)
class JobCollectionExecution(Model, JobFacts):
    """One run of a collection.

    ``run_duration`` is milliseconds. Rows are not counted for JSON files, bytes for nothing else; totals come after success.
    ``planned_execution_count`` jobs were to run, ``actual_execution_count`` did start.
    """

    id: str
    compliance_job_collection_id: str | None = None
    compliance_job_collection_name: str | None = None
    status: ExecutionStatus | None = None
    status_reason: ExecutionStatusReason | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    run_duration: int | None = None
    planned_execution_count: int | None = None
    actual_execution_count: int | None = None
    rows_processed: int | None = None
    rows_total: int | None = None
    bytes_processed: int | None = None
    bytes_total: int | None = None
    processed_tables_files_count: int | None = None
    tables_files_count: int | None = None
    processed_columns_fields_count: int | None = None
    columns_fields_count: int | None = None
    percent_complete: int | None = None
    execute_account_id: int | None = None
    execute_account_name: str | None = None
    cancel_account_id: int | None = None
    cancel_account_name: str | None = None

    @property
    def phase(self) -> Phase:
        """The status in the words all planes share. A run that ended with warnings is ``PARTIAL``.

        So is one that is over by its end time, in a word that is not known.
        """
        phase = self.status.phase if self.status else Phase.UNKNOWN
        return Phase.PARTIAL if phase is Phase.UNKNOWN and self.end_time is not None else phase

    @property
    def started_at(self) -> datetime | None:
        """When it began to run."""
        return self.start_time

    @property
    def ended_at(self) -> datetime | None:
        """When it was over."""
        return self.end_time


@frozen(kw_only=True)
class CollectionJob(ReplyEnvelope):
    """The DCT job of a start or a cancellation; ``None`` when the answer was lost and the run was found instead."""

    job: Job | None = None
    execution_id: str | None = None
