"""Everything of Netwrix Directory Manager (GroupID) that a program names: documents, transforms, the pieces of a definition."""

from typing import TYPE_CHECKING

from jobspan._planes.groupid.homes import HOMES
from jobspan._public import filled_on_demand

if TYPE_CHECKING:
    from jobspan._planes.groupid.errors import (
        Detail as Detail,
        GroupIDAuthError as GroupIDAuthError,
        GroupIDConflict as GroupIDConflict,
        GroupIDError as GroupIDError,
        GroupIDNotFound as GroupIDNotFound,
        GroupIDPermissionDenied as GroupIDPermissionDenied,
        GroupIDRateLimited as GroupIDRateLimited,
        GroupIDServerError as GroupIDServerError,
        NotOffered as NotOffered,
        NotVerified as NotVerified,
    )
    from jobspan._planes.groupid.job_kinds import RunBaseline as RunBaseline, RunView as RunView
    from jobspan._planes.groupid.models.blueprints.bindings import Bindings as Bindings
    from jobspan._planes.groupid.models.blueprints.blueprint import Blueprint as Blueprint
    from jobspan._planes.groupid.models.blueprints.comparing import FieldChange as FieldChange
    from jobspan._planes.groupid.models.blueprints.results import (
        Applied as Applied,
        AppliedItem as AppliedItem,
        BlueprintDiff as BlueprintDiff,
        DiffItem as DiffItem,
        DiffState as DiffState,
        ItemKind as ItemKind,
        Outcome as Outcome,
    )
    from jobspan._planes.groupid.models.collections import (
        CollectionInfo as CollectionInfo,
        JobCollection as JobCollection,
    )
    from jobspan._planes.groupid.models.copies import make_collection as make_collection
    from jobspan._planes.groupid.models.data_sources import (
        ConnectionParts as ConnectionParts,
        CreatableObject as CreatableObject,
        DataSource as DataSource,
        Form as Form,
        FormField as FormField,
        ProviderOptions as ProviderOptions,
        TableSchema as TableSchema,
    )
    from jobspan._planes.groupid.models.definitions import (
        Container as Container,
        Map as Map,
        Owner as Owner,
        Place as Place,
        Provider as Provider,
        Table as Table,
    )
    from jobspan._planes.groupid.models.diff import differences as differences
    from jobspan._planes.groupid.models.documents import Document as Document
    from jobspan._planes.groupid.models.enums import (
        NEVER_RAN as NEVER_RAN,
        ContainerStrategy as ContainerStrategy,
        DataSourceType as DataSourceType,
        JobType as JobType,
        ObjectType as ObjectType,
        OnFailure as OnFailure,
        PasswordType as PasswordType,
        ProviderType as ProviderType,
        QueryType as QueryType,
        SettingType as SettingType,
    )
    from jobspan._planes.groupid.models.filters import (
        AllOf as AllOf,
        Criterion as Criterion,
        Filter as Filter,
        all_of as all_of,
        contains as contains,
        is_exactly as is_exactly,
    )
    from jobspan._planes.groupid.models.job_builder import build_job as build_job
    from jobspan._planes.groupid.models.job_settings import (
        ContainerDetails as ContainerDetails,
        Setting as Setting,
        Settings as Settings,
        Side as Side,
        Which as Which,
    )
    from jobspan._planes.groupid.models.jobs import (
        FieldMap as FieldMap,
        Job as Job,
        JobInfo as JobInfo,
        JobName as JobName,
        ObjectOption as ObjectOption,
        PasswordOptions as PasswordOptions,
        SyncQuery as SyncQuery,
    )
    from jobspan._planes.groupid.models.transforms import (
        Join as Join,
        Script as Script,
        Static as Static,
        Text as Text,
        Transform as Transform,
        Verbatim as Verbatim,
        parse_transform as parse_transform,
    )
    from jobspan._planes.groupid.resources.collections import Collections as Collections
    from jobspan._planes.groupid.resources.collections_async import AsyncCollections as AsyncCollections
    from jobspan._planes.groupid.resources.data_sources import DataSources as DataSources
    from jobspan._planes.groupid.resources.data_sources_async import AsyncDataSources as AsyncDataSources
    from jobspan._planes.groupid.resources.data_sync_jobs import DataSyncJobs as DataSyncJobs
    from jobspan._planes.groupid.resources.data_sync_jobs_async import AsyncDataSyncJobs as AsyncDataSyncJobs
    from jobspan._planes.groupid.resources.groupid import GroupID as GroupID
    from jobspan._planes.groupid.resources.groupid_async import AsyncGroupID as AsyncGroupID
    from jobspan._planes.groupid.settings import GroupIDSettings as GroupIDSettings

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
    filled_on_demand(__name__, HOMES)
