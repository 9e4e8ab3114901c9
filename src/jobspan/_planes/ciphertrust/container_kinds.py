"""The lists of containers, as one table: the path of each, what its rows are, what it can be filtered by.

A *container* is what a synchronization job is given: an AWS account, a vault, a key ring, a domain. Some lists hold what groups
containers (subscriptions, projects, compartments); no family works on those.

Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (the pages of each cloud).
"""

from typing import Any, Final, Generic, TypeVar

from jobspan._core.classes import frozen
from jobspan._planes.ciphertrust.families import BY_KEY, family
from jobspan._planes.ciphertrust.models.containers import (
    AwsKms,
    AzureSubscription,
    AzureVault,
    ContainerRow,
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
from jobspan._planes.ciphertrust.models.envelopes import Slice
from jobspan._planes.ciphertrust.words import FamilyName
from jobspan.errors import Problem, ValidationError

R = TypeVar("R", bound=ContainerRow)


@frozen(kw_only=True)
class ContainerKind(Generic[R]):
    """One list.

    Attributes:
        key: its name, ``<cloud>.<what it lists>``.
        path: of the list.
        row, rows: the model of a row, and of a page of them.
        families: those that work on its rows; the first is the one whose synchronizations the row itself tells of.
        filters: the filters that the vendor names, besides ``id``; ``None``: none are documented, so any is passed on.
        page: the vendor's page about it.
    """

    key: str
    path: str
    row: type[R]
    rows: type[Slice[R]]
    families: tuple[FamilyName, ...] = ()
    filters: tuple[str, ...] | None = None
    page: str = ""

    @property
    def call(self) -> str:
        """The public attribute that reads it."""
        return f"ciphertrust.containers.{self.key}"


_BASE: Final = "/api/v1/cckm"

AWS_KMS: Final = ContainerKind(
    key="aws.kms",
    path=f"{_BASE}/aws/kms",
    row=AwsKms,
    rows=Slice[AwsKms],
    families=("aws.keys", "aws.custom_key_stores"),
    filters=("name", "account_id", "cloud_name", "status"),
    page="aws-apis",
)
AWS_CUSTOM_KEY_STORES: Final = ContainerKind(
    key="aws.custom_key_stores",
    path=f"{_BASE}/aws/custom-key-stores",
    row=CustomKeyStore,
    rows=Slice[CustomKeyStore],
    filters=(
        "name",
        "kms",
        "kms_id",
        "region",
        "cloud_name",
        "type",
        "custom_key_store_type",
        "connection_state",
        "source_key_tier",
        "xks_proxy_connectivity",
        "blocked",
        "linked_state",
    ),
    page="aws-apis",
)
AZURE_VAULTS: Final = ContainerKind(
    key="azure.vaults",
    path=f"{_BASE}/azure/vaults",
    row=AzureVault,
    rows=Slice[AzureVault],
    families=("azure.keys", "azure.certificates", "azure.secrets"),
    filters=(
        "name",
        "location",
        "cloud_name",
        "subscription_id",
        "subscription_name",
        "job_config_id",
        "type",
    ),
    page="azure-apis",
)
AZURE_SUBSCRIPTIONS: Final = ContainerKind(
    key="azure.subscriptions",
    path=f"{_BASE}/azure/subscriptions",
    row=AzureSubscription,
    rows=Slice[AzureSubscription],
    page="azure-apis",
)
GOOGLE_KEY_RINGS: Final = ContainerKind(
    key="google.key_rings",
    path=f"{_BASE}/google/key-rings",
    row=GoogleKeyRing,
    rows=Slice[GoogleKeyRing],
    families=("google.keys",),
    filters=(
        "name",
        "connection",
        "cloud_name",
        "organization_name",
        "organization_display_name",
        "location",
        "project_id",
    ),
    page="gcp-apis",
)
GOOGLE_PROJECTS: Final = ContainerKind(
    key="google.projects",
    path=f"{_BASE}/google/projects",
    row=GoogleProject,
    rows=Slice[GoogleProject],
    filters=("name", "connection", "cloud_name"),
    page="gcp-apis",
)
OCI_VAULTS: Final = ContainerKind(
    key="oci.vaults",
    path=f"{_BASE}/oci/vaults",
    row=OciVault,
    rows=Slice[OciVault],
    families=("oci.keys",),
    filters=(
        "display_name",
        "vault_name",
        "vault_id",
        "vault_type",
        "external_vault_type",
        "linked_state",
        "issuer_id",
        "state",
        "lifecycle_state",
        "cloud_name",
        "tenancy",
        "compartment_name",
        "region",
        "source_key_tier",
        "blocked",
    ),
    page="ora-apis",
)
OCI_COMPARTMENTS: Final = ContainerKind(
    key="oci.compartments",
    path=f"{_BASE}/oci/compartments",
    row=OciCompartment,
    rows=Slice[OciCompartment],
    filters=("name", "compartment_id", "tenancy"),
    page="ora-apis",
)
OCI_TENANCIES: Final = ContainerKind(
    key="oci.tenancies",
    path=f"{_BASE}/oci/tenancy",
    row=OciTenancy,
    rows=Slice[OciTenancy],
    filters=("tenancy_ocid", "tenancy"),
    page="ora-apis",
)
SAP_GROUPS: Final = ContainerKind(
    key="sap.groups",
    path=f"{_BASE}/sap/groups",
    row=SapGroup,
    rows=Slice[SapGroup],
    families=("sap.keys",),
    filters=(
        "name",
        "connection",
        "cloud_name",
        "group_id",
        "application",
        "tier",
        "region",
        "provider",
        "key_store_name",
        "creator_name",
        "tenant",
    ),
    page="sap-apis",
)
SFDC_ORGANIZATIONS: Final = ContainerKind(
    key="sfdc.organizations",
    path=f"{_BASE}/sfdc/organizations",
    row=SalesforceOrganization,
    rows=Slice[SalesforceOrganization],
    families=("sfdc.keys", "sfdc.certificates"),
    filters=("name", "sfdc_org_id", "organization_type", "connection", "cloud_name"),
    page="sfdc-apis",
)
HSM_LUNA_PARTITIONS: Final = ContainerKind(
    key="hsm_luna.partitions",
    path=f"{_BASE}/hsm/luna/partitions",
    row=LunaPartition,
    rows=Slice[LunaPartition],
    families=("hsm_luna.synchronize", "hsm_luna.refresh"),
    page="luna-hsm-apis",
)
DSM_DOMAINS: Final = ContainerKind(
    key="dsm.domains",
    path=f"{_BASE}/dsm/domains",
    row=DsmDomain,
    rows=Slice[DsmDomain],
    families=("dsm.refresh",),
    page="dsm-apis",
)
EXTERNAL_CM_DOMAINS: Final = ContainerKind(
    key="external_cm.domains",
    path=f"{_BASE}/external-cm/domains",
    row=ExternalDomain,
    rows=Slice[ExternalDomain],
    families=("external_cm.refresh",),
    page="cm-ext-apis",
)

CONTAINER_KINDS: Final[tuple[ContainerKind[Any], ...]] = (
    AWS_KMS,
    AWS_CUSTOM_KEY_STORES,
    AZURE_VAULTS,
    AZURE_SUBSCRIPTIONS,
    GOOGLE_KEY_RINGS,
    GOOGLE_PROJECTS,
    OCI_VAULTS,
    OCI_COMPARTMENTS,
    OCI_TENANCIES,
    SAP_GROUPS,
    SFDC_ORGANIZATIONS,
    HSM_LUNA_PARTITIONS,
    DSM_DOMAINS,
    EXTERNAL_CM_DOMAINS,
)

KINDS_BY_KEY: Final = {each.key: each for each in CONTAINER_KINDS}
KIND_OF_FAMILY: Final = {key: each for each in CONTAINER_KINDS for key in each.families}
MAIN_FAMILIES: Final = tuple(each.families[0] for each in CONTAINER_KINDS if each.families)
"""A family for each list of containers: the one of its keys."""

WITHOUT_SYNC: Final = {
    "ekm": "Google EKM endpoints",
    "workspace": "Google Workspace CSE endpoints",
    "dke": "Microsoft DKE endpoints",
    "hyok": "SAP HYOK key stores",
    "cache_only": "Salesforce cache-only endpoints",
    "virtual_keys": "AWS virtual keys",
}
"""What CipherTrust holds itself: there is nothing to synchronize."""


def containers_of(name: str) -> tuple[FamilyName, ContainerKind[Any]]:
    """The family of this key (or the main one of this cloud), and the list of its containers.

    Raises:
        ValidationError: the family is unknown, or is one of those that are not synchronized.
    """
    if name == "hsm_luna":
        name = "hsm_luna.synchronize"
    held = next((what for word, what in WITHOUT_SYNC.items() if word in name.lower()), None)
    if held and name not in BY_KEY:
        problem = Problem("family", f"{held} are held by CipherTrust itself: there is nothing to synchronize", ())
        raise ValidationError(message="ciphertrust.containers: nothing was sent.", problems=(problem,))
    key = family(name).key
    return key, KIND_OF_FAMILY[key]
