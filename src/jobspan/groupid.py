"""Everything of Netwrix Directory Manager (GroupID) that a program names: documents, transforms, the pieces of a definition."""

from typing import TYPE_CHECKING

from jobspan._planes.groupid.errors import (
    Detail,
    GroupIDAuthError,
    GroupIDConflict,
    GroupIDError,
    GroupIDNotFound,
    GroupIDPermissionDenied,
    GroupIDRateLimited,
    GroupIDServerError,
    NotOffered,
    NotVerified,
)
from jobspan._planes.groupid.job_kinds import RunBaseline, RunView
from jobspan._planes.groupid.models.blueprints.bindings import Bindings
from jobspan._planes.groupid.models.blueprints.blueprint import Blueprint
from jobspan._planes.groupid.models.blueprints.comparing import FieldChange
from jobspan._planes.groupid.models.blueprints.results import (
    Applied,
    AppliedItem,
    BlueprintDiff,
    DiffItem,
    DiffState,
    ItemKind,
    Outcome,
)
from jobspan._planes.groupid.models.collections import CollectionInfo, JobCollection
from jobspan._planes.groupid.models.copies import make_collection
from jobspan._planes.groupid.models.data_sources import (
    ConnectionParts,
    CreatableObject,
    DataSource,
    Form,
    FormField,
    ProviderOptions,
    TableSchema,
)
from jobspan._planes.groupid.models.definitions import Container, Map, Owner, Place, Provider, Table
from jobspan._planes.groupid.models.diff import differences
from jobspan._planes.groupid.models.documents import Document
from jobspan._planes.groupid.models.enums import (
    NEVER_RAN,
    ContainerStrategy,
    DataSourceType,
    JobType,
    ObjectType,
    OnFailure,
    PasswordType,
    ProviderType,
    QueryType,
    SettingType,
)
from jobspan._planes.groupid.models.filters import AllOf, Criterion, Filter, all_of, contains, is_exactly
from jobspan._planes.groupid.models.job_builder import build_job
from jobspan._planes.groupid.models.job_settings import ContainerDetails, Setting, Settings, Side, Which
from jobspan._planes.groupid.models.jobs import (
    FieldMap,
    Job,
    JobInfo,
    JobName,
    ObjectOption,
    PasswordOptions,
    SyncQuery,
)
from jobspan._planes.groupid.models.transforms import Join, Script, Static, Text, Transform, Verbatim, parse_transform
from jobspan._planes.groupid.settings import GroupIDSettings
from jobspan._public import parts_on_demand

if TYPE_CHECKING:
    from jobspan._planes.groupid.resources.collections import Collections as Collections
    from jobspan._planes.groupid.resources.collections_async import AsyncCollections as AsyncCollections
    from jobspan._planes.groupid.resources.data_sources import DataSources as DataSources
    from jobspan._planes.groupid.resources.data_sources_async import AsyncDataSources as AsyncDataSources
    from jobspan._planes.groupid.resources.data_sync_jobs import DataSyncJobs as DataSyncJobs
    from jobspan._planes.groupid.resources.data_sync_jobs_async import AsyncDataSyncJobs as AsyncDataSyncJobs
    from jobspan._planes.groupid.resources.groupid import GroupID as GroupID
    from jobspan._planes.groupid.resources.groupid_async import AsyncGroupID as AsyncGroupID

__all__ = [
    "NEVER_RAN",
    "AllOf",
    "Applied",
    "AppliedItem",
    "Bindings",
    "Blueprint",
    "BlueprintDiff",
    "DiffItem",
    "DiffState",
    "FieldChange",
    "ItemKind",
    "Outcome",
    "AsyncCollections",
    "AsyncDataSources",
    "AsyncDataSyncJobs",
    "AsyncGroupID",
    "CollectionInfo",
    "Collections",
    "ConnectionParts",
    "Container",
    "ContainerDetails",
    "ContainerStrategy",
    "CreatableObject",
    "Criterion",
    "DataSource",
    "DataSourceType",
    "DataSources",
    "DataSyncJobs",
    "Detail",
    "Document",
    "FieldMap",
    "Filter",
    "Form",
    "FormField",
    "GroupID",
    "GroupIDAuthError",
    "GroupIDConflict",
    "GroupIDError",
    "GroupIDNotFound",
    "GroupIDPermissionDenied",
    "GroupIDRateLimited",
    "GroupIDServerError",
    "GroupIDSettings",
    "Job",
    "JobCollection",
    "JobInfo",
    "JobName",
    "JobType",
    "Join",
    "Map",
    "NotOffered",
    "NotVerified",
    "ObjectOption",
    "ObjectType",
    "OnFailure",
    "Owner",
    "PasswordOptions",
    "PasswordType",
    "Place",
    "Provider",
    "ProviderOptions",
    "ProviderType",
    "QueryType",
    "RunBaseline",
    "RunView",
    "Script",
    "Setting",
    "SettingType",
    "Settings",
    "Side",
    "Static",
    "SyncQuery",
    "Table",
    "TableSchema",
    "Text",
    "Transform",
    "Verbatim",
    "Which",
    "all_of",
    "build_job",
    "contains",
    "differences",
    "is_exactly",
    "make_collection",
    "parse_transform",
]

if not TYPE_CHECKING:  # a type checker that sees it accepts any name
    __getattr__ = parts_on_demand(__name__, "jobspan._planes.groupid.resources")
