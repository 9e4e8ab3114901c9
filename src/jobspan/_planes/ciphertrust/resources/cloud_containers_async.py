"""The lists of containers, cloud by cloud."""

from functools import cached_property

from jobspan._async.resource import AsyncResource
from jobspan._planes.ciphertrust.container_kinds import (
    AWS_CUSTOM_KEY_STORES,
    AWS_KMS,
    AZURE_SUBSCRIPTIONS,
    AZURE_VAULTS,
    DSM_DOMAINS,
    EXTERNAL_CM_DOMAINS,
    GOOGLE_KEY_RINGS,
    GOOGLE_PROJECTS,
    HSM_LUNA_PARTITIONS,
    OCI_COMPARTMENTS,
    OCI_TENANCIES,
    OCI_VAULTS,
    SAP_GROUPS,
    SFDC_ORGANIZATIONS,
)
from jobspan._planes.ciphertrust.models.containers import (
    AwsKms,
    AzureSubscription,
    AzureVault,
    CustomKeyStore,
    DsmDomain,
    ExternalDomain,
    GoogleKeyRing,
    GoogleProject,
    LunaPartition,
    OciCompartment,
    OciTenancy,
    OciVault,
    SalesforceOrganization,
    SapGroup,
)
from jobspan._planes.ciphertrust.resources.container_lists_async import AsyncContainerList


class AsyncAwsContainers(AsyncResource):
    """Amazon Web Services."""

    @cached_property
    def kms(self) -> AsyncContainerList[AwsKms]:
        """Accounts, which hold keys and key stores."""
        return AsyncContainerList.of(self, AWS_KMS)

    @cached_property
    def custom_key_stores(self) -> AsyncContainerList[CustomKeyStore]:
        """Custom key stores."""
        return AsyncContainerList.of(self, AWS_CUSTOM_KEY_STORES)


class AsyncAzureContainers(AsyncResource):
    """Microsoft Azure."""

    @cached_property
    def vaults(self) -> AsyncContainerList[AzureVault]:
        """Key vaults and managed HSMs."""
        return AsyncContainerList.of(self, AZURE_VAULTS)

    @cached_property
    def subscriptions(self) -> AsyncContainerList[AzureSubscription]:
        """Subscriptions, which vaults belong to."""
        return AsyncContainerList.of(self, AZURE_SUBSCRIPTIONS)


class AsyncGoogleContainers(AsyncResource):
    """Google Cloud."""

    @cached_property
    def key_rings(self) -> AsyncContainerList[GoogleKeyRing]:
        """Key rings."""
        return AsyncContainerList.of(self, GOOGLE_KEY_RINGS)

    @cached_property
    def projects(self) -> AsyncContainerList[GoogleProject]:
        """Projects, which key rings belong to."""
        return AsyncContainerList.of(self, GOOGLE_PROJECTS)


class AsyncOciContainers(AsyncResource):
    """Oracle Cloud Infrastructure."""

    @cached_property
    def vaults(self) -> AsyncContainerList[OciVault]:
        """Vaults, external ones included."""
        return AsyncContainerList.of(self, OCI_VAULTS)

    @cached_property
    def compartments(self) -> AsyncContainerList[OciCompartment]:
        """Compartments, which vaults belong to."""
        return AsyncContainerList.of(self, OCI_COMPARTMENTS)

    @cached_property
    def tenancies(self) -> AsyncContainerList[OciTenancy]:
        """Tenancies, which compartments belong to."""
        return AsyncContainerList.of(self, OCI_TENANCIES)


class AsyncSapContainers(AsyncResource):
    """SAP."""

    @cached_property
    def groups(self) -> AsyncContainerList[SapGroup]:
        """Groups."""
        return AsyncContainerList.of(self, SAP_GROUPS)


class AsyncSfdcContainers(AsyncResource):
    """Salesforce."""

    @cached_property
    def organizations(self) -> AsyncContainerList[SalesforceOrganization]:
        """Organizations."""
        return AsyncContainerList.of(self, SFDC_ORGANIZATIONS)


class AsyncHsmLunaContainers(AsyncResource):
    """Luna HSM."""

    @cached_property
    def partitions(self) -> AsyncContainerList[LunaPartition]:
        """Partitions."""
        return AsyncContainerList.of(self, HSM_LUNA_PARTITIONS)


class AsyncDsmContainers(AsyncResource):
    """Data Security Manager."""

    @cached_property
    def domains(self) -> AsyncContainerList[DsmDomain]:
        """Domains."""
        return AsyncContainerList.of(self, DSM_DOMAINS)


class AsyncExternalCmContainers(AsyncResource):
    """Other CipherTrust Managers."""

    @cached_property
    def domains(self) -> AsyncContainerList[ExternalDomain]:
        """Domains."""
        return AsyncContainerList.of(self, EXTERNAL_CM_DOMAINS)
