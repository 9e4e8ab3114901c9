"""The families of synchronization jobs, cloud by cloud."""

from functools import cached_property

from jobspan._async.resource import AsyncResource
from jobspan._planes.ciphertrust.resources.family_syncs_async import (
    AsyncFamilySyncs,
    AsyncKeyBackupSyncs,
    AsyncRegionalSyncs,
)


class AsyncAwsSyncs(AsyncResource):
    """Amazon Web Services."""

    @cached_property
    def keys(self) -> AsyncRegionalSyncs:
        """Keys."""
        return AsyncRegionalSyncs.of(self, "aws.keys")

    @cached_property
    def custom_key_stores(self) -> AsyncRegionalSyncs:
        """Custom key stores."""
        return AsyncRegionalSyncs.of(self, "aws.custom_key_stores")


class AsyncAzureSyncs(AsyncResource):
    """Microsoft Azure."""

    @cached_property
    def keys(self) -> AsyncKeyBackupSyncs:
        """Keys."""
        return AsyncKeyBackupSyncs.of(self, "azure.keys")

    @cached_property
    def certificates(self) -> AsyncFamilySyncs:
        """Certificates."""
        return AsyncFamilySyncs.of(self, "azure.certificates")

    @cached_property
    def secrets(self) -> AsyncFamilySyncs:
        """Secrets."""
        return AsyncFamilySyncs.of(self, "azure.secrets")


class AsyncGoogleSyncs(AsyncResource):
    """Google Cloud."""

    @cached_property
    def keys(self) -> AsyncFamilySyncs:
        """Keys."""
        return AsyncFamilySyncs.of(self, "google.keys")


class AsyncOciSyncs(AsyncResource):
    """Oracle Cloud Infrastructure."""

    @cached_property
    def keys(self) -> AsyncFamilySyncs:
        """Keys."""
        return AsyncFamilySyncs.of(self, "oci.keys")


class AsyncSfdcSyncs(AsyncResource):
    """Salesforce."""

    @cached_property
    def keys(self) -> AsyncFamilySyncs:
        """Tenant secrets."""
        return AsyncFamilySyncs.of(self, "sfdc.keys")

    @cached_property
    def certificates(self) -> AsyncFamilySyncs:
        """Certificates."""
        return AsyncFamilySyncs.of(self, "sfdc.certificates")


class AsyncSapSyncs(AsyncResource):
    """SAP."""

    @cached_property
    def keys(self) -> AsyncFamilySyncs:
        """Keys."""
        return AsyncFamilySyncs.of(self, "sap.keys")


class AsyncHsmLunaSyncs(AsyncResource):
    """Luna HSM. The vendor has two sets of operations for it."""

    @cached_property
    def synchronize(self) -> AsyncFamilySyncs:
        """Synchronize the keys of partitions."""
        return AsyncFamilySyncs.of(self, "hsm_luna.synchronize")

    @cached_property
    def refresh(self) -> AsyncFamilySyncs:
        """Refresh the keys of partitions."""
        return AsyncFamilySyncs.of(self, "hsm_luna.refresh")


class AsyncDsmSyncs(AsyncResource):
    """Data Security Manager."""

    @cached_property
    def refresh(self) -> AsyncFamilySyncs:
        """Refresh domains."""
        return AsyncFamilySyncs.of(self, "dsm.refresh")


class AsyncExternalCmSyncs(AsyncResource):
    """Other CipherTrust Managers."""

    @cached_property
    def refresh(self) -> AsyncFamilySyncs:
        """Refresh domains."""
        return AsyncFamilySyncs.of(self, "external_cm.refresh")
