"""What DCT would refuse, as data, each rule with its source."""

from collections.abc import Iterable
from typing import Final

from jobspan._core.rules import AnyRule, FactRule, StateRule
from jobspan._planes.delphix.models.compliance_jobs import ComplianceJob
from jobspan._planes.delphix.models.connectors import Connector
from jobspan._planes.delphix.models.engines import EngineLoad
from jobspan._planes.delphix.models.executions import ACTIVE_EXECUTION, ExecutionStatus
from jobspan._planes.delphix.models.job_collections import ComplianceJobCollection
from jobspan._planes.delphix.models.jobs import ACTIVE_JOB, JobStatus
from jobspan._planes.delphix.models.masking_jobs import MaskingJob, MaskingJobType
from jobspan._planes.delphix.models.shared import plain_word

_GUIDE = "https://dct.delphix.com/docs/"
_REFERENCE = "https://help-api.delphix.com/"

NEVER_RUN: Final = "NEVER_RUN"
"""The state of a collection that has not run: no word of DCT's."""


def _busy(load: EngineLoad) -> str | None:
    return load.busy_with and f"It is busy: {load.busy_with}."


def _not_hyperscale(job: MaskingJob) -> str | None:
    if job.job_type is None or plain_word(job.job_type) == MaskingJobType.HYPERSCALE:
        return None
    return f"This is a {job.job_type} job."


def _standard(job: MaskingJob) -> str | None:
    return "This is a STANDARD job." if plain_word(job.job_type or "") == MaskingJobType.STANDARD else None


def _running(job: MaskingJob) -> str | None:
    status = job.last_execution_status
    return f"Its last execution is {status}." if plain_word(status or "") in ACTIVE_EXECUTION else None


def _foreign(connector: Connector) -> str | None:
    return "It belongs to its engine (dct_managed is false)." if connector.dct_managed is False else None


def _incomplete(collection: ComplianceJobCollection) -> str | None:
    return "A job of it is missing." if collection.job_missing else None


def _multi_tenant(jobs: Iterable[ComplianceJob]) -> str | None:
    names = [job.name or job.id for job in jobs if job.is_multi_tenant]
    return f"Multi-tenant: {', '.join(names)}." if names else None


TARGET_ENGINE_IDLE: Final = FactRule(
    id="target-engine-idle",
    text="The target engine must be idle: it takes in no job while it runs one.",
    broken=_busy,
    source=f"{_GUIDE} (Copy job; Continuous Compliance workflows)",
)
HYPERSCALE_ONLY: Final = FactRule(
    id="hyperscale-only",
    text="Only Hyperscale jobs can do this.",
    broken=_not_hyperscale,
    source=f"{_REFERENCE} (MaskingJobs)",
)
ENGINE_NAMED: Final = FactRule(
    id="engine-named",
    text="Without an engine_id only Hyperscale jobs can be executed.",
    broken=_standard,
    source=f"{_GUIDE} (Execute job)",
)
MASKING_JOB_NOT_RUNNING: Final = FactRule(
    id="masking-job-not-running",
    text="A masking job can be deleted only while it does not run.",
    broken=_running,
    source=f"{_GUIDE} (Delete job)",
)
CONNECTOR_DCT_MANAGED: Final = FactRule(
    id="connector-dct-managed",
    text="Only connectors that DCT manages can be deleted.",
    broken=_foreign,
    source=f"{_REFERENCE} (Connectors)",
)
EXECUTION_ACTIVE: Final = StateRule(
    id="execution-active",
    text="Only a run that is not over can be cancelled.",
    allowed=frozenset(ACTIVE_EXECUTION),
    known=frozenset(plain_word(status) for status in ExecutionStatus),
    source=f"{_REFERENCE} (Executions)",
)
JOB_UNFINISHED: Final = StateRule(
    id="job-unfinished",
    text="Only a DCT job that is not finished can be abandoned.",
    allowed=frozenset(ACTIVE_JOB),
    known=frozenset(plain_word(status) for status in JobStatus),
    source=f"{_REFERENCE} (Jobs)",
)

COLLECTION_IDLE: Final = StateRule(
    id="collection-idle",
    text="A job collection should not be run while it runs.",
    allowed=frozenset({NEVER_RUN, *(plain_word(status) for status in ExecutionStatus)} - set(ACTIVE_EXECUTION)),
    known=frozenset({NEVER_RUN, *(plain_word(status) for status in ExecutionStatus)}),
    source=f"{_REFERENCE} (ComplianceJobCollections)",
    advisory=True,
)
COLLECTION_COMPLETE: Final = FactRule(
    id="collection-complete",
    text="All jobs of a collection should be there.",
    broken=_incomplete,
    source=f"{_REFERENCE} (ComplianceJobCollections)",
    advisory=True,
)
COLLECTION_NEEDS_NO_CONNECTOR: Final = FactRule(
    id="collection-needs-no-connector",
    text="A run of a collection names no connector, and multi-tenant jobs need one.",
    broken=_multi_tenant,
    source=f"{_REFERENCE} (ComplianceJobCollections)",
    advisory=True,
)

RULES: Final[tuple[AnyRule, ...]] = (
    TARGET_ENGINE_IDLE,
    HYPERSCALE_ONLY,
    ENGINE_NAMED,
    MASKING_JOB_NOT_RUNNING,
    CONNECTOR_DCT_MANAGED,
    EXECUTION_ACTIVE,
    JOB_UNFINISHED,
    COLLECTION_IDLE,
    COLLECTION_COMPLETE,
    COLLECTION_NEEDS_NO_CONNECTOR,
)
