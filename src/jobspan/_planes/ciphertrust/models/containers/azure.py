"""Containers of Microsoft Azure."""

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import wire
from jobspan._planes.ciphertrust.models.containers.row import ContainerRow
from jobspan.models import Model


@frozen(kw_only=True)
class VaultSku(Model):
    """What kind of vault was bought.

    Attributes:
        family: Azure's family of it.
        name: Azure's name of it.
    """

    family: str | None = None
    name: str | None = None


@frozen(kw_only=True)
class VaultProperties(Model):
    """The settings of a vault in Azure.

    Attributes:
        tenant_id: the Entra tenant that it trusts.
        sku: what kind of vault was bought.
        vault_uri: where it is reached.
        create_mode: whether it was made anew or recovered.
        enabled_for_deployment: virtual machines may take certificates from it.
        enabled_for_disk_encryption: disk encryption may take secrets from it.
        enabled_for_template_deployment: Resource Manager may take secrets from it.
        enable_soft_delete: what is deleted can be recovered for a while.
        enable_purge_protection: what is deleted cannot be purged before that.
        enable_rbac_authorization: roles decide who may use it, instead of access policies.
        soft_delete_retention_in_days: days for which what is deleted can be recovered.
    """

    tenant_id: str | None = attrs.field(default=None, metadata=wire("tenantId"))
    sku: VaultSku | None = None
    vault_uri: str | None = attrs.field(default=None, metadata=wire("vaultUri"))
    create_mode: str | None = attrs.field(default=None, metadata=wire("createMode"))
    enabled_for_deployment: bool | None = attrs.field(default=None, metadata=wire("enabledForDeployment"))
    enabled_for_disk_encryption: bool | None = attrs.field(default=None, metadata=wire("enabledForDiskEncryption"))
    enabled_for_template_deployment: bool | None = attrs.field(
        default=None, metadata=wire("enabledForTemplateDeployment")
    )
    enable_soft_delete: bool | None = attrs.field(default=None, metadata=wire("enableSoftDelete"))
    enable_purge_protection: bool | None = attrs.field(default=None, metadata=wire("enablePurgeProtection"))
    enable_rbac_authorization: bool | None = attrs.field(default=None, metadata=wire("enableRbacAuthorization"))
    soft_delete_retention_in_days: int | None = attrs.field(default=None, metadata=wire("softDeleteRetentionInDays"))


@frozen(kw_only=True)
class AzureVault(ContainerRow):
    """A key vault, or a managed HSM.

    Attributes:
        azure_name: its name in Azure.
        azure_vault_id: its id in Azure.
        location: the Azure region.
        subscription_id, subscription_name: the subscription that it belongs to.
        type: ``vault`` or ``managedHsm``.
        tags: as Azure has them.
        properties: its settings in Azure.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (Vault Management APIs).
    """

    azure_name: str | None = None
    azure_vault_id: str | None = None
    location: str | None = None
    subscription_id: str | None = None
    subscription_name: str | None = None
    type: str | None = None
    tags: dict[str, str] = attrs.field(factory=dict)
    properties: VaultProperties | None = None

    @property
    def title(self) -> str:
        """Its name in Azure."""
        return self.azure_name or self.id

    @property
    def cloud_id(self) -> str | None:
        """The id of the vault in Azure."""
        return self.azure_vault_id


@frozen(kw_only=True)
class AzureSubscription(ContainerRow):
    """A subscription, which vaults belong to.

    Attributes:
        name, subscription_name, display_name: its name; which of them the appliance gives is not documented.
        subscription_id: its id in Azure.
    """

    name: str | None = None
    subscription_id: str | None = None
    subscription_name: str | None = None
    display_name: str | None = None

    @property
    def title(self) -> str:
        """Its name."""
        return self.display_name or self.subscription_name or self.name or self.id

    @property
    def cloud_id(self) -> str | None:
        """The id of the subscription in Azure."""
        return self.subscription_id
