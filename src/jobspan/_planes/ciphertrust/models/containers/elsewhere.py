"""Containers of SAP, Salesforce, Luna HSMs, DSM and other CipherTrust Managers."""

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import wire
from jobspan._planes.ciphertrust.models.containers.row import ContainerRow
from jobspan.models import Model


@frozen(kw_only=True)
class SapGroup(ContainerRow):
    """A group of SAP Data Custodian. The vendor's sample writes ``Name``, its filters ``name``; both are read.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (Viewing SAP Groups Added to CipherTrust Manager).

    Attributes:
        name: its name.
        group_id: its id in SAP.
        sap_application: the application that it is for.
        keystore_id: id of its key store in SAP.
        tier, region, provider, tenant: as SAP has them.
    """

    name: str | None = None
    group_id: str | None = None
    sap_application: str | None = None
    keystore_id: str | None = None
    tier: str | None = None
    region: str | None = None
    provider: str | None = None
    tenant: str | None = None

    @property
    def title(self) -> str:
        """Its name."""
        return self.name or self.id

    @property
    def cloud_id(self) -> str | None:
        """The id of the group in SAP."""
        return self.group_id


@frozen(kw_only=True)
class SalesforceOrganization(ContainerRow):
    """An organization.

    Attributes:
        name: its name.
        sfdc_org_id, organization_id: its id in Salesforce; the vendor writes either, and :attr:`cloud_id` is whichever there
            is.
        organization_type, type: its type; the vendor writes either.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (Listing Salesforce Organizations).
    """

    name: str | None = None
    sfdc_org_id: str | None = None
    organization_id: str | None = None
    organization_type: str | None = None
    type: str | None = None

    @property
    def title(self) -> str:
        """Its name."""
        return self.name or self.id

    @property
    def cloud_id(self) -> str | None:
        """The id of the organization in Salesforce."""
        return self.sfdc_org_id or self.organization_id


@frozen(kw_only=True)
class LunaPartition(ContainerRow):
    """A partition of a Luna HSM. What the vendor's page does not show of it is in ``extra``.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (Luna HSM Partition APIs).

    Attributes:
        name: its name.
        label: its label in the HSM.
        serial_number: its serial number.
    """

    name: str | None = None
    label: str | None = None
    serial_number: str | None = None

    @property
    def title(self) -> str:
        """Its label or name."""
        return self.label or self.name or self.id

    @property
    def cloud_id(self) -> str | None:
        """The serial number."""
        return self.serial_number


@frozen(kw_only=True)
class DsmParameters(Model):
    """A domain as its Data Security Manager sees it.

    Attributes:
        id: the number that the Data Security Manager gave it.
        name: its name.
        url: of the Data Security Manager.
        admin_type: type of the administrator, as the Data Security Manager has it.
        kmip_enabled: whether KMIP is on in it.
    """

    id: int | None = None
    name: str | None = None
    url: str | None = None
    admin_type: str | None = attrs.field(default=None, metadata=wire("adminType"))
    kmip_enabled: bool | None = attrs.field(default=None, metadata=wire("kmipEnabled"))


@frozen(kw_only=True)
class DsmDomain(ContainerRow):
    """A domain of a Data Security Manager.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (Adding DSM Domains).

    Attributes:
        dsm_params: the domain as its Data Security Manager sees it.
    """

    dsm_params: DsmParameters | None = None

    @property
    def title(self) -> str:
        """Its name."""
        return (self.dsm_params.name if self.dsm_params else None) or self.id

    @property
    def cloud_id(self) -> str | None:
        """The number that its Data Security Manager gave it."""
        return None if self.dsm_params is None or self.dsm_params.id is None else str(self.dsm_params.id)


@frozen(kw_only=True)
class ExternalDomainParameters(Model):
    """A domain as the other CipherTrust Manager sees it.

    Attributes:
        domain_id: the id that its own CipherTrust Manager gave it.
        name: its name.
    """

    domain_id: str | None = None
    name: str | None = None


@frozen(kw_only=True)
class ExternalDomain(ContainerRow):
    """A domain of another CipherTrust Manager.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (Adding External CipherTrust Manager Domains).

    Attributes:
        cm_domain: the domain as the other CipherTrust Manager sees it.
    """

    cm_domain: ExternalDomainParameters | None = None

    @property
    def title(self) -> str:
        """Its name."""
        return (self.cm_domain.name if self.cm_domain else None) or self.id

    @property
    def cloud_id(self) -> str | None:
        """The id that its own CipherTrust Manager gave it."""
        return self.cm_domain.domain_id if self.cm_domain else None
