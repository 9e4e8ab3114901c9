"""Everything of Thales CipherTrust that a program names: models, families, settings, types of arguments."""

from typing import TYPE_CHECKING

from jobspan._planes.ciphertrust.homes import HOMES
from jobspan._public import filled_on_demand

if TYPE_CHECKING:
    from jobspan._planes.ciphertrust.families import FAMILIES as FAMILIES, Family as Family
    from jobspan._planes.ciphertrust.flows.containers import FilterValue as FilterValue
    from jobspan._planes.ciphertrust.flows.periods import Period as Period
    from jobspan._planes.ciphertrust.flows.sync_requests import (
        ContainerLists as ContainerLists,
        WhenRunning as WhenRunning,
    )
    from jobspan._planes.ciphertrust.models.every import *  # noqa: F403 - the models say themselves what is public
    from jobspan._planes.ciphertrust.models.every import __all__ as _models
    from jobspan._planes.ciphertrust.resources.ciphertrust import CipherTrust as CipherTrust
    from jobspan._planes.ciphertrust.resources.ciphertrust_async import AsyncCipherTrust as AsyncCipherTrust
    from jobspan._planes.ciphertrust.resources.cloud_containers import (
        AwsContainers as AwsContainers,
        AzureContainers as AzureContainers,
        DsmContainers as DsmContainers,
        ExternalCmContainers as ExternalCmContainers,
        GoogleContainers as GoogleContainers,
        HsmLunaContainers as HsmLunaContainers,
        OciContainers as OciContainers,
        SapContainers as SapContainers,
        SfdcContainers as SfdcContainers,
    )
    from jobspan._planes.ciphertrust.resources.cloud_containers_async import (
        AsyncAwsContainers as AsyncAwsContainers,
        AsyncAzureContainers as AsyncAzureContainers,
        AsyncDsmContainers as AsyncDsmContainers,
        AsyncExternalCmContainers as AsyncExternalCmContainers,
        AsyncGoogleContainers as AsyncGoogleContainers,
        AsyncHsmLunaContainers as AsyncHsmLunaContainers,
        AsyncOciContainers as AsyncOciContainers,
        AsyncSapContainers as AsyncSapContainers,
        AsyncSfdcContainers as AsyncSfdcContainers,
    )
    from jobspan._planes.ciphertrust.resources.cloud_syncs import (
        AwsSyncs as AwsSyncs,
        AzureSyncs as AzureSyncs,
        DsmSyncs as DsmSyncs,
        ExternalCmSyncs as ExternalCmSyncs,
        GoogleSyncs as GoogleSyncs,
        HsmLunaSyncs as HsmLunaSyncs,
        OciSyncs as OciSyncs,
        SapSyncs as SapSyncs,
        SfdcSyncs as SfdcSyncs,
    )
    from jobspan._planes.ciphertrust.resources.cloud_syncs_async import (
        AsyncAwsSyncs as AsyncAwsSyncs,
        AsyncAzureSyncs as AsyncAzureSyncs,
        AsyncDsmSyncs as AsyncDsmSyncs,
        AsyncExternalCmSyncs as AsyncExternalCmSyncs,
        AsyncGoogleSyncs as AsyncGoogleSyncs,
        AsyncHsmLunaSyncs as AsyncHsmLunaSyncs,
        AsyncOciSyncs as AsyncOciSyncs,
        AsyncSapSyncs as AsyncSapSyncs,
        AsyncSfdcSyncs as AsyncSfdcSyncs,
    )
    from jobspan._planes.ciphertrust.resources.container_lists import ContainerList as ContainerList
    from jobspan._planes.ciphertrust.resources.container_lists_async import AsyncContainerList as AsyncContainerList
    from jobspan._planes.ciphertrust.resources.containers import Containers as Containers
    from jobspan._planes.ciphertrust.resources.containers_async import AsyncContainers as AsyncContainers
    from jobspan._planes.ciphertrust.resources.family_syncs import (
        FamilyJobs as FamilyJobs,
        FamilySyncs as FamilySyncs,
        KeyBackupSyncs as KeyBackupSyncs,
        RegionalSyncs as RegionalSyncs,
    )
    from jobspan._planes.ciphertrust.resources.family_syncs_async import (
        AsyncFamilyJobs as AsyncFamilyJobs,
        AsyncFamilySyncs as AsyncFamilySyncs,
        AsyncKeyBackupSyncs as AsyncKeyBackupSyncs,
        AsyncRegionalSyncs as AsyncRegionalSyncs,
    )
    from jobspan._planes.ciphertrust.resources.schedules import Schedules as Schedules
    from jobspan._planes.ciphertrust.resources.schedules_async import AsyncSchedules as AsyncSchedules
    from jobspan._planes.ciphertrust.resources.sync_jobs import SyncJobs as SyncJobs
    from jobspan._planes.ciphertrust.resources.sync_jobs_async import AsyncSyncJobs as AsyncSyncJobs
    from jobspan._planes.ciphertrust.settings import CipherTrustSettings as CipherTrustSettings, Grant as Grant
    from jobspan._planes.ciphertrust.words import CloudName as CloudName, FamilyName as FamilyName

    __all__ = [
        "CloudName",
        "FamilyName",
        "AsyncAwsContainers",
        "AsyncAwsSyncs",
        "AsyncAzureContainers",
        "AsyncAzureSyncs",
        "AsyncCipherTrust",
        "AsyncContainerList",
        "AsyncContainers",
        "AsyncDsmContainers",
        "AsyncDsmSyncs",
        "AsyncExternalCmContainers",
        "AsyncExternalCmSyncs",
        "AsyncFamilyJobs",
        "AsyncFamilySyncs",
        "AsyncGoogleContainers",
        "AsyncGoogleSyncs",
        "AsyncHsmLunaContainers",
        "AsyncHsmLunaSyncs",
        "AsyncKeyBackupSyncs",
        "AsyncOciContainers",
        "AsyncOciSyncs",
        "AsyncRegionalSyncs",
        "AsyncSapContainers",
        "AsyncSapSyncs",
        "AsyncSchedules",
        "AsyncSfdcContainers",
        "AsyncSfdcSyncs",
        "AsyncSyncJobs",
        "AwsContainers",
        "AwsSyncs",
        "AzureContainers",
        "AzureSyncs",
        "CipherTrust",
        "CipherTrustSettings",
        "ContainerList",
        "ContainerLists",
        "Containers",
        "DsmContainers",
        "DsmSyncs",
        "ExternalCmContainers",
        "ExternalCmSyncs",
        "FAMILIES",
        "Family",
        "FamilyJobs",
        "FamilySyncs",
        "FilterValue",
        "GoogleContainers",
        "GoogleSyncs",
        "Grant",
        "HsmLunaContainers",
        "HsmLunaSyncs",
        "KeyBackupSyncs",
        "OciContainers",
        "OciSyncs",
        "Period",
        "RegionalSyncs",
        "SapContainers",
        "SapSyncs",
        "Schedules",
        "SfdcContainers",
        "SfdcSyncs",
        "SyncJobs",
        "WhenRunning",
        *_models,
    ]

if not TYPE_CHECKING:  # a type checker that sees it accepts any name
    filled_on_demand(__name__, HOMES)
