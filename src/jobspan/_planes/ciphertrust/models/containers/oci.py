"""Containers of Oracle Cloud Infrastructure."""

from datetime import datetime
from typing import Any

import attrs

from jobspan._core.classes import frozen
from jobspan._planes.ciphertrust.models.containers.row import ContainerRow


@frozen(kw_only=True)
class OciVault(ContainerRow):
    """A vault. External vaults keep their keys in CipherTrust: there is nothing to synchronize.

    Attributes:
        display_name: its name in OCI.
        vault_name: its name in CipherTrust, for external ones.
        vault_id: its OCID; a synchronization takes ``id`` instead.
        vault_type: OCI's type of it.
        external_vault_type: set for external ones.
        compartment_id, compartment_name: the compartment that it belongs to.
        tenancy: the tenancy.
        region: the OCI region.
        lifecycle_state: OCI's word for its state.
        management_endpoint: where its keys are managed.
        time_created: when OCI made it.
        wrappingkey_id: OCID of the key that imports are wrapped with.
        freeform_tags, defined_tags: as OCI has them; defined ones by namespace.
        restored_from_vault_id: OCID of the vault that it was restored from.
        replication_id: OCI's id of its replication.
        is_primary: it is the one that is replicated.
        bucket_name, bucket_namespace: a bucket of Object Storage; the vendor does not explain it.
        endpoint_url, endpoint_url_hostname, endpoint_url_port: its endpoint, for external ones.
        policy: its policy, for external ones.
        linked_state: whether it is linked with OCI, for external ones.
        client_application_id: id of the client application, for external ones.
        issuer_id: id of the issuer, for external ones.
        blocked: whether CipherTrust refuses its requests, for external ones.
        state: CipherTrust's word for its state, for external ones.
        partition_id: the Luna HSM partition that its keys are in, for external ones.
        source_key_tier: where its keys are, for external ones.
        enable_success_audit_event: whether successes are audited as well, for external ones.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (OCI vaults).
    """

    display_name: str | None = None
    vault_name: str | None = None
    vault_id: str | None = None
    vault_type: str | None = None
    external_vault_type: str | None = None
    compartment_id: str | None = None
    compartment_name: str | None = None
    tenancy: str | None = None
    region: str | None = None
    lifecycle_state: str | None = None
    management_endpoint: str | None = None
    time_created: datetime | None = None
    wrappingkey_id: str | None = None
    freeform_tags: dict[str, str] = attrs.field(factory=dict)
    defined_tags: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    restored_from_vault_id: str | None = None
    replication_id: str | None = None
    is_primary: bool | None = None
    bucket_name: str | None = None
    bucket_namespace: str | None = None
    endpoint_url: str | None = None
    endpoint_url_hostname: str | None = None
    endpoint_url_port: int | None = None
    policy: str | None = None
    linked_state: bool | None = None
    client_application_id: str | None = None
    issuer_id: str | None = None
    blocked: bool | None = None
    state: str | None = None
    partition_id: str | None = None
    source_key_tier: str | None = None
    enable_success_audit_event: bool | None = None

    @property
    def title(self) -> str:
        """Its name."""
        return self.display_name or self.vault_name or self.id

    @property
    def cloud_id(self) -> str | None:
        """Its OCID."""
        return self.vault_id

    @property
    def why_not(self) -> str | None:
        """Why it cannot be synchronized: it is an external vault."""
        return "its keys are in CipherTrust itself: it is an external vault" if self.external_vault_type else None


@frozen(kw_only=True)
class OciCompartment(ContainerRow):
    """A compartment, which vaults belong to.

    Attributes:
        name: its name.
        description: any text.
        compartment_id: its OCID.
        parent_compartment_id: OCID of the one above it.
        tenancy: the tenancy.
        lifecycle_state: OCI's word for its state.
        is_accessible: whether CipherTrust's account may enter it.
        time_created: when OCI made it.
        freeform_tags, defined_tags: as OCI has them; defined ones by namespace.
    """

    name: str | None = None
    description: str | None = None
    compartment_id: str | None = None
    parent_compartment_id: str | None = None
    tenancy: str | None = None
    lifecycle_state: str | None = None
    is_accessible: bool | None = None
    time_created: datetime | None = None
    freeform_tags: dict[str, str] = attrs.field(factory=dict)
    defined_tags: dict[str, dict[str, Any]] = attrs.field(factory=dict)

    @property
    def title(self) -> str:
        """Its name."""
        return self.name or self.id

    @property
    def cloud_id(self) -> str | None:
        """Its OCID."""
        return self.compartment_id


@frozen(kw_only=True)
class OciTenancy(ContainerRow):
    """A tenancy, which compartments belong to.

    Attributes:
        tenancy: its name.
        tenancy_ocid: its OCID.
    """

    tenancy: str | None = None
    tenancy_ocid: str | None = None

    @property
    def title(self) -> str:
        """Its name."""
        return self.tenancy or self.id

    @property
    def cloud_id(self) -> str | None:
        """Its OCID."""
        return self.tenancy_ocid
