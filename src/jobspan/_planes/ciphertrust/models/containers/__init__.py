"""What keys live in, as each cloud's list shows it."""

from jobspan._planes.ciphertrust.models.containers.aws import (
    AwsKms,
    CustomKeyStore,
    CustomKeyStoreInAws,
    LocallyHostedStore,
)
from jobspan._planes.ciphertrust.models.containers.azure import AzureSubscription, AzureVault, VaultProperties, VaultSku
from jobspan._planes.ciphertrust.models.containers.elsewhere import (
    DsmDomain,
    DsmParameters,
    ExternalDomain,
    ExternalDomainParameters,
    LunaPartition,
    SalesforceOrganization,
    SapGroup,
)
from jobspan._planes.ciphertrust.models.containers.google import GoogleKeyRing, GoogleProject
from jobspan._planes.ciphertrust.models.containers.oci import OciCompartment, OciTenancy, OciVault
from jobspan._planes.ciphertrust.models.containers.row import AccessEntry, ContainerRow

__all__ = [
    "AccessEntry",
    "AwsKms",
    "AzureSubscription",
    "AzureVault",
    "ContainerRow",
    "CustomKeyStore",
    "CustomKeyStoreInAws",
    "DsmDomain",
    "DsmParameters",
    "ExternalDomain",
    "ExternalDomainParameters",
    "GoogleKeyRing",
    "GoogleProject",
    "LocallyHostedStore",
    "LunaPartition",
    "OciCompartment",
    "OciTenancy",
    "OciVault",
    "SalesforceOrganization",
    "SapGroup",
    "VaultProperties",
    "VaultSku",
]
