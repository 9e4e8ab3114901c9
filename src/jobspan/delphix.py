"""Everything of Delphix DCT that a program names: settings, models, filters, credentials, errors."""

from typing import TYPE_CHECKING

from jobspan._planes.delphix.homes import HOMES
from jobspan._public import filled_on_demand

if TYPE_CHECKING:
    from jobspan._planes.delphix.errors import ConnectorTestFailed as ConnectorTestFailed
    from jobspan._planes.delphix.filters import (
        Field as Field,
        Filter as Filter,
        field as field,
        search_text as search_text,
    )
    from jobspan._planes.delphix.models.compliance_jobs import (
        ComplianceJob as ComplianceJob,
        ComplianceJobUpdate as ComplianceJobUpdate,
        HyperscaleState as HyperscaleState,
        JobScript as JobScript,
        NonConformantData as NonConformantData,
        WarningCountsAs as WarningCountsAs,
    )
    from jobspan._planes.delphix.models.connectors import (
        AuthType as AuthType,
        ConnectionMode as ConnectionMode,
        ConnectionProperty as ConnectionProperty,
        Connector as Connector,
        ConnectorRole as ConnectorRole,
        ConnectorTest as ConnectorTest,
        ConnectorTestStatus as ConnectorTestStatus,
        ConnectorType as ConnectorType,
        ConnectorUse as ConnectorUse,
        DatabaseType as DatabaseType,
        FileType as FileType,
        JobConnectors as JobConnectors,
    )
    from jobspan._planes.delphix.models.credentials import Credentials as Credentials
    from jobspan._planes.delphix.models.engines import (
        ConnectionStatus as ConnectionStatus,
        Engine as Engine,
        EngineStatus as EngineStatus,
        EngineType as EngineType,
        MaskingEnvironment as MaskingEnvironment,
        Purpose as Purpose,
        WhenBusy as WhenBusy,
    )
    from jobspan._planes.delphix.models.executions import (
        ComplianceJobType as ComplianceJobType,
        ComponentLog as ComponentLog,
        DataSample as DataSample,
        DiscoveryResult as DiscoveryResult,
        DownloadStatus as DownloadStatus,
        EventCause as EventCause,
        EventType as EventType,
        Execution as Execution,
        ExecutionComponent as ExecutionComponent,
        ExecutionEvent as ExecutionEvent,
        ExecutionLog as ExecutionLog,
        ExecutionStatus as ExecutionStatus,
        HyperscaleTaskError as HyperscaleTaskError,
        HyperscaleTaskEvent as HyperscaleTaskEvent,
        Severity as Severity,
        TaskEvent as TaskEvent,
        TaskStatus as TaskStatus,
    )
    from jobspan._planes.delphix.models.job_collections import (
        CollectionMember as CollectionMember,
        ComplianceJobCollection as ComplianceJobCollection,
        ExecutionStatusReason as ExecutionStatusReason,
        FailureHandling as FailureHandling,
        JobCollectionExecution as JobCollectionExecution,
        MembersInput as MembersInput,
    )
    from jobspan._planes.delphix.models.jobs import (
        Job as Job,
        JobEngine as JobEngine,
        JobResult as JobResult,
        JobStatus as JobStatus,
        JobTask as JobTask,
        JobTaskEvent as JobTaskEvent,
        WorkSource as WorkSource,
    )
    from jobspan._planes.delphix.models.masking_jobs import (
        MaskingJob as MaskingJob,
        MaskingJobType as MaskingJobType,
        RetainExecutionData as RetainExecutionData,
        Ruleset as Ruleset,
        RulesetType as RulesetType,
        SourceEngine as SourceEngine,
    )
    from jobspan._planes.delphix.models.orchestrators import (
        JobOrchestrator as JobOrchestrator,
        QueuedOperation as QueuedOperation,
    )
    from jobspan._planes.delphix.models.promotion import Promotion as Promotion, PromotionReport as PromotionReport
    from jobspan._planes.delphix.models.rotation import (
        CredentialRotation as CredentialRotation,
        RotationOutcome as RotationOutcome,
    )
    from jobspan._planes.delphix.models.shared import Account as Account, Tag as Tag, TagsInput as TagsInput
    from jobspan._planes.delphix.models.successors import (
        MASKING_JOB_SUCCESSORS as MASKING_JOB_SUCCESSORS,
        Successor as Successor,
    )
    from jobspan._planes.delphix.models.views import CollectionRun as CollectionRun, CopyView as CopyView, Run as Run
    from jobspan._planes.delphix.resources.compliance_jobs import ComplianceJobs as ComplianceJobs
    from jobspan._planes.delphix.resources.compliance_jobs_async import AsyncComplianceJobs as AsyncComplianceJobs
    from jobspan._planes.delphix.resources.connector_tests import ConnectorTests as ConnectorTests
    from jobspan._planes.delphix.resources.connector_tests_async import AsyncConnectorTests as AsyncConnectorTests
    from jobspan._planes.delphix.resources.connectors import Connectors as Connectors
    from jobspan._planes.delphix.resources.connectors_async import AsyncConnectors as AsyncConnectors
    from jobspan._planes.delphix.resources.delphix import Delphix as Delphix
    from jobspan._planes.delphix.resources.delphix_async import AsyncDelphix as AsyncDelphix
    from jobspan._planes.delphix.resources.engines import Engines as Engines
    from jobspan._planes.delphix.resources.engines_async import AsyncEngines as AsyncEngines
    from jobspan._planes.delphix.resources.environments import Environments as Environments
    from jobspan._planes.delphix.resources.environments_async import AsyncEnvironments as AsyncEnvironments
    from jobspan._planes.delphix.resources.executions import Executions as Executions
    from jobspan._planes.delphix.resources.executions_async import AsyncExecutions as AsyncExecutions
    from jobspan._planes.delphix.resources.job_collection_executions import (
        JobCollectionExecutions as JobCollectionExecutions,
    )
    from jobspan._planes.delphix.resources.job_collection_executions_async import (
        AsyncJobCollectionExecutions as AsyncJobCollectionExecutions,
    )
    from jobspan._planes.delphix.resources.job_collections import JobCollections as JobCollections
    from jobspan._planes.delphix.resources.job_collections_async import AsyncJobCollections as AsyncJobCollections
    from jobspan._planes.delphix.resources.job_orchestrators import JobOrchestrators as JobOrchestrators
    from jobspan._planes.delphix.resources.job_orchestrators_async import AsyncJobOrchestrators as AsyncJobOrchestrators
    from jobspan._planes.delphix.resources.jobs import Jobs as Jobs
    from jobspan._planes.delphix.resources.jobs_async import AsyncJobs as AsyncJobs
    from jobspan._planes.delphix.resources.masking_jobs import MaskingJobs as MaskingJobs
    from jobspan._planes.delphix.resources.masking_jobs_async import AsyncMaskingJobs as AsyncMaskingJobs
    from jobspan._planes.delphix.resources.objects import Listed as Listed, Tagged as Tagged
    from jobspan._planes.delphix.resources.objects_async import AsyncListed as AsyncListed, AsyncTagged as AsyncTagged
    from jobspan._planes.delphix.resources.promotion import PromotionJourney as PromotionJourney
    from jobspan._planes.delphix.resources.promotion_async import AsyncPromotionJourney as AsyncPromotionJourney
    from jobspan._planes.delphix.resources.successors import Choice as Choice
    from jobspan._planes.delphix.resources.successors_async import AsyncChoice as AsyncChoice
    from jobspan._planes.delphix.settings import DelphixSettings as DelphixSettings

    __all__ = [
        "Account",
        "AsyncChoice",
        "AsyncComplianceJobs",
        "AsyncConnectorTests",
        "AsyncConnectors",
        "AsyncDelphix",
        "AsyncEngines",
        "AsyncEnvironments",
        "AsyncExecutions",
        "AsyncJobCollectionExecutions",
        "AsyncJobCollections",
        "AsyncJobOrchestrators",
        "AsyncJobs",
        "AsyncListed",
        "AsyncMaskingJobs",
        "AsyncPromotionJourney",
        "AsyncTagged",
        "AuthType",
        "Choice",
        "CollectionMember",
        "CollectionRun",
        "ComplianceJob",
        "ComplianceJobCollection",
        "ComplianceJobType",
        "ComplianceJobUpdate",
        "ComplianceJobs",
        "ComponentLog",
        "ConnectionMode",
        "ConnectionProperty",
        "ConnectionStatus",
        "Connector",
        "ConnectorRole",
        "ConnectorTest",
        "ConnectorTestFailed",
        "ConnectorTestStatus",
        "ConnectorTests",
        "ConnectorType",
        "ConnectorUse",
        "Connectors",
        "CopyView",
        "CredentialRotation",
        "Credentials",
        "DataSample",
        "DatabaseType",
        "Delphix",
        "DelphixSettings",
        "DiscoveryResult",
        "DownloadStatus",
        "Engine",
        "EngineStatus",
        "EngineType",
        "Engines",
        "Environments",
        "EventCause",
        "EventType",
        "Execution",
        "ExecutionComponent",
        "ExecutionEvent",
        "ExecutionLog",
        "ExecutionStatus",
        "ExecutionStatusReason",
        "Executions",
        "FailureHandling",
        "Field",
        "FileType",
        "Filter",
        "HyperscaleState",
        "HyperscaleTaskError",
        "HyperscaleTaskEvent",
        "Job",
        "JobCollectionExecution",
        "JobCollectionExecutions",
        "JobCollections",
        "JobConnectors",
        "JobEngine",
        "JobOrchestrator",
        "JobOrchestrators",
        "JobResult",
        "JobScript",
        "JobStatus",
        "JobTask",
        "JobTaskEvent",
        "Jobs",
        "Listed",
        "MASKING_JOB_SUCCESSORS",
        "MaskingEnvironment",
        "MaskingJob",
        "MaskingJobType",
        "MaskingJobs",
        "MembersInput",
        "NonConformantData",
        "Promotion",
        "PromotionJourney",
        "PromotionReport",
        "Purpose",
        "QueuedOperation",
        "RetainExecutionData",
        "RotationOutcome",
        "Ruleset",
        "RulesetType",
        "Run",
        "Severity",
        "SourceEngine",
        "Successor",
        "Tag",
        "Tagged",
        "TagsInput",
        "TaskEvent",
        "TaskStatus",
        "WarningCountsAs",
        "WhenBusy",
        "WorkSource",
        "field",
        "search_text",
    ]

if not TYPE_CHECKING:  # a type checker that sees it accepts any name
    filled_on_demand(__name__, HOMES)
